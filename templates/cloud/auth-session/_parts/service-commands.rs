    /// Make or change accounts
    #[command(subcommand)]
    Account(account::Request),

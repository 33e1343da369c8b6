    /// Trades by columns: convert an archive, and ask
    #[command(subcommand)]
    Pipeline(trades::Stage),

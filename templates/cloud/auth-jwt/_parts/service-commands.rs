    /// Print a token for the API
    Token(token::Request),

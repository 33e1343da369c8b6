    /// The accounts of those whom it knows.
    pub fn accounts(&self) -> &Accounts {
        &self.0
    }

    /// Those of the items with these ids that there are, sorted by id.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] or [`RepositoryError::Corrupt`].
    fn find_all(
        &self,
        ids: &[ItemId],
    ) -> impl Future<Output = Result<Vec<Item>, RepositoryError>> + Send;

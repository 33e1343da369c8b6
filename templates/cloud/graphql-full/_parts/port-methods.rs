    /// Those of the orders with these ids that there are, sorted by id.
    ///
    /// # Errors
    /// [`RepositoryError::Unavailable`] or [`RepositoryError::Corrupt`].
    fn find_all(
        &self,
        ids: &[OrderId],
    ) -> impl Future<Output = Result<Vec<Order>, RepositoryError>> + Send;

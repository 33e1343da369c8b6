    /// Those of the orders with these ids that there are, sorted by id: asked for at once.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Corrupt`].
    pub async fn find_all(&self, ids: &[OrderId]) -> Result<Vec<Order>, Error> {
        Ok(self.repository.find_all(ids).await?)
    }

    /// Those of the items with these ids that there are, sorted by id: asked for at once.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Corrupt`].
    pub async fn find_all(&self, ids: &[ItemId]) -> Result<Vec<Item>, Error> {
        Ok(self.repository.find_all(ids).await?)
    }

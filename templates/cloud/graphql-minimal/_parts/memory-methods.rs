    async fn find_all(&self, ids: &[ItemId]) -> Result<Vec<Item>, RepositoryError> {
        self.with(|items| {
            Ok(items
                .values()
                .filter(|item| ids.contains(&item.id()))
                .cloned()
                .collect())
        })
    }

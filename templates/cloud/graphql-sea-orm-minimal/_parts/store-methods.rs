    async fn find_all(&self, ids: &[ItemId]) -> Result<Vec<Item>, RepositoryError> {
        let ids = ids.iter().copied().map(Uuid::from);
        let rows = Entity::find()
            .filter(Column::Id.is_in(ids))
            .order_by_asc(Column::Id)
            .all(&self.database())
            .await
            .map_err(failure)?;
        rows.iter().map(restore).collect()
    }

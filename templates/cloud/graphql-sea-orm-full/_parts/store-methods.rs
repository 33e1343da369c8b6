    async fn find_all(&self, ids: &[OrderId]) -> Result<Vec<Order>, RepositoryError> {
        let ids = ids.iter().copied().map(Uuid::from);
        self.select(order::Column::Id.is_in(ids).into()).await
    }

    async fn find_all(&self, ids: &[OrderId]) -> Result<Vec<Order>, RepositoryError> {
        let ids: Vec<_> = ids.iter().copied().map(Uuid::from).collect();
        let rows = select!("(SELECT * FROM orders WHERE id = ANY($1))", &ids)
            .fetch_all(&self.pool)
            .await
            .map_err(failure)?;
        restore_all(&rows)
    }

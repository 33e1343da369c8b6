    async fn find_all(&self, ids: &[OrderId]) -> Result<Vec<Order>, RepositoryError> {
        // A list is no parameter, but a JSON text can hold one.
        let ids: Vec<_> = ids
            .iter()
            .map(|&id| format!("\"{:X}\"", Uuid::from(id).simple()))
            .collect();
        let ids = format!("[{}]", ids.join(","));
        let rows = select!(
            "(SELECT * FROM orders WHERE id IN (SELECT unhex(value) FROM json_each($1)))",
            ids,
        )
        .fetch_all(&self.pool)
        .await
        .map_err(failure)?;
        restore_all(&rows)
    }

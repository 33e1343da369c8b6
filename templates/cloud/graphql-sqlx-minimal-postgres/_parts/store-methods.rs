    async fn find_all(&self, ids: &[ItemId]) -> Result<Vec<Item>, RepositoryError> {
        let ids: Vec<_> = ids.iter().copied().map(Uuid::from).collect();
        let rows = sqlx::query_as!(
            Row,
            r#"SELECT id AS "id: Uuid", name, version FROM items WHERE id = ANY($1) ORDER BY id"#,
            &ids,
        )
        .fetch_all(&self.pool)
        .await
        .map_err(failure)?;
        rows.into_iter().map(Row::restore).collect()
    }

    async fn find_all(&self, ids: &[ItemId]) -> Result<Vec<Item>, RepositoryError> {
        // A list is no parameter, but a JSON text can hold one.
        let ids: Vec<_> = ids
            .iter()
            .map(|&id| format!("\"{:X}\"", Uuid::from(id).simple()))
            .collect();
        let ids = format!("[{}]", ids.join(","));
        let rows = sqlx::query_as!(
            Row,
            r#"SELECT id AS "id: Uuid", name, version FROM items
               WHERE id IN (SELECT unhex(value) FROM json_each($1)) ORDER BY id"#,
            ids,
        )
        .fetch_all(&self.pool)
        .await
        .map_err(failure)?;
        rows.into_iter().map(Row::restore).collect()
    }

    async fn find_all(&self, ids: &[OrderId]) -> Result<Vec<Order>, RepositoryError> {
        self.with(|orders| {
            Ok(orders
                .values()
                .filter(|order| ids.contains(&order.id()))
                .cloned()
                .collect())
        })
    }

//! Where the service under test keeps its data.

use tempfile::TempDir;

use crate::support::{Home, Service, variable};

/// A file of its own, removed in the end.
pub(crate) struct Database(TempDir);

impl Database {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite://{}/service.db", self.0.path().display())
    }
}

#[tokio::test]
async fn unless_told_otherwise_the_data_is_in_the_working_directory() {
    let home = Home::new();
    let mut command = home.start_command(&[]);
    command.env_remove(variable("database.url"));
    Service::start(command).await;
    let file = format!("data/{}.db", env!("CARGO_PKG_NAME"));
    assert!(home.folder.path().join(file).is_file());
}

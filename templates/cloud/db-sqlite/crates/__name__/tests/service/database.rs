//! Where the service under test keeps its data.

use std::fs::File;

use rustix::fs::{FlockOperation, fcntl_lock};
use tempfile::TempDir;

use crate::support::{Home, Service, variable};

const FILE: &str = "service.db";

/// A file of its own, removed in the end.
pub(crate) struct Database(TempDir);

impl Database {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite://{}/{FILE}", self.0.path().display())
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

#[tokio::test]
async fn it_stops_while_it_waits_for_the_database() {
    let home = Home::new();
    let file = File::create(home.database.0.path().join(FILE)).unwrap();
    // The lock of a writer, as SQLite takes it.
    fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive).unwrap();
    let mut service = Service::starting(home.start_command(&[]));
    service.logged("starting").await;

    service.terminate();
    let (status, log) = service.stopped().await;
    assert!(status.success(), "{log}");
    assert!(log.contains("stopped while starting"), "{log}");
}

//! Where the service under test keeps its data.

use std::env;
use std::thread;

use postgres::{Client, Error, NoTls};
use uuid::Uuid;

use crate::support::Home;

/// A database of its own, removed in the end.
pub(crate) struct Database {
    server: String,
    name: String,
}

impl Database {
    pub(crate) fn new() -> Self {
        let server = env::var_os("DATABASE_URL").expect("Cargo sets it, see .cargo/config.toml");
        let server = server.into_string().unwrap();
        let name = format!("service-{}", Uuid::now_v7());
        execute(&server, &format!("CREATE DATABASE \"{name}\"")).unwrap();
        Self { server, name }
    }

    pub(crate) fn url(&self) -> String {
        let (host, _) = self.server.rsplit_once('/').unwrap();
        format!("{host}/{}", self.name)
    }

    fn remove(&self) -> Result<(), Error> {
        let statement = format!("DROP DATABASE IF EXISTS \"{}\" WITH (FORCE)", self.name);
        execute(&self.server, &statement)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A test that has failed already has more to say than this.
        let _ = self.remove();
    }
}

#[tokio::test]
async fn why_the_database_does_not_answer_is_logged() {
    let home = Home::new();
    let mut service = home.start(&[]).await;
    assert_eq!(service.get("/readyz").await.status, 200);

    home.database.remove().unwrap();
    assert_eq!(service.get("/readyz").await.status, 503);
    let event = service.logged("the database does not answer").await;
    let error = event["fields"]["error"].as_str().unwrap();
    assert!(error.contains("does not exist"), "{error}");
}

fn execute(server: &str, statement: &str) -> Result<(), Error> {
    let connect_and_execute = || Client::connect(server, NoTls)?.batch_execute(statement);
    // The client waits in a runtime of its own, which must not be inside that of the test.
    thread::scope(|scope| scope.spawn(connect_and_execute).join().unwrap())
}

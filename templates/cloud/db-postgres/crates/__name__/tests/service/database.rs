//! Where the service under test keeps its data.

use std::env;
use std::thread;

use postgres::{Client, Error, NoTls};
use uuid::Uuid;

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
}

impl Drop for Database {
    fn drop(&mut self) {
        let statement = format!("DROP DATABASE \"{}\" WITH (FORCE)", self.name);
        // A test that has failed already has more to say than this.
        let _ = execute(&self.server, &statement);
    }
}

fn execute(server: &str, statement: &str) -> Result<(), Error> {
    let connect_and_execute = || Client::connect(server, NoTls)?.batch_execute(statement);
    // The client waits in a runtime of its own, which must not be inside that of the test.
    thread::scope(|scope| scope.spawn(connect_and_execute).join().unwrap())
}

//! Where the service under test keeps its data.

use std::env;
use std::thread;

use store::Store;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::time::timeout;
use uuid::Uuid;

use crate::access::editor;
use crate::api;
use crate::support::{Answer, Home, PATIENCE, Service, variable};

/// A database of its own, removed in the end.
pub(crate) struct Database {
    url: String,
}

impl Database {
    #[expect(
        clippy::disallowed_methods,
        reason = "where the tests find a server is no setting of the service"
    )]
    pub(crate) fn new() -> Self {
        let server = env::var_os("DATABASE_URL").expect("Cargo sets it, see .cargo/config.toml");
        let server = server.into_string().unwrap();
        let (host, name) = split(&server);
        let options = name.find('?').map_or("", |at| &name[at..]);
        let url = format!("{host}/service-{}{options}", Uuid::now_v7());
        wait_for(Store::create_database(&url)).unwrap();
        Self { url }
    }

    pub(crate) fn url(&self) -> String {
        self.url.clone()
    }

    fn remove(&self) -> Result<(), store::Error> {
        wait_for(Store::drop_database(&self.url))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A test that has failed already has more to say than this.
        let _ = self.remove();
    }
}

/// A URL up to the slash before the name of a database, and from there on: options behind the name may have
/// slashes, too.
pub(crate) fn split(url: &str) -> (&str, &str) {
    let (location, _) = url.split_once('?').unwrap_or((url, ""));
    url.split_at(location.rfind('/').unwrap())
}

/// Waits until the service says with this status whether it is ready: an answer may be a little old.
pub(crate) async fn told_ready(service: &Service, status: u16) -> Answer {
    let told = async {
        loop {
            let answer = service.get("/readyz").await;
            if answer.status == status {
                break answer;
            }
        }
    };
    timeout(PATIENCE, told).await.expect("it asks the database")
}

#[tokio::test]
async fn without_a_database_callers_are_told_when_to_try_again_and_the_log_why() {
    let home = Home::new();
    let mut service = home.start(&[]).await;
    assert_eq!(service.get("/readyz").await.status, 200);

    home.database.remove().unwrap();
    let not_ready = told_ready(&service, 503).await;
    assert_eq!(not_ready.headers["retry-after"], "1");
    let list = service.send(api::list(editor)).await;
    assert!(api::is_unavailable(&list), "{list:?}");
    let event = service.logged("the database does not answer").await;
    let error = event["fields"]["error"].as_str().unwrap();
    // That of a new connection, or of one that was there.
    let reasons = ["does not exist", "terminating connection"];
    assert!(reasons.iter().any(|it| error.contains(it)), "{error}");
}

#[tokio::test]
async fn the_password_is_logged_neither_while_all_is_well_nor_when_the_database_is_gone() {
    let home = Home::new();
    let url = home.database.url();
    let (user, server) = url.split_once('@').unwrap();
    let user = user.strip_prefix("postgres://").unwrap();
    let (user, password) = user.split_once(':').unwrap_or((user, "hunter2"));
    let mut command = home.start_command(&["log.filter=trace"]);
    let url = format!("postgres://{user}:{password}@{server}");
    command.env(variable("database.url"), url);
    let service = Service::start(command).await;
    assert_eq!(service.get("/readyz").await.status, 200);
    home.database.remove().unwrap();
    told_ready(&service, 503).await;

    service.terminate();
    let (_, log) = service.stopped().await;
    assert!(log.contains("the database does not answer"), "{log}");
    assert!(!log.contains(password), "{log}");
}

#[tokio::test]
async fn it_stops_while_it_waits_for_the_database() {
    // Takes connections, and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://{}/silent", silent.local_addr().unwrap());
    let home = Home::new();
    let mut command = home.start_command(&[]);
    command.env(variable("database.url"), url);
    let mut service = Service::starting(command);
    service.logged("starting").await;
    let _connection = silent.accept().await.unwrap();

    service.terminate();
    let (status, log) = service.stopped().await;
    assert!(status.success(), "{log}");
    assert!(log.contains("stopped while starting"), "{log}");
}

/// `drop` cannot be async, and a runtime of its own must not be inside that of the test.
fn wait_for<T: Send>(work: impl Future<Output = T> + Send) -> T {
    thread::scope(|scope| {
        let thread = scope.spawn(|| Runtime::new().unwrap().block_on(work));
        thread.join().unwrap()
    })
}

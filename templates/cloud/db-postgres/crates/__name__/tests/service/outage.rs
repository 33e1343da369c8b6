//! While the database is away, and after it has come back.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::Request;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use crate::access::editor;
use crate::api::{self, MAKE, MEDIA_TYPE, numbered};
use crate::database::{split, told_ready};
use crate::support::{Answer, Home, PATIENCE, Service, variable};

/// Stands between service and database, and can be shut: then nobody answers there, and whoever was
/// talking is cut off.
struct Door {
    address: SocketAddr,
    open: JoinHandle<()>,
}

impl Door {
    async fn open(address: SocketAddr, database: String) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let open = tokio::spawn(async move {
            let mut passing = JoinSet::new();
            loop {
                let (mut service, _) = listener.accept().await.unwrap();
                let database = database.clone();
                passing.spawn(async move {
                    let mut database = TcpStream::connect(database).await?;
                    copy_bidirectional(&mut service, &mut database).await
                });
            }
        });
        Self { address, open }
    }

    async fn shut(self) -> SocketAddr {
        self.open.abort();
        assert!(self.open.await.unwrap_err().is_cancelled());
        self.address
    }
}

/// Makes one thing after another until nobody wants to know any more.
async fn keep_making(
    service: Arc<Service>,
    numbers: Arc<AtomicU32>,
    answers: UnboundedSender<Answer>,
) {
    while !answers.is_closed() {
        let body = numbered(numbers.fetch_add(1, Ordering::Relaxed));
        let request = editor(Request::post(MAKE.0)).header("content-type", MEDIA_TYPE);
        let answer = service.send(request.body(body.into()).unwrap());
        let answer = timeout(PATIENCE, answer).await.expect("an answer in time");
        let _ = answers.send(answer);
    }
}

/// What a maker hears.
#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Made,
    TryAgain,
}

/// Waits until so many heard this, and notes what was made.
async fn answered(
    answers: &mut UnboundedReceiver<Answer>,
    (count, outcome): (usize, Outcome),
    made: &mut Vec<String>,
) {
    let mut missing = count;
    while missing > 0 {
        let answer = answers.recv().await.expect("somebody makes things");
        let heard = if let Some(id) = api::made(&answer) {
            made.push(id);
            Outcome::Made
        } else {
            assert!(api::is_unavailable(&answer), "{answer:?}");
            Outcome::TryAgain
        };
        missing -= usize::from(heard == outcome);
    }
}

#[tokio::test]
async fn it_recovers_by_itself_and_has_kept_what_it_said_it_made() {
    let home = Home::new();
    let url = home.database.url();
    let (server, name) = split(&url);
    let (_, database) = server.rsplit_once(['@', '/']).unwrap();
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    let door = Door::open(any_port, database.to_owned()).await;
    let user = server.strip_suffix(database).unwrap();
    let mut command = home.start_command(&[]);
    command.env(
        variable("database.url"),
        format!("{user}{}{name}", door.address),
    );
    let service = Arc::new(Service::start(command).await);

    let (sender, mut answers) = unbounded_channel();
    let numbers = Arc::default();
    let mut makers = JoinSet::new();
    for _ in 0..16 {
        makers.spawn(keep_making(
            Arc::clone(&service),
            Arc::clone(&numbers),
            sender.clone(),
        ));
    }
    let mut made = Vec::new();
    answered(&mut answers, (64, Outcome::Made), &mut made).await;

    let address = door.shut().await;
    answered(&mut answers, (32, Outcome::TryAgain), &mut made).await;
    told_ready(&service, 503).await;

    let _door = Door::open(address, database.to_owned()).await;
    answered(&mut answers, (64, Outcome::Made), &mut made).await;
    told_ready(&service, 200).await;

    drop(answers);
    while let Some(maker) = makers.join_next().await {
        maker.unwrap();
    }
    for id in made {
        let answer = service.send(api::find(&id, editor)).await;
        assert!(api::is_found(&answer), "{id} is lost: {answer:?}");
    }
}

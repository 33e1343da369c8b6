use std::future::{pending, poll_fn};
use std::sync::Arc;
use std::task::Poll;

use sqlx::postgres::PgPoolOptions;
use sqlx::{ConnectOptions as _, Row as _};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::select;
use tokio::sync::Notify;
use tokio::task::{JoinSet, yield_now};
use tokio::time::{Instant, pause, resume, timeout};

use super::{Duration, Error, NonZeroU32, PATIENCE, PgConnectOptions, Store, pool_options};

/// Long enough for a query that is answered.
const MOMENT: Duration = Duration::from_millis(300);

/// Stands between store and database, and can fall silent as a network that loses every packet: whoever is
/// talking is not cut off, and hears nothing more. Who comes afterwards is let through.
struct Wire {
    silence: Arc<Notify>,
    port: u16,
    /// Ends with this.
    _passing: JoinSet<()>,
}

impl Wire {
    async fn to(database: &PgConnectOptions) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await;
        let listener = listener.expect("there is a free port");
        let port = listener.local_addr().expect("it has an address").port();
        let database = (database.get_host().to_owned(), database.get_port());
        let silence = Arc::new(Notify::new());
        let silent = Arc::clone(&silence);
        let mut passing = JoinSet::new();
        passing.spawn(async move {
            let mut passing = JoinSet::new();
            while let Ok((mut store, _)) = listener.accept().await {
                let (database, silent) = (database.clone(), Arc::clone(&silent));
                passing.spawn(async move {
                    let database = TcpStream::connect(database).await;
                    let mut database = database.expect("the database is there");
                    select! {
                        _ = copy_bidirectional(&mut store, &mut database) => {}
                        () = silent.notified() => pending().await,
                    }
                });
            }
        });
        Self {
            silence,
            port,
            _passing: passing,
        }
    }

    fn fall_silent(&self) {
        self.silence.notify_waiters();
    }
}

#[sqlx::test(migrations = false)]
async fn nobody_waits_for_a_connection_without_end(_: PgPoolOptions, options: PgConnectOptions) {
    let store = Store::connect(options.to_url_lossy().as_str(), NonZeroU32::MIN)
        .await
        .expect("the test's database can be reached");
    let only = store.pool.acquire().await.expect("nobody else has it");

    // Until it is resumed, the clock runs while everybody waits.
    pause();
    let start = Instant::now();
    let refused = store.ping().await;
    let waited = start.elapsed();
    resume();

    assert_eq!(waited.as_secs(), PATIENCE.as_secs());
    let timed_out = matches!(refused, Err(Error::Connection(sqlx::Error::PoolTimedOut)));
    assert!(timed_out, "{refused:?}");
    drop(only);
}

#[sqlx::test(migrations = false)]
async fn who_gives_up_on_a_silent_database_leaves_room(
    _: PgPoolOptions,
    options: PgConnectOptions,
) {
    let wire = Wire::to(&options).await;
    let through = options.host("127.0.0.1").port(wire.port);
    let pool = pool_options(through.clone(), MOMENT, PATIENCE)
        .acquire_timeout(PATIENCE)
        .max_connections(2)
        .connect_with(through)
        .await
        .expect("the test's database can be reached");
    let store = Store { pool };
    let one = store.pool.acquire().await.expect("nobody else has it");
    let other = store.pool.acquire().await.expect("nobody else has it");

    wire.fall_silent();
    for mut connection in [one, other] {
        let asked = sqlx::query("SELECT 1").execute(&mut *connection);
        let given_up = timeout(MOMENT, asked).await;
        assert!(given_up.is_err(), "{given_up:?}");
    }

    store.ping().await.expect("a connection that is new");
}

#[sqlx::test(migrations = false)]
async fn a_connection_that_broke_while_nobody_used_it_is_replaced(
    _: PgPoolOptions,
    options: PgConnectOptions,
) {
    let pool = pool_options(options.clone(), PATIENCE, Duration::ZERO)
        .max_connections(1)
        .connect_with(options.clone())
        .await
        .expect("the test's database can be reached");
    let store = Store { pool };

    let mut by_hand = options.connect().await.expect("it can be reached again");
    sqlx::query(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    .execute(&mut by_hand)
    .await
    .expect("the server ends the other connection");

    store.ping().await.expect("a connection that is new");
}

#[sqlx::test(migrations = false)]
async fn a_transaction_that_is_given_up_while_it_begins_is_over(
    _: PgPoolOptions,
    options: PgConnectOptions,
) {
    // What is sent passes while this test waits, and no answer can be there before.
    let wire = Wire::to(&options).await;
    let through = options.host("127.0.0.1").port(wire.port);
    let pool = pool_options(through.clone(), PATIENCE, PATIENCE)
        .max_connections(1)
        .connect_with(through)
        .await
        .expect("the test's database can be reached");
    while pool.num_idle() == 0 {
        yield_now().await;
    }

    let mut begin = Box::pin(pool.begin());
    let polled = poll_fn(|cx| Poll::Ready(begin.as_mut().poll(cx))).await;
    assert!(polled.is_pending(), "the server is asked");
    drop(begin);

    let alone = sqlx::raw_sql("SELECT now() = statement_timestamp()");
    let row = alone.fetch_one(&pool).await.expect("an answer");
    assert!(row.get::<bool, _>(0), "it is in the transaction");
}

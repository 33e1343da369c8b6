use sqlx::ConnectOptions as _;
use sqlx::postgres::PgPoolOptions;
use tokio::time::{Instant, pause, resume};

use super::{Error, NonZeroU32, PATIENCE, PgConnectOptions, Store};

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

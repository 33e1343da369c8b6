use tokio::time::{Instant, pause};

use super::{Error, NonZeroU32, PATIENCE, Store};

#[tokio::test]
async fn nobody_waits_for_a_connection_without_end() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let url = format!("sqlite://{}/service.db", folder.path().display());
    let store = Store::connect(&url, NonZeroU32::MIN)
        .await
        .expect("the file can be made");
    let only = store.pool.acquire().await.expect("nobody else has it");

    // From here on the clock runs while everybody waits.
    pause();
    let start = Instant::now();
    let refused = store.ping().await;

    assert_eq!(start.elapsed().as_secs(), PATIENCE.as_secs());
    let timed_out = matches!(refused, Err(Error::Connection(sqlx::Error::PoolTimedOut)));
    assert!(timed_out, "{refused:?}");
    drop(only);
}

use std::sync::Mutex;

use tempfile::TempDir;
use tokio::time::{Instant, pause};

use super::{Error, NonZeroU32, PATIENCE, Store};

/// A store in a file that goes with the folder.
async fn store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let url = format!("sqlite://{}/service.db", folder.path().display());
    let store = Store::connect(&url, NonZeroU32::MIN)
        .await
        .expect("the file can be made");
    (folder, store)
}

#[tokio::test]
async fn whoever_writes_has_a_turn_in_the_order_of_asking_and_nobody_who_reads_waits_for_it() {
    let (_folder, store) = store().await;
    let first = store.writer().begin().await.expect("nobody else writes");
    let turns = Mutex::new(Vec::new());
    let turn = async |number| {
        let writing = store.writer().begin().await.expect("it is soon over");
        turns.lock().expect("nobody panics").push(number);
        writing.commit().await.expect("nothing was written");
    };

    let ((), (), (), ()) = tokio::join!(turn(1), turn(2), turn(3), async {
        store.ping().await.expect("who reads does not wait");
        first.commit().await.expect("nothing was written");
    });

    let turns = turns.into_inner().expect("nobody panics");
    assert_eq!(turns, [1, 2, 3]);
}

#[tokio::test]
async fn nobody_waits_for_a_connection_without_end() {
    let (_folder, store) = store().await;
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

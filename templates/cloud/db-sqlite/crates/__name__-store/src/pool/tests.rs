use std::fs;
use std::sync::Mutex;

use sqlx::{ConnectOptions as _, Connection as _, SqliteExecutor};
use tempfile::TempDir;
use tokio::time::{Instant, pause};

use super::{Error, Migrator, NonZeroU32, PATIENCE, SqliteConnectOptions, Store, bring_up_to_date};

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

async fn done(file: impl SqliteExecutor<'_>, statement: &'static str) {
    let done = sqlx::query(statement).execute(file).await;
    done.expect("a statement that can be done");
}

#[tokio::test]
async fn what_is_written_after_the_database_had_no_room_is_kept() {
    let (_folder, store) = store().await;
    let (writer, reader) = (store.writer(), &store.pool);
    done(writer, "CREATE TABLE teas (name TEXT NOT NULL)").await;
    done(writer, "PRAGMA max_page_count = 1").await;
    let mut full = writer.begin().await.expect("nobody else writes");
    let large = sqlx::query("INSERT INTO teas VALUES (hex(randomblob(65536)))");
    let refused = large.execute(&mut *full).await;
    refused.expect_err("there is no room, and SQLite ends the transaction");
    drop(full);

    drop(writer.begin().await.expect("the last one is over"));
    let mut writing = writer.begin().await.expect("the last one is over");
    let small = sqlx::query("INSERT INTO teas VALUES ('Sencha')");
    small.execute(&mut *writing).await.expect("there is room");
    writing.commit().await.expect("there is room");

    let count = sqlx::query_scalar("SELECT count(*) FROM teas");
    let kept: i64 = count.fetch_one(reader).await.expect("a number");
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn a_table_is_made_anew_while_others_refer_to_it() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let options = SqliteConnectOptions::new()
        .filename(folder.path().join("service.db"))
        .create_if_missing(true);
    let step = async |name: &str, statements| {
        fs::write(folder.path().join(name), statements).expect("a file can be written");
        let migrator = Migrator::new(folder.path()).await.expect("steps");
        bring_up_to_date(&options, migrator).await
    };

    let begin = "CREATE TABLE teas (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE cups (tea INTEGER NOT NULL REFERENCES teas (id));
        INSERT INTO teas VALUES (1, 'Sencha');
        INSERT INTO cups VALUES (1);";
    step("1_begin.sql", begin).await.expect("a new file");
    let anew = "CREATE TABLE new_teas (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        INSERT INTO new_teas SELECT id, name FROM teas;
        DROP TABLE teas;
        ALTER TABLE new_teas RENAME TO teas;";
    let anew = step("2_anew.sql", anew).await;
    anew.expect("no cup is without tea");
    let astray = step("3_astray.sql", "DELETE FROM teas").await;
    assert!(matches!(astray, Err(Error::Migration(_))), "{astray:?}");

    let mut after = options.connect().await.expect("the file is there");
    let count = sqlx::query_scalar("SELECT count(*) FROM cups JOIN teas ON teas.id = cups.tea");
    let kept: i64 = count.fetch_one(&mut after).await.expect("a number");
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn what_others_left_in_the_file_keeps_no_version_from_starting_that_has_no_step_to_take() {
    let (folder, store) = store().await;
    store.close().await;
    let options = SqliteConnectOptions::new()
        .filename(folder.path().join("service.db"))
        .foreign_keys(false);
    let mut shell = options.connect().await.expect("the file is there");
    for statement in [
        "CREATE TABLE teas (id INTEGER PRIMARY KEY)",
        "CREATE TABLE cups (tea INTEGER NOT NULL REFERENCES teas (id))",
        "INSERT INTO cups VALUES (1)",
    ] {
        done(&mut shell, statement).await;
    }
    shell.close().await.expect("nothing is under way");

    let url = format!("sqlite://{}/service.db", folder.path().display());
    let opened = Store::connect(&url, NonZeroU32::MIN).await;
    opened.expect("there is nothing to be done");
}

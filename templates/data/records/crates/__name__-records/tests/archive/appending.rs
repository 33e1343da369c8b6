//! Creating, appending, reopening, and what is refused.

use std::error::Error as _;
use std::sync::Barrier;
use std::{fs, io, thread};

use crate::records::{Archive, Error, MAX_BLOCK_BYTES, Writer};
use crate::support::{bytes_of, copy_out, place, read_all, seal, trade, trades};

#[test]
fn a_new_archive_is_empty() {
    let (_folder, path) = place();
    let writer = Writer::create(&path).unwrap();
    assert!(writer.is_empty());

    let archive = Archive::open(&path).unwrap();
    assert!(archive.is_empty());
    assert_eq!(archive.blocks().len(), 0);
    assert_eq!(read_all(&path).unwrap(), []);
}

#[test]
fn trades_are_read_in_the_order_in_which_they_were_appended() {
    let (_folder, path) = place();
    let mut writer = Writer::create(&path).unwrap();
    writer.append(&trades(0..5)).unwrap();
    writer.append(&[]).unwrap();
    writer.append(&trades(5..6)).unwrap();
    drop(writer);

    let mut writer = Writer::open(&path).unwrap();
    assert_eq!((writer.len(), writer.discarded_bytes()), (6, 0));
    writer.append(&trades(6..300)).unwrap();
    assert_eq!(writer.len(), 300);

    let archive = Archive::open(&path).unwrap();
    assert_eq!(archive.len(), 300);
    assert_eq!(
        archive.blocks().map(<[_]>::len).collect::<Vec<_>>(),
        [5, 1, 294]
    );
    assert_eq!(archive.trades().next_back().unwrap().id, 299);
    assert_eq!(copy_out(&archive), trades(0..300));
    assert_eq!(read_all(&path).unwrap(), trades(0..300));
}

#[test]
fn an_open_archive_does_not_grow() {
    let (_folder, path) = place();
    let mut writer = Writer::create(&path).unwrap();
    writer.append(&trades(0..5)).unwrap();
    let archive = Archive::open(&path).unwrap();
    writer.append(&trades(5..9)).unwrap();
    assert_eq!(copy_out(&archive), trades(0..5));
}

#[test]
fn a_copy_does_not_depend_on_the_file() {
    let (_folder, path) = place();
    let mut writer = Writer::create(&path).unwrap();
    writer.append(&trades(0..5)).unwrap();
    writer.append(&trades(5..9)).unwrap();
    let archive = Archive::read(&path).unwrap();
    fs::write(&path, [0xFF; 2000]).unwrap();
    assert_eq!(copy_out(&archive), trades(0..9));
}

#[test]
fn no_file_is_replaced() {
    let (folder, path) = place();
    fs::write(&path, "precious").unwrap();
    assert!(matches!(Writer::create(&path), Err(Error::Exists { path: at }) if at == path));
    assert_eq!(fs::read(&path).unwrap(), b"precious");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_not_replaced_either() {
    let (folder, path) = place();
    std::os::unix::fs::symlink("nowhere", &path).unwrap();
    assert!(matches!(Writer::create(&path), Err(Error::Exists { .. })));
    assert_eq!(fs::read_link(&path).unwrap().to_str(), Some("nowhere"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn of_many_that_create_an_archive_one_does() {
    let (_folder, path) = place();
    let all_at_once = Barrier::new(8);
    let create = || {
        all_at_once.wait();
        Writer::create(&path)
    };
    let writers: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(create)).collect();
        let ended = threads.into_iter().map(|thread| thread.join().unwrap());
        ended.collect()
    });
    let exists = |writer: &Result<Writer, Error>| matches!(writer, Err(Error::Exists { .. }));
    assert_eq!(writers.iter().filter(|writer| exists(writer)).count(), 7);
    let mut writers = writers.into_iter().flatten();
    writers.next().unwrap().append(&trades(0..3)).unwrap();
    assert_eq!(read_all(&path).unwrap(), trades(0..3));
}

#[test]
fn a_second_writer_is_refused_until_the_first_is_gone() {
    let (_folder, path) = place();
    let writer = Writer::create(&path).unwrap();
    assert!(matches!(Writer::open(&path), Err(Error::Locked { .. })));
    assert!(matches!(Writer::create(&path), Err(Error::Exists { .. })));
    drop(writer);
    let writer = Writer::open(&path).unwrap();
    assert!(matches!(Writer::open(&path), Err(Error::Locked { .. })));
    drop(writer);
    Writer::open(&path).unwrap();
}

#[cfg(unix)]
#[test]
fn a_second_writer_is_refused_whatever_name_it_knows() {
    let (folder, path) = place();
    let name = |name| folder.path().join(name);
    let is_locked = |path| matches!(Writer::open(path), Err(Error::Locked { .. }));
    let _writer = Writer::create(&path).unwrap();
    std::os::unix::fs::symlink(&path, name("symbolic")).unwrap();
    assert!(is_locked(name("symbolic")));
    fs::hard_link(&path, name("hard")).unwrap();
    assert!(is_locked(name("hard")));
    fs::rename(&path, name("renamed")).unwrap();
    assert!(is_locked(name("renamed")));
}

#[test]
fn a_batch_that_is_too_large_leaves_the_writer_as_it_was() {
    let (_folder, path) = place();
    let mut writer = Writer::create(&path).unwrap();
    let mut huge = trade(0);
    huge.symbol = "x".repeat(MAX_BLOCK_BYTES);
    assert!(matches!(
        writer.append(&[huge]),
        Err(Error::TooLarge { .. })
    ));
    writer.append(&trades(0..1)).unwrap();
    assert_eq!(read_all(&path).unwrap(), trades(0..1));
}

#[test]
fn other_files_and_other_versions_are_refused() {
    let (folder, path) = place();
    let missing = Archive::open(&path).unwrap_err();
    let source = missing
        .source()
        .unwrap()
        .downcast_ref::<io::Error>()
        .unwrap();
    assert_eq!(source.kind(), io::ErrorKind::NotFound);
    assert_eq!(
        missing.to_string(),
        format!("cannot open {}", path.display())
    );

    for foreign in [&[b' '; 100][..], b"foreign", b"\x89PNG"] {
        fs::write(&path, foreign).unwrap();
        assert!(matches!(read_all(&path), Err(Error::NotAnArchive { .. })));
        assert!(matches!(
            Writer::open(&path),
            Err(Error::NotAnArchive { .. })
        ));
    }

    let mut newer = bytes_of(&[&trades(0..3)]);
    newer[8..12].copy_from_slice(&2_u32.to_le_bytes());
    seal(&mut newer[..16]);
    fs::write(&path, newer).unwrap();
    assert!(matches!(
        read_all(&path),
        Err(Error::Version { found: 2, .. })
    ));
    assert!(matches!(
        Writer::open(&path),
        Err(Error::Version { found: 2, .. })
    ));
    assert!(matches!(
        read_all(folder.path()),
        Err(Error::Io { .. } | Error::NotAnArchive { .. })
    ));
}

use super::*;

#[test]
fn a_full_disk_is_told_from_other_failures() {
    let run = |kind: io::ErrorKind| {
        let spilling = ArrowError::IoError("spilling".to_owned(), kind.into());
        QueryError::run(DataFusionError::from(spilling).context("sorting"))
    };
    let full = run(io::ErrorKind::StorageFull);
    assert!(matches!(full, QueryError::StorageFull(_)), "{full:?}");
    let full = run(io::ErrorKind::QuotaExceeded);
    assert!(matches!(full, QueryError::StorageFull(_)), "{full:?}");
    let other = run(io::ErrorKind::PermissionDenied);
    assert!(matches!(other, QueryError::Run(_)), "{other:?}");
}

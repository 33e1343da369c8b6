//! Tests and programs, told apart by their file names.

use kernel_runner::{Image, Kind};

fn kind(path: &str) -> Kind {
    let image = Image::new(path.into());
    assert_eq!(image.path().to_str(), Some(path));
    match image.kind() {
        Kind::Program => Kind::Program,
        Kind::Test(name) => Kind::Test(name.clone()),
    }
}

#[test]
fn a_test_has_a_hash_behind_its_name() {
    assert_eq!(
        kind("target/debug/deps/page_fault-0123456789abcdef"),
        Kind::Test("page_fault".to_owned())
    );
    assert_eq!(kind("target/debug/a-kernel"), Kind::Program);
    assert_eq!(
        kind("target/debug/a-kernel-0123456789abcdeg"),
        Kind::Program
    );
}

//! The component and its tests, told apart by where they lie.

use std::fs;
use std::path::PathBuf;

use wasi_runner::Artifact;

#[test]
fn the_component_bears_the_name_of_its_package() {
    let path = PathBuf::from("target/wasm32-wasip2/debug/a-wasi.wasm");
    assert_eq!(
        Artifact::new(path.clone(), "a-wasi"),
        Artifact::Component(path)
    );
}

#[test]
fn tests_lie_beside_the_component_if_it_was_built() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("deps/a_wasi-0123456789abcdef.wasm");
    let component = folder.path().join("a-wasi.wasm");
    let found = |component| Artifact::Tests {
        program: program.clone(),
        component,
    };
    assert_eq!(Artifact::new(program.clone(), "a-wasi"), found(None));

    fs::write(&component, "").expect("a file");
    assert_eq!(
        Artifact::new(program.clone(), "a-wasi"),
        found(Some(component))
    );
}

//! Requests and their answers. On this machine the component's code answers by itself; with
//! `--target wasm32-wasip2` these tests are a WASI program, and the component answers them over
//! HTTP, served by Wasmtime.

mod answer;
mod client;
#[cfg(target_os = "wasi")]
mod component;
mod errors;
mod service;

//! Where the kernel goes when the machine is set up.

/// Names the function, a `fn()`, that an image is made for. When it returns, the image ends in
/// success.
///
/// On a host there is no kernel: the macro makes an empty `main`, so that the images of `tests/`
/// compile there and hold no tests.
#[cfg(target_os = "none")]
#[macro_export]
macro_rules! entry {
    ($main:path) => {
        #[unsafe(no_mangle)]
        extern "Rust" fn kernel_main() {
            const MAIN: fn() = $main;
            MAIN();
        }
    };
}

/// Names the function, a `fn()`, that an image is made for. When it returns, the image ends in
/// success.
///
/// On a host there is no kernel: the macro makes an empty `main`, so that the images of `tests/`
/// compile there and hold no tests.
#[cfg(not(target_os = "none"))]
#[macro_export]
macro_rules! entry {
    ($main:path) => {
        fn main() {}
    };
}

//! What callers may do, as values and as types.

use std::fmt;

/// Something that not everybody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// See what is there.
    Read,
    /// Make, change and remove it.
    Write,
}

/// A permission that a signature can name: [`Read`] or [`Write`].
pub trait PermissionType: sealed::Sealed + Clone + Send + Sync + 'static {
    /// The same as a value.
    const PERMISSION: Permission;
}

/// [`Permission::Read`], as a type.
#[derive(Clone, Copy, Debug)]
pub enum Read {}

/// [`Permission::Write`], as a type.
#[derive(Clone, Copy, Debug)]
pub enum Write {}

impl PermissionType for Read {
    const PERMISSION: Permission = Permission::Read;
}

impl PermissionType for Write {
    const PERMISSION: Permission = Permission::Write;
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
        })
    }
}

mod sealed {
    pub trait Sealed {}

    impl Sealed for super::Read {}
    impl Sealed for super::Write {}
}

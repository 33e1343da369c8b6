//! Who makes a request.

use crate::{Permission, Role};

/// Who makes a request. Only what proves who it is yields one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    subject: String,
    roles: Vec<Role>,
}

impl Caller {
    pub(crate) fn new(subject: String, roles: Vec<Role>) -> Self {
        Self { subject, roles }
    }

    /// Who it is, by a name that nobody else has.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// What they are, as far as it means something here.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// Whether one of their roles may do it.
    pub fn may(&self, permission: Permission) -> bool {
        self.roles.iter().any(|role| role.may(permission))
    }
}

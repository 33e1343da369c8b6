#[derive(Debug, Deserialize)]
pub(crate) struct Auth {
    pub(crate) key: Option<SecretString>,
    pub(crate) issuer: String,
    pub(crate) audience: String,
}

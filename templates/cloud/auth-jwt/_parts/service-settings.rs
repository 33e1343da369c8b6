#[derive(Deserialize, Serialize)]
pub(crate) struct Auth {
    #[serde(serialize_with = "hidden", skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<SecretString>,
    pub(crate) issuer: String,
    pub(crate) audience: String,
}

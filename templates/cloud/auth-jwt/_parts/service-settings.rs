#[derive(Deserialize, Serialize)]
pub(crate) struct Auth {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) issuer: Option<String>,
    pub(crate) audience: String,
    pub(crate) roles_claim: String,
    pub(crate) leeway_seconds: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) jwks_url: Option<String>,
}

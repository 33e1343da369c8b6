#[derive(Deserialize, Serialize)]
pub(crate) struct Auth {
    pub(crate) registration: bool,
    pub(crate) session_hours: NonZeroU16,
}

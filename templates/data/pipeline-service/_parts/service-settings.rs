#[derive(Deserialize, Serialize)]
pub(crate) struct Pipeline {
    pub(crate) memory_limit_bytes: std::num::NonZeroUsize,
}

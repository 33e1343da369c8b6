#[derive(Deserialize, Serialize)]
pub(crate) struct Telemetry {
    pub(crate) endpoint: crate::telemetry::Endpoint,
    pub(crate) sampling_ratio: crate::telemetry::Ratio,
    #[serde(
        rename = "export_timeout_seconds",
        serialize_with = "seconds::serialize",
        deserialize_with = "some_seconds"
    )]
    pub(crate) export_timeout: Duration,
    #[serde(
        rename = "metrics_interval_seconds",
        serialize_with = "seconds::serialize",
        deserialize_with = "some_seconds"
    )]
    pub(crate) metrics_interval: Duration,
}

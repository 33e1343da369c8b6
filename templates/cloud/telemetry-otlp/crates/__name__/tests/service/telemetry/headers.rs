//! What the environment adds to what is sent.

use crate::support::Home;

#[tokio::test]
async fn headers_that_would_be_left_out_are_refused_and_not_shown() {
    let home = Home::new();
    for (variable, headers) in [
        ("OTEL_EXPORTER_OTLP_HEADERS", "hunter2"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "a=b,authorization: hunter2"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "the token=hunter2"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "authorization= ,a=hunter2"),
        ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "hunter2"),
    ] {
        for arguments in [&["config", "check"][..], &["serve"]] {
            let mut command = home.command(arguments);
            let output = command.env(variable, headers).output().await.unwrap();
            let error = String::from_utf8(output.stderr).unwrap();
            let expected = format!("error: the environment variable {variable} is not ");
            assert!(error.starts_with(&expected), "{headers}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}

#[tokio::test]
async fn headers_are_taken_as_they_are_written_for_opentelemetry() {
    let home = Home::new();
    let mut command = home.start_command(&[]);
    let headers = "authorization=Basic%20YTpi==, api-key = 4711,";
    command.env("OTEL_EXPORTER_OTLP_HEADERS", headers);
    command.args(["config", "check"]);
    let output = command.output().await.unwrap();
    assert!(output.status.success(), "{output:?}");
}

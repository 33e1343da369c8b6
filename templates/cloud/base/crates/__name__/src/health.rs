//! Asks the running service whether it is ready, for orchestrators that can only run a command.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::settings::Server;

const PATIENCE: Duration = Duration::from_secs(5);

/// Succeeds if the service on this machine says that it is ready.
///
/// # Errors
/// When it does not, or does not answer.
pub(crate) async fn check(server: &Server) -> anyhow::Result<()> {
    let host = match server.host {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        host => host,
    };
    let answer = tokio::time::timeout(PATIENCE, ask(host, server.port))
        .await
        .context("the service does not answer in time")?
        .context("the service cannot be asked")?;
    let status = answer.lines().next().unwrap_or_default();
    ensure!(
        status.contains(" 200 "),
        "the service is not ready: {status}"
    );
    Ok(())
}

/// One request needs no HTTP client: HTTP/1.0 ends the answer by closing the connection.
async fn ask(host: IpAddr, port: u16) -> std::io::Result<String> {
    let mut stream = TcpStream::connect((host, port)).await?;
    stream.write_all(b"GET /readyz HTTP/1.0\r\n\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

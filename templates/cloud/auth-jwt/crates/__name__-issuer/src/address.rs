//! What may be asked.

use std::net::IpAddr;

use hyper::Uri;

/// The address cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidAddress {
    /// It is not of the form.
    #[error("it must be a URL like https://issuer.example.com, without `?` and `#`")]
    Form,
    /// Addresses that are asked are no secret: the log has them.
    #[error("it must not hold a user name or a password")]
    Secret,
    /// Whoever is on the way could put keys of their own into the answer.
    #[error(
        "it must begin with https://; http:// will do only for this machine, or in development"
    )]
    Insecure,
}

/// The URL of an issuer, if it may be asked. Metadata is found below it, so it ends with its path.
pub(crate) fn of_issuer(text: &str, plain_http: bool) -> Result<Uri, InvalidAddress> {
    if text.contains(['?', '#']) {
        return Err(InvalidAddress::Form);
    }
    checked(text, plain_http)
}

/// The address, if keys may be fetched from there: over HTTPS, or on this machine, or, where
/// `plain_http` says so, from anywhere.
pub(crate) fn checked(text: &str, plain_http: bool) -> Result<Uri, InvalidAddress> {
    let uri: Uri = text.parse().map_err(|_| InvalidAddress::Form)?;
    let host = uri.host().ok_or(InvalidAddress::Form)?;
    if uri.authority().is_some_and(|it| it.as_str().contains('@')) {
        return Err(InvalidAddress::Secret);
    }
    match uri.scheme_str() {
        Some("https") => Ok(uri),
        Some("http") if plain_http || is_this_machine(host) => Ok(uri),
        Some("http") => Err(InvalidAddress::Insecure),
        _ => Err(InvalidAddress::Form),
    }
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || bare
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

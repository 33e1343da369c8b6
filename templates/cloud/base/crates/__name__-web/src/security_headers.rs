//! What browsers are told to make of the answers. That the service is to be asked with TLS only is
//! for whoever ends TLS to say.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use tower_http::set_header::SetResponseHeaderLayer;

type Header = SetResponseHeaderLayer<HeaderValue>;

/// Data is no page: there is nothing to load for it, and nowhere to show it.
const DATA: &str = "default-src 'none'; frame-ancestors 'none'";

/// For every answer. What a route says itself of keeping and loading stays.
pub(crate) fn of_all_answers() -> (Header, Header, Header, Header) {
    (
        always(X_CONTENT_TYPE_OPTIONS, "nosniff"),
        always(REFERRER_POLICY, "no-referrer"),
        unless_said(CACHE_CONTROL, "no-store"),
        unless_said(CONTENT_SECURITY_POLICY, DATA),
    )
}

fn always(name: HeaderName, value: &'static str) -> Header {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

fn unless_said(name: HeaderName, value: &'static str) -> Header {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

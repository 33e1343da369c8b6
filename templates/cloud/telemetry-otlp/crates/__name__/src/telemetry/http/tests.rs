use super::{KeyValue, Method, attributes, method, name};

#[test]
fn a_method_that_nobody_knows_is_not_called_by_its_name() {
    assert_eq!(method(&Method::PATCH), "PATCH");
    let made_up = Method::from_bytes(b"BREW-4711").expect("a token");
    assert_eq!(method(&made_up), "_OTHER");
    // Methods are case-sensitive.
    let small = Method::from_bytes(b"get").expect("a token");
    assert_eq!(method(&small), "_OTHER");
}

#[test]
fn a_span_is_called_by_method_and_route() {
    assert_eq!(name("GET", Some("/v1/teas/{id}")), "GET /v1/teas/{id}");
    assert_eq!(name("GET", None), "GET");
    assert_eq!(name("_OTHER", None), "HTTP");
}

#[test]
fn measurements_without_a_route_have_none() {
    let common = [
        KeyValue::new("http.request.method", "GET"),
        KeyValue::new("url.scheme", "http"),
    ];
    assert_eq!(attributes("GET", None), common);
    let route = KeyValue::new("http.route", "/v1/teas/{id}");
    assert_eq!(
        attributes("GET", Some("/v1/teas/{id}")),
        [&common[..], &[route]].concat()
    );
}

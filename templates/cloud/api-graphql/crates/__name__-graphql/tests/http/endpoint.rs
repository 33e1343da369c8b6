//! What the route makes of requests, whatever they ask.

use std::num::NonZeroU16;

use axum::body::Body;
use axum::http::Request;

use crate::access::editor;
use crate::graphql::Limits;
use crate::sample::{ALL, COSTS, router, router_with};
use crate::support::{GENEROUS, builder, query, send};

/// What programs ask for the schema: `getIntrospectionQuery()` of graphql-js 16.
const INTROSPECTION: &str = "query IntrospectionQuery {
        __schema {
            queryType { name kind } mutationType { name kind } subscriptionType { name kind }
            types { ...FullType }
            directives { name description locations args { ...InputValue } }
        }
    }
    fragment FullType on __Type {
        kind name description
        fields(includeDeprecated: true) {
            name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason
        }
        inputFields { ...InputValue }
        interfaces { ...TypeRef }
        enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
        possibleTypes { ...TypeRef }
    }
    fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
    fragment TypeRef on __Type {
        kind name ofType { name kind ofType { name kind ofType { name kind ofType { name kind ofType {
        name kind ofType { name kind ofType { name kind ofType { name kind ofType { name kind } } } } } } } } }
    }";

fn number(number: u16) -> NonZeroU16 {
    number.try_into().unwrap()
}

#[tokio::test]
async fn what_is_no_query_has_a_code() {
    for text in [
        "{",
        "{ nothing }",
        "mutation { nothing }",
        "subscription { a }",
        "",
    ] {
        let answer = query(&router(), text).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.code(), "invalid_query", "{text}");
    }
}

#[tokio::test]
async fn what_is_no_request_is_a_problem() {
    for (body, status) in [("{", 400), ("[1]", 422), (r#"{"query": 1}"#, 422)] {
        let request = editor(builder()).body(body.into()).unwrap();
        let answer = send(&router(), request).await;
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
}

#[tokio::test]
async fn a_link_and_a_form_of_other_pages_ask_nothing() {
    let link = editor(Request::get("/graphql?query={__typename}"));
    let answer = send(&router(), link.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 405);
    let form = editor(Request::post("/graphql")).header("content-type", "text/plain");
    let body = r#"{"query": "{ __typename }"}"#;
    let answer = send(&router(), form.body(body.into()).unwrap()).await;
    assert_eq!(answer.status, 415);
}

#[tokio::test]
async fn a_body_too_large_is_a_problem() {
    let body = " ".repeat(8193);
    let request = editor(builder()).body(body.into()).unwrap();
    let answer = send(&router(), request).await;
    assert_eq!(answer.status, 413);
    assert_eq!(answer.body["code"], "payload_too_large");
}

#[tokio::test]
async fn a_query_that_is_too_deep_is_refused() {
    let limits = |max_depth| Limits {
        max_depth: number(max_depth),
        ..GENEROUS
    };
    let deep = query(&router_with(limits(2)), ALL).await;
    assert_eq!(deep.code(), "invalid_query");
    let fitting = query(&router_with(limits(3)), ALL).await;
    assert_eq!(fitting.status, 200);
    assert!(fitting.field().is_object());
}

/// Fragments of which each names the next one twice, and the last something else.
fn doubled(times: u32, last: &str) -> String {
    let fragments: Vec<_> = (0..times)
        .map(|number| {
            let next = number + 1;
            format!("fragment F{number} on Query {{ ...F{next} ...F{next} }} ")
        })
        .collect();
    let fragments = fragments.concat();
    format!("{{ ...F0 }} {fragments} fragment F{times} on Query {{ {last} }}")
}

#[tokio::test]
async fn a_query_of_which_there_is_too_much_is_refused_before_anybody_goes_through_it() {
    let often = |text: &str, times| vec![text; times].join(" ");
    let typenames = |times: u32| {
        let fields: Vec<_> = (0..times).map(|it| format!("n{it}: __typename")).collect();
        fields.join(" ")
    };
    let arguments = often("b: 1", 17);
    let elements = often("1", 3_000);
    let operation = |number| format!("query Q{number} {{ __typename }}");
    let operations: Vec<_> = (0..11).map(operation).collect();
    for text in [
        // A thousand million fields, and as many fragments that are not there.
        doubled(30, "__typename"),
        doubled(30, "...Nowhere"),
        "{ ...F } fragment F on Query { ...F ...F }".to_owned(),
        format!("{{ a({arguments}) a a a }}"),
        format!("{{ ... {{ a(b: [{elements}]) }} }}"),
        format!("{{ {}: __typename }}", "a".repeat(65)),
        format!("{{ {} }}", typenames(17)),
        format!(
            "{{ ...F ... {{ ...F }} }} fragment F on Query {{ {} }}",
            typenames(9)
        ),
        // Each field stands in four selections, of a fragment that nobody names.
        format!(
            "{{ __typename }} fragment F on Query {{ ... {{ ... {{ ... {{ {} }} }} }} }}",
            often("a", 1_250)
        ),
        operations.concat(),
    ] {
        let refused = query(&router(), &text).await;
        assert_eq!(refused.code(), "invalid_query", "{text}");
        let message = refused.body["errors"][0]["message"].as_str().unwrap();
        assert!(
            message.starts_with("Query is too large"),
            "{text}: {message}"
        );
    }
    for text in [doubled(3, "__typename"), format!("{{ {} }}", typenames(16))] {
        let answer = query(&router(), &text).await;
        assert_eq!(*answer.field(), "Query", "{text}");
    }
}

#[tokio::test]
async fn of_what_is_wrong_with_a_query_the_beginning_is_told() {
    let fields: Vec<_> = (0..100).map(|it| format!("nothing{it}")).collect();
    let refused = query(&router(), &format!("{{ {} }}", fields.join(" "))).await;
    assert_eq!(refused.code(), "invalid_query");
    assert_eq!(refused.body["errors"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn values_that_are_nested_deeply_do_not_exhaust_the_stack() {
    for (open, close) in [("[", "]"), ("{ a: ", " }")] {
        let deep = format!("{}1{}", open.repeat(1_000), close.repeat(1_000));
        let refused = query(&router(), &format!("{{ a(b: {deep}) }}")).await;
        assert_eq!(refused.code(), "invalid_query");
    }
}

#[tokio::test]
async fn elements_that_a_list_may_have_count() {
    let limits = |max_complexity| Limits {
        max_complexity: number(max_complexity),
        ..GENEROUS
    };
    for (text, cost) in COSTS {
        let short = query(&router_with(limits(cost - 1)), text).await;
        assert_eq!(short.code(), "invalid_query", "{text}");
        let enough = query(&router_with(limits(cost)), text).await;
        assert!(enough.body["errors"].is_null(), "{text}: {enough:?}");
    }
}

#[tokio::test]
async fn the_schema_can_be_asked_for_where_that_is_wanted() {
    let limits = |introspection, max_depth| Limits {
        max_depth: number(max_depth),
        introspection,
        ..GENEROUS
    };
    let told = query(&router_with(limits(true, 15)), INTROSPECTION).await;
    assert!(told.field()["types"].is_array());
    let deep = query(&router_with(limits(true, 14)), INTROSPECTION).await;
    assert_eq!(deep.code(), "invalid_query");
    let kept = query(&router_with(limits(false, 15)), INTROSPECTION).await;
    assert!(!kept.body.to_string().contains("pageInfo"), "{kept:?}");
    for text in [
        INTROSPECTION,
        "{ __typename ... { ...on Query { a: __schema { types { name } } } } }",
        "{ ...kept } fragment kept on Query { __type(name: \"Query\") { name } }",
    ] {
        let kept = query(&router_with(limits(false, 15)), text).await;
        assert_eq!(kept.code(), "invalid_query", "{text}");
        let told = &kept.body["errors"][0]["message"];
        assert_eq!(told, "The schema cannot be asked for here.", "{text}");
    }
    let typename = query(&router_with(limits(false, 15)), "{ __typename }").await;
    assert!(typename.body["errors"].is_null(), "{typename:?}");
    let misspelt = query(&router_with(limits(false, 15)), "{ node }").await;
    assert!(!misspelt.body.to_string().contains("nodes"), "{misspelt:?}");
}

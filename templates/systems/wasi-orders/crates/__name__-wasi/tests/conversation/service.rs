//! What the service answers.

use serde_json::{Value, json};

use crate::client::post;

/// A request that is answered with 200.
pub(crate) const EXAMPLE: (&str, &str) = (
    "/v1/quotes",
    r#"{
        "reference": "PO 4711",
        "currency": "EUR",
        "lines": [{ "sku": "CUP", "quantity": 1, "unit_price": { "minor": 800, "currency": "EUR" } }]
    }"#,
);

/// The example with a list in place of an object, the body itself or one within.
pub(crate) const LISTS: &[&str] = &[
    r#"["PO 4711", "EUR", [{ "sku": "CUP", "quantity": 1, "unit_price": { "minor": 800, "currency": "EUR" } }]]"#,
    r#"{ "reference": "PO 4711", "currency": "EUR", "lines": [["CUP", 1, { "minor": 800, "currency": "EUR" }]] }"#,
    r#"{ "reference": "PO 4711", "currency": "EUR", "lines": [{ "sku": "CUP", "quantity": 1, "unit_price": [800, "EUR"] }] }"#,
];

fn eur(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "EUR" })
}

fn line(sku: &str, quantity: u32, unit_price: i64) -> Value {
    json!({ "sku": sku, "quantity": quantity, "unit_price": eur(unit_price) })
}

fn draft(lines: &[Value]) -> Value {
    json!({ "reference": "PO 4711", "currency": "EUR", "lines": lines })
}

#[test]
fn a_quote_has_the_lines_in_order_and_their_total() {
    let draft = draft(&[line("TEA", 3, 450), line("CUP", 2, 800)]);
    post("/v1/quotes", &draft).assert_ok(&json!({
        "reference": "PO 4711",
        "lines": [line("CUP", 2, 800), line("TEA", 3, 450)],
        "total": eur(2_950),
    }));
}

#[test]
fn a_line_replaces_the_one_with_the_same_sku() {
    let draft = draft(&[line("TEA", 3, 450), line("TEA", 1, 500)]);
    let answer = post("/v1/quotes", &draft);
    assert_eq!(answer.body["lines"], json!([line("TEA", 1, 500)]));
    assert_eq!(answer.body["total"], eur(500));
}

#[test]
fn every_wrong_field_is_named_by_the_rule_it_breaks() {
    let mut draft = draft(&[line("TEA", 1, 450), line("tea", 0, -1)]);
    draft["currency"] = json!("euro");
    let answer = post("/v1/quotes", &draft);
    answer.assert_problem(422, "invalid_fields");
    let error = |field: &str, detail: &str| json!({ "field": field, "detail": detail });
    assert_eq!(
        answer.body["errors"],
        json!([
            error(
                "currency",
                "a currency is three capital letters, such as EUR"
            ),
            error(
                "lines.1.sku",
                "a SKU has 1 to 64 capital letters, digits and hyphens"
            ),
            error("lines.1.quantity", "a quantity is between 1 and 1000"),
            error(
                "lines.1.unit_price.minor",
                "an amount of money is not negative"
            ),
        ])
    );
}

#[test]
fn a_broken_rule_is_a_problem_in_the_words_of_the_domain() {
    let franc = json!({ "minor": 1, "currency": "CHF" });
    let swiss = json!({ "sku": "CUP", "quantity": 1, "unit_price": franc });
    let too_many: Vec<_> = (0..=100).map(|n| line(&format!("SKU-{n}"), 1, 1)).collect();
    for (lines, code, detail) in [
        (
            vec![],
            "order_empty",
            "an order without lines cannot be placed",
        ),
        (
            vec![swiss],
            "currency_mismatch",
            "the order is in EUR, the price in CHF",
        ),
        (too_many, "too_many_lines", "an order has at most 100 lines"),
        (
            vec![line("TEA", 2, i64::MAX)],
            "total_too_large",
            "the order's total is too large",
        ),
    ] {
        let answer = post("/v1/quotes", &draft(&lines));
        answer.assert_problem(422, code);
        assert_eq!(answer.body["detail"], detail);
    }
}

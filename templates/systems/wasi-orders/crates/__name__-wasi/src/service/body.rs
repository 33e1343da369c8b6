//! Orders as they are written in requests and answers: as the service does it.

use domain::{Currency, Line, Money, Order, Quantity, Reference};
use serde::{Deserialize, Serialize};

use crate::json::{self, Object};
use crate::problem::Problem;
use crate::validation::Validation;

/// An order that somebody thinks of.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Draft {
    reference: String,
    currency: String,
    lines: Vec<Object<LineBody>>,
}

/// What the order would be.
#[derive(Serialize)]
pub(super) struct Quote {
    reference: String,
    lines: Vec<LineBody>,
    total: MoneyBody,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineBody {
    sku: String,
    quantity: u32,
    #[serde(deserialize_with = "json::object")]
    unit_price: MoneyBody,
}

/// An amount of money in minor units, such as cents.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MoneyBody {
    minor: i64,
    currency: String,
}

impl Draft {
    pub(super) fn parse(&self) -> Result<(Reference, Currency, Vec<Line>), Problem> {
        let mut fields = Validation::default();
        let reference = fields.field("reference", self.reference.parse());
        let currency = fields.field("currency", self.currency.parse());
        // All of them first, so that all are checked.
        let lines: Vec<_> = self
            .lines
            .iter()
            .enumerate()
            .map(|(index, Object(line))| line.parse(index, &mut fields))
            .collect();
        let lines: Option<Vec<_>> = lines.into_iter().collect();
        let parsed = reference.zip(currency).zip(lines);
        fields.finish(parsed.map(|((reference, currency), lines)| (reference, currency, lines)))
    }
}

impl LineBody {
    fn parse(&self, index: usize, fields: &mut Validation) -> Option<Line> {
        let name = |field: &str| format!("lines.{index}.{field}");
        let sku = fields.field(name("sku"), self.sku.parse());
        let quantity = fields.field(name("quantity"), Quantity::try_from(self.quantity));
        let currency = self.unit_price.currency.parse();
        let unit_price = fields
            .field(name("unit_price.currency"), currency)
            .and_then(|currency| {
                let money = Money::new(self.unit_price.minor, currency);
                fields.field(name("unit_price.minor"), money)
            });
        Some(Line {
            sku: sku?,
            quantity: quantity?,
            unit_price: unit_price?,
        })
    }
}

impl From<&Order> for Quote {
    fn from(order: &Order) -> Self {
        Self {
            reference: order.reference().to_string(),
            lines: order.lines().iter().map(LineBody::from).collect(),
            total: order.total().into(),
        }
    }
}

impl From<&Line> for LineBody {
    fn from(line: &Line) -> Self {
        Self {
            sku: line.sku.to_string(),
            quantity: line.quantity.get(),
            unit_price: line.unit_price.into(),
        }
    }
}

impl From<Money> for MoneyBody {
    fn from(money: Money) -> Self {
        Self {
            minor: money.minor(),
            currency: money.currency().to_string(),
        }
    }
}

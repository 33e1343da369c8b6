//! Reads an issuer's public keys.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use jsonwebtoken::jwk::{
    AlgorithmParameters, CommonParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations,
    PublicKeyUse,
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::Value;

use crate::remembered::Remembered;

/// A key, and what is asked of a token that it has signed.
pub(crate) struct Key {
    /// What the issuer says of it.
    jwk: Jwk,
    pub(crate) decoding: DecodingKey,
    pub(crate) validation: Validation,
    pub(crate) remembered: Remembered,
}

/// Keys by their ids.
pub(crate) type KeySet = HashMap<String, Arc<Key>>;

#[derive(Debug, thiserror::Error)]
pub(crate) enum InvalidKeySet {
    #[error("it is not a JWK Set")]
    Form(#[from] serde_json::Error),
    #[error("no key in it has an id and is for signatures of a known kind")]
    Empty,
}

/// The keys of a JWK Set (RFC 7517, section 5) that can be used. One that cannot does not spoil the
/// others: an issuer may publish keys for other purposes, and of types that are not known yet. A known
/// one that has not changed stays, with the tokens that it remembers. A set of none that can be used is
/// taken for a fault of the issuer's, and those that are known go on counting.
pub(crate) fn parse(
    json: &[u8],
    validation: &Validation,
    known: &KeySet,
) -> Result<KeySet, InvalidKeySet> {
    #[derive(Deserialize)]
    struct Document {
        keys: Vec<Value>,
    }

    let Document { keys } = serde_json::from_slice(json)?;
    let keys: KeySet = keys
        .into_iter()
        .filter_map(|jwk| key(jwk, validation, known))
        .collect();
    if keys.is_empty() {
        return Err(InvalidKeySet::Empty);
    }
    Ok(keys)
}

fn key(jwk: Value, validation: &Validation, known: &KeySet) -> Option<(String, Arc<Key>)> {
    let jwk: Jwk = serde_json::from_value(jwk).ok()?;
    let id = jwk.common.key_id.clone()?;
    if let Some(same) = known.get(&id).filter(|known| known.jwk == jwk) {
        return Some((id, Arc::clone(same)));
    }
    let usable = algorithm(&jwk).zip(DecodingKey::from_jwk(&jwk).ok());
    let Some((algorithm, decoding)) = usable else {
        tracing::debug!(id, "a key of the issuer is passed over");
        return None;
    };
    let mut validation = validation.clone();
    validation.algorithms = vec![algorithm];
    let key = Key {
        jwk,
        decoding,
        validation,
        remembered: Remembered::new(),
    };
    Some((id, Arc::new(key)))
}

/// The one algorithm that a public key is for (RFC 8725, section 3.1), if it is for signatures: that
/// which it names, else the usual one of its type. What the token says about it does not count.
fn algorithm(jwk: &Jwk) -> Option<Algorithm> {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};

    if !is_for_signatures(&jwk.common) {
        return None;
    }
    let fitting: &[Algorithm] = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => &[RS256, RS384, RS512, PS256, PS384, PS512],
        AlgorithmParameters::EllipticCurve(key) => match key.curve {
            EllipticCurve::P256 => &[ES256],
            EllipticCurve::P384 => &[ES384],
            _ => &[],
        },
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => &[EdDSA],
        _ => &[],
    };
    let mut fitting = fitting.iter().copied();
    match jwk.common.key_algorithm {
        Some(named) => fitting.find(|&algorithm| KeyAlgorithm::from(algorithm) == named),
        None => fitting.next(),
    }
}

/// Whether it says nothing else: both members are optional (RFC 7517, sections 4.2 and 4.3).
fn is_for_signatures(common: &CommonParameters) -> bool {
    let public_key_use = common.public_key_use.as_ref();
    let operations = common.key_operations.as_ref();
    public_key_use.is_none_or(|it| *it == PublicKeyUse::Signature)
        && operations.is_none_or(|all| all.contains(&KeyOperations::Verify))
}

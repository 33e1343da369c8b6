//! The issuer of development and of other tests.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::auth::{Keys, LocalIssuer, Role, Validation};
use crate::support::validation;

const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn its_tokens_say_what_is_asked_of_them() {
    for claim in ["roles", "https://shop.example/roles", "/a/b/roles"] {
        let validation = Validation {
            roles_claim: claim.to_owned(),
            ..validation()
        };
        let key = LocalIssuer::private_key().unwrap();
        let issuer = LocalIssuer::new(&key, validation.clone()).unwrap();
        let keys = Keys::new(&validation, issuer.clone());
        for role in Role::ALL {
            let token = issuer.mint("ada", role, MINUTE).unwrap();
            let caller = keys.verify(&token).await.unwrap();
            assert_eq!((caller.subject(), caller.roles()), ("ada", &[role][..]));
        }
    }
}

#[tokio::test]
async fn its_tokens_are_nobody_elses() {
    let issuer = || {
        let key = LocalIssuer::private_key().unwrap();
        LocalIssuer::new(&key, validation()).unwrap()
    };
    let keys = Keys::new(&validation(), issuer());
    let token = issuer().mint("ada", Role::Editor, MINUTE).unwrap();
    assert!(keys.verify(&token).await.is_err());
}

#[test]
fn another_private_key_is_refused() {
    let good = LocalIssuer::private_key().unwrap();
    let good = good.expose_secret();
    for bad in [
        "",
        "hunter2",
        &good[..40],
        &good.replace("MC4C", "MC4D"),
        &good.replace("PRIVATE", "PUBLIC"),
    ] {
        let refused = LocalIssuer::new(&SecretString::from(bad), validation());
        assert!(refused.is_err(), "{bad}");
    }
}

#[test]
fn it_does_not_show_its_key() {
    let key = LocalIssuer::private_key().unwrap();
    let shown = format!("{:?}", LocalIssuer::new(&key, validation()).unwrap());
    assert_eq!(
        shown,
        format!("LocalIssuer {{ validation: {:?}, .. }}", validation())
    );
}

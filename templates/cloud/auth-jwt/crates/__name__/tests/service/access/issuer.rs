//! An issuer as there are many: it tells where its keys are, and shows them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use auth::{KeySource, LocalIssuer, Role, Validation};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::json;
use tokio::net::TcpListener;

pub(super) struct TestIssuer {
    pub(super) url: String,
    signer: LocalIssuer,
    away: Arc<AtomicBool>,
}

impl TestIssuer {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let signer = signer(&url);
        let away = Arc::new(AtomicBool::new(false));

        let metadata = json!({ "issuer": url, "jwks_uri": format!("{url}/keys") }).to_string();
        let keys = signer.key_set().await.unwrap();
        let router = Router::new()
            .route(
                "/.well-known/openid-configuration",
                get(|| async { metadata }),
            )
            .route("/keys", get(show))
            .with_state((Arc::clone(&away), keys));
        tokio::spawn(async { axum::serve(listener, router).await });
        Self { url, signer, away }
    }

    /// Whether it shows its keys from now on.
    pub(super) fn be_away(&self, away: bool) {
        self.away.store(away, Ordering::Relaxed);
    }

    pub(super) fn mint(&self, role: Role) -> String {
        let minute = Duration::from_mins(1);
        self.signer.mint("ada", role, minute).unwrap()
    }
}

/// Signs in the name of this issuer, with a key of its own.
pub(super) fn signer(url: &str) -> LocalIssuer {
    let validation = Validation {
        issuer: url.to_owned(),
        audience: env!("CARGO_PKG_NAME").to_owned(),
        leeway: Duration::ZERO,
        roles_claim: "roles".to_owned(),
    };
    LocalIssuer::new(&LocalIssuer::private_key().unwrap(), validation).unwrap()
}

async fn show(
    State((away, keys)): State<(Arc<AtomicBool>, Vec<u8>)>,
) -> Result<Vec<u8>, StatusCode> {
    if away.load(Ordering::Relaxed) {
        return Err(StatusCode::BAD_GATEWAY);
    }
    Ok(keys)
}

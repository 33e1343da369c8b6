//! The routes: one for each method, and those of health and reflection.

use std::convert::Infallible;
use std::num::NonZeroU32;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use prost::Message;
use prost_types::FileDescriptorSet;
use serde::{Deserialize, Serialize};
use tonic::codegen::Service;
use tonic::server::NamedService;
use tonic_health::pb::health_server::HealthServer;
use tonic_reflection::server::Builder;
use tower_http::timeout::RequestBodyTimeoutLayer;
use web::access::Guard;
use web::{Interface, Readiness};

use crate::health::Healthy;
use crate::proto::DESCRIPTORS;
use crate::{access, deadline};

/// How long who asks for the protocol may be silent: a service that stops waits for them.
const SILENCE: Duration = Duration::from_secs(10);

/// What can be set.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Settings {
    /// The largest message that a request may have, in bytes.
    pub max_message_bytes: usize,
    /// How long an answer waits for its client to take more of it, in seconds.
    pub stall_timeout_seconds: NonZeroU32,
    /// Whether clients may ask for the protocol.
    pub reflection: bool,
}

impl Settings {
    pub(crate) fn stall_timeout(self) -> Duration {
        Duration::from_secs(u64::from(self.stall_timeout_seconds.get()))
    }
}

/// The interface with these methods, for callers whom the guard knows. Health is told to everybody, and
/// so is the protocol.
pub(crate) fn over<S>(
    methods: &S,
    guard: &Guard,
    readiness: impl Readiness,
    settings: Settings,
) -> Interface
where
    S: Service<Request, Error = Infallible> + NamedService + Clone + Send + Sync + 'static,
    S::Response: IntoResponse,
    S::Future: Send + 'static,
{
    let health = HealthServer::new(Healthy::new(S::NAME, readiness))
        .max_decoding_message_size(settings.max_message_bytes);
    let pages = Router::new().route_service("/grpc.health.v1.Health/{*method}", health);
    Interface {
        api: paths(S::NAME)
            .iter()
            .fold(Router::new(), |api, path| {
                api.route_service(path, methods.clone())
            })
            .route_layer(from_fn_with_state(guard.clone(), access::known))
            .route_layer(from_fn(access::asked_for))
            .route_layer(from_fn(deadline::kept)),
        pages: if settings.reflection {
            pages.merge(reflection(settings))
        } else {
            pages
        },
    }
}

/// The paths of a service's methods. Each is a route of its own, by which logs and metrics tell them
/// apart.
fn paths(service: &str) -> Vec<String> {
    let files = FileDescriptorSet::decode(DESCRIPTORS).expect("build.rs writes it");
    let methods = files.file.iter().flat_map(|file| {
        let services = file.service.iter();
        let services =
            services.filter(move |it| service == format!("{}.{}", file.package(), it.name()));
        services.flat_map(|it| &it.method)
    });
    methods
        .map(|method| format!("/{service}/{}", method.name()))
        .collect()
}

/// Tells the protocol, by both versions of the protocol for that.
fn reflection(settings: Settings) -> Router {
    let builder = || {
        Builder::configure()
            .register_encoded_file_descriptor_set(DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    let v1 = builder()
        .build_v1()
        .expect("build.rs writes it")
        .max_decoding_message_size(settings.max_message_bytes);
    let v1alpha = builder()
        .build_v1alpha()
        .expect("build.rs writes it")
        .max_decoding_message_size(settings.max_message_bytes);
    Router::new()
        .route_service("/grpc.reflection.v1.ServerReflection/{*method}", v1)
        .route_service(
            "/grpc.reflection.v1alpha.ServerReflection/{*method}",
            v1alpha,
        )
        .layer(RequestBodyTimeoutLayer::new(SILENCE))
}

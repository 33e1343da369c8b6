//! Whether the service can answer requests now, as gRPC's health checking protocol asks it.

use std::pin::Pin;
use std::time::Duration;

use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::time::sleep;
use tonic::{Request, Response, Status};
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_server::Health;
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};
use web::Readiness;

/// How long a change can go unnoticed by those who watch.
const INTERVAL: Duration = Duration::from_secs(1);

/// Answers for the one service, and for the process as a whole, whose name is empty.
#[derive(Debug)]
pub(crate) struct Healthy<R> {
    pub(crate) service: &'static str,
    pub(crate) readiness: R,
}

impl<R: Readiness> Healthy<R> {
    fn knows(&self, service: &str) -> bool {
        service.is_empty() || service == self.service
    }
}

#[tonic::async_trait]
impl<R: Readiness> Health for Healthy<R> {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        if !self.knows(&request.get_ref().service) {
            return Err(Status::not_found("there is no such service"));
        }
        Ok(Response::new(told(status(&self.readiness).await)))
    }

    type WatchStream = Pin<Box<dyn Stream<Item = Result<HealthCheckResponse, Status>> + Send>>;

    /// What is not known now never will be, but by the protocol the stream goes on.
    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let readiness = self
            .knows(&request.get_ref().service)
            .then(|| self.readiness.clone());
        let changes = unfold(None, move |last| {
            let readiness = readiness.clone();
            async move {
                let status = changed(last, readiness.as_ref()).await;
                Some((Ok(told(status)), Some(status)))
            }
        });
        Ok(Response::new(Box::pin(changes)))
    }
}

/// The status as soon as it is not the last one.
async fn changed(last: Option<ServingStatus>, readiness: Option<&impl Readiness>) -> ServingStatus {
    loop {
        let now = match readiness {
            Some(readiness) => status(readiness).await,
            None => ServingStatus::ServiceUnknown,
        };
        if last != Some(now) {
            return now;
        }
        sleep(INTERVAL).await;
    }
}

async fn status(readiness: &impl Readiness) -> ServingStatus {
    if readiness.is_ready().await {
        ServingStatus::Serving
    } else {
        ServingStatus::NotServing
    }
}

fn told(status: ServingStatus) -> HealthCheckResponse {
    HealthCheckResponse {
        status: status.into(),
    }
}

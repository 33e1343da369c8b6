//! Whether the service can answer requests now, as gRPC's health checking protocol asks it.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::sync::Semaphore;
use tokio::time::sleep;
use tonic::{Request, Response, Status};
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_server::Health;
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};
use web::Readiness;

/// How long a change can go unnoticed by those who watch.
const INTERVAL: Duration = Duration::from_secs(1);

/// How many may watch at once: strangers, too, and for as long as they like.
const MAX_WATCHERS: usize = 1024;

/// Answers for the one service, and for the process as a whole, whose name is empty.
#[derive(Debug)]
pub(crate) struct Healthy<R> {
    service: &'static str,
    readiness: R,
    places: Arc<Semaphore>,
}

impl<R: Readiness> Healthy<R> {
    pub(crate) fn new(service: &'static str, readiness: R) -> Self {
        Self {
            service,
            readiness,
            places: Arc::new(Semaphore::new(MAX_WATCHERS)),
        }
    }

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
        let is_ready = self.readiness.is_ready().await;
        Ok(Response::new(told(status(is_ready))))
    }

    type WatchStream = Pin<Box<dyn Stream<Item = Result<HealthCheckResponse, Status>> + Send>>;

    /// Ends when the service is not ready for an interval, for a service that stops waits for whoever watches;
    /// they are to ask again.
    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| Status::resource_exhausted("too many watch already"))?;
        let known = self.knows(&request.get_ref().service);
        let readiness = self.readiness.clone();
        // The place is free again when the stream is dropped.
        let changes = unfold((place, None), move |(place, last)| {
            let readiness = readiness.clone();
            async move {
                let now = changed(&readiness, last, known).await?;
                Some((Ok(told(now)), (place, Some(now))))
            }
        });
        Ok(Response::new(Box::pin(changes)))
    }
}

/// The status as soon as it is not the last one; none where the service is not ready and stays so.
async fn changed(
    readiness: &impl Readiness,
    last: Option<ServingStatus>,
    known: bool,
) -> Option<ServingStatus> {
    loop {
        let is_ready = readiness.is_ready().await;
        let now = if known {
            status(is_ready)
        } else {
            ServingStatus::ServiceUnknown
        };
        if last != Some(now) {
            return Some(now);
        }
        sleep(INTERVAL).await;
        if !is_ready && !readiness.is_ready().await {
            return None;
        }
    }
}

fn status(is_ready: bool) -> ServingStatus {
    if is_ready {
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

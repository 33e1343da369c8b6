//! What can be asked of orders.

mod failure;
mod list;
mod message;

use std::sync::Arc;

use app::Orders;
use domain::{Clock, OrderRepository};
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status};
use web::access::{Read, Write, caller};

use self::message::change;
use crate::access::admitted;
use crate::deadline::Deadline;
use crate::failure::Failure;
use crate::proto::order_service_server::OrderService;
use crate::proto::{
    CancelOrderRequest, CancelOrderResponse, GetOrderRequest, GetOrderResponse, ListOrdersRequest,
    ListOrdersResponse, OpenOrderRequest, OpenOrderResponse, PayOrderRequest, PayOrderResponse,
    PlaceOrderRequest, PlaceOrderResponse, PutLineRequest, PutLineResponse, RemoveLineRequest,
    RemoveLineResponse, ShipOrderRequest, ShipOrderResponse,
};

/// The methods over these orders. The first line of each says who may ask it.
#[derive(Debug)]
pub(crate) struct Methods<R, C>(Arc<Orders<R, C>>);

impl<R, C> Methods<R, C> {
    pub(crate) fn of(orders: Orders<R, C>) -> Self {
        Self(Arc::new(orders))
    }
}

#[tonic::async_trait]
impl<R, C> OrderService for Methods<R, C>
where
    R: OrderRepository + 'static,
    C: Clock + 'static,
{
    async fn open_order(
        &self,
        request: Request<OpenOrderRequest>,
    ) -> Result<Response<OpenOrderResponse>, Status> {
        let (allowed, message) = admitted::<Write, _>(request)?;
        let (reference, currency, key) = message.parse()?;
        let opened = match key.map(|key| key.of(caller(&allowed))) {
            Some(key) => self.0.open_once(reference, currency, &key).await,
            None => self.0.open(reference, currency).await,
        };
        let order = Some(opened.map_err(Failure::from)?.into());
        Ok(Response::new(OpenOrderResponse { order }))
    }

    async fn get_order(
        &self,
        request: Request<GetOrderRequest>,
    ) -> Result<Response<GetOrderResponse>, Status> {
        let (_, message) = admitted::<Read, _>(request)?;
        let found = self.0.find(message.parse()?).await;
        let order = Some(found.map_err(Failure::from)?.into());
        Ok(Response::new(GetOrderResponse { order }))
    }

    type ListOrdersStream = BoxStream<ListOrdersResponse>;

    async fn list_orders(
        &self,
        request: Request<ListOrdersRequest>,
    ) -> Result<Response<Self::ListOrdersStream>, Status> {
        let deadline = Deadline::of(request.extensions());
        let (_, message) = admitted::<Read, _>(request)?;
        let (after, state) = message.parse()?;
        let orders = list::all(Arc::clone(&self.0), after, state, deadline).await?;
        Ok(Response::new(Box::pin(orders)))
    }

    async fn put_line(
        &self,
        request: Request<PutLineRequest>,
    ) -> Result<Response<PutLineResponse>, Status> {
        let (_, message) = admitted::<Write, _>(request)?;
        let (id, version, line) = message.parse()?;
        let changed = self.0.put_line(id, Some(version), line).await;
        let (order, _) = changed.map_err(Failure::from)?;
        let order = Some(order.into());
        Ok(Response::new(PutLineResponse { order }))
    }

    async fn remove_line(
        &self,
        request: Request<RemoveLineRequest>,
    ) -> Result<Response<RemoveLineResponse>, Status> {
        let (_, message) = admitted::<Write, _>(request)?;
        let (id, version, sku) = message.parse()?;
        let changed = self.0.remove_line(id, Some(version), &sku).await;
        let order = Some(changed.map_err(Failure::from)?.into());
        Ok(Response::new(RemoveLineResponse { order }))
    }

    async fn place_order(
        &self,
        request: Request<PlaceOrderRequest>,
    ) -> Result<Response<PlaceOrderResponse>, Status> {
        let (_, message) = admitted::<Write, _>(request)?;
        let (id, version) = change(&message.id, message.version)?;
        let changed = self.0.place(id, Some(version)).await;
        let order = Some(changed.map_err(Failure::from)?.into());
        Ok(Response::new(PlaceOrderResponse { order }))
    }

    async fn pay_order(
        &self,
        request: Request<PayOrderRequest>,
    ) -> Result<Response<PayOrderResponse>, Status> {
        let (_, message) = admitted::<Write, _>(request)?;
        let (id, version) = change(&message.id, message.version)?;
        let changed = self.0.pay(id, Some(version)).await;
        let order = Some(changed.map_err(Failure::from)?.into());
        Ok(Response::new(PayOrderResponse { order }))
    }

    async fn ship_order(
        &self,
        request: Request<ShipOrderRequest>,
    ) -> Result<Response<ShipOrderResponse>, Status> {
        let (_, message) = admitted::<Write, _>(request)?;
        let (id, version) = change(&message.id, message.version)?;
        let changed = self.0.ship(id, Some(version)).await;
        let order = Some(changed.map_err(Failure::from)?.into());
        Ok(Response::new(ShipOrderResponse { order }))
    }

    async fn cancel_order(
        &self,
        request: Request<CancelOrderRequest>,
    ) -> Result<Response<CancelOrderResponse>, Status> {
        let (_, message) = admitted::<Write, _>(request)?;
        let (id, version) = change(&message.id, message.version)?;
        let changed = self.0.cancel(id, Some(version)).await;
        let order = Some(changed.map_err(Failure::from)?.into());
        Ok(Response::new(CancelOrderResponse { order }))
    }
}

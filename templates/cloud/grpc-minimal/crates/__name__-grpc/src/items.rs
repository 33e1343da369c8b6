//! What can be asked of items.

mod failure;
mod list;
mod message;

use std::sync::Arc;

use app::Items;
use domain::ItemRepository;
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status};
use web::access::{Read, Write, caller};

use crate::access::admitted;
use crate::deadline::Deadline;
use crate::failure::Failure;
use crate::proto::item_service_server::ItemService;
use crate::proto::{
    CreateItemRequest, CreateItemResponse, GetItemRequest, GetItemResponse, ListItemsRequest,
    ListItemsResponse, RenameItemRequest, RenameItemResponse,
};

/// The methods over these items. The first line of each says who may ask it.
#[derive(Debug)]
pub(crate) struct Methods<R>(Arc<Items<R>>);

impl<R> Methods<R> {
    pub(crate) fn of(items: Items<R>) -> Self {
        Self(Arc::new(items))
    }
}

#[tonic::async_trait]
impl<R: ItemRepository + 'static> ItemService for Methods<R> {
    async fn create_item(
        &self,
        request: Request<CreateItemRequest>,
    ) -> Result<Response<CreateItemResponse>, Status> {
        let (allowed, message) = admitted::<Write, _>(request)?;
        let (name, key) = message.parse()?;
        let created = match key.map(|key| key.of(caller(&allowed))) {
            Some(key) => self.0.create_once(name, &key).await,
            None => self.0.create(name).await,
        };
        let item = Some(created.map_err(Failure::from)?.into());
        Ok(Response::new(CreateItemResponse { item }))
    }

    async fn get_item(
        &self,
        request: Request<GetItemRequest>,
    ) -> Result<Response<GetItemResponse>, Status> {
        let (_, message) = admitted::<Read, _>(request)?;
        let found = self.0.find(message.parse()?).await;
        let item = Some(found.map_err(Failure::from)?.into());
        Ok(Response::new(GetItemResponse { item }))
    }

    type ListItemsStream = BoxStream<ListItemsResponse>;

    async fn list_items(
        &self,
        request: Request<ListItemsRequest>,
    ) -> Result<Response<Self::ListItemsStream>, Status> {
        let deadline = Deadline::of(request.extensions());
        let (_, message) = admitted::<Read, _>(request)?;
        let items = list::all(Arc::clone(&self.0), message.parse()?, deadline).await?;
        Ok(Response::new(Box::pin(items)))
    }

    async fn rename_item(
        &self,
        request: Request<RenameItemRequest>,
    ) -> Result<Response<RenameItemResponse>, Status> {
        let (_, message) = admitted::<Write, _>(request)?;
        let (id, version, name) = message.parse()?;
        let renamed = self.0.rename(id, Some(version), name).await;
        let item = Some(renamed.map_err(Failure::from)?.into());
        Ok(Response::new(RenameItemResponse { item }))
    }
}

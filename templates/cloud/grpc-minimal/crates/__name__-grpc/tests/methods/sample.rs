//! Items over gRPC.

use std::time::Duration;

use app::Items;
use app::testing::MemoryRepository;
use axum::Router;
use domain::{ItemRepository, RepositoryError};
use tokio::time::advance;
use tonic::{Code, Status, Streaming};
use tonic_types::StatusExt;
use web::Readiness;

use crate::access::{editor, guard};
use crate::grpc::proto::item_service_client::ItemServiceClient;
use crate::grpc::proto::{
    CreateItemRequest, GetItemRequest, Item, ListItemsRequest, ListItemsResponse, RenameItemRequest,
};
use crate::grpc::{self, Settings};
use crate::support::{Ready, SETTINGS, path, router_of, told, wrong_fields};

type Client = ItemServiceClient<Router>;

const NOBODY: &str = "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11";

fn over<R>(repository: R, readiness: &impl Readiness, settings: Settings) -> Router
where
    R: ItemRepository + 'static,
{
    let items = Items::new(repository);
    router_of(grpc::interface(items, &guard(), readiness, settings))
}

/// A client of the interface over this repository.
fn client_of(repository: impl ItemRepository + 'static) -> Client {
    Client::new(over(repository, &Ready(true), SETTINGS))
}

fn client() -> Client {
    client_of(MemoryRepository::default())
}

/// The interface over an empty repository.
pub(crate) fn router() -> Router {
    router_with(&Ready(true), SETTINGS)
}

/// The same, as ready as that, and with these settings.
pub(crate) fn router_with(readiness: &impl Readiness, settings: Settings) -> Router {
    over(MemoryRepository::default(), readiness, settings)
}

/// A method that takes a message in which nothing is said.
pub(crate) fn method() -> String {
    path("ListItems")
}

async fn create(client: &mut Client, name: &str) -> Result<Item, Status> {
    let message = CreateItemRequest {
        name: name.to_owned(),
        idempotency_key: None,
    };
    let answer = client.create_item(editor(message)).await?;
    Ok(answer.into_inner().item.unwrap())
}

async fn get(client: &mut Client, id: &str) -> Result<Item, Status> {
    let id = id.to_owned();
    let answer = client.get_item(editor(GetItemRequest { id })).await?;
    Ok(answer.into_inner().item.unwrap())
}

async fn rename(client: &mut Client, item: &Item, name: &str) -> Result<Item, Status> {
    let message = RenameItemRequest {
        id: item.id.clone(),
        version: item.version,
        name: name.to_owned(),
    };
    let answer = client.rename_item(editor(message)).await?;
    Ok(answer.into_inner().item.unwrap())
}

#[tokio::test]
async fn a_created_item_can_be_found() {
    let client = &mut client();
    let created = create(client, "Teapot").await.unwrap();
    assert_eq!((&*created.name, created.version), ("Teapot", 1));
    assert_eq!(get(client, &created.id).await.unwrap(), created);
    let absent = get(client, NOBODY).await.unwrap_err();
    assert_eq!(told(&absent), (Code::NotFound, "NO_SUCH_ITEM".to_owned()));
}

#[tokio::test]
async fn who_renames_says_which_version_they_saw() {
    let client = &mut client();
    let created = create(client, "Teapot").await.unwrap();
    let renamed = rename(client, &created, "Kettle").await.unwrap();
    assert_eq!((&*renamed.name, renamed.version), ("Kettle", 2));
    let stale = rename(client, &created, "Cup").await.unwrap_err();
    assert_eq!(told(&stale), (Code::Aborted, "STALE_VERSION".to_owned()));
    assert_eq!(get(client, &created.id).await.unwrap(), renamed);
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let client = &mut client();
    let nothing = client.create_item(editor(CreateItemRequest {
        name: String::new(),
        idempotency_key: Some("two words".to_owned()),
    }));
    let nothing = nothing.await.unwrap_err();
    assert_eq!(wrong_fields(&nothing), ["name", "idempotency_key"]);
    let nothing = rename(client, &Item::default(), "").await.unwrap_err();
    assert_eq!(wrong_fields(&nothing), ["id", "version", "name"]);
    let nothing = client.list_items(editor(ListItemsRequest {
        after_id: Some("the last".to_owned()),
    }));
    assert_eq!(wrong_fields(&nothing.await.unwrap_err()), ["after_id"]);
}

#[tokio::test]
async fn a_repeated_attempt_creates_nothing_more() {
    let client = &mut client();
    let message = CreateItemRequest {
        name: "Teapot".to_owned(),
        idempotency_key: Some("8e03978e-40d5-43dd-bc93-6894a57f9324".to_owned()),
    };
    let created = client.create_item(editor(message.clone())).await.unwrap();
    let created = created.into_inner();
    let again = client.create_item(editor(message.clone())).await.unwrap();
    assert_eq!(again.into_inner(), created);

    let other = CreateItemRequest {
        name: "Kettle".to_owned(),
        ..message
    };
    let refused = client.create_item(editor(other)).await.unwrap_err();
    let expected = (Code::InvalidArgument, "IDEMPOTENCY_KEY_REUSED".to_owned());
    assert_eq!(told(&refused), expected);
}

#[tokio::test]
async fn of_what_is_no_fault_of_the_caller_only_so_much_is_told() {
    let away = || RepositoryError::Unavailable("secret".into());
    let away = client_of(MemoryRepository::failing(away));
    let corrupt = || RepositoryError::Corrupt("secret".into());
    let corrupt = client_of(MemoryRepository::failing(corrupt));
    for (mut client, code, reason) in [
        (away, Code::Unavailable, "UNAVAILABLE"),
        (corrupt, Code::DataLoss, "CORRUPT"),
    ] {
        let failed = get(&mut client, NOBODY).await.unwrap_err();
        assert_eq!(told(&failed), (code, reason.to_owned()));
        assert!(!format!("{failed:?}").contains("secret"), "{failed:?}");
        let retry = failed.get_details_retry_info();
        assert_eq!(retry.is_some(), code == Code::Unavailable);
        let list = client.list_items(editor(ListItemsRequest::default())).await;
        assert_eq!(told(&list.unwrap_err()), (code, reason.to_owned()));
    }
}

async fn list(client: &mut Client, after_id: Option<String>) -> Streaming<ListItemsResponse> {
    let message = editor(ListItemsRequest { after_id });
    client.list_items(message).await.unwrap().into_inner()
}

/// What is left of the list.
async fn rest(mut list: Streaming<ListItemsResponse>) -> Vec<Item> {
    let mut items = Vec::new();
    while let Some(answer) = list.message().await.unwrap() {
        items.push(answer.item.unwrap());
    }
    items
}

#[tokio::test]
async fn a_list_has_all_or_those_after_one() {
    let client = &mut client();
    let mut created = Vec::new();
    for number in 0..205 {
        created.push(create(client, &format!("Teapot {number}")).await.unwrap());
    }
    created.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(rest(list(client, None).await).await, created);
    let after = Some(created[201].id.clone());
    assert_eq!(rest(list(client, after).await).await, created[202..]);
}

#[tokio::test]
async fn a_list_is_read_as_it_is_taken() {
    let client = &mut client();
    for number in 0..2000 {
        create(client, &format!("Teapot {number}")).await.unwrap();
    }
    let last = rest(list(client, None).await).await.pop().unwrap();
    let mut items = list(client, None).await;
    items.message().await.unwrap().unwrap();
    let renamed = rename(client, &last, "Kettle").await.unwrap();
    let items = rest(items).await;
    assert_eq!((items.len(), items.last()), (1999, Some(&renamed)));
}

#[tokio::test(start_paused = true)]
async fn a_list_ends_when_its_caller_has_stopped_waiting() {
    let client = &mut client();
    for number in 0..2000 {
        create(client, &format!("Teapot {number}")).await.unwrap();
    }
    let mut message = editor(ListItemsRequest::default());
    message.set_timeout(Duration::from_secs(1));
    let mut items = client.list_items(message).await.unwrap().into_inner();
    items.message().await.unwrap().unwrap();

    advance(Duration::from_secs(2)).await;
    let status = loop {
        match items.message().await {
            Ok(item) => assert!(item.is_some(), "the list has come to its end"),
            Err(status) => break status,
        }
    };
    assert_eq!(status.code(), Code::DeadlineExceeded);
}

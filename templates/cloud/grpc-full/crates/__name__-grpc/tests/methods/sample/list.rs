//! Lists of orders over gRPC.

use std::slice;
use std::time::Duration;

use tokio::time::advance;
use tonic::{Code, Streaming};

use super::{Client, cancel, client, open};
use crate::access::editor;
use crate::grpc::proto::{ListOrdersRequest, ListOrdersResponse, Order, OrderState};

async fn list(client: &mut Client, message: ListOrdersRequest) -> Streaming<ListOrdersResponse> {
    client
        .list_orders(editor(message))
        .await
        .unwrap()
        .into_inner()
}

/// What is left of the list.
async fn rest(mut list: Streaming<ListOrdersResponse>) -> Vec<Order> {
    let mut orders = Vec::new();
    while let Some(answer) = list.message().await.unwrap() {
        orders.push(answer.order.unwrap());
    }
    orders
}

#[tokio::test]
async fn a_list_has_all_in_a_state_or_after_one() {
    let client = &mut client();
    let mut opened = Vec::new();
    for number in 0..205 {
        opened.push(open(client, &format!("PO {number}")).await.unwrap());
    }
    let all = list(client, ListOrdersRequest::default()).await;
    assert_eq!(rest(all).await, opened);

    let cancelled = cancel(client, &opened[201].id, 1).await.unwrap();
    let message = ListOrdersRequest {
        state: OrderState::Cancelled.into(),
        after_id: None,
    };
    assert_eq!(
        rest(list(client, message).await).await,
        slice::from_ref(&cancelled)
    );
    let message = ListOrdersRequest {
        after_id: Some(opened[200].id.clone()),
        ..ListOrdersRequest::default()
    };
    let after = rest(list(client, message).await).await;
    let expected = [
        cancelled,
        opened[202].clone(),
        opened[203].clone(),
        opened[204].clone(),
    ];
    assert_eq!(after, expected);
}

#[tokio::test]
async fn a_list_is_read_as_it_is_taken() {
    let client = &mut client();
    let mut last = String::new();
    for number in 0..2000 {
        last = open(client, &format!("PO {number}")).await.unwrap().id;
    }
    let mut orders = list(client, ListOrdersRequest::default()).await;
    orders.message().await.unwrap().unwrap();
    cancel(client, &last, 1).await.unwrap();
    let orders = rest(orders).await;
    assert_eq!(orders.len(), 1999);
    assert_eq!(orders.last().unwrap().state(), OrderState::Cancelled);
}

#[tokio::test(start_paused = true)]
async fn a_list_ends_when_its_caller_has_stopped_waiting() {
    let client = &mut client();
    for number in 0..2000 {
        open(client, &format!("PO {number}")).await.unwrap();
    }
    let mut message = editor(ListOrdersRequest::default());
    message.set_timeout(Duration::from_secs(1));
    let mut orders = client.list_orders(message).await.unwrap().into_inner();
    orders.message().await.unwrap().unwrap();

    advance(Duration::from_secs(2)).await;
    let status = loop {
        match orders.message().await {
            Ok(order) => assert!(order.is_some(), "the list has come to its end"),
            Err(status) => break status,
        }
    };
    assert_eq!(status.code(), Code::DeadlineExceeded);
}

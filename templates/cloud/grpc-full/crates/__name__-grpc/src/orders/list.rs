use std::sync::Arc;
use std::vec;

use app::{Orders, PageSize};
use domain::{Clock, Order, OrderId, OrderRepository, State};
use futures_util::Stream;
use futures_util::stream::try_unfold;
use tonic::Status;

use crate::deadline::Deadline;
use crate::failure::Failure;
use crate::proto::ListOrdersResponse;

/// Orders, sorted by id, after one or from the first, in one state or in any. They are read a page at a
/// time, each when the one before has been taken: nothing waits in memory for a caller who is slow.
///
/// # Errors
/// When the first page cannot be read.
pub(super) async fn all<R, C>(
    orders: Arc<Orders<R, C>>,
    after: Option<OrderId>,
    state: Option<State>,
    deadline: Deadline,
) -> Result<impl Stream<Item = Result<ListOrdersResponse, Status>>, Status>
where
    R: OrderRepository,
    C: Clock,
{
    let first = read(&orders, after, state, deadline).await?;
    Ok(try_unfold(first, move |mut page| {
        let orders = Arc::clone(&orders);
        async move {
            if page.left.len() == 0 && page.next.is_some() {
                page = read(&orders, page.next, state, deadline).await?;
            }
            let order = page.left.next();
            Ok(order.map(|order| (told(order), page)))
        }
    }))
}

/// A page that is being taken.
struct Page {
    left: vec::IntoIter<Order>,
    /// After which order the next one starts.
    next: Option<OrderId>,
}

async fn read<R: OrderRepository, C: Clock>(
    orders: &Orders<R, C>,
    after: Option<OrderId>,
    state: Option<State>,
    deadline: Deadline,
) -> Result<Page, Status> {
    let page = orders.list(after, state, PageSize::MAX);
    let page = deadline.within(page).await?.map_err(Failure::from)?;
    Ok(Page {
        left: page.orders.into_iter(),
        next: page.next,
    })
}

fn told(order: Order) -> ListOrdersResponse {
    ListOrdersResponse {
        order: Some(order.into()),
    }
}

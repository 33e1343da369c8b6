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

/// How far a list has been read.
struct Progress {
    /// What was read and not yet taken.
    read: vec::IntoIter<Order>,
    after: Option<OrderId>,
    more: bool,
}

/// Orders, sorted by id, after one or from the first, in one state or in any. They are read a page at a
/// time, each when the one before has been taken: nothing waits in memory for a caller who is slow.
pub(super) fn all<R, C>(
    orders: Arc<Orders<R, C>>,
    after: Option<OrderId>,
    state: Option<State>,
    deadline: Deadline,
) -> impl Stream<Item = Result<ListOrdersResponse, Status>>
where
    R: OrderRepository,
    C: Clock,
{
    let begin = Progress {
        read: Vec::new().into_iter(),
        after,
        more: true,
    };
    try_unfold(begin, move |mut progress| {
        let orders = Arc::clone(&orders);
        async move {
            if progress.read.len() == 0 && progress.more {
                let page = orders.list(progress.after, state, PageSize::MAX);
                let page = deadline.within(page).await?.map_err(Failure::from)?;
                progress = Progress {
                    read: page.orders.into_iter(),
                    after: page.next,
                    more: page.next.is_some(),
                };
            }
            let next = progress.read.next();
            Ok(next.map(|order| (told(order), progress)))
        }
    })
}

fn told(order: Order) -> ListOrdersResponse {
    ListOrdersResponse {
        order: Some(order.into()),
    }
}

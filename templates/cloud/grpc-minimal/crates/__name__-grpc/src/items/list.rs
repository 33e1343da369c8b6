use std::sync::Arc;
use std::vec;

use app::{Items, PageSize};
use domain::{Item, ItemId, ItemRepository};
use futures_util::Stream;
use futures_util::stream::try_unfold;
use tonic::Status;

use crate::deadline::Deadline;
use crate::failure::Failure;
use crate::proto::ListItemsResponse;

/// How far a list has been read.
struct Progress {
    /// What was read and not yet taken.
    read: vec::IntoIter<Item>,
    after: Option<ItemId>,
    more: bool,
}

/// Items, sorted by id, after one or from the first. They are read a page at a time, each when the one
/// before has been taken: nothing waits in memory for a caller who is slow.
pub(super) fn all<R: ItemRepository>(
    items: Arc<Items<R>>,
    after: Option<ItemId>,
    deadline: Deadline,
) -> impl Stream<Item = Result<ListItemsResponse, Status>> {
    let begin = Progress {
        read: Vec::new().into_iter(),
        after,
        more: true,
    };
    try_unfold(begin, move |mut progress| {
        let items = Arc::clone(&items);
        async move {
            if progress.read.len() == 0 && progress.more {
                let page = items.list(progress.after, PageSize::MAX);
                let page = deadline.within(page).await?.map_err(Failure::from)?;
                progress = Progress {
                    read: page.items.into_iter(),
                    after: page.next,
                    more: page.next.is_some(),
                };
            }
            let next = progress.read.next();
            Ok(next.map(|item| (told(item), progress)))
        }
    })
}

fn told(item: Item) -> ListItemsResponse {
    ListItemsResponse {
        item: Some(item.into()),
    }
}

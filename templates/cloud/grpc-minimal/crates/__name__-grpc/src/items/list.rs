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

/// Items, sorted by id, after one or from the first. They are read a page at a time, each when the one
/// before has been taken: nothing waits in memory for a caller who is slow.
///
/// # Errors
/// When the first page cannot be read.
pub(super) async fn all<R: ItemRepository>(
    items: Arc<Items<R>>,
    after: Option<ItemId>,
    deadline: Deadline,
) -> Result<impl Stream<Item = Result<ListItemsResponse, Status>>, Status> {
    let first = read(&items, after, deadline).await?;
    Ok(try_unfold(first, move |mut page| {
        let items = Arc::clone(&items);
        async move {
            if page.left.len() == 0 && page.next.is_some() {
                page = read(&items, page.next, deadline).await?;
            }
            let item = page.left.next();
            Ok(item.map(|item| (told(item), page)))
        }
    }))
}

/// A page that is being taken.
struct Page {
    left: vec::IntoIter<Item>,
    /// After which item the next one starts.
    next: Option<ItemId>,
}

async fn read<R: ItemRepository>(
    items: &Items<R>,
    after: Option<ItemId>,
    deadline: Deadline,
) -> Result<Page, Status> {
    let page = items.list(after, PageSize::MAX);
    let page = deadline.within(page).await?.map_err(Failure::from)?;
    Ok(Page {
        left: page.items.into_iter(),
        next: page.next,
    })
}

fn told(item: Item) -> ListItemsResponse {
    ListItemsResponse {
        item: Some(item.into()),
    }
}

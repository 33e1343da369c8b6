//! What the futures of a runtime find on its thread.

use std::cell::RefCell;
use std::rc::Rc;

use executor_core::Spawner;

use crate::panics::Isolated;
use crate::reactor::Reactor;
use crate::time::Timers;

/// The parts of a runtime that its futures use.
pub(crate) struct Context {
    pub(crate) spawner: Spawner<Isolated>,
    pub(crate) timers: Rc<Timers>,
    pub(crate) reactor: Rc<Reactor>,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Context>>> = const { RefCell::new(None) };
}

/// Gives a part of the runtime of this thread.
///
/// # Panics
///
/// When there is none.
pub(crate) fn current<R>(part: impl FnOnce(&Context) -> R) -> R {
    CURRENT.with_borrow(|current| part(current.as_ref().expect("no runtime is here")))
}

/// Makes a runtime that of this thread, until it is dropped.
pub(crate) struct Entered;

impl Entered {
    /// # Panics
    ///
    /// When there is one already.
    pub(crate) fn new(context: &Rc<Context>) -> Self {
        CURRENT.with_borrow_mut(|current| {
            assert!(current.is_none(), "a runtime is here already");
            *current = Some(Rc::clone(context));
        });
        Self
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        drop(CURRENT.take());
    }
}

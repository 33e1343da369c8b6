//! What is looked at whenever metrics are exported: the database's pool and the async runtime.

use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;
use store::Store;
use tokio::runtime::Handle;

/// Has them looked at from now on. Must be called in the runtime.
pub(super) fn register(meter: &Meter, store: &Store) {
    let store = store.clone();
    meter
        .i64_observable_up_down_counter("db.client.connection.count")
        .with_unit("{connection}")
        .with_description("Connections to the database, by what they do")
        .with_callback(move |count| {
            count.observe(store.used_connections().into(), &connections("used"));
            count.observe(store.idle_connections().into(), &connections("idle"));
        })
        .build();

    let runtime = Handle::current().metrics();
    meter
        .u64_observable_gauge("tokio.workers")
        .with_unit("{thread}")
        .with_description("Threads that the runtime works with")
        .with_callback(move |count| count.observe(runtime.num_workers() as u64, &[]))
        .build();
    let runtime = Handle::current().metrics();
    meter
        .u64_observable_gauge("tokio.alive_tasks")
        .with_unit("{task}")
        .with_description("Tasks that are not finished")
        .with_callback(move |count| count.observe(runtime.num_alive_tasks() as u64, &[]))
        .build();
    let runtime = Handle::current().metrics();
    meter
        .u64_observable_gauge("tokio.global_queue_depth")
        .with_unit("{task}")
        .with_description("Tasks that could go on and that no worker has taken yet")
        .with_callback(move |count| count.observe(runtime.global_queue_depth() as u64, &[]))
        .build();
}

fn connections(state: &'static str) -> [KeyValue; 2] {
    [
        KeyValue::new("db.client.connection.pool.name", "store"),
        KeyValue::new("db.client.connection.state", state),
    ]
}

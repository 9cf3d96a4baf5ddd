//! Ports of containers, by number or by name.

use crate::context::Context;
use crate::model::etcd::Etcd;
use crate::source::{Cursor, Value};

/// The ports of etcd's data: clients, members, and clients of old.
pub(super) const KNOWN: [u16; 3] = [2379, 2380, 4001];

/// The number that a port means in `container`, where ports have names.
pub(super) fn number(port: &Cursor, container: &Cursor) -> Option<u16> {
    match &port.node.value {
        Value::String(name) => {
            let named = |entry: &Cursor| entry.str("name") == Some(name.as_str());
            let entry = container.get("ports")?.items().find(named)?;
            literal(&entry.get("containerPort")?)
        }
        _ => literal(port),
    }
}

/// The number that is written there.
pub(super) fn literal(port: &Cursor) -> Option<u16> {
    u16::try_from(port.node.as_i64()?).ok()
}

/// Whether an etcd listens for clients or members on a port, as far as can be seen.
pub(super) fn is_of(etcd: &Etcd, port: u16) -> bool {
    let listens = etcd
        .client
        .listeners
        .iter()
        .chain(etcd.peer.listeners.iter())
        .any(|listener| listener.port() == Some(port));
    listens || !(etcd.client.sees_all && etcd.peer.sees_all) && KNOWN.contains(&port)
}

/// The container that an etcd runs in, as it is written.
pub(super) fn container<'a>(etcd: &Etcd, cx: &Context<'a>) -> Option<Cursor<'a>> {
    let (_, container) = cx.home(etcd)?;
    cx.at(&container.place)
}

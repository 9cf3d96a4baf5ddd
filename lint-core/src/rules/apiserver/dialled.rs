//! Addresses of etcd whose scheme does not decide, because another one stands first.

use crate::finding::Finding;
use crate::message;
use crate::message::{Message, show};
use crate::model::apiserver::Endpoint;

/// What becomes of an `http://` address that is not known to be dialled in clear.
pub(super) fn not_in_clear(url: &str, is_tls: Option<bool>) -> Message {
    let url = show(url);
    match is_tls {
        Some(_) => message!(
            "{}: the first address decides for all, so this one is dialled with TLS, and fails if etcd serves http",
            url
        ),
        None => message!("{}: the first address decides whether this one is dialled in clear, too", url),
    }
}

/// What stands below such an address.
pub(super) fn label(is_tls: Option<bool>) -> &'static str {
    if is_tls == Some(false) { "no TLS" } else { "not the first address" }
}

/// Points at the addresses that are dialled in clear, though they do not say so.
pub(super) fn relate_others(finding: &mut Finding, endpoints: &[Endpoint]) {
    let own = finding.place.clone();
    for endpoint in endpoints.iter().filter(|endpoint| !endpoint.is_http() && endpoint.word.place != own) {
        finding.related(endpoint.word.place.clone(), "in clear, too: the first address decides");
    }
}

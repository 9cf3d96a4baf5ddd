//! Endpoints of kube-apiserver that ask a plain listener for TLS.

use crate::context::Context;
use crate::finding::Finding;
use crate::model::etcd::{Etcd, Url};

/// Points at the endpoints that lead to a listener with `http` and are dialled with TLS.
pub(super) fn relate(finding: &mut Finding, etcd: &Etcd, listener: &Url, cx: &Context) {
    for endpoint in cx.inventory.tls_endpoints_to(etcd, listener) {
        finding.related(endpoint.word.place, "kube-apiserver asks for TLS here, and cannot connect");
    }
}

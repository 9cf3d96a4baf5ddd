//! Endpoints of kube-apiserver that ask a plain listener for TLS.

use crate::context::Context;
use crate::finding::Finding;
use crate::model::apiserver::EndpointScheme;
use crate::model::etcd::{Etcd, Url};

/// Points at the endpoints with `https` that lead to a listener with `http`.
pub(super) fn relate(finding: &mut Finding, etcd: &Etcd, listener: &Url, cx: &Context) {
    for endpoint in cx.inventory.endpoints_to(etcd, listener) {
        if endpoint.scheme == EndpointScheme::Https {
            finding.related(endpoint.word.place, "kube-apiserver asks for TLS here, and cannot connect");
        }
    }
}

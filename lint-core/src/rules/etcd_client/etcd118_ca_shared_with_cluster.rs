use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::apiserver::Apiserver;
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_client::file_origin::FileOrigin;
use crate::settings::Profile;
use crate::source::Place;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD118",
    name: "ca-shared-with-cluster",
    summary: "etcd trusts the CA of the whole cluster",
    severity: Severity::Warning,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[(Profile::Cis, Severity::Error)],
    fix: FixKind::Suggested,
    controls: &["CIS 2.7", "NSA Etcd"],
    page: page!("etcd118_ca_shared_with_cluster.md"),
    check: Check::Etcd(check),
};

/// Where installers (kubeadm, RKE, by hand) put the CA of the cluster.
const CLUSTER_CAS: [&str; 3] =
    ["/etc/kubernetes/pki/ca.crt", "/etc/kubernetes/ssl/kube-ca.pem", "/var/lib/kubernetes/ca.pem"];

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    for side in [Side::Client, Side::Peer] {
        let flag = side.flag("trusted-ca-file");
        let Some(path) = etcd.text(flag).filter(|path| !path.is_empty()) else { continue };
        let Some(ca) = FileOrigin::of(&path, cx.home(etcd)) else { continue };
        let apiserver = cx.apiservers_near(etcd.document).find_map(|apiserver| client_ca(apiserver, &ca, cx));
        let is_well_known = CLUSTER_CAS.iter().any(|path| ca == FileOrigin::File((*path).to_owned()));
        if apiserver.is_none() && !is_well_known {
            continue;
        }
        let finding = out.report(
            etcd.place_of_value(flag),
            "etcd trusts the cluster's CA: every kubelet and user certificate it ever issued can log in to \
             etcd",
        );
        finding
            .label("the CA of the whole cluster")
            .fix(Fix::advice("make a CA for etcd alone, and issue its certificates anew"));
        if let Some(place) = apiserver {
            finding.related(place, "kube-apiserver accepts users of this CA");
        }
    }
}

/// Where a kube-apiserver names `ca` as the CA of its users.
fn client_ca(apiserver: &Apiserver, ca: &FileOrigin, cx: &Context) -> Option<Place> {
    let path = apiserver.text("client-ca-file")?;
    let origin = FileOrigin::of(&path, Some(cx.inventory.home(apiserver.home)))?;
    (origin == *ca).then(|| apiserver.place_of("client-ca-file"))
}

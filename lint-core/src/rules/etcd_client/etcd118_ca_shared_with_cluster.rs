use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::apiserver::Apiserver;
use crate::model::certificates::Fingerprint;
use crate::model::etcd::{Etcd, Home, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_client::file_origin::FileOrigin;
use crate::settings::Profile;
use crate::source::{DocumentId, Place};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD118",
    name: "ca-shared-with-cluster",
    summary: "etcd trusts the CA of the whole cluster",
    severity: Severity::Warning,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[(Profile::Cis, Severity::Error)],
    fix: FixKind::Manual,
    controls: &["CIS 2.7", "NSA Etcd"],
    since: "0.1.0",
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
        // Whoever lacks the name that is demanded is refused, whichever CA signed for him.
        if side.flags_of_names().iter().any(|flag| etcd.demands_name(flag) == Some(true)) {
            continue;
        }
        let ca = Ca {
            origin: FileOrigin::of(&path, cx.home(etcd)),
            keys: keys_at(&path, etcd.home, etcd.document, cx),
        };
        let apiservers = || cx.apiservers_near(etcd.document);
        let shared = apiservers().find_map(|apiserver| shared_with(apiserver, &ca, cx));
        let known_apart = ca.keys.is_some() && apiservers().any(|one| user_keys(one, cx).is_some());
        if shared.is_none() && (known_apart || !ca.is_well_known()) {
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
        if let Some(place) = shared {
            finding.related(place, "kube-apiserver accepts users of this CA");
        }
    }
}

/// The CA file that etcd trusts.
struct Ca {
    /// What its path stands for, if that can be told.
    origin: Option<FileOrigin>,
    /// The public keys of the CAs in it, if the file is in the input.
    keys: Option<Vec<Fingerprint>>,
}

impl Ca {
    fn is_well_known(&self) -> bool {
        CLUSTER_CAS.iter().any(|path| self.origin == Some(FileOrigin::File((*path).to_owned())))
    }
}

/// Where a kube-apiserver names `ca` as the CA of its users: by the keys in the two files where both are
/// in the input, by their paths where not.
fn shared_with(apiserver: &Apiserver, ca: &Ca, cx: &Context) -> Option<Place> {
    let path = apiserver.text("client-ca-file")?;
    let is_shared = match (&ca.keys, user_keys(apiserver, cx)) {
        (Some(own), Some(users)) => own.iter().any(|key| users.contains(key)),
        _ => {
            ca.origin.is_some() && FileOrigin::of(&path, Some(cx.inventory.home(apiserver.home))) == ca.origin
        }
    };
    is_shared.then(|| apiserver.place_of("client-ca-file"))
}

/// The keys of the CAs that a kube-apiserver takes users from, if the file is in the input.
fn user_keys(apiserver: &Apiserver, cx: &Context) -> Option<Vec<Fingerprint>> {
    keys_at(&apiserver.text("client-ca-file")?, Some(apiserver.home), apiserver.document, cx)
}

fn keys_at(path: &str, home: Option<Home>, near: DocumentId, cx: &Context) -> Option<Vec<Fingerprint>> {
    let file = cx.inventory.pem(cx.inventory.pem_at(path, home, near)?)?;
    let keys: Vec<_> = file.authorities().map(|ca| ca.public_key).collect();
    (!keys.is_empty()).then_some(keys)
}

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::apiserver::Apiserver;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC224",
    name: "kms-socket-not-mounted",
    summary: "the KMS socket is in no volume of kube-apiserver",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc224_kms_socket_not_mounted.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let readers: Vec<&Apiserver> =
        cx.apiservers_near(encryption.document).filter(|one| reads(one, encryption, cx)).collect();
    for kms in encryption.config.provider_kinds().filter_map(|kind| kind.kms.as_ref()) {
        let (Some(endpoint), Some(Ok(parsed))) = (&kms.endpoint, kms.parsed_endpoint()) else { continue };
        if parsed.scheme != "unix" || !parsed.path.starts_with('/') || parsed.is_abstract() {
            continue;
        }
        for apiserver in &readers {
            let (workload, container) = cx.inventory.home(apiserver.home);
            let is_mounted =
                spellings(&parsed.path).iter().any(|path| workload.mount_of(container, path).is_some());
            if !is_mounted {
                out.report(
                    endpoint.place.clone(),
                    message!(
                        "{} is in no volume of the kube-apiserver container: it cannot reach the KMS plugin",
                        show(&parsed.path)
                    ),
                )
                .related(apiserver.place.clone(), "this container")
                .fix(Fix::advice("mount the folder of the socket into kube-apiserver"));
            }
        }
    }
}

/// Whether a kube-apiserver reads this configuration: its path leads to it or, where a file of its own is at
/// that path of its node and not in the input, it names a file like it, or there is no other.
fn reads(apiserver: &Apiserver, encryption: &Encryption, cx: &Context) -> bool {
    if let Some(file) = apiserver.encryption {
        return file == encryption.document;
    }
    let Some(path) = apiserver.text("encryption-provider-config") else { return false };
    let held = cx.inventory.held(encryption.document);
    // What is laid on nodes or stands in an object is read where that is joined, and nowhere else.
    if held.carried.is_some() || cx.inventory.makes_nodes(&cx.inventory.object_around(&apiserver.place)) {
        return false;
    }
    let is_only = cx.encryptions_near(encryption.document).count() == 1;
    is_only || file_name(&cx.inventory.inputs[held.input].name) == file_name(&path)
}

fn file_name(path: &str) -> &str {
    path.rfind(['/', '\\']).and_then(|at| path.get(at + 1..)).unwrap_or(path)
}

/// `/var/run` is a link to `/run` in most images, so a mount under either name serves.
fn spellings(path: &str) -> Vec<String> {
    let other = match (path.strip_prefix("/var/run/"), path.strip_prefix("/run/")) {
        (Some(rest), _) => Some(format!("/run/{rest}")),
        (None, Some(rest)) => Some(format!("/var/run/{rest}")),
        (None, None) => None,
    };
    std::iter::once(path.to_owned()).chain(other).collect()
}

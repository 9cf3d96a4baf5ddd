use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::Held;
use crate::message;
use crate::message::show;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{self, ErrorKind};
use crate::subject::carrier;

pub(crate) static RULE: Rule = Rule {
    id: "YAML101",
    name: "syntax",
    summary: "the text is not YAML or JSON as Kubernetes reads it",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("yaml101_syntax.md"),
    check: Check::Document(check),
};

fn check(held: &Held, cx: &Context, out: &mut Findings) {
    let Some(error) = held.document.error.as_ref().filter(|error| error.kind == ErrorKind::Syntax) else {
        return;
    };
    // User data in several parts is none, and each part is read.
    if carrier::is_multipart(&held.document.text.0) {
        return;
    }
    let is_of_kubernetes = held.carried.is_none() || held.document.text.0.contains("EncryptionConfig");
    let readers = if is_of_kubernetes { "kubelet nor kube-apiserver" } else { "etcd nor kubeadm" };
    let finding = out.report(
        held.text_at(error.at),
        message!("{}: neither {} can read this document", show(&error.message), readers),
    );
    // A file of a chart is no file of the cluster yet, nor is what cloud-init or a container fills in, and YAML106
    // speaks for it. A configuration that kube-apiserver reads from an object is.
    let is_filled_in = held.carried.is_none() || !is_of_kubernetes || cx.inventory.is_for_cloud_init(held.id);
    if is_filled_in && source::looks_like_template(&held.document.text.0).is_some() {
        finding.severity(Severity::Info);
    }
    if let Some(hint) = &error.hint {
        finding.label(show(hint));
    }
}

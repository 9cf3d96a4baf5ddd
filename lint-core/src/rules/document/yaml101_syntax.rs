use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::{Held, skim};
use crate::message;
use crate::message::show;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{self, ErrorKind};
use crate::subject::carrier;
use crate::subject::environment_file::sets_variables_only;

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
    if held.carried.is_none() && sets_variables_only(&held.document.text.0) {
        if cx.inventory.gives_variables(held.id) {
            return;
        }
        out.report(held.text_at(0), "this is a file of variables for systemd or a shell: it was not checked")
            .severity(Severity::Info);
        return;
    }
    let finding = out.report(
        held.text_at(error.at),
        message!("{}: neither {} can read this document", show(&error.message), readers),
    );
    let text = &held.document.text.0;
    // A file of a chart is no file of the cluster yet, nor is what cloud-init or a container fills in, and YAML106
    // speaks for it. A configuration that kube-apiserver reads from an object is.
    let is_filled_in = held.carried.is_none() || !is_of_kubernetes || cx.inventory.is_for_cloud_init(held.id);
    let is_template = is_filled_in && source::looks_like_template(text).is_some();
    if is_template || held.carried.is_none() && !skim::may_be_of_ours(text) {
        finding.severity(Severity::Info);
    }
    if let Some(hint) = &error.hint {
        finding.label(show(hint));
    }
}

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::{Held, skim};
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
    if held.carried.is_none() && is_environment_file(&held.document.text.0) {
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

/// Whether there are assignments only, as in `/etc/etcd/etcd.conf` of some distributions.
fn is_environment_file(text: &str) -> bool {
    let is_assignment = |line: &str| {
        let name = line.split_once('=').map_or("", |(name, _)| name);
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        !name.is_empty() && name.bytes().all(is_letter)
    };
    let mut lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
    lines.peek().is_some() && lines.all(is_assignment)
}

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::{Held, skim};
use crate::message;
use crate::message::show;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{self, ErrorKind};

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

fn check(held: &Held, _: &Context, out: &mut Findings) {
    let Some(error) = held.document.error.as_ref().filter(|error| error.kind == ErrorKind::Syntax) else {
        return;
    };
    let finding = out.report(
        held.text_at(error.at),
        message!("{}: neither kubelet nor kube-apiserver can read this document", show(&error.message)),
    );
    let text = &held.document.text.0;
    // A file of a chart is no file of the cluster yet, and YAML106 speaks for it. A value of an object is.
    let is_template = source::looks_like_template(text).is_some();
    if held.carried.is_none() && (is_template || !skim::may_be_of_ours(text)) {
        finding.severity(Severity::Info);
    }
    if let Some(hint) = &error.hint {
        finding.label(show(hint));
    }
}

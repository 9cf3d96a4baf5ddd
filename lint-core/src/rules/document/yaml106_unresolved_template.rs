use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::Held;
use crate::message;
use crate::model::etcd::Config;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source;

pub(crate) static RULE: Rule = Rule {
    id: "YAML106",
    name: "unresolved-template",
    summary: "the text is a template that has to be rendered first",
    severity: Severity::Info,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("yaml106_unresolved_template.md"),
    check: Check::Document(check),
};

/// One finding a document: a template is full of placeholders.
fn check(held: &Held, context: &Context, out: &mut Findings) {
    let matters = held.document.error.is_some() || context.inventory.is_ours(held.id);
    if !matters {
        return;
    }
    let text = &held.document.text.0;
    let of_file = || is_template_of_etcd(held, context).then(|| source::first_placeholder(text)).flatten();
    let Some(span) = source::looks_like_template(text).or_else(of_file) else { return };
    out.report(
        held.text(span),
        message!(
            "this is a template: it was not checked as the cluster will see it; render it first and lint that"
        ),
    )
    .label("not filled in");
}

/// Whether it is a configuration file of etcd with values like `${NODE_IP}`. Elsewhere Kubernetes, a shell or
/// systemd may read them.
fn is_template_of_etcd(held: &Held, context: &Context) -> bool {
    context.inventory.etcds.iter().any(|etcd| match &etcd.config {
        Config::Given(file) => file.document == held.id && file.is_template(),
        _ => false,
    })
}

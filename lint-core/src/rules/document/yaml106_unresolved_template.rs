use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::Held;
use crate::message;
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
    let Some(span) = source::looks_like_template(&held.document.text.0) else { return };
    out.report(
        held.text(span),
        message!(
            "this is a template: it was not checked as the cluster will see it; render it first and lint that"
        ),
    )
    .label("not filled in");
}

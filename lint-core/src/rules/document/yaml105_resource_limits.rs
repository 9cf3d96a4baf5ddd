use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::Held;
use crate::message;
use crate::message::show;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::ErrorKind;

pub(crate) static RULE: Rule = Rule {
    id: "YAML105",
    name: "resource-limits",
    summary: "the document is too deep, too large, or expands too far",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("yaml105_resource_limits.md"),
    check: Check::Document(check),
};

fn check(held: &Held, _: &Context, out: &mut Findings) {
    let Some(error) = held.document.error.as_ref().filter(|error| error.kind == ErrorKind::Limit) else {
        return;
    };
    out.report(held.text_at(error.at), message!("{}: the document was not checked", show(&error.message)));
}

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::inventory::Held;
use crate::message;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "YAML102",
    name: "flattened-document",
    summary: "the indentation of the document was lost",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("yaml102_flattened_document.md"),
    check: Check::Document(check),
};

fn check(held: &Held, _: &Context, out: &mut Findings) {
    let Some(flattened) = &held.document.flattened else { return };
    let finding = out.report(
        held.text(flattened.misplaced.clone()),
        message!("indentation was lost, as when a page is copied as plain text: keys stand at the wrong level and Kubernetes refuses the document"),
    );
    finding.label("belongs deeper");
    match &flattened.restored {
        Some(text) => {
            let edit = Edit::Rewrite { place: held.text(0..held.document.text.0.len()), text: text.clone() };
            finding.fix(Fix::safe("indent the lines again; there is one way only to do it", vec![edit]));
        }
        None => {
            finding.fix(Fix::advice("copy the document again from its source, with its indentation"));
        }
    }
}

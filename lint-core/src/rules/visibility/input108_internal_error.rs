use crate::finding::{Finding, Findings, Severity};
use crate::inventory::Inventory;
use crate::message;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{DocumentId, Path, Place};
use crate::subject::object::Subject;

/// Found by the engine when something of its own breaks. Nothing takes it away: neither a setting nor the input.
pub(crate) static RULE: Rule = Rule {
    id: "INPUT108",
    name: "internal-error",
    summary: "something was not checked because of a mistake in etcdlint",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("input108_internal_error.md"),
    check: Check::Engine,
};

/// Reports that a rule broke while it looked at something in a document.
pub(crate) fn of_rule(rule: &Rule, document: DocumentId, subject: &Subject, found: &mut Vec<Finding>) {
    let message = message!("{} was not checked because of an internal error: please report it", rule.id);
    Findings::new(&RULE, subject, found).report(Place::value(document, Path::ROOT), message);
}

/// Reports the documents that broke the reader.
pub(crate) fn of_documents(inventory: &Inventory, found: &mut Vec<Finding>) {
    for id in &inventory.broken {
        let subject = inventory.held(*id).subject();
        let message = "this was not, or not wholly, read because of an internal error: please report it";
        Findings::new(&RULE, &subject, found).report(Place::value(*id, Path::ROOT), message);
    }
}

use crate::finding::Severity;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

/// Found by the engine when it reads suppressions.
pub(crate) static RULE: Rule = Rule {
    id: "INPUT106",
    name: "suppression",
    summary: "a suppression has no reason, names no rule, or is written in an unknown form",
    severity: Severity::Info,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("input106_suppression.md"),
    check: Check::Engine,
};

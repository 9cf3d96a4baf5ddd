use crate::finding::Severity;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

/// Found by the engine when it reads suppressions.
pub(crate) static RULE: Rule = Rule {
    id: "INPUT107",
    name: "unused-suppression",
    summary: "a suppression silences nothing",
    severity: Severity::Info,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("input107_unused_suppression.md"),
    check: Check::Engine,
};

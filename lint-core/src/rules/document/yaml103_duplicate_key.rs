use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::Held;
use crate::message;
use crate::message::show;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Step;
use crate::subject::unread;

pub(crate) static RULE: Rule = Rule {
    id: "YAML103",
    name: "duplicate-key",
    summary: "a key stands twice in one mapping and the first is lost",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("yaml103_duplicate_key.md"),
    check: Check::Document(check),
};

fn check(held: &Held, context: &Context, out: &mut Findings) {
    // ENC105 speaks for an EncryptionConfiguration, which kube-apiserver refuses for it.
    if context.inventory.encryptions.iter().any(|one| one.document == held.id) {
        return;
    }
    // What k3s makes of a repeated key was not looked into.
    if unread::is_k3s(&context.inventory.root(held.id)) {
        return;
    }
    // Overriding a merged key is what merge keys are for.
    for duplicate in held.document.duplicates.iter().filter(|duplicate| !duplicate.merged) {
        let Some(Step::Key(key)) = duplicate.path.last() else { continue };
        out.report(
            held.text(duplicate.second.clone()),
            message!(
                "\"{}\" is given twice in one mapping: the last one wins and the first is lost",
                show(key)
            ),
        )
        .label("this one counts")
        .related(held.text(duplicate.first.clone()), "this one is lost");
    }
}

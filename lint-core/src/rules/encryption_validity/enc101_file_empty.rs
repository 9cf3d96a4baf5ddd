use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::Held;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;
use crate::subject::object::Subject;

pub(crate) static RULE: Rule = Rule {
    id: "ENC101",
    name: "file-empty",
    summary: "the file of an EncryptionConfiguration is empty",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("enc101_file_empty.md"),
    check: Check::Document(check),
};

fn check(held: &Held, cx: &Context, out: &mut Findings) {
    if held.document.text.0.is_empty() && cx.inventory.is_blank_configuration(held) {
        let message = "kube-apiserver exits: encryption provider configuration file is empty";
        out.report_in(subject(held), Place::text(held.id, 0..0), message);
    }
}

/// A file without content says by its name alone what it is.
pub(super) fn subject(held: &Held) -> Subject {
    Subject { kind: Some("EncryptionConfiguration".to_owned()), ..held.subject() }
}

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;

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
    page: page!("enc101_file_empty.md"),
    check: Check::Inventory(check),
};

fn check(cx: &Context, out: &mut Findings) {
    for (id, held) in cx.inventory.blank_configurations() {
        if held.document.text.0.is_empty() {
            let message = "kube-apiserver exits: encryption provider configuration file is empty";
            out.report_in(held.subject(), Place::text(id, 0..0), message);
        }
    }
}

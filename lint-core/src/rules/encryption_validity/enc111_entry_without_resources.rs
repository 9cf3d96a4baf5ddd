use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC111",
    name: "entry-without-resources",
    summary: "an entry names no resource",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("enc111_entry_without_resources.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for (index, entry) in encryption.config.entries.iter().enumerate() {
        if entry.resources.is_empty() {
            let place = entry.resources_place.as_ref().unwrap_or(&entry.place).clone();
            let message = message!(
                "kube-apiserver refuses the file: at least one resources[{}].resources is required",
                index
            );
            out.report(place, message).label("for no resource");
        }
    }
}

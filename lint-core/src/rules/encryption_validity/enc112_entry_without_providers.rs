use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC112",
    name: "entry-without-providers",
    summary: "an entry has no provider",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("enc112_entry_without_providers.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for (index, entry) in encryption.config.entries.iter().enumerate() {
        if entry.providers.is_empty() {
            let place = entry.providers_place.as_ref().unwrap_or(&entry.place).clone();
            let message = message!(
                "kube-apiserver refuses the file: at least one resources[{}].providers is required",
                index
            );
            out.report(place, message).label("no provider");
        }
    }
}

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC110",
    name: "no-entries",
    summary: "the configuration has no entry",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("enc110_no_entries.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    let config = &encryption.config;
    if config.entries.is_empty() {
        let place = config.entries_place.as_ref().unwrap_or(&config.place).clone();
        out.report(place, "kube-apiserver refuses the file: at least one resources is required");
    }
}

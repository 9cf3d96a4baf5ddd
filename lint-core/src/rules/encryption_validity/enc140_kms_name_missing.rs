use super::providers::kms;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC140",
    name: "kms-name-missing",
    summary: "a KMS provider has no name",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc140_kms_name_missing.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for kms in kms(&encryption.config).filter(|kms| kms.name().is_empty()) {
        let place = kms.name.as_ref().map_or_else(|| kms.place.to_key(), |name| name.place.clone());
        out.report(place, "kube-apiserver refuses kms: name is a mandatory field for a provider")
            .label("no name")
            .fix(Fix::advice("give it the name that it was used under, or a new one if it was not"));
    }
}

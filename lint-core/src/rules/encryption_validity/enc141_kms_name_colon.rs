use super::providers::kms;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC141",
    name: "kms-name-colon",
    summary: "the name of a KMS v2 provider contains a colon",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc141_kms_name_colon.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for kms in kms(&encryption.config).filter(|kms| kms.effective_api_version() != "v1") {
        let Some(name) = &kms.name else { continue };
        let Some(colon) = name.value.find(':') else { continue };
        let message = message!(
            "kube-apiserver refuses kms: invalid KMS provider name {}, must not contain ':'",
            show(&name.value)
        );
        out.report(name.place.within(colon..colon + 1), message)
            .label("separates the parts of a stored prefix")
            .fix(Fix::advice("choose a name without a colon"));
    }
}

use super::providers::kms;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC147",
    name: "kms-v1-cachesize-zero",
    summary: "a KMS v1 provider sets cachesize to zero",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc147_kms_v1_cachesize_zero.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for kms in kms(&encryption.config).filter(|kms| kms.effective_api_version() == "v1") {
        let Some(size) = kms.cache_size.as_ref().filter(|size| size.value == 0) else { continue };
        let place = size.place.clone();
        let message =
            "kube-apiserver refuses kms: cachesize should be a positive value, or negative to disable";
        out.report(place.clone(), message)
            .fix(Fix::safe("remove it, for the default of 1000", vec![Edit::Remove { place }]));
    }
}

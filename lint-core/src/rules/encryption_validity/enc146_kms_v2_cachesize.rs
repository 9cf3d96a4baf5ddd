use super::providers::kms;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC146",
    name: "kms-v2-cachesize",
    summary: "a KMS v2 provider sets cachesize",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc146_kms_v2_cachesize.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for kms in kms(&encryption.config).filter(|kms| kms.effective_api_version() != "v1") {
        let Some(size) = &kms.cache_size else { continue };
        let place = size.place.clone();
        out.report(place.to_key(), "kube-apiserver refuses kms: cachesize is not supported in v2")
            .fix(Fix::safe("remove it", vec![Edit::Remove { place }]));
    }
}

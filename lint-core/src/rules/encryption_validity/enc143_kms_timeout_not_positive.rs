use super::providers::kms;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC143",
    name: "kms-timeout-not-positive",
    summary: "the timeout of a KMS provider is zero or negative",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc143_kms_timeout_not_positive.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    let timeouts = kms(&encryption.config).filter_map(|kms| kms.timeout.as_ref());
    for timeout in timeouts.filter(|timeout| timeout.value <= 0) {
        let place = timeout.place.clone();
        out.report(place.clone(), "kube-apiserver refuses kms: timeout should be a positive value")
            .fix(Fix::safe("remove it, for the default of 3s", vec![Edit::Remove { place }]));
    }
}

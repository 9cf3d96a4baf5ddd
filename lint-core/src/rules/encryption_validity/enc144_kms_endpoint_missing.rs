use super::providers::kms;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC144",
    name: "kms-endpoint-missing",
    summary: "a KMS provider has no endpoint",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("enc144_kms_endpoint_missing.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for kms in kms(&encryption.config).filter(|kms| kms.parsed_endpoint().is_none()) {
        let place =
            kms.endpoint.as_ref().map_or_else(|| kms.place.to_key(), |endpoint| endpoint.place.clone());
        out.report(place, "kube-apiserver refuses kms: endpoint is a mandatory field for a kms")
            .label("no endpoint");
    }
}

use super::providers::elements;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::model::encryption::{Encryption, Located, ProviderName};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;

pub(crate) static RULE: Rule = Rule {
    id: "ENC130",
    name: "provider-empty",
    summary: "an element of providers contains no provider",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc130_provider_empty.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for provider in elements(&encryption.config).filter(|provider| provider.kinds.is_empty()) {
        let place = provider.null_kinds.first().map_or(&provider.place, |null| &null.place).clone();
        let message = "kube-apiserver refuses the file: provider does not contain any of the expected providers: KMS, AESGCM, AESCBC, Secretbox, Identity";
        let finding = out.report(place, message).label("no provider");
        if let [Located { value: ProviderName::Identity, place }] = provider.null_kinds.as_slice() {
            let place = Place::value(place.document, place.path.clone());
            finding.label("null, which is no provider").fix(Fix::safe(
                "write identity: {}",
                vec![Edit::Replace { place, value: Scalar::Bare("{}") }],
            ));
        }
    }
}

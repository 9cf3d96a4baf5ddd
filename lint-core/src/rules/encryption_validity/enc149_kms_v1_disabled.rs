use super::providers::kms;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::image::Version;

pub(crate) static RULE: Rule = Rule {
    id: "ENC149",
    name: "kms-v1-disabled",
    summary: "a KMS provider uses v1, which is off since Kubernetes 1.29",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc149_kms_v1_disabled.md"),
    check: Check::Encryption(check),
};

/// The first version in which the feature gate `KMSv1` is off unless it is set.
const OFF_SINCE: Version = Version::minor(1, 29);

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let is_off = cx
        .kubernetes_version(encryption.document)
        .map(|version| version.is_at_least(OFF_SINCE) != Some(false));
    if cx.apiservers_near(encryption.document).any(|apiserver| apiserver.feature_gate("KMSv1") == Some(true))
    {
        return;
    }
    for kms in kms(&encryption.config).filter(|kms| kms.effective_api_version() == "v1") {
        let (severity, message) = match is_off {
            Some(true) => (
                Severity::Error,
                "kube-apiserver refuses kms: KMSv1 is deprecated. Set --feature-gates=KMSv1=true to use the deprecated KMSv1 feature",
            ),
            None => (
                Severity::Warning,
                "KMS v1 is off from Kubernetes 1.29 on: kube-apiserver exits without --feature-gates=KMSv1=true",
            ),
            Some(false) => (
                Severity::Info,
                "KMS v1 works in this version; from Kubernetes 1.29 on kube-apiserver exits unless its feature gate is set",
            ),
        };
        let place =
            kms.api_version.as_ref().map_or_else(|| kms.place.to_key(), |version| version.place.clone());
        let label = if kms.api_version.is_some() { "protocol v1" } else { "v1, for lack of an apiVersion" };
        out.report(place, message).severity(severity).label(label).fix(Fix::advice(
            "put a v2 provider with a plugin that speaks v2 before it, and keep this one to read",
        ));
    }
}

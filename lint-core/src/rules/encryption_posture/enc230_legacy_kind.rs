use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;

pub(crate) static RULE: Rule = Rule {
    id: "ENC230",
    name: "legacy-kind",
    summary: "the file has the kind of before Kubernetes 1.13",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc230_legacy_kind.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    let config = &encryption.config;
    let (true, Some(kind), Some(api_version)) = (config.is_legacy(), &config.kind, &config.api_version)
    else {
        return;
    };
    let replace = |place: &Place, text: &str| Edit::Replace {
        place: place.clone(),
        value: Scalar::String(text.to_owned()),
    };
    out.report(
        kind.place.clone(),
        "kind EncryptionConfig with apiVersion v1 still loads, but is undocumented since Kubernetes 1.13",
    )
    .label("old name")
    .related(api_version.place.clone(), "old version")
    .fix(Fix::safe(
        "write apiserver.config.k8s.io/v1 EncryptionConfiguration",
        vec![
            replace(&api_version.place, "apiserver.config.k8s.io/v1"),
            replace(&kind.place, "EncryptionConfiguration"),
        ],
    ));
}

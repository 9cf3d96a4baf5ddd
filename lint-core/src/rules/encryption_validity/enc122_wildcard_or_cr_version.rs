use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::image::Version;

pub(crate) static RULE: Rule = Rule {
    id: "ENC122",
    name: "wildcard-or-cr-version",
    summary: "this version of Kubernetes does not know such resource names",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc122_wildcard_or_cr_version.md"),
    check: Check::Encryption(check),
};

/// The first version that knows `*.*`, `*.` and `*.GROUP`.
const WILDCARDS_SINCE: Version = Version::minor(1, 27);
/// The first version that encrypts custom resources.
const CUSTOM_RESOURCES_SINCE: Version = Version::minor(1, 26);

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let Some(version) = cx.kubernetes_version(encryption.document) else { return };
    let is_before = |since| version.is_at_least(since) == Some(false);
    for name in encryption.config.entries.iter().flat_map(|entry| &entry.resources) {
        let (what, since) = if name.group_resource.is_wildcard() {
            ("wildcards", WILDCARDS_SINCE)
        } else if name.group_resource.is_custom() {
            ("custom resources", CUSTOM_RESOURCES_SINCE)
        } else {
            continue;
        };
        if is_before(since) {
            let message = message!(
                "Kubernetes 1.{} accepts \"{}\" and encrypts nothing for it: {} are known since 1.{}",
                version.minor,
                show(&name.text),
                what,
                since.minor
            );
            out.report(name.place.clone(), message)
                .fix(Fix::advice("name the built-in resources one by one, or upgrade Kubernetes"));
        }
    }
}

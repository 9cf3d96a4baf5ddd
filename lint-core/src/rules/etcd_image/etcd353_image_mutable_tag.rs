use super::image;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::settings::Profile;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD353",
    name: "image-mutable-tag",
    summary: "which etcd runs is decided at the time of the pull",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd353_image_mutable_tag.md"),
    check: Check::Etcd(check),
};

/// A digest says what runs, whatever the tag.
fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some((image, place)) = image::of(etcd, cx).filter(|(image, _)| image.digest.is_none()) else {
        return;
    };
    if matches!(image.tag.as_deref(), None | Some("latest")) {
        let message =
            "the image has no fixed version: a new node may run another etcd than its neighbours do";
        out.report(place.clone(), message)
            .label("changes with the registry")
            .fix(Fix::advice("name the full version, and the digest behind it"));
    } else if cx.profile() == Profile::Strict {
        let message =
            "the image has no digest: whoever can push to the registry decides which etcd runs here";
        out.report(place.clone(), message)
            .severity(Severity::Info)
            .label("no digest")
            .fix(Fix::advice("add the digest behind the tag"));
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Profile, Settings};
    use crate::testing::pod::{Pod, found, found_in};

    #[test]
    fn tags_and_digests() {
        let warning: &[&str] = &["ETCD353 warning"];
        let table: [(&str, &[&str], &[&str]); 6] = [
            ("quay.io/coreos/etcd:latest", warning, warning),
            ("quay.io/coreos/etcd", warning, warning),
            ("localhost:5000/etcd", warning, warning),
            ("etcd:3.6.14", &[], &["ETCD353 info"]),
            ("etcd:latest@sha256:00", &[], &[]),
            ("etcd@sha256:00", &[], &[]),
        ];
        for (image, by_default, strict) in table {
            let pod = Pod::etcd().image(image);
            assert_eq!(found(&pod, "ETCD353"), by_default, "{image}");
            let settings = Settings { profile: Profile::Strict, ..Settings::default() };
            assert_eq!(found_in(&pod.yaml(), "ETCD353", settings), strict, "{image}");
        }
    }
}

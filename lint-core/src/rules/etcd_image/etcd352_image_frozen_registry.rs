use super::image;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::image::Image;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD352",
    name: "image-frozen-registry",
    summary: "the image comes from a registry frozen since 2023",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd352_image_frozen_registry.md"),
    check: Check::Etcd(check),
};

/// Where Kubernetes publishes its images now.
const SUCCESSOR: &str = "registry.k8s.io";

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some((image, place)) = image::of(etcd, cx) else { return };
    let Some((prefix, is_same)) = frozen_prefix(image) else { return };
    let name = place.within(0..prefix.len());
    let edits = vec![Edit::Replace { place: name.clone(), value: Scalar::String(SUCCESSOR.to_owned()) }];
    let title = "take the image from registry.k8s.io";
    let message = message!(
        "the registry has been frozen since 2023-04-03: no patched etcd appears there, and it may be switched off"
    );
    out.report(name, message).label("frozen registry").fix(if is_same {
        Fix::safe(title, edits)
    } else {
        Fix::suggested(title, edits)
    });
}

/// The part of the reference that names a frozen registry, and whether its successor has the same
/// images: `k8s.gcr.io` was an alias of the `k8s-artifacts-prod` registries, which were copied as a whole.
fn frozen_prefix(image: &Image) -> Option<(String, bool)> {
    let host = image.registry.as_deref()?;
    let (folder, _) = image.repository.split_once('/').unwrap_or_default();
    match (host, folder) {
        ("k8s.gcr.io", _) => Some((host.to_owned(), true)),
        ("gcr.io", "google-containers" | "google_containers") => Some((format!("{host}/{folder}"), false)),
        (host, "k8s-artifacts-prod") if host.ends_with(".gcr.io") => Some((format!("{host}/{folder}"), true)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::frozen_prefix;
    use crate::subject::image::Image;
    use crate::testing::pod::{Pod, found};

    #[test]
    fn registries() {
        let table = [
            ("k8s.gcr.io/etcd:3.5.6-0", Some(("k8s.gcr.io", true))),
            ("k8s.gcr.io/etcd/etcd:3.5.6-0", Some(("k8s.gcr.io", true))),
            ("gcr.io/google-containers/etcd:3.4.3", Some(("gcr.io/google-containers", false))),
            ("gcr.io/google_containers/etcd-amd64:3.1.12", Some(("gcr.io/google_containers", false))),
            ("eu.gcr.io/k8s-artifacts-prod/etcd:3.4.3", Some(("eu.gcr.io/k8s-artifacts-prod", true))),
            ("mirror.example.com/k8s-artifacts-prod/etcd:3.4.3", None),
            ("registry.k8s.io/etcd:3.5.6-0", None),
            ("gcr.io/etcd-development/etcd:v3.6.14", None),
            ("mirror.example.com/k8s.gcr.io/etcd:3.5.6-0", None),
            ("k8s.gcr.io.example.com/etcd:3.5.6-0", None),
            ("etcd", None),
        ];
        for (image, expected) in table {
            let found = frozen_prefix(&Image::parse(image));
            assert_eq!(found.as_ref().map(|(prefix, same)| (prefix.as_str(), *same)), expected, "{image}");
        }
    }

    #[test]
    fn is_reported_once() {
        assert_eq!(found(&Pod::etcd().image("k8s.gcr.io/etcd:3.4.13-0"), "ETCD352"), ["ETCD352 warning"]);
        assert!(found(&Pod::etcd(), "ETCD352").is_empty());
    }
}

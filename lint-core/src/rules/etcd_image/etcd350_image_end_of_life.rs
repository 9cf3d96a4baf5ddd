use super::image;
use super::releases::{AS_OF, CURRENT, Support, support};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD350",
    name: "image-end-of-life",
    summary: "the image holds a version of etcd that gets no fixes",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd350_image_end_of_life.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some((version, place)) = image::version(etcd, cx).or_else(|| image::second_version(etcd, cx)) else {
        return;
    };
    let shown = show(&version.to_string());
    match support(version) {
        Support::Maintained => {}
        Support::Ending => {
            let message = message!(
                "etcd {} is two minor versions behind 3.{}; its fixes may end at any time",
                shown,
                CURRENT
            );
            out.report(place.clone(), message)
                .severity(Severity::Info)
                .label(message!("as of {}", AS_OF))
                .fix(Fix::advice("plan the upgrade to 3.6"));
        }
        Support::Ended(since) => {
            let message = message!(
                "etcd {} is end-of-life: no security fixes since {}, and holes that are public stay open",
                shown,
                since
            );
            out.report(place.clone(), message)
                .label(message!("as of {}", AS_OF))
                .fix(Fix::advice("upgrade one minor version at a time, up to the last patch of 3.6"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::ids;
    use crate::testing::pod::{Pod, found};

    #[test]
    fn the_image_of_an_old_tutorial() {
        let all = ids(&Pod::etcd().image("k8s.gcr.io/etcd:3.4.13-0").yaml());
        let of_image: Vec<_> = all.into_iter().filter(|id| id.starts_with("ETCD35")).collect();
        assert_eq!(of_image, ["ETCD350", "ETCD351", "ETCD352"]);
    }

    #[test]
    fn images() {
        let error: &[&str] = &["ETCD350 error"];
        let info: &[&str] = &["ETCD350 info"];
        let table: [(&str, &[&str]); 18] = [
            ("k8s.gcr.io/etcd:3.4.13-0", error),
            ("quay.io/coreos/etcd:v3.4.45", error),
            ("quay.io/coreos/etcd:v3.3.27", error),
            ("quay.io/coreos/etcd:v2.3.8", error),
            ("gcr.io/google_containers/etcd:2.2.1", error),
            ("gcr.io/google_containers/etcd-amd64:2.0.9", error),
            ("example.com/etcd:2.4.0", &[]),
            ("registry.k8s.io/etcd:3.5.33-0", info),
            ("rancher/hardened-etcd:v3.5.9-k3s1", info),
            ("docker.io/bitnami/etcd:3.5.9-debian-11-r3", info),
            ("registry.k8s.io/etcd:3.6.14-0", &[]),
            ("registry.k8s.io/etcd:3.7.1-0", &[]),
            ("registry.k8s.io/etcd:v3.8.0-alpha.0", &[]),
            ("registry.k8s.io/etcd@sha256:00", &[]),
            ("registry.k8s.io/etcd:3.4.13-0@sha256:00", error),
            ("registry.k8s.io/etcd:latest", &[]),
            ("registry.k8s.io/etcd", &[]),
            // The version of the distribution, not of etcd.
            ("alpine:3.4", &[]),
        ];
        for (image, expected) in table {
            assert_eq!(found(&Pod::etcd().image(image), "ETCD350"), expected, "{image}");
        }
    }
}

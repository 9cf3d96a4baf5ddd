use super::image;
use super::releases::{ADVISORIES, AS_OF, Advisory, Needs};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::{Message, Shown, show};
use crate::model::etcd::{Etcd, State};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::image::Version;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD351",
    name: "image-known-vulnerable",
    summary: "the image holds an etcd with published holes",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd351_image_known_vulnerable.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some((version, place)) = image::version(etcd, cx) else { return };
    let affects =
        |advisory: &&Advisory| advisory.affects(version) == Some(true) && applies(advisory.needs, etcd);
    let affecting: Vec<&Advisory> = ADVISORIES.iter().filter(affects).collect();
    let Some((worst, others)) = affecting.split_first() else { return };
    let finding = out.report(place.clone(), message(version, worst, others));
    finding.label(message!("as of {}", AS_OF)).fix(Fix::advice(advice(version, &affecting)));
    if affecting.iter().all(|advisory| advisory.needs == Needs::EtcdUsers) {
        finding.severity(Severity::Warning);
    }
}

/// Whether etcd's own users exist is in its database, so it cannot be ruled out.
fn applies(needs: Needs, etcd: &Etcd) -> bool {
    match needs {
        Needs::Nothing | Needs::EtcdUsers => true,
        Needs::Tls => [&etcd.client, &etcd.peer].iter().any(|side| side.state != State::Off),
        Needs::SeparateHttpListenerAndCrl => ["listen-client-http-urls", "client-crl-file"]
            .iter()
            .all(|flag| etcd.is_given(flag) == Some(true)),
    }
}

fn message(version: Version, worst: &Advisory, others: &[&Advisory]) -> Message {
    let (version, first) = (show(&version.to_string()), message!("{} ({})", worst.effect, worst.id));
    let others: Vec<&'static str> = others.iter().map(|advisory| advisory.id).collect();
    if others.is_empty() {
        message!("etcd {} {}", version, first)
    } else {
        message!("etcd {} {}; also {}", version, first, Shown::list(&others))
    }
}

/// The patch that mends all of them, where there is one.
fn advice(version: Version, affecting: &[&Advisory]) -> Message {
    let fixed: Option<Vec<Version>> = affecting.iter().map(|advisory| advisory.fixed_in(version)).collect();
    match fixed.unwrap_or_default().into_iter().max_by_key(|fixed| fixed.patch) {
        Some(fixed) => message!("use etcd {} or a later patch of it", show(&fixed.to_string())),
        None => "upgrade to a minor version that is maintained: this one gets no fix for all of them".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::testing::pod::{Pod, found};
    use crate::testing::report;

    const TLS: &[&str] = &["--listen-client-urls=https://10.0.0.4:2379"];

    #[test]
    fn images() {
        let table: [(&str, &[&str]); 9] = [
            ("etcd:3.6.14-0", &[]),
            ("etcd:3.5.33-0", &[]),
            ("etcd:3.7.1", &[]),
            ("etcd:3.7.0", &["ETCD351 error"]),
            ("etcd:3.5.1-0", &["ETCD351 error"]),
            ("k8s.gcr.io/etcd:3.4.13-0", &["ETCD351 error"]),
            ("etcd:3.5", &[]),
            ("etcd:latest", &[]),
            ("alpine:3.4.1", &[]),
        ];
        for (image, expected) in table {
            let pod = Pod::etcd().image(image).args(TLS);
            assert_eq!(found(&pod, "ETCD351"), expected, "{image}");
        }
    }

    #[test]
    fn without_tls_there_is_no_tls_port() {
        let pod = Pod::etcd().image("etcd:3.6.13");
        assert_eq!(found(&pod, "ETCD351"), ["ETCD351 warning"], "that of users is left");
        assert_eq!(found(&pod.args(TLS), "ETCD351"), ["ETCD351 error"]);
    }

    fn text_for(image: &str) -> String {
        let findings = report(&Pod::etcd().image(image).args(TLS).yaml(), Settings::default()).findings;
        let own = findings.iter().find(|finding| finding.rule.id == "ETCD351").unwrap();
        own.message.to_string()
    }

    #[test]
    fn the_message_names_the_worst_first() {
        assert!(text_for("etcd:3.5.2").starts_with(
            "etcd 3.5.2 loses and contradicts writes after a crash (etcd#13766); also GHSA-6vch"
        ));
        assert!(text_for("etcd:3.6.13").contains("(GHSA-6vch-q96h-7gc3); also GHSA-xg4h-6gfc-h4m8"));
    }

    #[test]
    fn the_crl_hole_needs_both_flags() {
        let pod = Pod::etcd().image("etcd:3.6.12").arg("--listen-client-http-urls=https://10.0.0.4:2382");
        let has = |pod: &Pod| {
            let findings = report(&pod.yaml(), Settings::default()).findings;
            findings.iter().any(|finding| finding.message.as_str().contains("GHSA-3wh4-j44w-pg92"))
        };
        assert!(!has(&pod));
        assert!(has(&pod.arg("--client-crl-file=/crl")));
    }

    #[test]
    fn advice_names_the_last_patch_needed() {
        let of = |version: Version| {
            let affecting: Vec<&Advisory> =
                ADVISORIES.iter().filter(|one| one.affects(version) == Some(true)).collect();
            advice(version, &affecting).to_string()
        };
        assert!(of(Version::new(3, 5, 1)).contains("3.5.33"));
        assert!(of(Version::new(3, 6, 13)).contains("3.6.14"));
        assert!(of(Version::new(3, 4, 13)).contains("upgrade"));
    }
}

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::image::Version;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD341",
    name: "unsafe-no-fsync",
    summary: "etcd reports writes as done that are not on disk",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd341_unsafe_no_fsync.md"),
    check: Check::Etcd(check),
};

/// The first version that knows the flag; an older one exits.
const FIRST: Version = Version::new(3, 4, 10);

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let is_known = etcd.version.is_none_or(|version| version.is_at_least(FIRST) != Some(false));
    if is_known && etcd.bool("unsafe-no-fsync") == Some(true) {
        let message = "etcd acknowledges writes that are not on disk: a power cut loses them and can destroy the database";
        out.report(etcd.place_of("unsafe-no-fsync"), message)
            .label("for tests only")
            .fix(Fix::safe_or_advice("remove the flag", etcd.unset("unsafe-no-fsync")));
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::pod::{Pod, found};

    #[test]
    fn values_and_versions() {
        let error: &[&str] = &["ETCD341 error"];
        let table: [(&str, &str, &[&str]); 7] = [
            ("etcd:3.6.14-0", "--unsafe-no-fsync", error),
            ("etcd:3.6.14-0", "--unsafe-no-fsync=true", error),
            ("etcd:3.6.14-0", "--unsafe-no-fsync=0", &[]),
            ("etcd:3.6.14-0", "--name=a", &[]),
            ("etcd:3.4.10", "--unsafe-no-fsync", error),
            ("etcd:3.4.9", "--unsafe-no-fsync", &[]),
            ("etcd@sha256:00", "--unsafe-no-fsync", error),
        ];
        for (image, flag, expected) in table {
            assert_eq!(found(&Pod::etcd().image(image).arg(flag), "ETCD341"), expected, "{image} {flag}");
        }
    }
}

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::go_value::parse_int;
use crate::message::Message;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD344",
    name: "quota-unreasonable",
    summary: "the quota of the database is off or beyond 8 GiB",
    severity: Severity::Info,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd344_quota_unreasonable.md"),
    check: Check::Etcd(check),
};

/// Beyond this etcd logs "quota exceeds the maximum value", in bytes.
const LARGEST: i64 = 8 * 1024 * 1024 * 1024;

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let Some(quota) = etcd.text("quota-backend-bytes").and_then(|text| parse_int(&text).ok()) else { return };
    let message: Message = if quota < 0 {
        "a negative quota switches the limit off: the database grows until the disk is full and etcd crashes"
    } else if quota > LARGEST {
        "a quota beyond 8 GiB lets the database grow to where snapshots and restarts of etcd take minutes"
    } else {
        return;
    }
    .into();
    out.report(etcd.place_of("quota-backend-bytes"), message)
        .label("at most 8589934592")
        .fix(Fix::advice("compact and defragment, then set --quota-backend-bytes=8589934592 or less"));
}

#[cfg(test)]
mod tests {
    use crate::testing::pod::{Pod, found};

    #[test]
    fn values() {
        let info: &[&str] = &["ETCD344 info"];
        let table: [(&str, &[&str]); 7] = [
            ("8589934592", &[]),
            ("8589934593", info),
            ("0x200000001", info),
            ("-1", info),
            ("0", &[]),
            // Another rule says that etcd cannot read it.
            ("16Gi", &[]),
            ("99999999999999999999", &[]),
        ];
        for (quota, expected) in table {
            let pod = Pod::etcd().arg(&format!("--quota-backend-bytes={quota}"));
            assert_eq!(found(&pod, "ETCD344"), expected, "{quota}");
        }
        assert!(found(&Pod::etcd(), "ETCD344").is_empty());
    }
}

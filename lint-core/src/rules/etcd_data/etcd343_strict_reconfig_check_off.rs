use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::go_value::parse_bool;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD343",
    name: "strict-reconfig-check-off",
    summary: "changes of membership may end the quorum",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd343_strict_reconfig_check_off.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    // The default is true, so only a written value counts.
    let value = etcd.text("strict-reconfig-check");
    if value.as_deref().and_then(parse_bool) == Some(false) {
        let message = "etcd obeys changes of membership that end its quorum: one wrong member and only a restore brings it back";
        out.report(etcd.place_of("strict-reconfig-check"), message)
            .label("switches the check off")
            .fix(Fix::safe_or_advice("remove the flag", etcd.unset("strict-reconfig-check")));
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::pod::{Pod, found};

    #[test]
    fn values() {
        let warning: &[&str] = &["ETCD343 warning"];
        let table: [(&str, &[&str]); 5] = [
            ("--strict-reconfig-check=false", warning),
            ("--strict-reconfig-check=F", warning),
            ("--strict-reconfig-check", &[]),
            ("--strict-reconfig-check=no", &[]),
            ("--name=a", &[]),
        ];
        for (flag, expected) in table {
            assert_eq!(found(&Pod::etcd().arg(flag), "ETCD343"), expected, "{flag}");
        }
    }
}

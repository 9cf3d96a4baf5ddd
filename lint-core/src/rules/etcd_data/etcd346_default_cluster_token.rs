use super::membership::founding_members;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD346",
    name: "default-cluster-token",
    summary: "several members share etcd's default cluster token",
    severity: Severity::Info,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd346_default_cluster_token.md"),
    check: Check::Etcd(check),
};

/// What etcd takes where nothing is set.
const DEFAULT: &str = "etcd-cluster";

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let is_default = match etcd.is_given("initial-cluster-token") {
        Some(true) => etcd.text("initial-cluster-token").as_deref() == Some(DEFAULT),
        Some(false) => true,
        None => return,
    };
    let Some(members) = founding_members(etcd).filter(|members| is_default && *members > 1) else { return };
    let place = match etcd.option("initial-cluster-token").place() {
        Some(place) => place.clone(),
        None => etcd.place_of("initial-cluster"),
    };
    let message = message!(
        "{} members start with the default token: another cluster with the same URLs has the same ids and may mix with it",
        members
    );
    out.report(place, message)
        .label("no token of its own")
        .fix(Fix::advice("give each cluster its own --initial-cluster-token before its first start"));
}

#[cfg(test)]
mod tests {
    use crate::testing::pod::{Pod, found};

    #[test]
    fn tokens() {
        let info: &[&str] = &["ETCD346 info"];
        let three = "--initial-cluster=a=https://a:2380,b=https://b:2380,c=https://c:2380";
        let table: [(&[&str], &[&str]); 7] = [
            (&[three], info),
            (&[three, "--initial-cluster-token=etcd-cluster"], info),
            (&[three, "--initial-cluster-token="], info),
            (&[three, "--initial-cluster-token=shop"], &[]),
            (&[three, "--initial-cluster-state=existing"], &[]),
            (&["--initial-cluster=a=https://a:2380"], &[]),
            (&[], &[]),
        ];
        for (args, expected) in table {
            assert_eq!(found(&Pod::etcd().args(args), "ETCD346"), expected, "{args:?}");
        }
    }
}

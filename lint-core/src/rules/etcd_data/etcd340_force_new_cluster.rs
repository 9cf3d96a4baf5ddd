use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD340",
    name: "force-new-cluster",
    summary: "etcd makes itself a cluster of one at every start",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd340_force_new_cluster.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    if etcd.bool("force-new-cluster") == Some(true) {
        let message = "each restart throws the other members out and goes on as a cluster of one: their writes are lost";
        out.report(etcd.place_of("force-new-cluster"), message)
            .label("a tool for one single start")
            .fix(Fix::safe_or_advice("remove the flag", etcd.unset("force-new-cluster")));
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::Settings;
    use crate::testing::pod::{Pod, found, found_in};

    #[test]
    fn values() {
        let error: &[&str] = &["ETCD340 error"];
        let table: [(&str, &[&str]); 4] = [
            ("--force-new-cluster", error),
            ("--force-new-cluster=T", error),
            ("--force-new-cluster=false", &[]),
            ("--name=a", &[]),
        ];
        for (flag, expected) in table {
            assert_eq!(found(&Pod::etcd().arg(flag), "ETCD340"), expected, "{flag}");
        }
        assert_eq!(found(&Pod::etcd().env("ETCD_FORCE_NEW_CLUSTER", "true"), "ETCD340"), error);
    }

    #[test]
    fn init_containers_and_files() {
        let init = Pod::etcd().arg("--force-new-cluster").yaml().replace("containers:", "initContainers:");
        assert_eq!(found_in(&init, "ETCD340", Settings::default()), ["ETCD340 error"]);
        let file =
            "data-dir: /var/lib/etcd\ninitial-cluster: a=https://10.0.0.4:2380\nforce-new-cluster: true\n";
        assert_eq!(found_in(file, "ETCD340", Settings::default()), ["ETCD340 error"]);
    }
}

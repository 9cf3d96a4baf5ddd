use super::data_directory::Directory;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::settings::Profile;
use crate::subject::volume::{VolumeSource, clean};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD349",
    name: "data-dir-permissions-unknowable",
    summary: "mode and owner of the data directory are not seen",
    severity: Severity::Info,
    category: Category::AtRest,
    opt_in: true,
    profiles: &[(Profile::Strict, Severity::Info)],
    fix: FixKind::None,
    controls: &["CIS 1.1.11", "CIS 1.1.12", "STIG V-242445", "STIG V-242459"],
    since: "0.1.0",
    page: page!("etcd349_data_dir_permissions_unknowable.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some((workload, container)) = cx.home(etcd) else { return };
    let Some(directory) = Directory::data(etcd, cx) else { return };
    // Elsewhere it is a guess.
    let Some(Some(mounted)) = directory.mounts(workload, container).next() else { return };
    let on_node = mounted.sources().iter().find_map(|source| match source {
        VolumeSource::HostPath { path, .. } => Some(clean(&format!("{path}/{}", mounted.file()))),
        _ => None,
    });
    if let Some(path) = on_node {
        let message = message!(
            "no manifest shows who may read {}: on each node `stat -c '%a %U:%G'` of it must say 700 and the user that etcd runs as",
            show(&path)
        );
        out.report(directory.place, message).label("check on the node");
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::settings::{Profile, Settings};
    use crate::testing::pod::{Pod, found, found_in};
    use crate::testing::report;

    fn on(volume: &str) -> Pod {
        Pod::etcd()
            .arg("--data-dir=/var/lib/etcd/data")
            .container("volumeMounts: [{name: data, mountPath: /var/lib/etcd, subPath: a}]")
            .pod(&format!("volumes: [{{name: data, {volume}}}]"))
    }

    fn enabled() -> Settings {
        Settings { enabled: BTreeSet::from(["ETCD349".to_owned()]), ..Settings::default() }
    }

    #[test]
    fn only_folders_of_the_node() {
        let host = on("hostPath: {path: /mnt}").yaml();
        assert_eq!(found_in(&host, "ETCD349", enabled()), ["ETCD349 info"]);
        for volume in ["persistentVolumeClaim: {claimName: etcd}", "emptyDir: {}"] {
            assert!(found_in(&on(volume).yaml(), "ETCD349", enabled()).is_empty(), "{volume}");
        }
        assert!(found_in(&Pod::etcd().yaml(), "ETCD349", enabled()).is_empty());
    }

    #[test]
    fn the_path_is_that_of_the_node() {
        let report = report(&on("hostPath: {path: /mnt}").yaml(), enabled());
        let own = report.findings.iter().find(|finding| finding.rule.id == "ETCD349").unwrap();
        assert!(own.message.as_str().contains("/mnt/a/data:"), "{}", own.message);
    }

    #[test]
    fn quiet_unless_asked_for() {
        let pod = on("hostPath: {path: /mnt}");
        assert!(found(&pod, "ETCD349").is_empty());
        let strict = Settings { profile: Profile::Strict, ..Settings::default() };
        assert_eq!(found_in(&pod.yaml(), "ETCD349", strict), ["ETCD349 info"]);
    }
}

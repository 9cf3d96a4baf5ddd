use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::message;
use crate::message::show;
use crate::model::backup::Backup;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK113",
    name: "loopback-without-hostnetwork",
    summary: "the pod looks for etcd on its own loopback",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("bak113_loopback_without_hostnetwork.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, cx: &Context, out: &mut Findings) {
    let Some(workload) = cx.workload_of(backup).filter(|workload| !workload.host_network) else { return };
    if cx.runs_etcd(backup) || forwards_ports(backup) {
        return;
    }
    for (step, save) in backup.saves().filter(|(step, _)| !step.is_remote) {
        // Another container of the pod, of which nothing is seen, may be an etcd or a proxy to one.
        if backup.hidden.iter().any(|container| *container != step.container) {
            continue;
        }
        let Some(endpoint) = save.endpoints.iter().find(|endpoint| endpoint.is_loopback == Some(true)) else {
            continue;
        };
        out.report(
            endpoint.place.clone(),
            message!(
                "{} is the pod itself: without hostNetwork nothing listens there, and each save waits in vain",
                show(&endpoint.word.text)
            ),
        )
        .label("the pod's own loopback")
        .fix(Fix::suggested(
            "share the node's network, on control plane nodes alone; better give the address of a member",
            vec![Edit::Add {
                place: workload.pod.clone(),
                key: "hostNetwork".to_owned(),
                value: true.into(),
            }],
        ));
    }
}

fn forwards_ports(backup: &Backup) -> bool {
    const TUNNELS: [&str; 4] = ["socat", "ssh", "haproxy", "envoy"];
    backup.steps.iter().any(|step| {
        TUNNELS.contains(&step.command.program.basename())
            || step.command.args.iter().any(|word| word.text == "port-forward")
    })
}

use super::membership::founding_members;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::Message;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;
use crate::subject::workload::Workload;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD345",
    name: "even-or-single-membership",
    summary: "the cluster has one member or an even number",
    severity: Severity::Info,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd345_even_or_single_membership.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let workload = cx.home(etcd).map(|(workload, _)| workload);
    let Some((place, members)) = replicas(workload).or_else(|| listed(etcd, workload)) else { return };
    let message: Message = if members == 1 {
        message!(
            "one member tolerates no failure: each restart stops {}, and its disk is the only copy",
            if cx.serves_kubernetes(etcd) { "the API server" } else { "its clients" }
        )
    } else {
        message!(
            "{} members tolerate no more failures than {}, and there is one more to fail",
            members,
            members - 1
        )
    };
    let label = if members == 1 { "no member to take over" } else { "an odd number is better" };
    out.report(place, message).label(label).fix(Fix::advice("run three members, or five"));
}

/// An even number of pods of a StatefulSet, each of which is a member.
fn replicas(workload: Option<&Workload>) -> Option<(Place, usize)> {
    let workload = workload.filter(|workload| workload.object.kind == "StatefulSet")?;
    let replicas = usize::try_from(workload.replicas?).ok()?;
    let path = workload.place.path.key("spec").key("replicas");
    let place = Place::value(workload.document, path);
    (replicas > 0 && replicas.is_multiple_of(2)).then_some((place, replicas))
}

/// A list of members that is even; or that has one, where a template says that there is no other.
/// In a static pod or a file the others may have joined later.
fn listed(etcd: &Etcd, workload: Option<&Workload>) -> Option<(Place, usize)> {
    let members = founding_members(etcd)?;
    let is_complete = workload.is_some_and(|workload| {
        matches!(workload.object.kind.as_str(), "StatefulSet" | "Deployment" | "ReplicaSet")
            && workload.replicas.unwrap_or(1) == 1
    });
    let is_poor = members == 1 && is_complete || members > 0 && members.is_multiple_of(2);
    is_poor.then(|| (etcd.place_of("initial-cluster"), members))
}

#[cfg(test)]
mod tests {
    use crate::settings::Settings;
    use crate::testing::pod::{Pod, found, found_in};

    const INFO: &[&str] = &["ETCD345 info"];

    #[test]
    fn lists() {
        let table: [(&[&str], &[&str]); 9] = [
            (&["--initial-cluster=a=https://a:2380,b=https://b:2380"], INFO),
            (&["--initial-cluster=a=https://a:2380,b=https://b:2380,c=https://c:2380"], &[]),
            // Two URLs of one member.
            (&["--initial-cluster=a=https://a:2380,a=https://b:2380"], &[]),
            (&["--initial-cluster=a=https://a:2380"], &[]),
            (
                &["--initial-cluster=a=https://a:2380,b=https://b:2380", "--initial-cluster-state=existing"],
                &[],
            ),
            (&["--initial-cluster=a=https://a:2380,b=https://b:2380", "--initial-cluster-state=new"], INFO),
            (&["--initial-cluster=a=https://a:2380,b=https://b:2380", "--discovery-srv=x"], &[]),
            (&["--initial-cluster=$(OTHERS)"], &[]),
            (&[], &[]),
        ];
        for (args, expected) in table {
            assert_eq!(found(&Pod::etcd().args(args), "ETCD345"), expected, "{args:?}");
        }
    }

    #[test]
    fn templates() {
        let table: [(&str, &[&str]); 7] = [
            ("kind: StatefulSet, spec: {replicas: 2,", INFO),
            ("kind: StatefulSet, spec: {replicas: 3,", &[]),
            ("kind: StatefulSet, spec: {replicas: 0,", &[]),
            ("kind: StatefulSet, spec: {replicas: 1,", INFO),
            ("kind: StatefulSet, spec: {", INFO),
            ("kind: Deployment, spec: {", INFO),
            ("kind: DaemonSet, spec: {", &[]),
        ];
        for (start, expected) in table {
            let text = format!(
                "{{apiVersion: apps/v1, {start} template: {{spec: {{containers: [{{command: [etcd]}}]}}}}}}}}"
            );
            assert_eq!(found_in(&text, "ETCD345", Settings::default()), expected, "{start}");
        }
    }
}

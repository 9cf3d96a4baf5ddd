use super::network_policy;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::{Etcd, State};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD330",
    name: "listen-on-all-interfaces",
    summary: "etcd listens on every network of the machine",
    severity: Severity::Warning,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["NSA Etcd"],
    since: "0.1.0",
    page: page!("etcd330_listen_on_all_interfaces.md"),
    check: Check::Etcd(check),
};

/// Listeners without client certificates are reported for that, whatever their address.
fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let on_node = cx.is_on_host_network(etcd);
    let sides = [&etcd.client, &etcd.peer].into_iter().filter(|side| side.state == State::Mtls);
    for listener in sides.flat_map(|side| side.secure()).filter(|listener| listener.is_unspecified()) {
        if !on_node && network_policy::guards(etcd, cx, listener.port()) {
            continue;
        }
        let url = show(&listener.word.text);
        if on_node {
            let message = message!(
                "{} answers on every network of the node: client certificates alone stand between them and all data",
                url
            );
            out.report(listener.place.clone(), message)
                .label("every address of the node")
                .fix(Fix::advice("listen on 127.0.0.1 and the node's own address"));
        } else {
            let message =
                message!("{} answers every pod that can reach this one: guard it with a NetworkPolicy", url);
            out.report(listener.place.clone(), message)
                .severity(Severity::Info)
                .label("every address of the pod")
                .fix(Fix::advice("add a NetworkPolicy that lets in API servers and members only"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::pod::{Pod, found};

    const MTLS: &[&str] = &[
        "--cert-file=/c",
        "--key-file=/k",
        "--trusted-ca-file=/ca",
        "--peer-cert-file=/c",
        "--peer-key-file=/k",
        "--peer-client-cert-auth",
        "--peer-trusted-ca-file=/ca",
    ];

    #[test]
    fn listeners() {
        let table: [(&str, &[&str]); 7] = [
            ("--listen-client-urls=https://0.0.0.0:2379", &["ETCD330 warning"]),
            ("--listen-client-urls=https://[::]:2379", &["ETCD330 warning"]),
            ("--listen-peer-urls=https://0.0.0.0:2380", &["ETCD330 warning"]),
            ("--listen-client-urls=https://0.0.0.0:2379,https://[::]:2379", &["ETCD330 warning"; 2]),
            ("--listen-client-urls=https://10.0.0.4:2379,https://127.0.0.1:2379", &[]),
            ("--listen-client-urls=https://$(POD_IP):2379", &[]),
            // Plain http is another rule's matter.
            ("--listen-client-urls=http://0.0.0.0:2379", &[]),
        ];
        for (flag, expected) in table {
            let pod = Pod::etcd().args(MTLS).arg(flag).pod("hostNetwork: true");
            assert_eq!(found(&pod, "ETCD330"), expected, "{flag}");
        }
    }

    #[test]
    fn without_client_certificates_it_is_another_matter() {
        let pod = Pod::etcd().args(&["--cert-file=/c", "--key-file=/k"]).pod("hostNetwork: true");
        assert!(found(&pod.arg("--listen-client-urls=https://0.0.0.0:2379"), "ETCD330").is_empty());
    }

    #[test]
    fn a_pod_with_its_own_network_needs_a_policy_only() {
        let pod = Pod::etcd().args(MTLS).arg("--listen-client-urls=https://0.0.0.0:2379");
        assert_eq!(found(&pod, "ETCD330"), ["ETCD330 info"]);
        let policy = super::super::network_policy::EXAMPLE;
        assert!(found(&pod.clone().beside(policy), "ETCD330").is_empty());
        let open_elsewhere = policy.replace("ingress: []", "ingress: [{ports: [{port: 9100}]}]");
        assert!(found(&pod.clone().beside(&open_elsewhere), "ETCD330").is_empty());
        assert_eq!(found(&pod.beside(&open_elsewhere.replace("9100", "2379")), "ETCD330"), ["ETCD330 info"]);
    }

    #[test]
    fn pods_that_a_policy_is_for() {
        let pod = Pod::etcd().args(MTLS).arg("--listen-client-urls=https://0.0.0.0:2379");
        let table = [
            ("{key: app, operator: In, values: [etcd, a]}", true),
            ("{key: app, operator: In, values: [web]}", false),
            ("{key: app, operator: NotIn, values: [web]}", true),
            ("{key: app, operator: NotIn, values: [etcd]}", false),
            ("{key: app, operator: Exists}", true),
            ("{key: role, operator: Exists}", false),
            ("{key: role, operator: DoesNotExist}", true),
            ("{key: app, operator: DoesNotExist}", false),
        ];
        for (expression, guards) in table {
            let policy = super::super::network_policy::EXAMPLE
                .replace("{matchLabels: {app: etcd}}", &format!("{{matchExpressions: [{expression}]}}"));
            assert_eq!(found(&pod.clone().beside(&policy), "ETCD330").is_empty(), guards, "{expression}");
        }
    }

    #[test]
    fn namespaces_that_a_policy_lets_in() {
        let pod = Pod::etcd().args(MTLS).arg("--listen-client-urls=https://0.0.0.0:2379");
        for (namespaces, guards) in
            [("{}", false), ("{matchExpressions: [{key: tenant, operator: DoesNotExist}]}", true)]
        {
            let rule = format!("ingress: [{{from: [{{namespaceSelector: {namespaces}}}]}}]");
            let policy = super::super::network_policy::EXAMPLE.replace("ingress: []", &rule);
            assert_eq!(found(&pod.clone().beside(&policy), "ETCD330").is_empty(), guards, "{namespaces}");
        }
    }
}

use super::network_policy;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD331",
    name: "metrics-plaintext-exposed",
    summary: "etcd's metrics are served on plain http to the network",
    severity: Severity::Warning,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["NSA Etcd", "NSA Encryption"],
    since: "0.1.0",
    page: page!("etcd331_metrics_plaintext_exposed.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let on_node = cx.is_on_host_network(etcd);
    let urls = etcd.urls("listen-metrics-urls").unwrap_or_default();
    for url in urls.iter().filter(|url| url.is_http() && !url.is_loopback()) {
        let message = message!(
            "metrics URL {} is plaintext: whoever reaches it reads member ids, versions and key counts of etcd",
            show(&url.word.text)
        );
        let finding = out.report(url.place.clone(), message);
        finding.label("no TLS, no client certificate").fix(Fix::advice("listen on loopback, or use https"));
        if !on_node && network_policy::guards(etcd, cx, url.port()) {
            finding.severity(Severity::Info);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::network_policy::EXAMPLE as POLICY;
    use crate::testing::pod::{Pod, found};

    #[test]
    fn urls() {
        let table: [(&str, &[&str]); 8] = [
            ("http://0.0.0.0:2381", &["ETCD331 warning"]),
            ("http://10.0.0.4:2381,http://127.0.0.1:2381", &["ETCD331 warning"]),
            ("http://$(POD_IP):2381", &["ETCD331 warning"]),
            ("http://127.0.0.1:2381", &[]),
            ("http://[::1]:2381", &[]),
            ("http://localhost:9", &[]),
            ("https://0.0.0.0:2381", &[]),
            ("", &[]),
        ];
        for (urls, expected) in table {
            let pod = Pod::etcd().arg(&format!("--listen-metrics-urls={urls}"));
            assert_eq!(found(&pod, "ETCD331"), expected, "{urls}");
        }
    }

    #[test]
    fn a_policy_makes_it_advice_unless_the_pod_is_on_the_host_network() {
        let other_pod = &POLICY.replace("app: etcd", "app: web");
        let other_namespace = &POLICY.replace("kube-system", "default");
        let egress = &POLICY.replace("ingress: []", "policyTypes: [Egress]");
        let open = &POLICY.replace("ingress: []", "ingress: [{}]");
        let all_pods = &POLICY.replace("{matchLabels: {app: etcd}}", "{}");
        let by_expression = &POLICY.replace(
            "{matchLabels: {app: etcd}}",
            "{matchExpressions: [{key: app, operator: In, values: [etcd]}]}",
        );
        let rule = |rule: &str| POLICY.replace("ingress: []", &format!("ingress: [{{{rule}}}]"));
        let table = [
            (POLICY, "info"),
            (all_pods, "info"),
            (by_expression, "info"),
            (other_pod, "warning"),
            (other_namespace, "warning"),
            (egress, "warning"),
            (open, "warning"),
            (&POLICY.replace("ingress: []", "policyTypes: []"), "info"),
            (&POLICY.replace("podSelector: {matchLabels: {app: etcd}}", "policyTypes: [Ingress]"), "info"),
            (&format!("{POLICY}---\n{open}"), "warning"),
            (&POLICY.replace("networking.k8s.io", "crd.projectcalico.org"), "warning"),
            (&rule("from: [{ipBlock: {cidr: 0.0.0.0/0}}]"), "warning"),
            (&rule("from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]"), "info"),
            (&rule("from: [{namespaceSelector: {}}]"), "warning"),
            (&rule("from: [{namespaceSelector: {}, podSelector: {matchLabels: {a: b}}}]"), "info"),
            (&rule("from: [{namespaceSelector: {matchLabels: {a: b}}}]"), "info"),
            (&rule("from: [{podSelector: {}}]"), "info"),
            (&rule("ports: [{port: 2379}]"), "info"),
            (&rule("ports: [{port: 2379, endPort: 2381}]"), "warning"),
            (&rule("ports: [{port: metrics}]"), "warning"),
            (&rule("ports: [{port: 2381, protocol: UDP}]"), "info"),
            (&rule("ports: [{protocol: TCP}]"), "warning"),
        ];
        let pod = Pod::etcd()
            .arg("--listen-metrics-urls=http://0.0.0.0:2381")
            .container("ports: [{name: metrics, containerPort: 2381}]");
        for (policy, severity) in table {
            assert_eq!(
                found(&pod.clone().beside(policy), "ETCD331"),
                [format!("ETCD331 {severity}")],
                "{policy}"
            );
        }
        assert_eq!(found(&pod.pod("hostNetwork: true").beside(POLICY), "ETCD331"), ["ETCD331 warning"]);
    }
}

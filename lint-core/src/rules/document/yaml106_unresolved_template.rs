use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::Held;
use crate::message;
use crate::model::etcd::Config;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source;
use crate::subject::carrier;

pub(crate) static RULE: Rule = Rule {
    id: "YAML106",
    name: "unresolved-template",
    summary: "the text is a template that has to be rendered first",
    severity: Severity::Info,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("yaml106_unresolved_template.md"),
    check: Check::Document(check),
};

/// One finding a document: a template is full of placeholders.
fn check(held: &Held, context: &Context, out: &mut Findings) {
    let matters = held.document.error.is_some() || context.inventory.is_ours(held.id);
    // Of user data in several parts each is read by itself.
    if !matters || carrier::is_multipart(&held.document.text.0) {
        return;
    }
    let text = &held.document.text.0;
    let of_file = || is_template_of_etcd(held, context).then(|| source::first_placeholder(text)).flatten();
    let found = match held.document.error.is_none() && context.inventory.is_for_cloud_init(held.id) {
        true => source::looks_like_template_beside_cloud_init(text),
        false => source::looks_like_template(text),
    };
    let Some(span) = found.or_else(of_file) else { return };
    out.report(
        held.text(span),
        message!(
            "this is a template: it was not checked as the cluster will see it; render it first and lint that"
        ),
    )
    .label("not filled in");
}

/// Whether it is a configuration file of etcd with values like `${NODE_IP}`. Elsewhere Kubernetes, a shell or
/// systemd may read them.
fn is_template_of_etcd(held: &Held, context: &Context) -> bool {
    context.inventory.etcds.iter().any(|etcd| match &etcd.config {
        Config::Given(file) => file.document == held.id && file.is_template(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::ids;

    /// What cloud-init fills in on the node is meant to stand there.
    #[test]
    fn variables_of_cloud_init() {
        let plane = |name: &str| {
            format!(
                "apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: KubeadmControlPlane\nspec: {{kubeadmConfigSpec: {{\
                 clusterConfiguration: {{}}, initConfiguration: {{nodeRegistration: {{name: '{name}'}}}}}}}}\n"
            )
        };
        let pod = "kind: Pod\nspec: {containers: [{command: [etcd, '--name={{ ds.meta_data.name }}']}]}\n";
        let user_data = |first: &str| {
            format!(
                "{first}#cloud-config\nwrite_files:\n- path: /a.yaml\n  content: |\n    {{apiVersion: kubeadm.k8s.io/v1beta4, kind: \
                 ClusterConfiguration, clusterName: '{{{{ v1.name }}}}'}}\n"
            )
        };
        let rows = [
            (plane("{{ ds.meta_data.local_hostname }}"), false),
            (plane("{{v1.local_hostname}}"), false),
            (plane("{{ .Values.name }}"), true),
            (plane("{{ ds.a }}{{ .Values.name }}"), true),
            (pod.to_owned(), true),
            (user_data("## template: jinja\n"), false),
            (user_data(""), true),
        ];
        for (text, expected) in rows {
            assert_eq!(ids(&text).contains(&"YAML106"), expected, "{text}");
        }
    }
}

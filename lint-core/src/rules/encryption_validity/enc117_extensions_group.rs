use super::resource_names::{refused, replaced_by};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, Refusal};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC117",
    name: "extensions-group",
    summary: "a resource is named by the removed group extensions",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("enc117_extensions_group.md"),
    check: Check::Encryption(check),
};

/// Where the resources of the group went.
const MOVED: [(&str, &str); 5] = [
    ("daemonsets", "apps"),
    ("deployments", "apps"),
    ("ingresses", "networking.k8s.io"),
    ("networkpolicies", "networking.k8s.io"),
    ("replicasets", "apps"),
];

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for (entry, name) in refused(&encryption.config, Refusal::ExtensionsGroup) {
        let message = message!(
            "kube-apiserver refuses \"{}\": 'extensions' group has been removed and cannot be used for encryption",
            show(&name.text)
        );
        let moved = MOVED.iter().find(|(resource, _)| *resource == name.group_resource.resource);
        out.report(name.place.clone(), message).fix(match moved {
            Some((resource, group)) => {
                let edit = replaced_by(entry, name, &format!("{resource}.{group}"));
                Fix::suggested(message!("write it as {}.{}", resource, group), vec![edit])
            }
            None => Fix::advice("name the group in which the resource is stored now"),
        });
    }
}

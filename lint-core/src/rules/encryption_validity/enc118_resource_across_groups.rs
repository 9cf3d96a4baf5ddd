use super::resource_names::refused;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, Refusal};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC118",
    name: "resource-across-groups",
    summary: "one resource is named for all groups at once",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc118_resource_across_groups.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for (_, name) in refused(&encryption.config, Refusal::AcrossGroups) {
        let message = message!(
            "kube-apiserver refuses \"{}\": encrypting the same resource across groups is not supported",
            show(&name.text)
        );
        out.report(name.place.clone(), message)
            .fix(Fix::advice("name the resource with its one group; secrets and configmaps have none"));
    }
}

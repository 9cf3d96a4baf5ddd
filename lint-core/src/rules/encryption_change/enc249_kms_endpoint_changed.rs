use super::lost::{grouped, names};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::transition::Transition;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC249",
    name: "kms-endpoint-changed",
    summary: "a KMS provider has its name still, and another plugin perhaps",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc249_kms_endpoint_changed.md"),
    check: Check::Transition(check),
};

fn check(transition: &Transition, cx: &Context, out: &mut Findings) {
    for (plugins, changes) in grouped(transition, |change| {
        Some(change.moved_plugins().collect::<Vec<_>>()).filter(|plugins| !plugins.is_empty())
    }) {
        for plugin in plugins {
            let endpoint = cx.at(&plugin.place).and_then(|settings| settings.get("endpoint"));
            out.report(
                endpoint.map_or_else(|| plugin.place.clone(), |endpoint| endpoint.place()),
                message!(
                    "{} listens elsewhere: unless the plugin there has the same keys, {} can no longer be read",
                    plugin.credential.described(),
                    names(&changes)
                ),
            )
            .fix(Fix::advice("give another plugin another name, and put it behind this one first"));
        }
    }
}

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::kubeadm::{ClusterConfiguration, Entry, ExtraArgs};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "API122",
    name: "extraargs-name-with-dashes",
    summary: "a name in kubeadm's extraArgs has dashes of its own, or is missing",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("api122_extraargs_name_with_dashes.md"),
    check: Check::Kubeadm(check),
};

fn check(config: &ClusterConfiguration, _: &Context, out: &mut Findings) {
    for args in config.components().map(|component| &component.args) {
        for entry in &args.entries {
            if entry.name.is_empty() {
                out.report(entry.name_place.clone(), "an argument without a name: kubeadm refuses it");
            } else if entry.name.starts_with('-') {
                out.report(
                    entry.name_place.clone(),
                    message!(
                        "kubeadm adds the dashes itself and writes --{}: the component exits with `bad flag syntax`",
                        show(&entry.name)
                    ),
                )
                .label("name without dashes")
                .fix(rename(args, entry));
            }
        }
    }
}

fn rename(args: &ExtraArgs, entry: &Entry) -> Fix {
    let name = entry.name.trim_start_matches('-');
    let is_only = args.entries.iter().filter(|one| one.name.trim_start_matches('-') == name).count() == 1;
    let edits = (!name.is_empty() && is_only).then(|| vec![entry.rename(name)]);
    Fix::safe_or_advice("write the name without dashes", edits)
}

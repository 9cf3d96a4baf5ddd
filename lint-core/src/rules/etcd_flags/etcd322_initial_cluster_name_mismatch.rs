use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::model::setting::Setting;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::word::Word;

use super::argument::{is_last_explained, rewritten};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD322",
    name: "initial-cluster-name-mismatch",
    summary: "the member's own name is not in initial-cluster",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd322_initial_cluster_name_mismatch.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let is_explained =
        ["name", "initial-cluster"].into_iter().any(|flag| is_last_explained(&etcd.flags, flag));
    let Setting::Known(cluster) = etcd.option("initial-cluster") else { return };
    if is_explained || cluster.value.text.is_empty() {
        return;
    }
    if let Some(part) = cluster.value.split(',').into_iter().find(has_no_name) {
        out.report(
            part.place,
            message!(
                "a new member does not start: error setting up initial cluster, which must be NAME=URL with commas between"
            ),
        )
        .label("not NAME=URL")
        .fix(Fix::advice("write NAME=URL for each member"));
        return;
    }
    let (Some(name), Some(members)) = (etcd.name(), members(&cluster.value)) else { return };
    if members.iter().any(|member| member.text == name) {
        return;
    }
    let message = message!(
        "a new member does not start: couldn't find local name \"{}\" in the initial cluster configuration",
        show(&name)
    );
    let own = etcd.option("name");
    let finding = out
        .report(own.place().unwrap_or(&cluster.place).clone(), message)
        .label("the name is not among the members");
    if own.place().is_some() {
        finding.related(cluster.place.clone(), "the members");
    }
    finding.fix(match members.iter().find(|member| member.text.trim() == name) {
        Some(blank) => {
            let edit = rewritten(blank, name.as_str());
            Fix::suggested("remove the blank: it is part of the name", edit.into_iter().collect())
        }
        None => Fix::advice("write the same name in both, name and initial-cluster"),
    });
}

/// Whether a part of the list is no `NAME=URL`. etcd passes over what is empty.
fn has_no_name(part: &Word) -> bool {
    part.is_known() && !part.text.is_empty() && !part.text.contains('=')
}

/// The names in `NAME=URL,…`, blanks included as etcd does; `None` if one of them cannot be seen.
fn members(cluster: &Word) -> Option<Vec<Word>> {
    let parts = cluster.split(',').into_iter().map(|part| {
        let end = part.text.find('=').unwrap_or(part.text.len());
        let name = part.slice(0..end);
        name.is_known().then_some(name)
    });
    parts.collect()
}

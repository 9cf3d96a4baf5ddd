use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::model::setting::Setting;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_peer::membership::finds_others;
use crate::subject::word::Word;

use super::argument::{is_value_explained, may_be_proxy, rewritten};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD322",
    name: "initial-cluster-name-mismatch",
    summary: "the member's own name is not in initial-cluster",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd322_initial_cluster_name_mismatch.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    if ["name", "initial-cluster"].into_iter().any(|flag| is_value_explained(etcd, flag)) {
        return;
    }
    let cluster = etcd.option("initial-cluster");
    let parts = cluster.fact().map(|fact| fact.value.split(',')).unwrap_or_default();
    if let Some(part) = parts.into_iter().find(has_no_name) {
        out.report(
            part.place,
            message!(
                "a new member does not start: error setting up initial cluster, which must be NAME=URL with commas between"
            ),
        )
        .label("not NAME=URL")
        .fix(Fix::advice("write NAME=URL for each member"));
    } else if !may_be_proxy(etcd) {
        check_name(etcd, &cluster, out);
    }
}

fn check_name(etcd: &Etcd, cluster: &Setting, out: &mut Findings) {
    let (Some(name), Some(is_made)) = (etcd.name(), etcd.makes_initial_cluster()) else { return };
    let listed = match (cluster.fact(), is_made) {
        (Some(fact), false) => members(&fact.value),
        // The default has the default name.
        (None, false) => return,
        (_, true) => Some(Vec::new()),
    };
    let Some(members) = listed else { return };
    // What etcd makes itself has the name, but for an empty one. Where it asks a discovery service it needs none.
    let has_name = members.iter().any(|member| member.text == name) || is_made && !name.is_empty();
    if has_name || members.is_empty() && finds_others(etcd) {
        return;
    }
    let message = message!(
        "a new member does not start: couldn't find local name \"{}\" in the initial cluster configuration",
        show(&name)
    );
    let own = etcd.option("name");
    let place = own.place().or(cluster.place()).unwrap_or(&etcd.place);
    let finding = out.report(place.clone(), message).label("the name is not among the members");
    if let (Some(_), Some(cluster)) = (own.place(), cluster.place()) {
        finding.related(cluster.clone(), "the members");
    }
    finding.fix(match members.iter().find(|member| member.text.trim() == name) {
        Some(blank) => {
            let edit = rewritten(blank, name.as_str());
            Fix::suggested("remove the blank: it is part of the name", edit.into_iter().collect())
        }
        None if is_made => Fix::advice("give the member a name"),
        None => Fix::advice("write the same name in both, name and initial-cluster"),
    });
}

/// Whether a part of the list is no `NAME=URL`. etcd passes over what is empty.
fn has_no_name(part: &Word) -> bool {
    part.is_known() && !part.text.is_empty() && !part.text.contains('=')
}

/// The names in `NAME=URL,…`, blanks included as etcd does; `None` if one of them cannot be seen.
fn members(cluster: &Word) -> Option<Vec<Word>> {
    let parts = cluster.split(',').into_iter().filter(|part| !part.is_known() || !part.text.is_empty());
    let names = parts.map(|part| {
        let end = part.text.find('=').unwrap_or(part.text.len());
        let name = part.slice(0..end);
        name.is_known().then_some(name)
    });
    names.collect()
}

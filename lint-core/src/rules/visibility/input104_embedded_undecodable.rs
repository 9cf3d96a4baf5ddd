use std::collections::HashSet;

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::Unreadable;
use crate::message;
use crate::message::show;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::carrier::{Carrier, Reference, Undecodable};

pub(crate) static RULE: Rule = Rule {
    id: "INPUT104",
    name: "embedded-undecodable",
    summary: "a file that a document carries cannot be decoded, or was not given",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    page: page!("input104_embedded_undecodable.md"),
    check: Check::Inventory(check),
};

fn check(context: &Context, out: &mut Findings) {
    let inventory = context.inventory;
    let mut over_limit = HashSet::new();
    for one in &inventory.unreadable {
        // The limit is one for all that a document carries, so one finding says it, whatever the file.
        let outermost = inventory.outermost(one.place.document);
        let is_first_over_limit = one.reason == Undecodable::Limit && over_limit.insert(outermost);
        if is_ours_by_name(&one.name) || is_first_over_limit {
            report_unreadable(one, out);
        }
    }
    for reference in inventory.referenced.iter().filter(|one| is_ours_by_name(&one.name)) {
        if !inventory.has_referenced(reference) {
            report_not_given(reference, out);
        }
    }
}

fn report_unreadable(one: &Unreadable, out: &mut Findings) {
    let name = show(&one.name);
    let what = match (one.carrier, one.reason) {
        (Carrier::Secret, Undecodable::Base64) => {
            message!("{} is not base64: the API server refuses the Secret", name)
        }
        (Carrier::ConfigMap, Undecodable::Base64) => {
            message!("{} is not base64: the API server refuses the ConfigMap", name)
        }
        (_, reason) => message!("the content of {} is {} and was not checked", name, reason),
    };
    out.report_in(one.object.subject(), one.place.clone(), what);
}

fn report_not_given(reference: &Reference, out: &mut Findings) {
    let kind = if reference.carrier == Carrier::Secret { "Secret" } else { "ConfigMap" };
    let what = message!(
        "the content of {} is {} of the {} {}, which was not given, so it was not checked",
        show(&reference.name),
        show(&reference.key),
        kind,
        show(&reference.object)
    );
    out.report_in(reference.owner.subject(), reference.place.clone(), what).label("not part of the input");
}

/// Objects carry all sorts of files; only names that say what they are concern us.
fn is_ours_by_name(name: &str) -> bool {
    let name = name.to_lowercase();
    let is_document = [".yaml", ".yml", ".json", ".conf"].iter().any(|ending| name.ends_with(ending));
    is_document && ["encrypt", "enc.", "etcd"].iter().any(|mark| name.contains(mark))
}

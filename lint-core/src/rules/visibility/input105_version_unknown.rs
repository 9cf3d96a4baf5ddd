use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "INPUT105",
    name: "version-unknown",
    summary: "the version of etcd cannot be told from the image",
    severity: Severity::Info,
    category: Category::Hygiene,
    opt_in: true,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("input105_version_unknown.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, context: &Context, out: &mut Findings) {
    let Some((_, container)) = context.home(etcd) else { return };
    if etcd.version.is_some() {
        return;
    }
    let place = container.image_place.clone().unwrap_or_else(|| etcd.place.clone());
    out.report(
        place,
        message!("the image does not tell etcd's version: flags of every supported version are accepted, and its age is not judged"),
    );
}

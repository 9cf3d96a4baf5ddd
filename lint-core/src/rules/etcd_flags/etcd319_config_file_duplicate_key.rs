use std::collections::BTreeMap;

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::model::etcd::{Config, ConfigKey};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Place, Step};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD319",
    name: "config-file-duplicate-key",
    summary: "a key of the configuration file is given twice",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd319_config_file_duplicate_key.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Config::Given(file) = &etcd.config else { return };
    let document = file.document;
    for duplicate in
        cx.inventory.held(document).document.duplicates.iter().filter(|duplicate| !duplicate.merged)
    {
        let Some(Step::Key(name)) = duplicate.path.last() else { continue };
        let message = message!("\"{}\" is given twice: etcd takes the last one and says nothing", show(name));
        out.report(Place::key(document, duplicate.path.clone()), message)
            .label("this one counts")
            .related(Place::text(document, duplicate.first.clone()), "has no effect")
            .fix(Fix::advice("keep the one that is meant"));
    }
    let mut seen: BTreeMap<(&str, String), &ConfigKey> = BTreeMap::new();
    for key in &file.keys {
        match seen.insert((key.section, key.name.to_lowercase()), key) {
            Some(earlier) if earlier.name != key.name => report_case(earlier, key, out),
            _ => {}
        }
    }
}

/// etcd sorts the keys before it reads them, so the order in the file does not matter.
fn report_case(a: &ConfigKey, b: &ConfigKey, out: &mut Findings) {
    let (loser, winner) = if a.name < b.name { (a, b) } else { (b, a) };
    let message = message!(
        "\"{}\" and \"{}\" are one option to etcd; \"{}\" counts, in either order",
        show(&a.name),
        show(&b.name),
        show(&winner.name)
    );
    out.report(winner.place.to_key(), message)
        .label("this one counts")
        .related(loser.place.to_key(), "has no effect")
        .fix(Fix::advice("keep the one that is meant"));
}

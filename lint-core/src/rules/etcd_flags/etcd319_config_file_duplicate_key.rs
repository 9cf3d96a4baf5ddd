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
        if let Some(earlier) = seen.insert((key.section, key.name.to_lowercase()), key) {
            report_case([earlier, key], out);
        }
    }
}

/// etcd sorts the keys before it reads them, so the order in the file does not matter.
fn report_case(mut keys: [&ConfigKey; 2], out: &mut Findings) {
    keys.sort_by(|one, other| one.place.path.cmp(&other.place.path));
    let [loser, winner] = keys;
    // A name in capitals may look like a secret, which is not shown.
    let message = message!(
        "\"{}\" is given in two spellings, which are one option to etcd: this one counts, in either order",
        show(&winner.name.to_lowercase())
    );
    out.report(winner.place.to_key(), message)
        .label("this one counts")
        .related(loser.place.to_key(), "has no effect")
        .fix(Fix::advice("keep the one that is meant"));
}

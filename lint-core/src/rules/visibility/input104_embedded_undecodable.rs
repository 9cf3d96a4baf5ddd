use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::Unreadable;
use crate::message;
use crate::message::show;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::carrier::Carrier;

pub(crate) static RULE: Rule = Rule {
    id: "INPUT104",
    name: "embedded-undecodable",
    summary: "a file that an object carries cannot be decoded",
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
    for one in context.inventory.unreadable.iter().filter(|one| is_ours_by_name(one)) {
        let what = match one.carrier {
            Carrier::Secret => {
                message!("{} is {}: the API server refuses the Secret", show(&one.name), one.reason)
            }
            Carrier::ConfigMap => {
                message!("{} is {}: the API server refuses the ConfigMap", show(&one.name), one.reason)
            }
            Carrier::ClusterApi => {
                message!("the content of {} is {} and was not checked", show(&one.name), one.reason)
            }
        };
        out.report_in(one.object.subject(), one.place.clone(), what);
    }
}

/// Objects carry all sorts of files; only names that say what they are concern us.
fn is_ours_by_name(one: &Unreadable) -> bool {
    let name = one.name.to_lowercase();
    let is_document = [".yaml", ".yml", ".json", ".conf"].iter().any(|ending| name.ends_with(ending));
    is_document && ["encrypt", "enc.", "etcd"].iter().any(|mark| name.contains(mark))
}

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, resources};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC119",
    name: "duplicate-in-list",
    summary: "a list of resources names the same resource twice",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc119_duplicate_in_list.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for entry in &encryption.config.entries {
        for (earlier, later) in resources::duplicates(&entry.resources) {
            let message = message!(
                "kube-apiserver refuses a second \"{}\": the same resource cannot be specified multiple times",
                show(&later.text)
            );
            out.report(later.place.clone(), message)
                .related(earlier.place.clone(), "the same resource")
                .fix(Fix::safe("remove the second one", vec![Edit::Remove { place: later.place.clone() }]));
        }
    }
}

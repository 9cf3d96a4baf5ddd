use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, resources};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC120",
    name: "overlap-in-list",
    summary: "a wildcard covers another name of the same list",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc120_overlap_in_list.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for entry in &encryption.config.entries {
        for (wildcard, narrower) in resources::overlaps(&entry.resources) {
            let message = message!(
                "kube-apiserver refuses \"{}\" beside \"{}\": overlapping resources in the same resource list will be masked",
                show(&narrower.text),
                show(&wildcard.text)
            );
            out.report(narrower.place.clone(), message).related(wildcard.place.clone(), "covers it").fix(
                Fix::safe("remove the covered name", vec![Edit::Remove { place: narrower.place.clone() }]),
            );
        }
    }
}

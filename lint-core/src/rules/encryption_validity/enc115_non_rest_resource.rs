use super::resource_names::refused;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, Refusal, resources};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC115",
    name: "non-rest-resource",
    summary: "a resource without a REST API is named",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc115_non_rest_resource.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for (entry, name) in refused(&encryption.config, Refusal::NoRestApi) {
        let message = message!(
            "kube-apiserver refuses \"{}\": resources which do not have REST API/s cannot be encrypted",
            show(&name.text)
        );
        let remains =
            entry.resources.iter().any(|other| resources::refusal(&other.text) != Some(Refusal::NoRestApi));
        out.report(name.place.clone(), message).fix(if remains {
            Fix::safe("remove the name", vec![Edit::Remove { place: name.place.clone() }])
        } else {
            Fix::advice("remove the entry: nothing in it can be encrypted")
        });
    }
}

use super::resource_names::{refused, replaced_by};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, Refusal};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC113",
    name: "uppercase-resource",
    summary: "the name of a resource has an upper-case letter",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc113_uppercase_resource.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for (entry, name) in refused(&encryption.config, Refusal::Capital) {
        let message = message!(
            "kube-apiserver refuses \"{}\": resource name should not contain capital letters",
            show(&name.text)
        );
        let edit = replaced_by(entry, name, &name.text.to_lowercase());
        out.report(name.place.clone(), message).fix(Fix::safe("write it in lower case", vec![edit]));
    }
}

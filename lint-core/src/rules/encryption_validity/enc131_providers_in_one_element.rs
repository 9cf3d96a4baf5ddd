use super::providers::elements;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::model::encryption::{Encryption, ProviderKind};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC131",
    name: "providers-in-one-element",
    summary: "one element of providers contains several providers",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc131_providers_in_one_element.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for provider in elements(&encryption.config) {
        let [first, others @ ..] = provider.kinds.as_slice() else { continue };
        let Some(second) = others.first() else { continue };
        let message = if provider.kinds.iter().any(|kind| !kind.keys.is_empty()) {
            "more than one provider specified in a single element: kube-apiserver exits, and from 1.34 on logs the element with its keys in clear"
        } else {
            "kube-apiserver refuses the file: more than one provider specified in a single element"
        };
        let split = |kind: &ProviderKind| Edit::Split {
            place: provider.place.clone(),
            key: kind.name.as_str().to_owned(),
        };
        out.report(second.place.to_key(), message)
            .label("needs a dash of its own")
            .related(first.place.to_key(), "the provider that it is in one element with")
            .fix(fix(first, others.iter().map(split).collect()));
    }
}

/// The file is read from then on, and its first provider writes: safe only if that one encrypts.
fn fix(first: &ProviderKind, edits: Vec<Edit>) -> Fix {
    const TITLE: &str = "begin a new element at each provider";
    if first.encrypts() { Fix::safe(TITLE, edits) } else { Fix::suggested(TITLE, edits) }
}

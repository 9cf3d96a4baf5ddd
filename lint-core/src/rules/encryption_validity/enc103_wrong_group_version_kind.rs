use super::enc102_kind_or_apiversion_missing::type_edits;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, ProblemKind, Recognised, looks_like};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC103",
    name: "wrong-group-version-kind",
    summary: "apiVersion and kind are no pair that kube-apiserver knows",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc103_wrong_group_version_kind.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    for problem in &encryption.config.problems {
        let message = match &problem.kind {
            ProblemKind::Unregistered { api_version, kind } => {
                message!(
                    "kube-apiserver refuses the file: no kind \"{}\" is registered for version \"{}\"",
                    show(kind),
                    show(api_version)
                )
            }
            ProblemKind::MalformedApiVersion(text) => {
                message!("kube-apiserver refuses the file: unexpected GroupVersion string: {}", show(text))
            }
            _ => continue,
        };
        out.report(problem.place.clone(), message).fix(fix(encryption, cx));
    }
}

/// A document that is known by its shape alone may have been meant as something else.
fn fix(encryption: &Encryption, cx: &Context) -> Fix {
    let title = "write apiVersion: apiserver.config.k8s.io/v1 and kind: EncryptionConfiguration";
    let edits = type_edits(&encryption.config, cx);
    match looks_like(&cx.inventory.root(encryption.document)) {
        Some(Recognised::Registered | Recognised::Name) => Fix::safe(title, edits),
        Some(Recognised::Shape) | None => Fix::suggested(title, edits),
    }
}

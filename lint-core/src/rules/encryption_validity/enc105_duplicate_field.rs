use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, ProblemKind, STRICT_SINCE};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Place, Syntax};

pub(crate) static RULE: Rule = Rule {
    id: "ENC105",
    name: "duplicate-field",
    summary: "a field stands twice in one mapping",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("enc105_duplicate_field.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let version = cx.kubernetes_version(encryption.document);
    let is_old = version.and_then(|version| version.is_at_least(STRICT_SINCE)) == Some(false);
    let is_json = cx.inventory.held(encryption.document).document.syntax == Syntax::Json;
    for problem in &encryption.config.problems {
        let ProblemKind::DuplicateField { field, first, merged, .. } = &problem.kind else { continue };
        let message = if is_old {
            message!(
                "{} is set twice: kube-apiserver takes the last one in silence, from 1.31 on it exits",
                show(field)
            )
        } else if is_json {
            message!("kube-apiserver refuses the file: duplicate field \"{}\"", show(field))
        } else {
            let key = field.rsplit('.').next().unwrap_or(field);
            message!("kube-apiserver refuses the file: key \"{}\" already set in map", show(key))
        };
        let here = if *merged { "set again beside a merge" } else { "set again" };
        out.report(problem.place.clone(), message)
            .label(here)
            .related(Place::text(problem.place.document, first.clone()), "set here first");
    }
}

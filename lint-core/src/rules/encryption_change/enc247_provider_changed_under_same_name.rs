use super::lost::losses;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::transition::{Cause, Credential, Transition};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC247",
    name: "provider-changed-under-same-name",
    summary: "a key has another provider than before under the same name",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc247_provider_changed_under_same_name.md"),
    check: Check::Transition(check),
};

fn check(transition: &Transition, _: &Context, out: &mut Findings) {
    for lost in losses(transition) {
        let Cause::ProviderChanged(other) = &lost.loss.cause else { continue };
        out.report(
            other.place.clone(),
            message!(
                "\"{}\" was {} and is {} now: {} that it wrote before can no longer be read",
                show(lost.loss.credential.name()),
                lost.loss.credential.provider(),
                other.credential.provider(),
                lost.names()
            ),
        )
        .severity(lost.severity())
        .label("another provider")
        .fix(Fix::advice(match lost.loss.credential {
            Credential::Kms { .. } => {
                "keep the old plugin behind the new one, which takes a name of its own, until everything is rewritten"
            }
            _ => "keep the old provider with its key behind the new one until everything is rewritten",
        }));
    }
}

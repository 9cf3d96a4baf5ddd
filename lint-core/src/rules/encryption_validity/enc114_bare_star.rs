use super::resource_names::refused;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::encryption::{Encryption, Refusal};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC114",
    name: "bare-star",
    summary: "a resource is given as *, which could mean two things",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc114_bare_star.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for (_, name) in refused(&encryption.config, Refusal::BareStar) {
        let message = "kube-apiserver refuses \"*\": use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources";
        out.report(name.place.clone(), message)
            .fix(Fix::advice("write '*.' for the core group, or '*.*' for all groups"));
    }
}

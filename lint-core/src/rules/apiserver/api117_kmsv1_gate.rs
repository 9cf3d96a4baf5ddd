use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::apiserver::Apiserver;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "API117",
    name: "kmsv1-gate",
    summary: "the deprecated KMS v1 API is switched on",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("api117_kmsv1_gate.md"),
    check: Check::Apiserver(check),
};

fn check(apiserver: &Apiserver, _: &Context, out: &mut Findings) {
    if apiserver.feature_gate("KMSv1") == Some(true) {
        let message = message!(
            "KMSv1=true keeps KMS v1 on: it is deprecated since 1.28, off by default since 1.29, and calls the plugin for every object"
        );
        out.report(apiserver.place_of("feature-gates"), message).label("deprecated since 1.28").fix(
            Fix::advice(
                "move to apiVersion v2 of the KMS provider, rewrite all objects, then remove the gate",
            ),
        );
    }
}

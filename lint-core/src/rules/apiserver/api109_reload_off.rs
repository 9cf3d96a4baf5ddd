use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::apiserver::Apiserver;
use crate::model::apiserver_flags;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::settings::Profile;

pub(crate) static RULE: Rule = Rule {
    id: "API109",
    name: "reload-off",
    summary: "a changed encryption configuration needs a restart",
    severity: Severity::Info,
    category: Category::Hygiene,
    opt_in: true,
    profiles: &[(Profile::Strict, Severity::Info)],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("api109_reload_off.md"),
    check: Check::Apiserver(check),
};

const RELOAD: &str = "encryption-provider-config-automatic-reload";

fn check(apiserver: &Apiserver, cx: &Context, out: &mut Findings) {
    let config = "encryption-provider-config";
    let can_reload = apiserver_flags::exists(RELOAD, cx.version_of(apiserver));
    if can_reload && apiserver.is_given(config) == Some(true) && apiserver.bool(RELOAD) == Some(false) {
        let message = message!(
            "every change of keys needs a restart of each kube-apiserver; with --{} it does not, but then KMS plugins share one health check",
            RELOAD
        );
        let edits = apiserver.set(RELOAD, "true").unwrap_or_default();
        out.report(apiserver.place_of(config), message)
            .fix(Fix::suggested("switch automatic reload on", edits));
    }
}

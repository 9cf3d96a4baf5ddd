use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::apiserver::Apiserver;
use crate::model::apiserver_flags;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "API107",
    name: "experimental-encryption-flag",
    summary: "kube-apiserver gets an encryption flag that was removed",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &["CIS 1.2.27", "STIG V-274882"],
    since: "0.1.0",
    page: page!("api107_experimental_encryption_flag.md"),
    check: Check::Apiserver(check),
};

const OLD: &str = "experimental-encryption-provider-config";
const NEW: &str = "encryption-provider-config";

fn check(apiserver: &Apiserver, cx: &Context, out: &mut Findings) {
    if apiserver_flags::exists(OLD, cx.version_of(apiserver)) {
        return;
    }
    let is_new_set = apiserver.flags.last(NEW).is_some();
    for used in apiserver.flags.all(OLD) {
        let message =
            message!("--{} was removed in Kubernetes 1.24: kube-apiserver exits with \"unknown flag\"", OLD);
        let fix = if is_new_set {
            Fix::safe_or_advice("remove the old flag", apiserver.unset(OLD))
        } else {
            Fix::safe_or_advice("rename the flag", apiserver.rename(used, NEW))
        };
        out.report(used.name_place.clone(), message).label("removed in 1.24").fix(fix);
    }
}

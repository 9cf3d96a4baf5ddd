use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::apiserver::Apiserver;
use crate::model::apiserver_flags::{self, ETCD_AND_ENCRYPTION, is_unknown_etcd_flag};
use crate::model::go_flag::FlagUse;
use crate::model::spelling;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "API118",
    name: "unknown-etcd-or-encryption-flag",
    summary: "kube-apiserver does not have this flag",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("api118_unknown_etcd_or_encryption_flag.md"),
    check: Check::Apiserver(check),
};

/// It has a rule of its own.
const EXPERIMENTAL: &str = "experimental-encryption-provider-config";

fn check(apiserver: &Apiserver, cx: &Context, out: &mut Findings) {
    let version = cx.version_of(apiserver);
    for used in apiserver.flags.uses.iter().filter(|used| used.name != EXPERIMENTAL) {
        if used.dashes == 1 && ETCD_AND_ENCRYPTION.contains(&used.name.as_str()) {
            report_shorthand(apiserver, used, out);
        } else if ETCD_AND_ENCRYPTION.contains(&used.name.as_str()) {
            if !apiserver_flags::exists(&used.name, version) {
                report_too_new(used, out);
            }
        } else if is_unknown_etcd_flag(&used.name) && !apiserver_flags::exists(&used.name, version) {
            report_unknown(apiserver, used, out);
        }
    }
}

fn report_shorthand(apiserver: &Apiserver, used: &FlagUse, out: &mut Findings) {
    let message = message!(
        "-{} has one dash: kube-apiserver reads it as single letters and exits with \"unknown shorthand flag\"",
        show(&used.name)
    );
    out.report(used.name_place.clone(), message)
        .label("two dashes are needed")
        .fix(Fix::safe_or_advice("write two dashes", apiserver.rename(used, &used.name)));
}

fn report_too_new(used: &FlagUse, out: &mut Findings) {
    let Some(minor) = apiserver_flags::since(&used.name) else { return };
    let message = message!(
        "--{} came with Kubernetes 1.{}: this kube-apiserver exits with \"unknown flag\"",
        show(&used.name),
        minor
    );
    out.report(used.name_place.clone(), message)
        .label("unknown flag")
        .fix(Fix::advice("remove the flag, or run a newer version"));
}

fn report_unknown(apiserver: &Apiserver, used: &FlagUse, out: &mut Findings) {
    let candidates = apiserver_flags::suggest(&used.name);
    let [meant] = candidates.as_slice() else {
        let message =
            message!("kube-apiserver has no flag --{}: it exits with \"unknown flag\"", show(&used.name));
        let finding = out.report(used.name_place.clone(), message);
        finding.label("unknown flag").fix(Fix::advice("remove the flag"));
        return;
    };
    let message = message!(
        "kube-apiserver has no flag --{}: it exits with \"unknown flag\"; --{} was probably meant",
        show(&used.name),
        *meant
    );
    let finding = out.report(used.name_place.clone(), message);
    finding.label("unknown flag").fix(renamed(apiserver, used, meant));
}

/// Safe where no more than a slip of the keyboard is between the names.
fn renamed(apiserver: &Apiserver, used: &FlagUse, meant: &'static str) -> Fix {
    if apiserver.flags.last(meant).is_some() {
        return Fix::advice(message!("remove the flag: --{} is set already", meant));
    }
    let title = message!("rename the flag to --{}", meant);
    let edits = apiserver.rename(used, meant);
    if spelling::distance(&used.name, meant, 2).is_some() {
        Fix::safe_or_advice(title, edits)
    } else {
        Fix::suggested(title, edits.unwrap_or_default())
    }
}

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::etcd::{Config, Etcd};
use crate::model::etcd_flags;
use crate::model::go_flag::Kind;
use crate::model::setting::Origin;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::word::Word;

use super::argument::{boolean_fix, is_explained, is_overruled, meant_boolean, rewritten};
use super::etcd317_config_file_unknown_key::is_read;
use super::values::{refusal, without_unit};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD305",
    name: "invalid-flag-value",
    summary: "etcd cannot read the value of the flag",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd305_invalid_flag_value.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    for used in &etcd.flags.uses {
        let (Some(kind), Some(word)) = (used.kind, &used.value) else { continue };
        // What etcd takes as it is and looks at later is the last use alone.
        if kind == Kind::String && etcd.flags.last(&used.name).is_some_and(|last| last.index != used.index) {
            continue;
        }
        if !is_explained(&etcd.flags, used) {
            check_value(etcd, &used.name, kind, word, Origin::Flag, out);
        }
    }
    let Config::Given(file) = &etcd.config else { return };
    for key in file.keys.iter().filter(|key| is_read(key, etcd.version) && key.kind == "string") {
        let flag = key.flag().and_then(|name| etcd_flags::lookup(&name));
        let kind = flag.and_then(|flag| flag.kind(etcd.version));
        // The file has types of its own for everything but texts.
        if let (Some(flag), Some(kind @ (Kind::String | Kind::Var)), Some(word)) = (flag, kind, &key.value) {
            // Only there an empty choice stands for the default.
            if kind == Kind::Var && word.text.is_empty() {
                continue;
            }
            check_value(etcd, flag.name, kind, word, Origin::File, out);
        }
    }
}

fn check_value(etcd: &Etcd, flag: &str, kind: Kind, word: &Word, origin: Origin, out: &mut Findings) {
    let Some(value) = word.known().filter(|_| !is_overruled(etcd, flag)) else { return };
    if let Some(refusal) = refusal(flag, kind, value, etcd.version) {
        out.report(word.place.clone(), refusal.message(flag, value, origin))
            .label("etcd cannot read this")
            .fix(fix(flag, kind, word));
    }
}

/// What to write instead of a value that etcd refuses.
pub(super) fn fix(flag: &str, kind: Kind, word: &Word) -> Fix {
    if let Some(meant) = meant_boolean(&word.text).filter(|_| kind == Kind::Bool) {
        let text = if meant { "true" } else { "false" };
        let title = message!("write {}", text);
        return match rewritten(word, text) {
            Some(edit) => boolean_fix(flag, meant, title, vec![edit]),
            None => Fix::advice(title),
        };
    }
    match without_unit(flag, &word.text) {
        Some(number) => {
            let edit = rewritten(word, number.to_string());
            Fix::suggested(message!("write {}", number), edit.into_iter().collect())
        }
        None => Fix::advice("write a value that the flag takes"),
    }
}

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

use super::argument::{boolean_fix, has_config_file, is_explained, is_overruled, meant_boolean, rewritten};
use super::etcd317_config_file_unknown_key::is_read;
use super::values::{Refusal, refusal, without_unit};

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
        if !is_explained(&etcd.flags, used) {
            let is_last = etcd.flags.last(&used.name).is_none_or(|last| last.index == used.index);
            let Some(refusal) = refused(etcd, &used.name, kind, word) else { continue };
            // What etcd takes as it is and looks at later is the last use alone, and none beside a file.
            if is_last && !has_config_file(etcd) || refusal.is_of_every_use() {
                report(&refusal, &used.name, kind, word, Origin::Flag, out);
            }
        }
    }
    let Config::Given(file) = &etcd.config else { return };
    for key in file.keys.iter().filter(|key| is_read(key, etcd.version) && key.kind == "string") {
        let flag = key.flag().and_then(|name| etcd_flags::lookup(&name));
        let kind = flag.and_then(|flag| flag.kind(etcd.version));
        // The file has types of its own for everything but texts.
        if let (Some(flag), Some(kind @ (Kind::String | Kind::Var)), Some(word)) = (flag, kind, &key.value) {
            // Only there an empty choice stands for the default, and any stage is taken (seen in 3.5.24 and 3.6.6).
            if kind == Kind::Var && (word.text.is_empty() || flag.name == "v2-deprecation") {
                continue;
            }
            if let Some(refusal) = refused(etcd, flag.name, kind, word) {
                report(&refusal, flag.name, kind, word, Origin::File, out);
            }
        }
    }
}

fn refused(etcd: &Etcd, flag: &str, kind: Kind, word: &Word) -> Option<Refusal> {
    let value = word.known().filter(|_| !is_overruled(etcd, flag))?;
    refusal(flag, kind, value, etcd.version)
}

fn report(refusal: &Refusal, flag: &str, kind: Kind, word: &Word, origin: Origin, out: &mut Findings) {
    out.report(word.place.clone(), refusal.message(flag, &word.text, origin))
        .label("etcd cannot read this")
        .fix(fix(flag, kind, word));
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

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show_word;
use crate::model::etcd::Etcd;
use crate::model::etcd_flags;
use crate::model::go_flag::ProblemKind;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::word::Word;

use super::argument::{not_a_flag, rewritten};
use super::etcd323_config_is_not_config_file::is_path_of_config;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD307",
    name: "stray-argument",
    summary: "an argument is neither a flag nor the value of one",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd307_stray_argument.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let Some((index, word)) = stray(etcd) else { return };
    let words: Vec<&str> = etcd.words().iter().map(|word| word.text.as_str()).collect();
    let refusal = not_a_flag(etcd, show_word(&words, index));
    let message = match etcd.words().len() - index - 1 {
        0 => refusal,
        more => {
            message!("{}, and nothing behind it is read ({} more)", refusal, more)
        }
    };
    let finding = out.report(word.place.clone(), message).label("not a flag");
    finding.fix(match etcd_flags::lookup(word.text.split('=').next().unwrap_or_default()) {
        Some(flag) => {
            let edit = rewritten(word, format!("--{}", word.text));
            Fix::suggested(message!("write --{}", flag.name), edit.into_iter().collect())
        }
        None => Fix::advice("remove it, or join it with the flag it belongs to"),
    });
}

/// The first argument that etcd's flag parser leaves over, with its position, unless another finding
/// explains it or it may be the value of a flag that cannot be seen.
fn stray(etcd: &Etcd) -> Option<(usize, &Word)> {
    let line = &etcd.flags;
    let first = line.leftovers.first()?;
    let (index, word) = etcd.words().iter().enumerate().find(|(_, word)| *word == first)?;
    let before = index.checked_sub(1).and_then(|before| etcd.words().get(before));
    let is_explained = line.problems.iter().any(|problem| match problem.kind {
        ProblemKind::SeparateBool => problem.index + 1 == index,
        ProblemKind::LiteralQuotes => problem.index == index,
        _ => false,
    });
    let is_hidden = before.is_some_and(|before| !before.starts_known());
    (!is_explained && !is_hidden && !is_path_of_config(line, index)).then_some((index, word))
}

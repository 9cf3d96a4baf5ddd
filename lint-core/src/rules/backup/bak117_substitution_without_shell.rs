use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::backup::{Action, Backup, Tool};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::word::Word;

pub(crate) static RULE: Rule = Rule {
    id: "BAK117",
    name: "substitution-without-shell",
    summary: "shell syntax in arguments that no shell reads",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("bak117_substitution_without_shell.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    for step in &backup.steps {
        if matches!(step.action, Action::Other(Tool::Unknown)) {
            continue;
        }
        let taken_literally = step.command.args.iter().find_map(|word| Some((word, syntax_in(word)?)));
        let Some((word, syntax)) = taken_literally else { continue };
        // What stands around the syntax may be a password.
        out.report(
            word.place.clone(),
            message!("no shell reads this {}: the program gets it as it is written", syntax),
        )
        .label("taken literally")
        .fix(Fix::advice("start the command with sh -c, in an image that has a shell"));
    }
}

const OPERATORS: [&str; 9] = [">", ">>", "|", "||", "&&", ";", "&", "2>&1", "<"];

/// How substitutions and variables begin, the longer ones first, and what they are called.
const EXPANSIONS: [(&str, &str); 3] = [("$(", "$(…)"), ("${", "${…}"), ("$", "$…")];

/// What a shell would have done something with, in a word that none reads.
fn syntax_in(word: &Word) -> Option<&'static str> {
    let text = word.known().filter(|_| !word.from_shell)?;
    let operator = OPERATORS.into_iter().find(|operator| text == *operator);
    let expansion = EXPANSIONS.into_iter().find(|(begin, _)| is_expanded(text, begin)).map(|(_, name)| name);
    let quotes = || (text.matches('`').count() >= 2).then_some("`…`");
    operator.or(expansion).or_else(quotes)
}

fn is_expanded(text: &str, begin: &str) -> bool {
    text.match_indices(begin).any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || "_({".contains(c))
    })
}

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
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
    fix: FixKind::Suggested,
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
        let is_taken_literally =
            |word: &&Word| !word.from_shell && word.is_known() && has_shell_syntax(&word.text);
        let Some(word) = step.command.args.iter().find(is_taken_literally) else { continue };
        out.report(
            word.place.clone(),
            message!("no shell reads {}: the program gets it as it is written", show(&word.text)),
        )
        .label("taken literally")
        .fix(Fix::advice("start the command with sh -c, in an image that has a shell"));
    }
}

fn has_shell_syntax(text: &str) -> bool {
    let is_operator = matches!(text, ">" | ">>" | "|" | "||" | "&&" | ";" | "&" | "2>&1" | "<");
    let names_variable = text.match_indices('$').any(|(at, _)| {
        text.get(at + 1..)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || "_({".contains(c)))
    });
    is_operator || names_variable || text.matches('`').count() >= 2
}

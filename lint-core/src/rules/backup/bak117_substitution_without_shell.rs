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
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("bak117_substitution_without_shell.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    if let Some(place) = &backup.cut_at {
        out.report(
            place.clone(),
            "cron ends the command at this %: the shell gets half of it, and every run ends with a syntax error",
        )
        .label("taken for a line break")
        .fix(Fix::advice(r"put a \ before each %"));
    }
    if backup.unit.is_some() {
        for script in &backup.scripts {
            specifiers(&script.text, out);
        }
    }
    for step in &backup.steps {
        if matches!(step.action, Action::Other(Tool::Unknown)) {
            continue;
        }
        let program = step.command.program.basename();
        let is_not_own = |word: &&Word| !is_own_syntax(program, &word.text);
        let mut args = step.command.args.iter().filter(is_not_own);
        let taken_literally = args.find_map(|word| Some((word, syntax_in(word)?)));
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

/// Whether a program itself makes something of a word that looks like a shell's: the end of `find -exec … ;`, or `$1`
/// in a program of awk.
fn is_own_syntax(program: &str, word: &str) -> bool {
    match program {
        "find" => word == ";",
        "awk" | "gawk" | "mawk" | "sed" | "grep" | "perl" | "jq" => !OPERATORS.contains(&word),
        _ => false,
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

/// Reports what a unit gives `date` for its format and systemd takes for its own.
fn specifiers(script: &Word, out: &mut Findings) {
    /// What is no specifier of any systemd.
    const UNKNOWN: &str = "FekxXzZ";
    let is_of_date = |start: usize| {
        let before = script.text.get(..start).unwrap_or_default();
        before.rsplit(['(', '`']).next().is_some_and(|call| call.starts_with("date ") && !call.contains(')'))
    };
    let found = script.unknown.iter().find_map(|hole| {
        let specifier = script.text.get(hole.clone())?.strip_prefix('%')?;
        is_of_date(hole.start).then_some((hole.clone(), specifier))
    });
    let Some((hole, specifier)) = found else { return };
    let message = if UNKNOWN.contains(specifier) {
        message!(
            "systemd knows no specifier %{} and does not load the unit: nothing is saved",
            show(specifier)
        )
    } else {
        message!("systemd takes %{} for a specifier of its own: it never comes to date", show(specifier))
    };
    out.report(script.place_of(hole), message)
        .label("read by systemd")
        .fix(Fix::advice("write %% for each % that date is to get"));
}

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::{Message, show};
use crate::model::etcd::Etcd;
use crate::model::go_flag::{FlagUse, Kind, ProblemKind};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::image::Version;
use crate::subject::word::Word;

use super::argument::{boolean_fix, decides_reach, meant_boolean, not_a_flag, rewritten, used_at};
use super::values::refusal;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD311",
    name: "literal-quotes",
    summary: "quotes around a value are part of the value",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd311_literal_quotes.md"),
    check: Check::Etcd(check),
};

/// Flags with a type of etcd's own that take any text, one or a list of them.
const TEXTS: [&str; 5] = [
    "client-cert-allowed-hostname",
    "host-whitelist",
    "log-outputs",
    "peer-cert-allowed-cn",
    "peer-cert-allowed-hostname",
];

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    for problem in etcd.flags.problems_of(ProblemKind::LiteralQuotes) {
        let used = used_at(&etcd.flags, problem.index);
        match used.and_then(|used| Some((used, used.value.as_ref()?))) {
            Some((used, value)) => {
                let finding = out
                    .report(problem.place.clone(), message(used, value, etcd.version))
                    .label("quotes in the value");
                finding.fix(fix(used, value, etcd.version));
            }
            None => {
                let Some(word) = etcd.words().get(problem.index) else { continue };
                let message =
                    message!("the quotes are part of the argument: {}", not_a_flag(etcd, show(&word.text)));
                let edit = rewritten(word, unquoted(&word.text));
                out.report(word.place.clone(), message)
                    .label("quotes in the argument")
                    .fix(Fix::suggested("remove the quotes", edit.into_iter().collect()));
            }
        }
    }
}

fn message(used: &FlagUse, value: &Word, version: Option<Version>) -> Message {
    let name = show(&used.name);
    match used.kind {
        // As Go's %q writes a text in quotes.
        Some(Kind::Bool) => message!(
            "the quotes are part of the value: etcd exits: invalid boolean value {} for -{}: parse error",
            show(&format!("{:?}", value.text)),
            name
        ),
        _ if is_read(used, value, version) => message!("the quotes are part of the value of --{}", name),
        _ => message!("the quotes are part of the value of --{}, which etcd then cannot read", name),
    }
}

/// Whether etcd takes the value with its quotes.
fn is_read(used: &FlagUse, value: &Word, version: Option<Version>) -> bool {
    match used.kind {
        Some(kind @ Kind::String) => refusal(&used.name, kind, &value.text, version).is_none(),
        Some(Kind::Var) => TEXTS.contains(&used.name.as_str()),
        Some(_) => false,
        None => true,
    }
}

fn fix(used: &FlagUse, value: &Word, version: Option<Version>) -> Fix {
    let inner = unquoted(&value.text);
    let meant = meant_boolean(inner).filter(|_| used.kind == Some(Kind::Bool));
    let text = match meant {
        Some(true) => "true",
        Some(false) => "false",
        None => inner,
    };
    let Some(edit) = rewritten(value, text) else { return Fix::advice("remove the quotes") };
    let is_wrong_still = used.kind.is_some_and(|kind| refusal(&used.name, kind, text, None).is_some());
    match meant {
        Some(meant) => boolean_fix(&used.name, meant, "remove the quotes".into(), vec![edit]),
        // With its quotes it may be what other places have as well: a name, or where the data are.
        None if is_wrong_still || is_read(used, value, version) || decides_reach(&used.name) => {
            Fix::suggested("remove the quotes", vec![edit])
        }
        None => Fix::safe("remove the quotes", vec![edit]),
    }
}

fn unquoted(text: &str) -> &str {
    text.get(1..text.len().saturating_sub(1)).unwrap_or(text)
}

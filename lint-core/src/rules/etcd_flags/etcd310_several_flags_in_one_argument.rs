use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::model::go_flag::ProblemKind;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Part, Place, Step};
use crate::subject::word::Word;

use super::argument::{is_harmless, rewritten};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD310",
    name: "several-flags-in-one-argument",
    summary: "one list item holds two flags, or a flag and its value",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd310_several_flags_in_one_argument.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    for problem in etcd.flags.problems_of(ProblemKind::SeveralInOne) {
        let Some(word) = etcd.words().get(problem.index) else { continue };
        let (name, text) = (show(&problem.name), show(&word.text));
        let holds_value_only = word.text.split_whitespace().skip(1).all(|part| !part.starts_with('-'));
        let message = if holds_value_only {
            message!(
                "etcd takes \"{}\" for the name of one flag and exits; --{} and its value need a = between them",
                text,
                name
            )
        } else {
            message!("one list item holds two flags: the rest becomes part of the value of --{}", name)
        };
        let title = if holds_value_only {
            "write = between the flag and its value"
        } else {
            "give each flag an item of its own"
        };
        let finding = out.report(problem.place.clone(), message).label("one argument");
        let parts = parts(word);
        finding.fix(match parts.as_ref().and_then(|parts| split(word, parts)) {
            // Two flags in one may be a value with which etcd starts, and the second has no effect.
            Some(edits) if holds_value_only && parts.iter().flatten().all(|part| is_harmless(part)) => {
                Fix::safe(title, edits)
            }
            edits => Fix::suggested(title, edits.unwrap_or_default()),
        });
    }
}

/// The flags in a word, each with its value; `None` if it is not plain where one ends and the next begins.
fn parts(word: &Word) -> Option<Vec<String>> {
    let mut parts: Vec<String> = Vec::new();
    // A lone dash is the mark of the next item, in a list that is indented wrongly.
    for text in word.known()?.split_whitespace().filter(|text| *text != "-") {
        match parts.last_mut() {
            _ if text.starts_with('-') => parts.push(text.to_owned()),
            Some(flag) if !flag.contains('=') => {
                flag.push('=');
                flag.push_str(text);
            }
            _ => return None,
        }
    }
    let has_quotes = word.text.contains(['"', '\'']);
    (!has_quotes).then_some(parts)
}

/// The edits that make items of the parts; `None` for a word that is no item of a list.
fn split(word: &Word, parts: &[String]) -> Option<Vec<Edit>> {
    let (first, rest) = parts.split_first()?;
    let edit = rewritten(word, first.as_str())?;
    let (Part::Value, Some(Step::Index(index))) = (&word.place.part, word.place.path.last()) else {
        return None;
    };
    let list = Place::value(word.place.document, word.place.path.parent()?);
    let inserts = rest.iter().map(|part| Edit::Insert {
        place: list.clone(),
        index: index + 1,
        value: part.as_str().into(),
    });
    Some(std::iter::once(edit).chain(inserts).collect())
}

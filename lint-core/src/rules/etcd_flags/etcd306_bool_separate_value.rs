use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::go_value::parse_bool;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::model::go_flag::ProblemKind;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Part, Place};
use crate::subject::word::Word;

use super::argument::{boolean_fix, meant_boolean, not_a_flag};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD306",
    name: "bool-separate-value",
    summary: "the value of a boolean flag stands in the next list item",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd306_bool_separate_value.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    for problem in etcd.flags.problems_of(ProblemKind::SeparateBool) {
        let words = etcd.words();
        let (Some(flag), Some(value)) = (words.get(problem.index), words.get(problem.index + 1)) else {
            continue;
        };
        let message = message!(
            "--{} takes no separate value: it is true by itself, and {}",
            show(&problem.name),
            not_a_flag(etcd, show(&value.text))
        );
        out.report(value.place.clone(), message)
            .label("not read as the value")
            .related(flag.place.clone(), "the flag")
            .fix(fix(&problem.name, flag, value, cx));
    }
}

fn fix(name: &str, flag: &Word, value: &Word, cx: &Context) -> Fix {
    let meant = parse_bool(&value.text).or_else(|| meant_boolean(&value.text)).unwrap_or(true);
    let text = format!("{}={meant}", flag.text);
    let title = message!("join them with =");
    match joined(flag, value, text, cx) {
        Some(edits) => boolean_fix(name, meant, title, edits),
        None => Fix::advice(title),
    }
}

/// The edits that put `text` in place of two neighbours: two items of a list, or two words of one script.
fn joined(first: &Word, second: &Word, text: String, cx: &Context) -> Option<Vec<Edit>> {
    if !(first.verbatim && second.verbatim) {
        return None;
    }
    let value = Scalar::String(text);
    match (&first.place.part, &second.place.part) {
        (Part::Value, Part::Value) => Some(vec![
            Edit::Replace { place: first.place.clone(), value },
            Edit::Remove { place: second.place.clone() },
        ]),
        (Part::Within(a), Part::Within(b)) if first.place.path == second.place.path => {
            // A word that comes from a variable stands where the variable is set.
            let script = cx.at(&first.place)?;
            let between = script.node.as_str()?.get(a.end..b.start)?.replace("\\\n", " ");
            if !between.trim_matches([' ', '\t']).is_empty() {
                return None;
            }
            let place = Place { part: Part::Within(a.start..b.end), ..first.place.clone() };
            Some(vec![Edit::Replace { place, value }])
        }
        _ => None,
    }
}

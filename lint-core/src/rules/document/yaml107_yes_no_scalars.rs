use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Cursor, Value};
use crate::subject::workload::Workload;

pub(crate) static RULE: Rule = Rule {
    id: "YAML107",
    name: "yes-no-scalars",
    summary: "an unquoted value is read as a boolean or number where text is needed",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("yaml107_yes_no_scalars.md"),
    check: Check::Workload(check),
};

fn check(workload: &Workload, context: &Context, out: &mut Findings) {
    if !context.inventory.is_ours(workload.document) {
        return;
    }
    for container in &workload.containers {
        let Some(container_at) = context.at(&container.place) else { continue };
        let variables = container_at.get("env");
        let values = variables.iter().flat_map(Cursor::items).filter_map(|variable| variable.get("value"));
        let words = ["command", "args"].iter().filter_map(|key| container_at.get(key));
        let words: Vec<Cursor> = words.flat_map(|list| list.items().collect::<Vec<_>>()).collect();
        for value in values.chain(words) {
            let kind = match value.node.value {
                Value::Bool(_) | Value::Number(_) => value.node.kind(),
                _ => continue,
            };
            out.report_in(
                workload.subject(Some(container)),
                value.place(),
                message!(
                    "without quotes this is a {}, and Kubernetes refuses the pod: text is needed here",
                    kind
                ),
            )
            .fix(fix(&value, context));
        }
    }
}

/// What is written, in quotes: `0600` and `3.10` would otherwise become 384 and 3.1. YAML's `yes` is etcd's `true`,
/// but another program may know it as it is.
fn fix(value: &Cursor, context: &Context) -> Fix {
    let Some(written) = written(value, context) else { return Fix::advice("quote the value") };
    let (title, text, is_kept) = match &value.node.value {
        Value::Bool(true) => ("write the text \"true\"", "true", written.eq_ignore_ascii_case("true")),
        Value::Bool(false) => ("write the text \"false\"", "false", written.eq_ignore_ascii_case("false")),
        other => {
            let is_kept = matches!(other, Value::Number(number) if number.to_string() == written);
            ("write the number as text", written, is_kept)
        }
    };
    let edits = vec![Edit::Replace { place: value.place(), value: Scalar::String(text.to_owned()) }];
    if is_kept { Fix::safe(title, edits) } else { Fix::suggested(title, edits) }
}

/// The value as it stands in the text. `None` behind a tag, an anchor or an alias.
fn written<'a>(value: &Cursor, context: &Context<'a>) -> Option<&'a str> {
    let (document, range) = context.inventory.text_range(&value.place());
    let text = context.inventory.held(document).document.text.0.get(range?)?;
    text.starts_with(|first: char| first.is_ascii_alphanumeric() || "+-.".contains(first)).then_some(text)
}

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
            if let Some(text) = text_of(&value.node.value) {
                let kind = value.node.kind();
                let title = match &value.node.value {
                    Value::Bool(true) => "write the text \"true\"",
                    Value::Bool(false) => "write the text \"false\"",
                    _ => "write the number as text",
                };
                out.report_in(
                    workload.subject(Some(container)),
                    value.place(),
                    message!(
                        "without quotes this is a {}, and Kubernetes refuses the pod: text is needed here",
                        kind
                    ),
                )
                .fix(Fix::safe(
                    title,
                    vec![Edit::Replace { place: value.place(), value: Scalar::String(text) }],
                ));
            }
        }
    }
}

/// What a scalar that is no text means as text; YAML's `yes` is etcd's `true`.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

//! Ways to write a value down that mean the same to Kubernetes.

use serde_json::Value;

/// A name, and how it is written; nothing where it cannot be written so.
type Dress = (&'static str, fn(&Value) -> Option<String>);

pub(super) const DRESSES: [Dress; 7] = [
    ("JSON", |value| Some(value.to_string())),
    ("JSON on lines", |value| serde_json::to_string_pretty(value).ok()),
    ("a flow in YAML", |value| Some(format!("---\n{value}\n"))),
    ("blocks", block),
    ("blocks with comments", commented),
    ("blocks with quotes", |value| Some(quoted(value, 0))),
    ("blocks with keys the other way round", |value| Some(turned(value, 0))),
];

/// The library writes for readers of YAML 1.2, to whom `yes` is a text.
pub(super) fn block(value: &Value) -> Option<String> {
    let text = serde_yaml::to_string(value).ok()?;
    let is_same = etcdlint_core::source::documents(&text).next()?.root.to_json() == *value;
    is_same.then_some(text)
}

/// A comment above each line and behind it, where no line is a part of a text.
fn commented(value: &Value) -> Option<String> {
    let text = block(value)?;
    let is_text = |line: &str| line.contains(['|', '>']);
    if text.lines().any(is_text) || text.contains("? ") {
        return None;
    }
    Some(text.lines().map(|line| format!("# above\n{line} # behind\n\n")).collect())
}

/// Blocks in which every string and key stands in double quotes.
fn quoted(value: &Value, indent: usize) -> String {
    in_blocks(value, indent, &|entries| entries)
}

fn turned(value: &Value, indent: usize) -> String {
    in_blocks(value, indent, &|mut entries| {
        entries.reverse();
        entries
    })
}

type Entries<'v> = Vec<(&'v String, &'v Value)>;

fn in_blocks(value: &Value, indent: usize, order: &dyn for<'v> Fn(Entries<'v>) -> Entries<'v>) -> String {
    let margin = " ".repeat(indent);
    let child = |value: &Value| match value {
        Value::Object(entries) if !entries.is_empty() => format!("\n{}", in_blocks(value, indent + 2, order)),
        Value::Array(items) if !items.is_empty() => format!("\n{}", in_blocks(value, indent + 2, order)),
        scalar => format!(" {scalar}\n"),
    };
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            let entries = order(entries.iter().collect());
            entries
                .iter()
                .map(|(key, value)| format!("{margin}{}:{}", Value::from(key.as_str()), child(value)))
                .collect()
        }
        Value::Array(items) => items.iter().map(|item| format!("{margin}-{}", child(item))).collect(),
        scalar => format!("{margin}{scalar}\n"),
    }
}

//! Ways to write a value down that mean the same to Kubernetes.

use std::collections::HashMap;

use serde_json::Value;

/// A name, and how it is written; nothing where it cannot be written so.
type Dress = (&'static str, fn(&Value) -> Option<String>);

pub(super) const DRESSES: [Dress; 11] = [
    ("JSON", |value| Some(value.to_string())),
    ("JSON on lines", |value| serde_json::to_string_pretty(value).ok()),
    ("a flow in YAML", |value| Some(format!("---\n{value}\n"))),
    ("blocks", block),
    ("blocks from Windows", |value| Some(block(value)?.replace('\n', "\r\n"))),
    ("blocks from an old Mac", |value| Some(block(value)?.replace('\n', "\r"))),
    ("blocks with comments", commented),
    ("blocks with quotes", |value| Some(quoted(value, 0))),
    ("blocks with keys the other way round", |value| Some(turned(value, 0))),
    ("anchors and aliases", anchored),
    ("merges", merged),
];

/// The library writes for readers of YAML 1.2, to whom `yes` is a text.
pub(super) fn block(value: &Value) -> Option<String> {
    let text = serde_yaml::to_string(value).ok()?;
    means(&text, value).then_some(text)
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

/// What stands twice stands once, with an anchor, and is an alias after that; nothing where nothing does.
fn anchored(value: &Value) -> Option<String> {
    let mut counts = HashMap::new();
    count_values(value, &mut counts);
    let repeated = counts.into_iter().filter(|(text, count)| *count > 1 && text.len() > 2);
    let mut anchors = repeated.map(|(text, _)| (text, false)).collect::<HashMap<_, _>>();
    if anchors.is_empty() {
        return None;
    }
    let text = format!("---\n{}\n", with_aliases(value, &mut anchors));
    assert!(means(&text, value), "{text}");
    Some(text)
}

/// How often each value is there.
fn count_values(value: &Value, counts: &mut HashMap<String, usize>) {
    *counts.entry(value.to_string()).or_default() += 1;
    match value {
        Value::Array(items) => items.iter().for_each(|item| count_values(item, counts)),
        Value::Object(entries) => entries.values().for_each(|value| count_values(value, counts)),
        _ => {}
    }
}

/// A flow in which a value that has an anchor already is an alias.
fn with_aliases(value: &Value, anchors: &mut HashMap<String, bool>) -> String {
    let text = value.to_string();
    let name =
        format!("a{:x}", text.bytes().fold(5_381_u64, |sum, byte| sum.wrapping_mul(33) ^ u64::from(byte)));
    let anchor = match anchors.get_mut(&text) {
        Some(true) => return format!("*{name} "),
        Some(is_set) => {
            *is_set = true;
            format!("&{name} ")
        }
        None => String::new(),
    };
    let written = match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| with_aliases(item, anchors)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| {
                format!("{}: {}", Value::from(key.as_str()), with_aliases(value, anchors))
            };
            let entries: Vec<_> = entries.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        scalar => scalar.to_string(),
    };
    format!("{anchor}{written}")
}

/// The later half of each mapping comes through a merge; nothing where no mapping has two entries, or where a
/// reader sees something else.
fn merged(value: &Value) -> Option<String> {
    let text = format!("---\n{}\n", with_merges(value));
    (text.contains("<<") && means(&text, value)).then_some(text)
}

fn with_merges(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(with_merges).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| {
                format!("{}: {}", Value::from(key.as_str()), with_merges(value))
            };
            let mut own: Vec<_> = entries.iter().map(entry).collect();
            let rest = own.split_off(own.len().div_ceil(2));
            if !rest.is_empty() {
                own.push(format!("<<: {{{}}}", rest.join(", ")));
            }
            format!("{{{}}}", own.join(", "))
        }
        scalar => scalar.to_string(),
    }
}

fn means(text: &str, value: &Value) -> bool {
    let mut documents = etcdlint_core::source::documents(text);
    documents.next().is_some_and(|document| document.root.to_json() == *value)
}

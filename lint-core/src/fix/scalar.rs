//! Writing scalars and small values so that Kubernetes' reader reads them back.

use serde_json::{Value, json};

use crate::source::{self, LINE_BREAKS, Style};

/// How values are written where a change is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notation {
    /// Strings always have double quotes.
    Json,
    /// Inside `[]` or `{}`.
    Flow,
    /// By indentation.
    Block,
}

/// What a scalar is there for.
#[derive(Clone, Copy)]
enum Role {
    Key,
    Value,
}

/// Writes a string as a value, if possible in `style`.
pub(super) fn string(text: &str, style: Style, notation: Notation) -> Option<String> {
    scalar(text, style, notation, Role::Value)
}

/// Writes a string as a key, if possible in `style`.
pub(super) fn key(text: &str, style: Style, notation: Notation) -> Option<String> {
    scalar(text, style, notation, Role::Key)
}

/// Writes any value on one line.
pub(super) fn value(value: &Value, notation: Notation) -> Option<String> {
    let inner = if notation == Notation::Json { Notation::Json } else { Notation::Flow };
    match value {
        Value::String(text) => string(text, Style::Plain, notation),
        Value::Array(items) => {
            let items = items.iter().map(|item| self::value(item, inner)).collect::<Option<Vec<_>>>()?;
            Some(format!("[{}]", items.join(", ")))
        }
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| entry(key, value, inner));
            Some(format!("{{{}}}", entries.collect::<Option<Vec<_>>>()?.join(", ")))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
    }
}

/// Writes a value by indentation, in lines.
pub(super) fn lines(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let entries = map.iter().map(|(key, value)| entry_lines(key, value));
            Some(entries.collect::<Option<Vec<_>>>()?.concat())
        }
        Value::Array(items) if !items.is_empty() => {
            let items = items.iter().map(|item| Some(indented("- ", lines(item)?)));
            Some(items.collect::<Option<Vec<_>>>()?.concat())
        }
        value => Some(vec![self::value(value, Notation::Block)?]),
    }
}

fn entry_lines(key: &str, value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Object(map) if !map.is_empty() => below(key, value),
        Value::Array(items) if !items.is_empty() => below(key, value),
        value => Some(vec![entry(key, value, Notation::Block)?]),
    }
}

fn below(key: &str, value: &Value) -> Option<Vec<String>> {
    let key = format!("{}:", self::key(key, Style::Plain, Notation::Block)?);
    Some(std::iter::once(key).chain(indented("  ", lines(value)?)).collect())
}

/// The lines, the first one behind `first` and the others below it.
fn indented(first: &str, lines: Vec<String>) -> Vec<String> {
    let lead = |line: usize| if line == 0 { first } else { "  " };
    lines.into_iter().enumerate().map(|(number, line)| format!("{}{line}", lead(number))).collect()
}

/// Writes an entry of a mapping on one line.
pub(super) fn entry(key: &str, value: &Value, notation: Notation) -> Option<String> {
    Some(format!("{}: {}", self::key(key, Style::Plain, notation)?, self::value(value, notation)?))
}

/// Whether `written`, put where a value may stand, is read as the string `text`.
pub(super) fn reads_as(written: &str, text: &str, notation: Notation) -> bool {
    reads(written, text, notation, Role::Value)
}

fn scalar(text: &str, style: Style, notation: Notation, role: Role) -> Option<String> {
    let own = match style {
        _ if notation == Notation::Json => None,
        _ if text.contains(LINE_BREAKS) => None,
        Style::Plain | Style::Flow => Some(text.to_owned()),
        Style::SingleQuoted => Some(format!("'{}'", text.replace('\'', "''"))),
        _ => None,
    };
    let mut candidates = own.into_iter().chain([double_quoted(text)]);
    candidates.find(|written| reads(written, text, notation, role))
}

/// The places in which a scalar may stand, each with the value that a document then has.
fn reads(written: &str, text: &str, notation: Notation, role: Role) -> bool {
    let probes = match (role, notation) {
        (Role::Value, Notation::Block) => {
            vec![(format!("k: {written}\n"), json!({"k": text})), (format!("- {written}\n"), json!([text]))]
        }
        (Role::Value, _) => vec![
            (format!("k: [{written}]\n"), json!({"k": [text]})),
            (format!("k: {{k: {written}}}\n"), json!({"k": {"k": text}})),
        ],
        (Role::Key, Notation::Block) => vec![(format!("- {written}: v\n"), json!([{text: "v"}]))],
        (Role::Key, _) => vec![(format!("k: {{{written}: v}}\n"), json!({"k": {text: "v"}}))],
    };
    probes.into_iter().all(|(probe, expected)| {
        let mut documents = source::documents(&probe);
        let is_same = documents
            .next()
            .is_some_and(|document| document.error.is_none() && document.root.to_json() == expected);
        is_same && documents.next().is_none()
    })
}

/// As YAML and JSON both read it.
fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if needs_escape(c) => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether YAML would refuse the character or read it as a line break.
fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_keep_their_style_where_they_can() {
        use Notation::{Block, Flow, Json};
        use Style::{DoubleQuoted, Folded, Literal, Plain, SingleQuoted};
        let rows = [
            ("etcd", Plain, Block, "etcd"),
            ("etcd", Plain, Flow, "etcd"),
            ("etcd", Plain, Json, "\"etcd\""),
            ("etcd", SingleQuoted, Block, "'etcd'"),
            ("etcd", DoubleQuoted, Block, "\"etcd\""),
            ("etcd", Literal, Block, "\"etcd\""),
            ("etcd", Folded, Block, "\"etcd\""),
            ("--a=b", Plain, Block, "--a=b"),
            ("http://[::1]:2379", Plain, Block, "http://[::1]:2379"),
            ("http://[::1]:2379", Plain, Flow, "\"http://[::1]:2379\""),
            ("a,b", Plain, Block, "a,b"),
            ("a,b", Plain, Flow, "\"a,b\""),
            ("true", Plain, Block, "\"true\""),
            ("on", Plain, Block, "\"on\""),
            ("0644", Plain, Block, "\"0644\""),
            ("1", SingleQuoted, Block, "'1'"),
            ("", Plain, Block, "\"\""),
            ("", SingleQuoted, Block, "''"),
            ("~", Plain, Block, "\"~\""),
            ("a: b", Plain, Block, "\"a: b\""),
            ("a:", Plain, Block, "\"a:\""),
            ("a #b", Plain, Block, "\"a #b\""),
            ("a#b", Plain, Block, "a#b"),
            ("*.*", Plain, Block, "\"*.*\""),
            ("- a", Plain, Block, "\"- a\""),
            (" a", Plain, Block, "\" a\""),
            ("it's", SingleQuoted, Block, "'it''s'"),
            ("it's", Plain, Block, "it's"),
            ("a\nb", SingleQuoted, Block, "\"a\\nb\""),
            (
                "a\u{85}b\u{2028}\u{7f}\u{0}\"\\\t\r",
                Plain,
                Block,
                "\"a\\u0085b\\u2028\\u007f\\u0000\\\"\\\\\\t\\r\"",
            ),
            ("é😀", Plain, Json, "\"é😀\""),
            ("'", Plain, Block, "\"'\""),
            ("@a", Plain, Block, "\"@a\""),
            ("%a", Plain, Block, "\"%a\""),
            ("? a", Plain, Block, "\"? a\""),
        ];
        for (text, style, notation, expected) in rows {
            assert_eq!(
                string(text, style, notation).as_deref(),
                Some(expected),
                "{text:?} {style:?} {notation:?}"
            );
        }
    }

    #[test]
    fn keys() {
        let rows = [
            ("a", Style::Plain, Notation::Block, Some("a")),
            ("yes", Style::Plain, Notation::Block, Some("\"yes\"")),
            ("1", Style::Plain, Notation::Block, Some("1")),
            ("<<", Style::Plain, Notation::Block, Some("\"<<\"")),
            ("a b", Style::SingleQuoted, Notation::Block, Some("'a b'")),
            ("a: b", Style::Plain, Notation::Flow, Some("\"a: b\"")),
            ("a", Style::Plain, Notation::Json, Some("\"a\"")),
        ];
        for (text, style, notation, expected) in rows {
            assert_eq!(key(text, style, notation).as_deref(), expected, "{text:?}");
        }
        assert_eq!(
            key(&"x".repeat(2000), Style::Plain, Notation::Block),
            None,
            "YAML's keys have at most 1024 characters"
        );
    }

    #[test]
    fn values_are_written_on_one_line() {
        let all = json!({"name": "a", "list": [1, true, null, "x: y"], "empty": {}});
        let rows = [
            (&all, Notation::Block, r#"{empty: {}, list: [1, true, null, "x: y"], name: a}"#),
            (&all, Notation::Json, r#"{"empty": {}, "list": [1, true, null, "x: y"], "name": "a"}"#),
        ];
        for (json, notation, expected) in rows {
            assert_eq!(value(json, notation).as_deref(), Some(expected));
        }
    }

    #[test]
    fn values_are_written_by_indentation() {
        let value = json!({"a": {"keys": [{"name": "x", "secret": "y: z"}, 1], "none": []}, "b": "yes"});
        let expected = [
            "a:",
            "  keys:",
            "    - name: x",
            "      secret: \"y: z\"",
            "    - 1",
            "  none: []",
            "b: \"yes\"",
        ];
        assert_eq!(lines(&value).expect("lines"), expected);
    }
}

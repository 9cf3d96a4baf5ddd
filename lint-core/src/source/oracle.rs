//! The reader beside Kubernetes' own, whose readings were recorded in `tests/data/yaml`.

use serde::Deserialize;

use super::{Document, Syntax, documents};

#[derive(Deserialize)]
struct Reading {
    name: String,
    text: String,
    yaml: Reader,
    /// Where apimachinery takes the text for JSON.
    json: Option<Reader>,
}

/// What a reader makes of a text; no value if it refuses it.
#[derive(Deserialize)]
struct Reader {
    #[serde(default, deserialize_with = "value")]
    value: Option<serde_json::Value>,
    #[serde(default)]
    strict: bool,
}

/// `null` is a value, too.
fn value<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<serde_json::Value>, D::Error> {
    serde_json::Value::deserialize(from).map(Some)
}

fn readings() -> Vec<Reading> {
    let lines = include_str!("../../../tests/data/yaml/readings.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Where the reader is known to differ, and why.
const DIFFERENT: [(&str, &str); 13] = [
    (
        "keys: number and string",
        "which of the two wins changes from run to run in Go; here it is a duplicate key",
    ),
    ("strings: escaped slash", "libyaml knows `\\/`, which JSON has and YAML 1.1 has not"),
    ("strings: escaped quote", "go-yaml knows `\\'`, which no YAML has"),
    ("strings: byte-order mark inside", "what cannot be seen is refused, not read"),
    ("strings: two byte-order marks", "what cannot be seen is refused, not read"),
    ("flow: colon before a comma", "libyaml ends a plain scalar before `:,`, go-yaml does not"),
    ("flow: colon before a bracket", "libyaml ends a plain scalar before `:}`, go-yaml does not"),
    ("flow: colon and bracket in a list", "libyaml ends a plain scalar before `:]`, go-yaml does not"),
    ("flow: tag glued to a comma", "for go-yaml the comma belongs to the tag"),
    ("flow: question mark glued", "for libyaml `?` in brackets always begins a key"),
    ("json: escaped slash behind a byte-order mark", "read as JSON, where Kubernetes reads YAML"),
    ("json: half of a pair", "Go replaces half of a surrogate pair; serde_json refuses it"),
    ("json: several", "kubectl reads a stream of values, a component one value only"),
];

#[derive(Debug, PartialEq)]
enum Outcome {
    Refused,
    /// A value, and whether no key stands twice.
    Read(serde_json::Value, bool),
}

fn ours(document: Option<&Document>) -> Outcome {
    match document {
        None => Outcome::Read(serde_json::Value::Null, true),
        Some(document) if document.error.is_some() => Outcome::Refused,
        Some(document) => Outcome::Read(document.root.to_json(), document.duplicates.is_empty()),
    }
}

fn theirs(reader: &Reader) -> Outcome {
    reader.value.clone().map_or(Outcome::Refused, |value| Outcome::Read(value, reader.strict))
}

/// Go writes whole floats as integers.
fn with_equal_numbers(outcome: Outcome) -> Outcome {
    fn even(value: serde_json::Value) -> serde_json::Value {
        match value {
            serde_json::Value::Number(number) => match number.as_f64() {
                Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => (float as i64).into(),
                _ => number.into(),
            },
            serde_json::Value::Array(items) => items.into_iter().map(even).collect(),
            serde_json::Value::Object(map) => {
                map.into_iter().map(|(key, value)| (key, even(value))).collect()
            }
            value => value,
        }
    }
    match outcome {
        Outcome::Read(value, strict) => Outcome::Read(even(value), strict),
        Outcome::Refused => Outcome::Refused,
    }
}

#[test]
fn reads_what_kubernetes_reads() {
    let mut different = Vec::new();
    for Reading { name, text, yaml, json } in readings() {
        let document = documents(&text).next();
        let is_json = document.as_ref().is_some_and(|document| document.syntax == Syntax::Json);
        let expected = json.as_ref().filter(|_| is_json).unwrap_or(&yaml);
        let (ours, theirs) =
            (with_equal_numbers(ours(document.as_ref())), with_equal_numbers(theirs(expected)));
        let is_sniffed = document.is_some_and(|document| document.sniffed_as_json);
        assert_eq!(is_sniffed, json.is_some() && !is_json, "{name}");
        if ours != theirs {
            different.push((name, ours, theirs));
        }
    }
    let names: Vec<_> = different.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names, DIFFERENT.map(|(name, _)| name), "{different:#?}");
}

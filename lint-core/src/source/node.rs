//! The value tree of a document, with the place of every key and value in the text.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::mapping::{Mapping, Origin};

/// A range of bytes in the text of one [`Document`](super::Document).
pub type Span = Range<usize>;

/// A value and, when it was read from text, where it stands.
#[derive(Clone, Default)]
pub struct Node {
    /// The value as Kubernetes would see it.
    pub value: Value,
    /// Where the value stands; `None` for an object that did not come from text.
    pub location: Option<Location>,
}

/// Where a [`Node`] stands in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// The value as it is written, its anchor and tag included.
    pub span: Span,
    /// The `*alias` or `<<` through which the value got to its path, if it did.
    /// Then `span` lies elsewhere and must not be edited for the sake of this path.
    pub alias: Option<Span>,
    /// How the value is written.
    pub style: Style,
}

/// How a value is written; edits keep the style of their surroundings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// A scalar without quotes.
    #[default]
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// A `|` scalar.
    Literal,
    /// A `>` scalar.
    Folded,
    /// A sequence or mapping by indentation.
    Block,
    /// A sequence or mapping in `[]` or `{}`.
    Flow,
}

/// A value by the rules of Kubernetes' YAML reader.
#[derive(Clone, Default)]
pub enum Value {
    /// `null`, `~` or nothing.
    #[default]
    Null,
    /// A boolean, YAML 1.1's `yes`, `on`, `n`, … included.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// A sequence.
    Sequence(Vec<Node>),
    /// A mapping in source order, merges applied, each key once.
    Mapping(Vec<Entry>),
}

/// A key of a mapping with its value.
#[derive(Clone)]
pub struct Entry {
    /// The key; Kubernetes turns numbers and booleans into strings here.
    pub key: String,
    /// Where the key stands.
    pub key_span: Option<Span>,
    /// The value.
    pub node: Node,
    /// The values that the key had before in the same mapping. Nobody reads them, but they are in the text.
    pub overwritten: Vec<Node>,
}

impl Entry {
    /// A key that stands once.
    pub fn new(key: String, key_span: Option<Span>, node: Node) -> Entry {
        Entry { key, key_span, node, overwritten: Vec::new() }
    }
}

impl Node {
    /// The value of `key`, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The entry of `key`, if this is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The entries of a mapping; none for any other value.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a sequence; none for any other value.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The value of an integer that fits.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.value {
            Value::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// Sets a key of a mapping to a text; any other value stays as it is.
    pub fn set(&mut self, key: &str, text: &str) {
        let Value::Mapping(entries) = &mut self.value else { return };
        let node = Node { value: Value::String(text.to_owned()), location: None };
        match entries.iter_mut().find(|entry| entry.key == key) {
            Some(entry) => entry.node = node,
            None => entries.push(Entry::new(key.to_owned(), None, node)),
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// What kind of value this is, in JSON's words.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Sequence(_) => "list",
            Value::Mapping(_) => "mapping",
        }
    }

    /// The same value without places, for JSONPath queries and comparisons.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(number) => number.clone().into(),
            Value::String(text) => text.clone().into(),
            Value::Sequence(items) => items.iter().map(Node::to_json).collect(),
            Value::Mapping(entries) => {
                entries.iter().map(|entry| (entry.key.clone(), entry.node.to_json())).collect()
            }
        }
    }
}

impl From<&serde_json::Value> for Node {
    /// A tree without places, for objects that did not come from text.
    fn from(json: &serde_json::Value) -> Node {
        let value = match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(*value),
            serde_json::Value::Number(number) => Value::Number(number.clone()),
            serde_json::Value::String(text) => Value::String(text.clone()),
            serde_json::Value::Array(items) => Value::Sequence(items.iter().map(Node::from).collect()),
            serde_json::Value::Object(map) => Value::Mapping(
                map.iter().map(|(key, value)| Entry::new(key.clone(), None, value.into())).collect(),
            ),
        };
        Node { value, location: None }
    }
}

impl<'de> Deserialize<'de> for Node {
    /// A tree without places, for objects that did not come from text. The last of several equal keys counts.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        let value = deserializer.deserialize_any(AnyValue)?;
        Ok(Node { value, location: None })
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = items.next_element()? {
            nodes.push(node);
        }
        Ok(Value::Sequence(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut mapping = Mapping::default();
        while let Some((key, node)) = entries.next_entry()? {
            mapping.insert(Entry::new(key, None, node), Origin::default());
        }
        Ok(mapping.into_value())
    }
}

/// Shows the shape only: a manifest may hold secrets, and debug output ends up in logs.
impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Value::Sequence(items) => f.debug_list().entries(items).finish(),
            Value::Mapping(entries) => {
                f.debug_map().entries(entries.iter().map(|e| (&e.key, &e.node))).finish()
            }
            _ => f.write_str(self.kind()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value as Json;

    use super::*;

    fn read(text: &str) -> Result<Json, ()> {
        serde_json::from_str::<Node>(text).map(|node| node.to_json()).map_err(drop)
    }

    fn json() -> impl Strategy<Value = Json> {
        let scalar = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            any::<u64>().prop_map(Json::from),
            any::<f64>().prop_map(Json::from),
            any::<String>().prop_map(Json::from),
        ];
        scalar.prop_recursive(4, 64, 24, |inner| {
            let entries = prop::collection::hash_map(any::<String>(), inner.clone(), 0..24);
            prop_oneof![
                prop::collection::vec(inner, 0..8).prop_map(Json::from),
                entries.prop_map(|entries| entries.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn read_as_serde_json_reads(json in json()) {
            let text = json.to_string();
            prop_assert_eq!(read(&text), serde_json::from_str::<Json>(&text).map_err(drop));
        }
    }

    #[test]
    fn what_text_alone_can_say() {
        let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let texts = [
            "{\"a\": 1, \"b\": 2, \"a\": {\"c\": 3}}",
            "-0",
            "1.50",
            "1e999",
            "\"\\ud800\"",
            "{} {}",
            "[1,]",
        ];
        for text in texts.map(str::to_owned).into_iter().chain([deep(127), deep(128)]) {
            assert_eq!(read(&text), serde_json::from_str::<Json>(&text).map_err(drop), "{text}");
        }
    }
}

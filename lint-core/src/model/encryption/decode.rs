//! What kube-apiserver's strict decoder refuses in an EncryptionConfiguration.
//!
//! kube-apiserver stops at the first stage that fails (group, version and kind; types; unknown and
//! duplicate fields) and at the first wrong type. Here all problems are listed, in document order
//! within the stages, so that they can be mended at once.

use std::fmt;

use crate::source::{Cursor, Duplicate, Node, Path, Place, Span, Step, Value};

use super::config::Located;
use super::schema::{CONFIGURATION, Struct, Type};
use crate::go_value::{DurationError, parse_duration};
use crate::subject::image::Version;

/// The first Kubernetes that refuses unknown and repeated fields. Those before it pass over them.
pub const STRICT_SINCE: Version = Version::minor(1, 31);

/// Something the decoder refuses. It displays as kube-apiserver says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The value, or the key of a field that should not be there.
    pub place: Place,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What the decoder refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The root is neither a mapping nor null.
    NotAMapping {
        /// Go's name for what it is.
        found: &'static str,
    },
    /// `kind` or `apiVersion` is missing, null or empty. kube-apiserver prints the whole file
    /// into its log then, keys included.
    Missing(TypeField),
    /// An `apiVersion` with more than one slash.
    MalformedApiVersion(String),
    /// A pair of `apiVersion` and `kind` that is not an EncryptionConfiguration.
    Unregistered {
        /// The `apiVersion`.
        api_version: String,
        /// The `kind`.
        kind: String,
    },
    /// A value of the wrong type.
    WrongType {
        /// Go's name for the type it has; for a number that is no 32-bit integer also the number.
        found: String,
        /// The Go struct and the path below the root without indexes, such as
        /// `Key.resources.providers.aescbc.keys.name`.
        field: String,
        /// What it must be.
        expected: Expected,
        /// Go's name for what it must be.
        go_type: &'static str,
    },
    /// A string that is not a duration.
    NotADuration(DurationError),
    /// A field that does not exist at this level; the case of its letters counts.
    UnknownField {
        /// The path below the root, as kube-apiserver prints it.
        field: String,
        /// The field that differs only in case.
        meant: Option<&'static str>,
    },
    /// A field that stands twice.
    DuplicateField {
        /// The path below the root.
        field: String,
        /// The earlier key.
        first: Span,
        /// The later key, whose value older versions take.
        second: Span,
        /// Whether the earlier one came from a merge (`<<`).
        merged: bool,
    },
}

/// The two fields that say what a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeField {
    /// `kind`
    Kind,
    /// `apiVersion`
    ApiVersion,
}

impl TypeField {
    /// The name of the field.
    pub fn name(self) -> &'static str {
        match self {
            TypeField::Kind => "kind",
            TypeField::ApiVersion => "apiVersion",
        }
    }
}

/// The type that a field must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A string; durations too.
    String,
    /// A list of strings.
    StringList,
    /// An integer of 32 bits.
    Integer,
    /// A mapping.
    Mapping,
    /// A list of mappings.
    MappingList,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ProblemKind::NotAMapping { found } => {
                write!(f, "couldn't get version/kind; json parse error: json: cannot unmarshal {found}")
            }
            ProblemKind::Missing(TypeField::Kind) => f.write_str("Object 'Kind' is missing"),
            ProblemKind::Missing(TypeField::ApiVersion) => f.write_str("Object 'apiVersion' is missing"),
            ProblemKind::MalformedApiVersion(text) => write!(f, "unexpected GroupVersion string: {text}"),
            ProblemKind::Unregistered { api_version, kind } => {
                write!(f, "no kind {kind:?} is registered for version {api_version:?}")
            }
            ProblemKind::WrongType { found, field, go_type, .. } => {
                if field.starts_with('.') {
                    f.write_str("couldn't get version/kind; json parse error: ")?;
                }
                write!(f, "json: cannot unmarshal {found} into Go struct field {field} of type {go_type}")
            }
            ProblemKind::NotADuration(error) => error.fmt(f),
            ProblemKind::UnknownField { field, .. } => write!(f, "unknown field \"{field}\""),
            ProblemKind::DuplicateField { field, .. } => write!(f, "duplicate field \"{field}\""),
        }
    }
}

/// The `apiVersion` or `kind` that kube-apiserver goes by.
pub(super) fn type_field(root: &Cursor<'_>, field: TypeField) -> Option<Located<String>> {
    let cursor = type_cursors(root, field).into_iter().next()?;
    Some(Located { value: cursor.node.as_str()?.to_owned(), place: cursor.place() })
}

/// The values of `kind` or `apiVersion` in any case, as kube-apiserver looks for them before it
/// decodes the rest; the exact one first, for it wins.
fn type_cursors<'a>(root: &Cursor<'a>, field: TypeField) -> Vec<Cursor<'a>> {
    let exact = root.get(field.name());
    let folded = |key: &str| key != field.name() && key.eq_ignore_ascii_case(field.name());
    let others = root.entries().filter(|(key, _)| folded(key)).map(|(_, cursor)| cursor);
    exact.into_iter().chain(others).filter(|cursor| !cursor.node.is_null()).collect()
}

/// Whether kube-apiserver has registered the pair. The second one is the name that an error in
/// the documentation once gave it.
pub(super) fn is_registered(api_version: &str, kind: &str) -> bool {
    match kind {
        "EncryptionConfiguration" => api_version == "apiserver.config.k8s.io/v1",
        "EncryptionConfig" => matches!(api_version, "v1" | "/v1"),
        _ => false,
    }
}

/// Everything the decoder refuses below `root`. `duplicates` are those of the document.
pub(super) fn problems(root: &Cursor<'_>, duplicates: &[Duplicate]) -> Vec<Problem> {
    let mut problems = Vec::new();
    match root.node.value {
        Value::Mapping(_) | Value::Null => check_identity(root, &mut problems),
        _ => {
            let found = go_name(root.node);
            return vec![Problem { place: root.place(), kind: ProblemKind::NotAMapping { found } }];
        }
    }
    let mut checker = Checker { depth: root.path.depth(), types: Vec::new(), strict: Vec::new() };
    checker.check_struct(root, &CONFIGURATION, "");
    problems.append(&mut checker.types);
    problems.append(&mut checker.strict);
    problems.extend(duplicates.iter().filter(|twice| root.path.contains(&twice.path)).map(|twice| Problem {
        place: Place::text(root.document, twice.second.clone()),
        kind: ProblemKind::DuplicateField {
            field: field_text(&twice.path, root.path.depth()),
            first: twice.first.clone(),
            second: twice.second.clone(),
            merged: twice.merged,
        },
    }));
    problems
}

/// Group, version and kind.
fn check_identity(root: &Cursor<'_>, problems: &mut Vec<Problem>) {
    let mut is_readable = true;
    for field in [TypeField::Kind, TypeField::ApiVersion] {
        let cursors = type_cursors(root, field);
        let text = cursors.first().and_then(|cursor| cursor.node.as_str()).unwrap_or_default();
        let (place, kind) = if let Some(wrong) = cursors.iter().find(|cursor| cursor.node.as_str().is_none())
        {
            let found = go_name(wrong.node).to_owned();
            let (field, expected, go_type) = (format!(".{}", field.name()), Expected::String, "string");
            (wrong.place(), ProblemKind::WrongType { found, field, expected, go_type })
        } else if is_blank(text, field) {
            (cursors.first().unwrap_or(root).place(), ProblemKind::Missing(field))
        } else {
            continue;
        };
        is_readable = false;
        problems.push(Problem { place, kind });
    }
    let Some(api_version) = type_field(root, TypeField::ApiVersion) else { return };
    if api_version.value.matches('/').count() > 1 {
        let kind = ProblemKind::MalformedApiVersion(api_version.value);
        problems.push(Problem { place: api_version.place, kind });
        return;
    }
    if let Some(kind) = type_field(root, TypeField::Kind)
        && is_readable
        && !is_registered(&api_version.value, &kind.value)
    {
        let place = if kind.value == "EncryptionConfiguration" { api_version.place } else { kind.place };
        let kind = ProblemKind::Unregistered { api_version: api_version.value, kind: kind.value };
        problems.push(Problem { place, kind });
    }
}

/// `GROUP/` has no version, which counts as no `apiVersion`.
fn is_blank(text: &str, field: TypeField) -> bool {
    match (field, text.split_once('/')) {
        (TypeField::ApiVersion, Some((_, version))) => version.is_empty(),
        _ => text.is_empty(),
    }
}

/// Walks a tree along the types; the types end the recursion.
struct Checker {
    /// Steps to the root of the configuration.
    depth: usize,
    /// Wrong types, which the decoder meets first.
    types: Vec<Problem>,
    /// Unknown fields.
    strict: Vec<Problem>,
}

impl Checker {
    /// `field` is Go's name for the field that holds the struct.
    fn check_struct(&mut self, cursor: &Cursor<'_>, of: &'static Struct, field: &str) {
        match cursor.node.value {
            Value::Null => return,
            Value::Mapping(_) => {}
            _ => return self.wrong_type(cursor, field, Expected::Mapping, of.go_type),
        }
        for (key, value) in cursor.entries() {
            match of.fields.iter().find(|(name, _)| *name == key) {
                Some((_, field_type)) => {
                    self.check(&value, *field_type, &format!("{}{}", of.name, self.go_path(&value.path)));
                }
                None => self.unknown_field(&value, key, of),
            }
        }
    }

    fn check(&mut self, cursor: &Cursor<'_>, field_type: Type, field: &str) {
        match (&cursor.node.value, field_type) {
            (Value::Null, _) | (_, Type::Identity) | (Value::String(_), Type::Text) => {}
            (_, Type::Text) => self.wrong_type(cursor, field, Expected::String, "string"),
            (Value::String(text), Type::Duration) => {
                if let Err(error) = parse_duration(text) {
                    let kind = ProblemKind::NotADuration(error);
                    self.types.push(Problem { place: cursor.place(), kind });
                }
            }
            (_, Type::Duration) => self.wrong_type(cursor, field, Expected::String, "string"),
            (_, Type::Int32) if int32(cursor.node).is_some() => {}
            (_, Type::Int32) => self.wrong_type(cursor, field, Expected::Integer, "int32"),
            (Value::Sequence(_), Type::Texts) => {
                cursor.items().for_each(|item| self.check(&item, Type::Text, field));
            }
            (_, Type::Texts) => self.wrong_type(cursor, field, Expected::StringList, "[]string"),
            (_, Type::Struct(of)) => self.check_struct(cursor, of, field),
            (Value::Sequence(_), Type::Structs(of)) => {
                cursor.items().for_each(|item| self.check_struct(&item, of, field));
            }
            (_, Type::Structs(of)) => self.wrong_type(cursor, field, Expected::MappingList, of.go_list),
        }
    }

    fn wrong_type(&mut self, cursor: &Cursor<'_>, field: &str, expected: Expected, go_type: &'static str) {
        let found = match (&cursor.node.value, expected) {
            (Value::Number(number), Expected::Integer) => format!("number {number}"),
            _ => go_name(cursor.node).to_owned(),
        };
        let kind = ProblemKind::WrongType { found, field: field.to_owned(), expected, go_type };
        self.types.push(Problem { place: cursor.place(), kind });
    }

    fn unknown_field(&mut self, value: &Cursor<'_>, key: &str, of: &'static Struct) {
        let meant = of.fields.iter().map(|(name, _)| *name).find(|name| name.eq_ignore_ascii_case(key));
        let kind = ProblemKind::UnknownField { field: field_text(&value.path, self.depth), meant };
        self.strict.push(Problem { place: value.place().to_key(), kind });
    }

    /// The keys below the root, each behind a dot.
    fn go_path(&self, path: &Path) -> String {
        let keys = path.steps().into_iter().skip(self.depth).filter_map(|step| match step {
            Step::Key(key) => Some(format!(".{key}")),
            Step::Index(_) => None,
        });
        keys.collect()
    }
}

/// A 32-bit integer. `1.0` and `1e3` are integers: kube-apiserver turns YAML into JSON first, which
/// writes them as `1` and `1000`. (In a JSON file it refuses them, which cannot be told here.)
pub(super) fn int32(node: &Node) -> Option<i32> {
    let Value::Number(number) = &node.value else { return None };
    let whole = || number.as_f64().filter(|value| value.fract() == 0.0).map(|value| value as i64);
    number.as_i64().or_else(whole).and_then(|value| i32::try_from(value).ok())
}

/// The path below the first `depth` steps as kube-apiserver prints it: keys without quotes.
fn field_text(path: &Path, depth: usize) -> String {
    let mut text = String::new();
    for step in path.steps().into_iter().skip(depth) {
        match step {
            Step::Index(index) => text.push_str(&format!("[{index}]")),
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => text.push_str(&format!(".{key}")),
        }
    }
    text
}

/// The name of a JSON type in the messages of Go's encoding/json.
fn go_name(node: &Node) -> &'static str {
    match node.value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Sequence(_) => "array",
        Value::Mapping(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::DocumentId;

    /// One JSON object a line: a configuration, and the error of the codec of k8s.io/apiserver
    /// v0.37.2 (without its prefix and without the document that it repeats) if it refused it.
    const DECODING: &str = include_str!("../../../../tests/data/encryption-decoding.jsonl");

    fn read(json: &serde_json::Value, duplicates: &[Duplicate]) -> Vec<Problem> {
        problems(&Cursor::new(&Node::from(json), DocumentId(0)), duplicates)
    }

    /// What kube-apiserver says: the first problem, or all unknown fields together.
    fn message(problems: &[Problem]) -> Option<String> {
        let is_strict = |problem: &&Problem| matches!(problem.kind, ProblemKind::UnknownField { .. });
        let first = problems.first()?;
        if !is_strict(&first) {
            return Some(first.to_string());
        }
        let all: Vec<String> = problems.iter().filter(is_strict).map(Problem::to_string).collect();
        Some(all.join(", "))
    }

    fn valid(resources: serde_json::Value) -> serde_json::Value {
        serde_json::json!({
            "apiVersion": "apiserver.config.k8s.io/v1",
            "kind": "EncryptionConfiguration",
            "resources": resources,
        })
    }

    #[test]
    fn as_kube_apiserver() {
        for line in DECODING.lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let expected = row.get("err").and_then(|error| error.as_str()).map(str::to_owned);
            assert_eq!(message(&read(&row["config"], &[])), expected, "{line}");
        }
    }

    /// From YAML, where the JSON in between has lost the notation of the number.
    #[test]
    fn integers() {
        let rows = [
            (serde_json::json!(1000), Some(1000)),
            (serde_json::json!(1.0), Some(1)),
            (serde_json::json!(1e3), Some(1000)),
            (serde_json::json!(-1), Some(-1)),
            (serde_json::json!(2147483648u32), None),
            (serde_json::json!(1e20), None),
            (serde_json::json!(1.5), None),
            (serde_json::json!("1"), None),
        ];
        for (json, expected) in rows {
            assert_eq!(int32(&Node::from(&json)), expected, "{json}");
        }
    }

    #[test]
    fn both_type_fields_are_reported() {
        let problems = read(&serde_json::json!({ "resources": [] }), &[]);
        let kinds: Vec<&ProblemKind> = problems.iter().map(|problem| &problem.kind).collect();
        let missing = [ProblemKind::Missing(TypeField::Kind), ProblemKind::Missing(TypeField::ApiVersion)];
        assert_eq!(kinds, missing.iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_field_in_the_wrong_case_has_a_suggestion() {
        let rows = [
            (
                serde_json::json!([{ "providers": [{ "aesCBC": {} }] }]),
                "resources[0].providers[0].aesCBC",
                Some("aescbc"),
            ),
            (
                serde_json::json!([{ "providers": [{ "kms": { "cacheSize": 1 } }] }]),
                "resources[0].providers[0].kms.cacheSize",
                Some("cachesize"),
            ),
            (serde_json::json!([{ "metadata": 1 }]), "resources[0].metadata", None),
            (serde_json::json!([{ "a.b c": 1 }]), "resources[0].a.b c", None),
        ];
        for (resources, field, meant) in rows {
            let problems = read(&valid(resources), &[]);
            let expected = ProblemKind::UnknownField { field: field.to_owned(), meant };
            assert_eq!(problems.iter().map(|problem| &problem.kind).collect::<Vec<_>>(), [&expected]);
            assert_eq!(problems[0].place.part, crate::source::Part::Key);
        }
    }

    #[test]
    fn only_duplicates_below_the_root_count() {
        let item = valid(serde_json::json!([]));
        let list = Node::from(&serde_json::json!({ "items": [item.clone(), item] }));
        let root =
            Cursor::new(&list, DocumentId(0)).get("items").and_then(|items| items.items().nth(1)).unwrap();
        let twice = |index| Duplicate {
            path: Path::ROOT.key("items").index(index).key("resources").index(0).key("secret"),
            first: 0..6,
            second: 10..16,
            merged: false,
        };
        let problems = problems(&root, &[twice(0), twice(1)]);
        assert_eq!(message(&problems).as_deref(), Some("duplicate field \"resources[0].secret\""));
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].place, Place::text(DocumentId(0), 10..16));
    }
}

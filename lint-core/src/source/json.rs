//! JSON text to values, with the place of every key and value.
//!
//! serde_json judges and decodes strings and numbers, as strictly as Go's encoding/json; the walk
//! between them is done here. The JSON parsers that keep places are made for configuration files:
//! they take white space that Go refuses, know no stream of values, and go deeper than our limit.

use serde_json::Number;

use super::mapping::{Mapping, Origin};
use super::{
    Duplicate, Entry, ErrorKind, Location, Node, Path, Read, Step, Style, SyntaxError, Value, hints, limits,
};

/// What JSON allows between its tokens.
const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// Whether Kubernetes takes `text` for JSON, whatever it is (`IsJSONBuffer` in apimachinery's
/// util/yaml). It does not look behind a byte-order mark.
pub(super) fn is_sniffed(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// Whether `text` begins with a JSON value, and nothing but another one follows.
pub(super) fn begins_with_value(text: &str) -> bool {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    if !matches!(values.next(), Some(Ok(_))) {
        return false;
    }
    let rest = text.get(values.byte_offset()..).unwrap_or_default().trim_start_matches(BLANKS);
    rest.is_empty() || rest.starts_with('{')
}

/// Whether what follows the first brace is as JSON has it, and not as YAML's `{key: value}`.
pub(super) fn is_meant(text: &str) -> bool {
    text.trim_start().strip_prefix('{').is_some_and(|inside| inside.trim_start().starts_with(['"', '}']))
}

/// The values of a stream. A syntax error ends it.
pub(super) struct JsonValues<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> JsonValues<'a> {
    pub(super) fn new(text: &'a str) -> JsonValues<'a> {
        JsonValues { text, at: 0 }
    }

    /// The next value with its duplicate keys, whose places count from the end of the value before
    /// it, and where its own slice of the text ends. The last slice takes all that is left.
    pub(super) fn next(&mut self) -> Option<(Read, usize)> {
        let text = self.text.get(self.at..).filter(|text| !text.trim_matches(BLANKS).is_empty())?;
        let mut walker = Walker { text, at: 0, path: Path::ROOT, duplicates: Vec::new() };
        let root = walker.value(0);
        let end = match &root {
            Ok(_) => walker.at,
            Err(error) if error.kind == ErrorKind::Limit => end_of_value(text),
            Err(_) => text.len(),
        };
        let is_last = text.get(end..).is_none_or(|rest| rest.trim_matches(BLANKS).is_empty());
        self.at += if is_last { text.len() } else { end };
        let read = root.map(|root| (root, walker.duplicates)).map_err(|error| hints::of_json(error, text));
        Some((read, self.at))
    }
}

/// Reads one value from the start of `text`.
struct Walker<'a> {
    text: &'a str,
    at: usize,
    path: Path,
    duplicates: Vec<Duplicate>,
}

impl<'a> Walker<'a> {
    /// Recursion ends at the depth limit, which is checked before a collection is entered.
    fn value(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        let first = self.peek();
        let start = self.at;
        let (value, style) = match first {
            Some('{' | '[') if depth == limits::DEPTH => return Err(SyntaxError::too_deep(start)),
            Some('{') => (self.mapping(depth + 1)?, Style::Flow),
            Some('[') => (self.sequence(depth + 1)?, Style::Flow),
            Some('"') => (Value::String(self.string()?), Style::DoubleQuoted),
            _ => (self.word()?, Style::Plain),
        };
        if self.at > limits::DOCUMENT_BYTES {
            return Err(SyntaxError::limit(start, "the document is larger than 3 MiB"));
        }
        Ok(Node { value, location: Some(Location { span: start..self.at, alias: None, style }) })
    }

    fn mapping(&mut self, depth: usize) -> Result<Value, SyntaxError> {
        let mut mapping = Mapping::default();
        let open = self.at;
        self.at += 1;
        if self.take('}') {
            return Ok(mapping.into_value());
        }
        loop {
            self.entry(&mut mapping, depth)?;
            if self.take('}') {
                return Ok(mapping.into_value());
            }
            self.expect(',', open, "did not find expected ',' or '}'")?;
        }
    }

    fn entry(&mut self, mapping: &mut Mapping, depth: usize) -> Result<(), SyntaxError> {
        if self.peek() != Some('"') {
            return Err(self.unexpected("did not find expected key in double quotes"));
        }
        let start = self.at;
        let key = self.string()?;
        let span = start..self.at;
        self.expect(':', start, "did not find expected ':'")?;
        let node = self.below(Step::Key(key.clone()), depth)?;
        let entry = Entry::new(key, Some(span.clone()), node);
        if let Some((key, first)) = mapping.insert(entry, Origin { span: span.clone(), merged: false }) {
            let (first, second) = (first.span, span);
            self.duplicates.push(Duplicate { path: self.path.key(key), first, second, merged: false });
        }
        Ok(())
    }

    fn sequence(&mut self, depth: usize) -> Result<Value, SyntaxError> {
        let mut items = Vec::new();
        let open = self.at;
        self.at += 1;
        if self.take(']') {
            return Ok(Value::Sequence(items));
        }
        loop {
            items.push(self.below(Step::Index(items.len()), depth)?);
            if self.take(']') {
                return Ok(Value::Sequence(items));
            }
            self.expect(',', open, "did not find expected ',' or ']'")?;
        }
    }

    fn below(&mut self, step: Step, depth: usize) -> Result<Node, SyntaxError> {
        let outer = std::mem::take(&mut self.path);
        self.path = outer.step(step);
        let node = self.value(depth);
        self.path = outer;
        node
    }

    fn string(&mut self) -> Result<String, SyntaxError> {
        let start = self.at;
        let mut bytes = self.text.bytes().enumerate().skip(start + 1);
        let end = loop {
            match bytes.next() {
                Some((at, _)) if at > limits::DOCUMENT_BYTES => {
                    return Err(SyntaxError::limit(start, "the document is larger than 3 MiB"));
                }
                Some((at, b'"')) => break at + 1,
                Some((_, b'\\')) => drop(bytes.next()),
                Some((at, 0..0x20)) => {
                    return Err(SyntaxError::syntax(at, "control characters are not allowed in a string"));
                }
                Some(_) => {}
                None => {
                    return Err(hinted(start, "unexpected end of the text", "this quote is never closed"));
                }
            }
        };
        self.at = end;
        serde_json::from_str(&self.text[start..end])
            .map_err(|_| SyntaxError::syntax(start, "the string has an escape that JSON does not know"))
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<Value, SyntaxError> {
        let start = self.at;
        let rest = &self.text[start..];
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_');
        let word = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
        let value = match word {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::Number(number(word).ok_or_else(|| self.unexpected("did not find expected value"))?),
        };
        self.at += word.len();
        Ok(value)
    }

    /// The next character after blanks.
    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at = self.text.len() - rest.trim_start_matches(BLANKS).len();
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// `open` is the start of what is not complete without `wanted`.
    fn expect(&mut self, wanted: char, open: usize, message: &str) -> Result<(), SyntaxError> {
        match self.peek() {
            Some(found) if found == wanted => {
                self.at += 1;
                Ok(())
            }
            Some(_) => Err(self.unexpected(message)),
            None => Err(hinted(open, "unexpected end of the text", "this is never closed")),
        }
    }

    fn unexpected(&self, message: &str) -> SyntaxError {
        let is_after_comma = self.text[..self.at].trim_end_matches(BLANKS).ends_with(',');
        match self.text[self.at..].chars().next() {
            Some('/' | '#') => hinted(self.at, message, "JSON has no comments"),
            Some('\'') => hinted(self.at, message, "JSON knows double quotes only"),
            Some(']' | '}') if is_after_comma => {
                hinted(self.at, message, "a comma must not stand before a closing bracket")
            }
            _ => SyntaxError::syntax(self.at, message),
        }
    }
}

fn hinted(at: usize, message: &str, hint: &str) -> SyntaxError {
    SyntaxError { hint: Some(hint.to_owned()), ..SyntaxError::syntax(at, message) }
}

/// A number as Go reads it into an int64, a uint64 or a float64.
fn number(text: &str) -> Option<Number> {
    let number: Number = serde_json::from_str(text).ok()?;
    // For serde_json -0 is a float, for Go an integer.
    let integer = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    Some(integer.unwrap_or(number))
}

/// Where a value ends that is not read.
fn end_of_value(text: &str) -> usize {
    let mut open = 0usize;
    let mut quoted = false;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' if quoted => drop(bytes.next()),
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => open += 1,
            b'}' | b']' if !quoted => {
                open = open.saturating_sub(1);
                if open == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::source::{Document, Position, Syntax, documents};

    fn read(text: &str) -> Vec<Document> {
        documents(text).collect()
    }

    fn written(document: &Document, node: &Node) -> String {
        document.text.0[node.location.as_ref().unwrap().span.clone()].to_owned()
    }

    #[test]
    fn places() {
        let text =
            "\u{feff} {\"a\" : \"x\\/\\u00e9\\ud83d\\ude00é\",\r\n\t\"b\": [1, -0, 1.50, true , null, {}]}\n";
        let document = read(text).remove(0);
        assert_eq!((document.offset, document.syntax, document.sniffed_as_json), (3, Syntax::Json, false));
        let [a, b] = document.root.entries() else { panic!("not two entries") };
        assert_eq!(a.node.as_str(), Some("x/é😀é"));
        assert_eq!(&document.text.0[a.key_span.clone().unwrap()], "\"a\"");
        assert_eq!(written(&document, &a.node), "\"x\\/\\u00e9\\ud83d\\ude00é\"");
        let items: Vec<_> = b.node.items().iter().map(|item| written(&document, item)).collect();
        assert_eq!(items, ["1", "-0", "1.50", "true", "null", "{}"]);
        assert_eq!(written(&document, &b.node), "[1, -0, 1.50, true , null, {}]");
        let styles = [&a.node, &b.node, &b.node.items()[0]].map(|node| node.location.clone().unwrap().style);
        assert_eq!(styles, [Style::DoubleQuoted, Style::Flow, Style::Plain]);
    }

    #[test]
    fn numbers_are_those_of_go() {
        let rows = [
            ("-0", "0"),
            ("9223372036854775807", "9223372036854775807"),
            ("18446744073709551615", "18446744073709551615"),
            ("18446744073709551616", "1.8446744073709552e+19"),
            ("1.0", "1.0"),
            ("1E3", "1000.0"),
        ];
        for (text, expected) in rows {
            assert_eq!(number(text).map(|number| number.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["01", "+1", ".5", "1.", "0x1", "1_0", "1e400", "NaN", "-", ""] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn duplicates() {
        let document = read(r#"{"a": {"k": 1, "k": {"k": 2}, "k": 3}}"#).remove(0);
        assert_eq!(document.root.to_json(), serde_json::json!({"a": {"k": 3}}));
        let found = document.duplicates.iter().map(|d| (d.path.to_string(), d.first.start, d.second.start));
        assert_eq!(found.collect::<Vec<_>>(), [("a.k".to_owned(), 7, 15), ("a.k".to_owned(), 15, 30)]);
    }

    #[test]
    fn streams() {
        let rows: [(&str, &[&str]); 5] = [
            ("{}", &["{}"]),
            (" {}\n", &[" {}\n"]),
            ("{} {\"a\": 1}\n{}\n\n", &["{}", " {\"a\": 1}", "\n{}\n\n"]),
            ("{}{\"a\": x} {}", &["{}", "{\"a\": x} {}"]),
            ("{}\n---\n{}\n", &["{}\n", "---\n{}\n"]),
        ];
        for (text, slices) in rows {
            let documents = read(text);
            assert_eq!(documents.iter().map(|d| d.text.0.as_str()).collect::<Vec<_>>(), slices, "{text:?}");
            for (index, document) in documents.iter().enumerate() {
                assert_eq!(document.index, index);
                assert!(text[document.offset..].starts_with(&document.text.0));
                assert_eq!(document.position, Position::default().behind(&text[..document.offset]));
            }
        }
    }

    /// What begins with a brace, how it is read, and whether kube-apiserver refuses to.
    #[test]
    fn notations() {
        let rows = [
            ("{}", Syntax::Json, false),
            ("{a: b}", Syntax::Yaml, true),
            ("\u{a0}{}", Syntax::Yaml, true),
            ("\u{feff}{a: b}", Syntax::Yaml, false),
            ("{\"a\": 1,}", Syntax::Yaml, true),
            ("{\"a\": 1} # end", Syntax::Yaml, true),
            ("{}\n---\n{}", Syntax::Yaml, true),
            ("{\"a\": 'b' 'c'}", Syntax::Json, false),
            ("{{ \"a\" }}", Syntax::Yaml, true),
            ("{a: b", Syntax::Yaml, true),
            ("# note\n{}", Syntax::Yaml, false),
            ("---\n{}", Syntax::Yaml, false),
            ("[{}]", Syntax::Yaml, false),
        ];
        for (text, syntax, sniffed) in rows {
            let document = read(text).remove(0);
            assert_eq!((document.syntax, document.sniffed_as_json), (syntax, sniffed), "{text:?}");
        }
    }

    #[test]
    fn refused() {
        let rows = [
            ("{\"a\": 1", 0, "unexpected end of the text", Some("this is never closed")),
            ("{\"a\": [1, {\"b\"", 11, "unexpected end of the text", Some("this is never closed")),
            ("{\"a\": \"b", 6, "unexpected end of the text", Some("this quote is never closed")),
            ("{\"a\" \"b\"}", 5, "did not find expected ':'", None),
            ("{\"a\": 1 \"b\": 2}", 8, "did not find expected ',' or '}'", None),
            ("{\"a\": [1 2] 3}", 9, "did not find expected ',' or ']'", None),
            ("{\"a\": 01, \"b\": [}", 6, "did not find expected value", None),
            ("{\"a\": // why\n [}", 6, "did not find expected value", Some("JSON has no comments")),
            ("{\"a\": 'b' 'c'}", 6, "did not find expected value", Some("JSON knows double quotes only")),
            ("{\"a\": \"\\x\" \"\"}", 6, "the string has an escape that JSON does not know", None),
            ("{\"a\": \"\n\" \"\"}", 7, "control characters are not allowed in a string", None),
            (
                "{\"a\": [1,]]",
                9,
                "did not find expected value",
                Some("a comma must not stand before a closing bracket"),
            ),
        ];
        for (text, at, message, hint) in rows {
            let error =
                read(text).pop().and_then(|document| document.error).unwrap_or_else(|| panic!("{text}"));
            let found = (error.at, error.message.as_str(), error.hint.as_deref());
            assert_eq!(found, (at, message, hint), "{text:?}");
        }
    }

    #[test]
    fn limits_hold_quickly() {
        let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
        let large = format!("{{\"a\": \"{}\"}}", "[\\\"".repeat(2 << 20));
        let start = Instant::now();
        assert_eq!(read(&nested(64))[0].error, None);
        for text in [nested(65), nested(100), nested(1_000_000), "{\"a\":".repeat(1_000_000), large] {
            let stream = format!("{text}\n{{}}");
            let documents = read(&stream);
            assert_eq!(documents[0].error.as_ref().map(|error| error.kind), Some(ErrorKind::Limit));
            let is_closed = text.ends_with('}');
            assert_eq!(documents.len(), 1 + usize::from(is_closed), "the next document is read");
        }
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut_into_slices(text in "\\{[\"a:,{}\\[\\]0-9.e\\\\ \né-]{0,40}") {
            let documents = read(&text);
            let slices: String = documents.iter().map(|document| document.text.0.as_str()).collect();
            proptest::prop_assert_eq!(slices, text);
        }

        /// What encoding/json writes is read as it was, with every value in its place.
        #[test]
        fn written_values_come_back(keys in proptest::collection::vec("[a-z\"\\\\é😀\u{1}\u{2028}]{0,4}", 0..5)) {
            let map: serde_json::Map<_, _> = keys.iter().map(|key| (key.clone(), serde_json::json!([key, 1.5, null]))).collect();
            let json = serde_json::Value::Object(map);
            let document = read(&serde_json::to_string_pretty(&json).unwrap()).remove(0);
            proptest::prop_assert_eq!(document.root.to_json(), json);
            for entry in document.root.entries() {
                let text = written(&document, &entry.node.items()[0]);
                proptest::prop_assert_eq!(serde_json::from_str::<String>(&text).unwrap(), entry.key.clone());
            }
        }
    }
}

//! Text to documents, one at a time.

use super::json::{self, JsonValues};
use super::yaml::YamlValues;
use super::{Document, Node, Outline, Position, Read, Syntax, Text};

/// The documents of a YAML stream, or of JSON values one after the other.
///
/// Each takes its slice of the text, from the end of the one before it, so comments above a document
/// belong to it; the last takes all that is left. Only one document is held in memory. A document that is
/// no YAML carries the error, and ends at the next line that begins with `---`: there kubectl cuts a file
/// before it reads it. JSON that is none ends the stream.
pub fn documents(text: &str) -> Documents<'_> {
    Documents::from(text, Beginning::default())
}

/// Where a piece of an input begins, and what is known of the input there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beginning {
    /// Bytes before it.
    offset: usize,
    /// The same in lines and columns.
    position: Position,
    /// Documents before it.
    documents: usize,
    /// As in [`Document::sniffed_as_json`].
    sniffed_as_json: bool,
}

impl Beginning {
    /// Where the next piece begins behind one that is taken for a single document, for it could not be read.
    pub fn behind(self, piece: &str) -> Beginning {
        Beginning {
            offset: self.offset + piece.len(),
            position: self.position.behind(piece),
            documents: self.documents + 1,
            ..self
        }
    }
}

/// The iterator that [`documents`] returns.
pub struct Documents<'a> {
    content: &'a str,
    values: Values<'a>,
    /// Where `content` begins, a byte-order mark left out.
    beginning: Beginning,
    /// Where the next document's slice begins in `content`.
    start: usize,
    position: Position,
    count: usize,
}

enum Values<'a> {
    Yaml(Box<YamlValues<'a>>),
    Json(JsonValues<'a>),
}

impl<'a> Values<'a> {
    /// What begins with `{` is JSON, unless it is not and can be read as YAML, as kubectl does.
    fn of(content: &'a str) -> Values<'a> {
        let is_yaml = || matches!(YamlValues::new(content).next(&|_| false), Some((Some(Ok(_)), _)));
        let is_json = json::is_sniffed(content)
            && (json::begins_with_value(content) || json::is_meant(content) && !is_yaml());
        if is_json {
            Values::Json(JsonValues::new(content))
        } else {
            Values::Yaml(Box::new(YamlValues::new(content)))
        }
    }

    /// The next value, unless it is skipped, and where its slice of the text ends.
    fn next(&mut self, is_skipped: &dyn Fn(&Outline) -> bool) -> Option<(Option<Read>, usize)> {
        match self {
            Values::Yaml(values) => values.next(is_skipped),
            Values::Json(values) => values.next().map(|(read, end)| (Some(read), end)),
        }
    }

    fn syntax(&self) -> Syntax {
        match self {
            Values::Yaml(_) => Syntax::Yaml,
            Values::Json(_) => Syntax::Json,
        }
    }
}

impl<'a> Documents<'a> {
    /// The documents of a piece of an input, which begins where a document does.
    pub fn from(text: &'a str, mut beginning: Beginning) -> Documents<'a> {
        let mut content = text;
        if beginning.offset == 0 {
            // libyaml counts a byte-order mark as a column, which would break the indentation of line 1.
            content = text.strip_prefix('\u{feff}').unwrap_or(text);
            beginning.offset = text.len() - content.len();
        }
        let values = Values::of(content);
        beginning.sniffed_as_json |= json::is_sniffed(text) && matches!(values, Values::Yaml(_));
        Documents { content, values, beginning, start: 0, position: beginning.position, count: 0 }
    }

    /// Where the next piece of the input begins, all documents having been taken.
    pub fn end(&self) -> Beginning {
        let rest = self.content.get(self.start..).unwrap_or_default();
        Beginning {
            offset: self.beginning.offset + self.content.len(),
            position: self.position.behind(rest),
            documents: self.beginning.documents + self.count,
            ..self.beginning
        }
    }

    /// The next document; `Some(None)` if it is one of whose outline `is_skipped` says so. JSON has no
    /// outline, and is never skipped.
    pub fn next_unless(&mut self, is_skipped: &dyn Fn(&Outline) -> bool) -> Option<Option<Document>> {
        let (read, end) = self.values.next(is_skipped)?;
        let text = self.content.get(self.start..end).unwrap_or_default();
        let document = read.map(|read| self.document(read, text));
        self.position = self.position.behind(text);
        self.start = end;
        self.count += 1;
        Some(document)
    }

    fn document(&self, read: Read, text: &str) -> Document {
        let (root, duplicates, error) = match read {
            Ok((root, duplicates)) => (root, duplicates, None),
            Err(error) => (Node::default(), Vec::new(), Some(error)),
        };
        Document {
            text: Text(text.to_owned()),
            offset: self.beginning.offset + self.start,
            position: self.position,
            index: self.beginning.documents + self.count,
            root,
            duplicates,
            syntax: self.values.syntax(),
            sniffed_as_json: self.beginning.sniffed_as_json,
            error,
            flattened: None,
        }
    }
}

impl Iterator for Documents<'_> {
    type Item = Document;

    fn next(&mut self) -> Option<Document> {
        self.next_unless(&|_| false).flatten()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::source::{Entry, ErrorKind, Location, Style, SyntaxError, Value, cut};

    const POD: &str = "# head comment
---
apiVersion: v1   # trailing
kind: &k Pod
\"quoted key\": 'it''s'
defaults: &d
  image: etcd   # c1
  ro: yes
spec:
  <<: *d
  image: \"etcd:\\u0033.5\"
  command: # list comment
  - etcd
  # between items
  - --client-cert-auth=false  # why
  - \"--name=é😀\"
  script: |-  # header comment
    line # not a comment

    last
  folded: >
    a
    b
  flow: {a: [1, 0x1F, ~,], 'b/c~d': !!str 0644, e: }
  mode: 0644
  empty:
other: *k
...
---
- second: doc
---
";

    fn read(text: &str) -> Vec<Document> {
        documents(text).collect()
    }

    fn values(text: &str) -> Vec<serde_json::Value> {
        read(text).iter().map(|document| document.root.to_json()).collect()
    }

    fn error(text: &str) -> SyntaxError {
        read(text)
            .pop()
            .and_then(|document| document.error)
            .unwrap_or_else(|| panic!("no error in {text:.40}"))
    }

    fn entry<'d>(document: &'d Document, keys: &[&str]) -> &'d Entry {
        let (last, before) = keys.split_last().unwrap();
        before.iter().fold(&document.root, |node, key| node.get(key).unwrap()).entry(last).unwrap()
    }

    fn location(node: &Node) -> &Location {
        node.location.as_ref().unwrap()
    }

    fn written(document: &Document, node: &Node) -> String {
        document.text.0[location(node).span.clone()].replace("\r\n", "\n")
    }

    #[test]
    fn values_are_those_of_kubernetes() {
        let expected = json!({
            "apiVersion": "v1", "kind": "Pod", "quoted key": "it's",
            "defaults": {"image": "etcd", "ro": true},
            "spec": {
                "image": "etcd:3.5", "ro": true,
                "command": ["etcd", "--client-cert-auth=false", "--name=é😀"],
                "script": "line # not a comment\n\nlast", "folded": "a b\n",
                "flow": {"a": [1, 31, null], "b/c~d": "0644", "e": null},
                "mode": 420, "empty": null,
            },
            "other": "Pod",
        });
        let expected = vec![expected, json!([{"second": "doc"}]), json!(null)];
        for text in
            [POD.to_owned(), POD.replace('\n', "\r\n"), POD.replace('\n', "\r"), format!("\u{feff}{POD}")]
        {
            assert_eq!(values(&text), expected);
        }
    }

    #[test]
    fn places() {
        for text in [POD.to_owned(), POD.replace('\n', "\r\n"), format!("\u{feff}{POD}")] {
            let documents = read(&text);
            let pod = &documents[0];
            let rows: [(&[&str], &str, &str, Style); 9] = [
                (&["apiVersion"], "apiVersion", "v1", Style::Plain),
                (&["kind"], "kind", "&k Pod", Style::Plain),
                (&["quoted key"], "\"quoted key\"", "'it''s'", Style::SingleQuoted),
                (
                    &["spec", "command"],
                    "command",
                    "- etcd\n  # between items\n  - --client-cert-auth=false  # why\n  - \"--name=é😀\"",
                    Style::Block,
                ),
                (
                    &["spec", "script"],
                    "script",
                    "|-  # header comment\n    line # not a comment\n\n    last",
                    Style::Literal,
                ),
                (&["spec", "folded"], "folded", ">\n    a\n    b", Style::Folded),
                (&["spec", "flow"], "flow", "{a: [1, 0x1F, ~,], 'b/c~d': !!str 0644, e: }", Style::Flow),
                (&["spec", "flow", "b/c~d"], "'b/c~d'", "!!str 0644", Style::Plain),
                (&["spec", "empty"], "empty", "", Style::Plain),
            ];
            for (keys, key, value, style) in rows {
                let entry = entry(pod, keys);
                assert_eq!(&pod.text.0[entry.key_span.clone().unwrap()], key);
                assert_eq!(written(pod, &entry.node), value, "{keys:?}");
                assert_eq!(location(&entry.node).style, style, "{keys:?}");
            }
            let empty = location(&entry(pod, &["spec", "empty"]).node).span.start;
            assert!(pod.text.0[..empty].ends_with(':'), "an empty value stands behind its colon");
            assert_eq!(written(pod, &entry(pod, &["spec", "flow", "a"]).node.items()[1]), "0x1F");
            assert_eq!(written(&documents[1], documents[1].root.items()[0].get("second").unwrap()), "doc");
        }
    }

    #[test]
    fn what_came_through_an_alias_says_so() {
        let pod = read(POD).remove(0);
        let through = |keys: &[&str]| {
            let node = &entry(&pod, keys).node;
            let alias = location(node).alias.clone().map(|span| pod.text.0[span].to_owned());
            (written(&pod, node), alias)
        };
        assert_eq!(through(&["spec", "ro"]), ("yes".into(), Some("<<".into())));
        assert_eq!(through(&["spec", "image"]), ("\"etcd:\\u0033.5\"".into(), None));
        assert_eq!(through(&["other"]), ("&k Pod".into(), Some("*k".into())));
        let nested = read("a: &a {x: [1]}\nb: *a\n").remove(0);
        let item = &entry(&nested, &["b", "x"]).node.items()[0];
        assert_eq!(location(item).alias, Some(18..20));
    }

    /// The values and the refusals of sigs.k8s.io/yaml 1.6.0, strict for the last column.
    #[test]
    fn merges_and_duplicates() {
        type Row = (&'static str, serde_json::Value, &'static [(&'static str, bool)]);
        let rows: [Row; 10] = [
            ("{<<: {a: 1, a: 2}}", json!({"a": 2}), &[("a", false)]),
            ("b: &b {k: 1}\nm: {<<: *b, k: 2}", json!({"b": {"k": 1}, "m": {"k": 2}}), &[("m.k", true)]),
            ("b: &b {k: 1}\nm: {k: 2, <<: *b}", json!({"b": {"k": 1}, "m": {"k": 1}}), &[("m.k", true)]),
            ("b: &b {k: 1}\nm: {<<: [*b, {k: 3}]}", json!({"b": {"k": 1}, "m": {"k": 1}}), &[("m.k", true)]),
            ("b: &b {k: 1}\nm: {<<: *b, <<: *b}", json!({"b": {"k": 1}, "m": {"k": 1}}), &[("m.k", true)]),
            ("b: &b {k: 1, k: 2}\nm: *b", json!({"b": {"k": 2}, "m": {"k": 2}}), &[("b.k", false)]),
            ("x: 1\nx: {y: 2}\nx: 3", json!({"x": 3}), &[("x", false), ("x", false)]),
            ("{!!merge <<: {a: 1}}", json!({"a": 1}), &[]),
            ("{\"<<\": {a: 1}}", json!({"<<": {"a": 1}}), &[]),
            ("a: &k b\n*k : c", json!({"a": "b", "b": "c"}), &[]),
        ];
        for (text, value, duplicates) in rows {
            let document = read(text).remove(0);
            assert_eq!(document.root.to_json(), value, "{text}");
            let found: Vec<_> = document.duplicates.iter().map(|d| (d.path.to_string(), d.merged)).collect();
            let expected: Vec<_> =
                duplicates.iter().map(|&(path, merged)| (path.to_owned(), merged)).collect();
            assert_eq!(found, expected, "{text}");
        }
        let document = read("x: 1\ny: 2\nx: 3\n").remove(0);
        assert_eq!(
            (document.duplicates[0].first.clone(), document.duplicates[0].second.clone()),
            (0..1, 10..11)
        );
        let document = read("b: &b {k: 1}\nm: {<<: *b, k: 2}").remove(0);
        assert_eq!(&document.text.0[document.duplicates[0].first.clone()], "<<");
    }

    #[test]
    fn refused() {
        let rows = [
            ("a: *nothing", 3, "the alias refers to an anchor that is not there"),
            ("a: &a [*a]", 7, "the value of the anchor contains itself"),
            ("a: {<<: 1}", 8, "a merge needs a mapping or a list of mappings"),
            ("a: &a [1]\nb: {<<: *a}", 18, "a merge needs a mapping or a list of mappings"),
            ("[1]: 2", 0, "a list or mapping cannot be a key"),
            ("~: 2", 0, "this value cannot be a key"),
            ("a: !!int x", 3, "the value is not an !!int"),
            ("a: .inf", 3, "infinity and not-a-number have no place in JSON"),
            ("a: \u{1}", 3, "control characters are not allowed"),
            ("a: [\u{feff}]", 4, "byte-order mark inside the text"),
            ("\u{feff}\u{feff}", 0, "byte-order mark inside the text"),
            ("a: b: c", 3, "mapping values are not allowed in this context"),
        ];
        for (text, at, message) in rows {
            let error = error(text);
            assert_eq!((error.at, error.message.as_str()), (at, message), "{text:?}");
            assert_eq!(error.kind, ErrorKind::Syntax);
        }
    }

    #[test]
    fn unicode_line_breaks_break_lines() {
        for line_break in ["\u{85}", "\u{2028}", "\u{2029}"] {
            let text = format!("- --client-cert-auth=true # ok{line_break}- --client-cert-auth=false\n");
            assert_eq!(values(&text), [json!(["--client-cert-auth=true", "--client-cert-auth=false"])]);
        }
    }

    /// The line that ends the document is none of it.
    #[test]
    fn an_error_stands_in_its_document() {
        let documents = read("a: [\n---  {%x\n");
        let error = documents[0].error.as_ref().expect("an error");
        assert_eq!((documents[0].text.0.as_str(), error.at, &error.hint), ("a: [\n", 5, &None));
    }

    #[test]
    fn slices() {
        let rows: [(&str, &[&str]); 9] = [
            ("", &[]),
            ("# only a comment\n", &[]),
            ("a: 1\n# end", &["a: 1\n# end"]),
            ("# one\na: 1\n---\n# two\nb: 2\n", &["# one\na: 1\n", "---\n# two\nb: 2\n"]),
            ("---\n# nothing\n---\nb\n", &["---\n# nothing\n", "---\nb\n"]),
            ("a\n... # end\n# two\nb\n", &["a\n... # end\n", "# two\nb\n"]),
            ("a\r\n...\r\n---\r\nb\r\n", &["a\r\n...\r\n", "---\r\nb\r\n"]),
            ("a: 1\n---\nb: [1\n---\nc: 1\n", &["a: 1\n", "---\nb: [1\n", "---\nc: 1\n"]),
            ("a: *x\n---\nb: 1\n", &["a: *x\n", "---\nb: 1\n"]),
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
        let marked = read("\u{feff}a: 1\n---\nb: 2\n");
        assert_eq!(
            (marked[0].offset, marked[0].position.line, marked[1].offset, marked[1].position.line),
            (3, 1, 8, 2)
        );
        assert!(marked[0].text.0.starts_with('a'));
    }

    /// Where texts can be cut, and that the pieces have the documents of the whole, at the same places.
    #[test]
    fn pieces() {
        let rows: [(&str, Option<usize>); 17] = [
            ("a: 1\n---\nb: 2\n", Some(5)),
            ("a: 1\n---\nb: 2\n--- # why\nc", Some(14)),
            ("a: 1\r\n---\r\nb: 2\r\n", Some(6)),
            ("\u{feff}a: 1\n---\nb: 2", Some(8)),
            ("# a\n---\nb: 2\n", None),
            ("---\na: 1\n", None),
            ("%YAML 1.1\n---\na: 1\n", None),
            ("a: 1\n---\nb: 2\n...\n%YAML 1.1\n---\nc: 3\n", Some(5)),
            ("a\n%YAML 1.1\n---\nb", None),
            ("a\n...\n---\nb", Some(6)),
            ("a\n...\n# b\n---\nb", None),
            ("a\n...\n\n---\nb", None),
            ("a\n... \nb\n---\nc", Some(9)),
            ("a\n---x\nb\n----\n ---\nc\n---", None),
            ("a: |\n b\n---\nc", Some(8)),
            ("a\r# b\n---\nc", None),
            ("{}\n---\n{}", None),
        ];
        for (text, place) in rows {
            assert_eq!(cut::last(text.as_bytes()), place, "{text:?}");
            assert_eq!(in_pieces(text), read(text).iter().map(summary).collect::<Vec<_>>(), "{text:?}");
        }
    }

    fn in_pieces(text: &str) -> Vec<(usize, usize, Position, String, bool, String)> {
        let mut found = Vec::new();
        let mut beginning = Beginning::default();
        let mut rest = text;
        while !rest.is_empty() {
            // From the front, so that there are as many pieces as can be.
            let ends = (1..rest.len()).filter_map(|end| cut::last(&rest.as_bytes()[..end]));
            let (piece, after) = rest.split_at(ends.min().unwrap_or(rest.len()));
            let mut documents = Documents::from(piece, beginning);
            found.extend(documents.by_ref().map(|document| summary(&document)));
            beginning = documents.end();
            rest = after;
        }
        found
    }

    fn summary(document: &Document) -> (usize, usize, Position, String, bool, String) {
        let Document { index, offset, position, text, error, root, .. } = document;
        (*index, *offset, *position, text.0.clone(), error.is_some(), root.to_json().to_string())
    }

    #[test]
    fn documents_around_an_error_are_kept() {
        let rows = [
            ("a: 1\n---\nb: [1,\nc: 2\n", vec![true, false]),
            ("a: 1\n---\nb: \u{1}\n---\nc: 1\n", vec![true, false, true]),
            (
                "\u{1}\n--- \na: [\n---\nb: \"\n---\nc: |\n a\n---\nd: \u{1}\n",
                vec![false, false, false, true, false],
            ),
            ("a: [\n---x\n----\n # ---\n---", vec![false]),
            ("a: [\r---\rb: 1\n", vec![false]),
            ("a: 1\n---\nb: *x\n---\nc: 1\n", vec![true, false, true]),
            ("a: 1\n---\nb: {~: 1}\n---\nc: 1\n", vec![true, false, true]),
            ("\u{1}", vec![false]),
            ("%NO\n%YAML 2.0\n---\n", vec![false]),
        ];
        for (text, fine) in rows {
            let documents = read(text);
            assert_eq!(documents.iter().map(|d| d.error.is_none()).collect::<Vec<_>>(), fine, "{text:?}");
            assert!(documents.iter().all(|d| d.error.is_none() || d.root.is_null()));
        }
    }

    #[test]
    fn limits_hold_quickly() {
        let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for level in 1..10 {
            let aliases = vec![format!("*a{}", level - 1); 9].join(",");
            bomb += &format!("a{level}: &a{level} [{aliases}]\n");
        }
        let mut chain = String::from("a0: &a0 {k: 1}\n");
        (1..70).for_each(|level| chain += &format!("a{level}: &a{level} {{<<: *a{}}}\n", level - 1));
        let blocks: String = (0..3000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
        let after_error = format!("[*x, {}", "[".repeat(100_000));
        let rows = [
            ("bomb", bomb, "aliases expand to more than 10,000 values"),
            ("merge chain", chain, "nested deeper than 64 levels"),
            ("brackets", "[".repeat(2_000_000), "nested deeper than 64 levels"),
            ("braces", "{".repeat(2_000_000), "nested deeper than 64 levels"),
            ("blocks", blocks, "nested deeper than 64 levels"),
            ("65", format!("{}{}", "[".repeat(65), "]".repeat(65)), "nested deeper than 64 levels"),
            ("large", format!("- {}\n", "x".repeat(3 << 20)), "the document is larger than 3 MiB"),
        ];
        let start = Instant::now();
        for (name, text, message) in rows {
            let error = error(&text);
            assert_eq!((error.message.as_str(), error.kind), (message, ErrorKind::Limit), "{name}");
        }
        assert_eq!(read(&after_error).len(), 1);
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
        assert_eq!(read(&format!("{}{}", "[".repeat(64), "]".repeat(64)))[0].error, None);
        let large_first = format!("- {}\n---\nb: 1\n", "x".repeat(3 << 20));
        assert_eq!(read(&large_first)[1].error, None, "a large document does not hide the next");
    }

    fn check_spans(document: &Document, node: &Node) {
        let Location { span, alias, .. } = location(node);
        assert!(document.text.0.get(span.clone()).is_some());
        assert!(alias.as_ref().is_none_or(|span| document.text.0.get(span.clone()).is_some()));
        node.items().iter().for_each(|item| check_spans(document, item));
        for entry in node.entries() {
            assert!(document.text.0.get(entry.key_span.clone().unwrap()).is_some());
            check_spans(document, &entry.node);
        }
    }

    proptest! {
        #[test]
        fn pieces_have_the_documents_of_the_whole(lines in prop::collection::vec(
            prop::sample::select(vec![
                "a: 1", " b", "- c", "---", "--- d", "---\t", "...", "... # e", "# f", "%YAML 1.1", "%g", "", "|", "\"", "[", "h: >",
                "\r", "i\u{2028}---", "\u{1}", "*j", "{", "'",
            ]), 0..12), line_break in prop::sample::select(vec!["\n", "\r\n"])) {
            let text: String = lines.iter().flat_map(|line| [*line, line_break]).collect();
            let whole: Vec<_> = read(&text).iter().map(summary).collect();
            prop_assert_eq!(in_pieces(&text), whole, "{:?}", text);
        }

        #[test]
        fn any_text_is_cut_into_slices_with_places(text in "[a-c0-2:\\-\\[\\]{},&*!|>'\"#<%. \t\r\n\u{feff}\u{2028}é]{0,60}") {
            let documents = read(&text);
            let slices: String = documents.iter().map(|document| document.text.0.as_str()).collect();
            let content = text.strip_prefix('\u{feff}').unwrap_or(&text);
            prop_assert!(documents.is_empty() || slices == content);
            for document in &documents {
                match &document.error {
                    Some(error) => prop_assert!(document.text.0.is_char_boundary(error.at)),
                    None => check_spans(document, &document.root),
                }
            }
        }
    }

    #[test]
    fn an_edit_at_a_span_keeps_the_rest() {
        let document = read(POD).remove(0);
        let command = entry(&document, &["spec", "command"]);
        let Value::Sequence(items) = &command.node.value else { panic!("not a list") };
        let mut text = document.text.0.clone();
        text.insert_str(location(&items[2]).span.end, "\n  - --peer-client-cert-auth=true");
        text.replace_range(location(&items[1]).span.clone(), "--client-cert-auth=true");
        let expected = POD
            .replace("auth=false", "auth=true")
            .replace("é😀\"", "é😀\"\n  - --peer-client-cert-auth=true");
        assert!(expected.starts_with(&text));
        assert_eq!(read(&text)[0].root.get("spec").and_then(|s| s.get("command")).unwrap().items().len(), 4);
    }
}

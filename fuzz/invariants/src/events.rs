//! Text to documents: every byte belongs to one, and every value stands within its document.

use etcdlint_core::source::{self, Document, Entry, Node, Syntax, Value};

/// The deepest tree that is read.
const DEPTH: usize = 64;

/// Reads documents and checks their shape; JSON is compared with what serde_json reads.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let documents: Vec<Document> = source::documents(text).collect();
    let mut end = text.len() - text.trim_start_matches('\u{feff}').len();
    for (index, document) in documents.iter().enumerate() {
        assert_eq!(document.index, index);
        // A text has one mark at its beginning; a second one is content, and refused.
        end = if index == 0 { end.min(3) } else { end };
        assert_eq!(document.offset, end, "bytes between two documents");
        end += document.text.0.len();
        assert_eq!(text.get(document.offset..end), Some(document.text.0.as_str()));
        check_document(document);
    }
    if let [document] = documents.as_slice()
        && document.syntax == Syntax::Json
        && document.error.is_none()
    {
        compare(document);
    }
    let _ = source::looks_like_template(text);
}

fn check_document(document: &Document) {
    let text = &document.text.0;
    if let Some(error) = &document.error {
        assert!(error.at <= text.len() && document.root.is_null());
    }
    for one in &document.duplicates {
        assert!(text.get(one.first.clone()).is_some() && text.get(one.second.clone()).is_some());
    }
    check_node(&document.root, text, 0);
}

fn check_node(node: &Node, text: &str, depth: usize) {
    assert!(depth <= DEPTH, "deeper than what is read");
    if let Some(location) = &node.location {
        assert!(text.get(location.span.clone()).is_some(), "a value outside of its document");
        assert!(location.alias.clone().is_none_or(|alias| text.get(alias).is_some()));
    }
    match &node.value {
        Value::Sequence(items) => items.iter().for_each(|item| check_child(node, item, text, depth)),
        Value::Mapping(entries) => {
            for Entry { key_span, node: child, .. } in entries {
                assert!(key_span.clone().is_none_or(|span| text.get(span).is_some()));
                check_child(node, child, text, depth);
            }
        }
        _ => {}
    }
}

/// A value stands within the one that it is part of, unless it came through an alias.
fn check_child(parent: &Node, child: &Node, text: &str, depth: usize) {
    if let (Some(outer), Some(inner)) = (&parent.location, &child.location)
        && inner.alias.is_none()
    {
        let is_within = outer.span.start <= inner.span.start && inner.span.end <= outer.span.end;
        assert!(is_within, "{:?} is not within {:?}", inner.span, outer.span);
    }
    check_node(child, text, depth + 1);
}

fn compare(document: &Document) {
    let text = document.text.0.trim_matches([' ', '\t', '\n', '\r']);
    let expected: serde_json::Value = serde_json::from_str(text).expect("serde_json reads it, too");
    assert!(are_equal(&document.root.to_json(), &expected), "serde_json reads something else");
}

/// Go has integers where serde_json has none, such as -0.
fn are_equal(a: &serde_json::Value, b: &serde_json::Value) -> bool {
    use serde_json::Value;
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| are_equal(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| are_equal(a, b)))
        }
        (a, b) => a == b,
    }
}

//! Every character of a string against the text it was written as.

use proptest::prelude::*;

use crate::source::{Document, Node, documents};

fn only(text: &str) -> Document {
    documents(text).next().unwrap()
}

/// The words in capitals of a string, none of which comes twice, and what is written where they are said to be.
fn words(document: &Document, node: &Node) -> Vec<(String, String)> {
    let string = node.as_str().unwrap();
    let words = string.split(|c: char| !c.is_ascii_uppercase()).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let at = string.find(word).unwrap();
            let span = document.range_in_string(node, at..at + word.len()).unwrap();
            (word.to_owned(), document.text.0[span].to_owned())
        })
        .collect()
}

#[test]
fn words_are_where_they_are_written() {
    let texts = [
        "k: AB CD",
        "k: AB\n  CD\n\n  EF",
        "k: 'AB ''CD'''",
        "k: 'AB\n  CD\n\n\n  EF '",
        "k: &a !!str \"AB\"",
        r#"k: "AB\n\tCD \"EF\" \u00e9\x41GH \
             IJ""#,
        "k: \"AB\r\n  CD\r\n\r\n  EF\"",
        "{\"k\": \"\\ud83d\\ude00AB\\/CD\\nEF\"}",
        "k: |\n  AB\n    CD\n\n  EF\n",
        "k: |2-  # why\n    AB\n  CD\n",
        "k: |+\r\n  AB\r\n\r\n  CD\r\n\r\n",
        "k: !!str |\n      AB\n   \n      CD",
        "k: >\n  AB\n  CD\n\n  EF\n    GH\n   IJ\n\n\n  KL\n",
        "k: >2\n    AB\n\n    CD\n  EF\n  GH\n\n",
        "k: >-\n\n  AB\r\n  CD\r\n",
    ];
    for text in texts {
        let document = only(text);
        let node = document.root.get("k").unwrap();
        let found = words(&document, node);
        assert!(!found.is_empty(), "{text}");
        for (word, written) in found {
            // An escape that means an upper-case letter is longer than it.
            assert!(word == written || written.ends_with(&word[1..]), "{text:?}: {word} at {written:?}");
        }
    }
}

#[test]
fn ends_and_escapes() {
    let rows = [
        (r#"k: "a\tb""#, 1..2, "\\t"),
        (r#"k: "a\tb""#, 0..2, "a\\t"),
        (r#"k: "a\tb""#, 3..3, ""),
        ("k: 'a''b'", 1..2, "''"),
        ("k: |\n  ab\n  cd\n", 1..4, "b\n  c"),
        ("k: |\n  ab\n  cd\n", 4..6, "d"),
        ("k: >\n  ab\n  cd\n", 2..3, "\n"),
        ("k: \"a\n\n  b\"", 1..2, "\n"),
        ("k: \"\u{e9}\\u00e9\"", 0..4, "\u{e9}\\u00e9"),
    ];
    for (text, range, expected) in rows {
        let document = only(text);
        let span = document.range_in_string(document.root.get("k").unwrap(), range.clone());
        assert_eq!(span.map(|span| document.text.0[span].to_owned()).as_deref(), Some(expected), "{text:?}");
    }
}

#[test]
fn what_does_not_show_its_characters_has_no_offsets() {
    for text in ["k: !!binary aGVsbG8=", "k: [a]", "k: 1"] {
        let document = only(text);
        assert_eq!(document.range_in_string(document.root.get("k").unwrap(), 0..1), None, "{text}");
    }
}

proptest! {
    /// Whatever the style: what maps is written as it is, or is an escape or a line end.
    #[test]
    fn letters_map_to_themselves(
        lines in proptest::collection::vec("( {0,3}[a-z\u{e9}\"']{1,3} ?){0,2}", 1..6),
        style in prop_oneof![Just("|"), Just(">"), Just("|2-"), Just(">2+"), Just("\""), Just("'"), Just("")],
    ) {
        let quote = if style.len() == 1 && !"|>".contains(style) { style } else { "" };
        let body: Vec<String> = lines.iter().map(|line| format!("  {}", line.replace(['"', '\''], "\\u0041"))).collect();
        let header = if quote.is_empty() { format!("{style}\n") } else { quote.to_owned() };
        let text = format!("k: {header}{}{quote}\nz: 1\n", body.join("\n"));
        let document = only(&text);
        let Some(node) = document.root.get("k").filter(|node| node.as_str().is_some()) else { return Ok(()) };
        let string = node.as_str().unwrap();
        for (at, c) in string.char_indices() {
            let span = document.range_in_string(node, at..at + c.len_utf8());
            prop_assert!(span.is_some(), "{text:?}");
            let written = &document.text.0[span.unwrap()];
            let is_true = written.chars().eq([c]) || written.starts_with('\\') || c == '\n' || c == ' ';
            prop_assert!(is_true, "{c:?} is not {written:?} in {text:?}");
        }
    }

    /// Whatever is written: what maps is inside the scalar, in order, and says what the string says.
    #[test]
    fn any_scalar_maps_truly_or_not_at_all(
        header in prop_oneof![Just("|"), Just(">"), Just("|2-"), Just(">1+"), Just("\""), Just("'"), Just("")],
        body in "(\n? {0,4}[a-dé'\"#\t\r]{0,3}(\\\\\n|\\\\x41|\\\\n|''|\\\\\")?){0,6}[\"']?\n{0,2}",
    ) {
        let written = format!("{header}{body}");
        for text in [format!("k: {written}"), format!("k: {written}\nz: 1\n"), format!("{{\"k\": {written}}}")] {
            let document = only(&text);
            let Some(node) = document.root.get("k") else { continue };
            let mut end = 0;
            for (at, c) in node.as_str().unwrap_or_default().char_indices() {
                let Some(span) = document.range_in_string(node, at..at + c.len_utf8()) else { continue };
                prop_assert!(span.start >= end, "{text:?}");
                end = span.end;
                let raw = &document.text.0[span];
                let is_true = raw.chars().eq([c]) || raw.starts_with(['\\', '\'']) || c == '\n' || c == ' ';
                prop_assert!(is_true, "{c:?} is not {raw:?} in {text:?}");
            }
        }
    }
}

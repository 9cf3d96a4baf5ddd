//! Steps in documents that travel inside others.

use super::*;
use crate::fix::{apply, text_edits};
use crate::inventory::{CarriedIn, Held, Input, Inventory};
use crate::subject::carrier::Carrier;
use crate::subject::object::ObjectId;

/// The inventory of a text with the documents that its value `data.f` carries.
pub(super) fn inventory(text: &str, verbatim: bool) -> Inventory {
    let outer: Vec<Document> = source::documents(text).collect();
    let id = DocumentId(outer.len() - 1);
    let carrier = Place::value(id, path("data.f"));
    let inner =
        outer[id.0].root.get("data").and_then(|data| data.get("f")).unwrap().as_str().unwrap().to_owned();
    let carried = source::documents(&inner).map(|document| {
        let object = ObjectId::of(&source::Cursor::new(&outer[id.0].root, id));
        let (carrier, place) = (Carrier::ConfigMap, carrier.clone());
        let carried = CarriedIn { carrier, place, name: "f".to_owned(), verbatim, object };
        Held { id: DocumentId(1), document, input: 0, carried: Some(carried) }
    });
    let carried: Vec<Held> = carried.collect();
    let outer =
        outer.into_iter().map(|document| Held { id: DocumentId(0), document, input: 0, carried: None });
    let inputs = vec![Input { name: "in.yaml".to_owned(), version_controlled: false }];
    Inventory { inputs, documents: outer.chain(carried).collect(), ..Inventory::default() }
}

/// The edits as steps of document `id`.
pub(super) fn in_document(id: usize, mut edits: Vec<Edit>) -> Vec<Edit> {
    for edit in &mut edits {
        match edit {
            Edit::Replace { place, .. }
            | Edit::Rename { place, .. }
            | Edit::Remove { place }
            | Edit::Insert { place, .. }
            | Edit::Add { place, .. }
            | Edit::Move { place, .. }
            | Edit::Split { place, .. }
            | Edit::Rewrite { place, .. } => place.document = DocumentId(id),
        }
    }
    edits
}

fn check(text: &str, verbatim: bool, edits: &[Edit], expected: Option<&str>) {
    for line_break in ["\n", "\r\n"] {
        let text = text.replace('\n', line_break);
        let after = text_edits(&inventory(&text, verbatim), edits).and_then(|edits| apply(&text, &edits));
        assert_eq!(after, expected.map(|expected| expected.replace('\n', line_break)), "{text}{edits:?}");
    }
}

const MAP: &str = "kind: ConfigMap
data:
  f: |
    # head
    a: x  # c

    list:
    - p: 1
      q: 2
    - r
  g: other
";

#[test]
fn literal_scalars_keep_their_indentation() {
    let rows = [
        (vec![string("a", "z")], "    a: x  # c\n", "    a: z  # c\n"),
        (vec![remove("a")], "    a: x  # c\n", ""),
        (vec![remove("list[1]")], "    - r\n", ""),
        (vec![remove("list[0]")], "    - p: 1\n      q: 2\n", ""),
        (vec![remove("list[0].p")], "    - p: 1\n      q: 2\n", "    - q: 2\n"),
        (vec![remove("list")], "    list:\n    - p: 1\n      q: 2\n    - r\n", ""),
        (vec![insert("list", 2, "s")], "    - r\n", "    - r\n    - s\n"),
        (
            vec![insert("list", 0, "s"), insert("list", 0, "t")],
            "    - p: 1\n",
            "    - s\n    - t\n    - p: 1\n",
        ),
        (vec![add("", "b", 1)], "    - r\n", "    - r\n    b: 1\n"),
        (vec![add("list[0]", "b", 1)], "      q: 2\n", "      q: 2\n      b: 1\n"),
        (
            vec![move_item("list", 0, 1)],
            "    - p: 1\n      q: 2\n    - r\n",
            "    - r\n    - p: 1\n      q: 2\n",
        ),
        (vec![split("list[0]", "q")], "      q: 2\n", "    - q: 2\n"),
        (vec![rename("list", "items")], "    list:\n", "    items:\n"),
    ];
    for (edits, before, after) in rows {
        assert!(MAP.contains(before));
        check(MAP, true, &in_document(1, edits), Some(&MAP.replacen(before, after, 1)));
    }
    let rewritten = "kind: ConfigMap\ndata:\n  f: |\n    b:\n      c: 1\n\n    d: 2\n  g: other\n";
    check(MAP, true, &in_document(1, vec![rewrite("b:\n  c: 1\n\nd: 2\n")]), Some(rewritten));
    check(MAP, true, &in_document(1, vec![rewrite("b: 1")]), None);
}

#[test]
fn steps_in_both_documents_go_together() {
    let edits = [
        in_document(0, vec![add("data", "h", "x"), string("data.g", "y z")]),
        in_document(1, vec![add("", "b", 1)]),
    ];
    let expected = MAP.replace("    - r\n", "    - r\n    b: 1\n").replace("g: other\n", "g: y z\n  h: x\n");
    check(MAP, true, &edits.concat(), Some(&expected));
    let short = "data:\n  f: |\n    a: 1\n";
    let edits = [in_document(0, vec![add("data", "h", "x")]), in_document(1, vec![add("", "b", 2)])];
    check(short, true, &edits.concat(), Some("data:\n  f: |\n    a: 1\n    b: 2\n  h: x\n"));
}

#[test]
fn styles_of_the_carrier() {
    let rows = [
        ("data:\n  f: |-\n    a: 1\n  g: x\n", true, Some("data:\n  f: |-\n    a: 1\n    b: 2\n  g: x\n")),
        (
            "data:\n  f: |+\n    a: 1\n\n  g: x\n",
            true,
            Some("data:\n  f: |+\n    a: 1\n    b: 2\n\n  g: x\n"),
        ),
        ("data:\n  f: |\n    a: 1", true, Some("data:\n  f: |\n    a: 1\n    b: 2")),
        ("data:\n  f: |\n    a: 1\n", false, None),
        ("data:\n  f: >\n    a: 1\n", true, None),
        ("data:\n  f: \"a: 1\\n\"\n", true, None),
        ("data:\n  f: 'a: 1'\n", true, None),
        ("data: {f: 'a: 1'}\n", true, None),
        ("data:\n  f: &f |\n    a: 1\n", true, None),
    ];
    for (text, verbatim, expected) in rows {
        check(text, verbatim, &in_document(1, vec![add("", "b", 2)]), expected);
    }
}

#[test]
fn offsets_count_from_the_start_of_the_file() {
    let text = "\u{feff}x: 1\n---\ndata:\n  f: |\n    a: 1\n    ---\n    b: 1\n";
    check(text, true, &in_document(2, vec![string("a", "p")]), Some(&text.replace("a: 1", "a: p")));
    check(text, true, &in_document(3, vec![remove("b")]), Some(&text.replace("b: 1", "{}")));
    check(text, true, &in_document(0, vec![remove("x")]), Some(&text.replace("x: 1", "{}")));
}

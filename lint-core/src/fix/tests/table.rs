//! What each step does to the text, and what it leaves alone.

use serde_json::json;

use super::*;
use crate::source::Syntax;

/// A document, steps, and the document after them; `None` if they cannot be done in text.
type Row = (&'static str, Vec<Edit>, Option<&'static str>);

fn check(rows: Vec<Row>) {
    check_as(Syntax::Yaml, rows);
}

fn check_as(syntax: Syntax, rows: Vec<Row>) {
    for (text, edits, expected) in rows {
        for (line_break, is_crlf) in [("\n", false), ("\r\n", true)] {
            let text = text.replace('\n', line_break);
            let expected = expected.map(|expected| expected.replace('\n', line_break));
            if is_crlf && !text.contains('\r') {
                continue;
            }
            let document = Document { syntax, ..read(&text) };
            assert!(expected.as_ref().is_none_or(|expected| read(expected).error.is_none()), "{expected:?}");
            assert_eq!(edited(&document, &edits), expected, "{text}{edits:?}");
        }
    }
}

#[test]
fn replace_a_whole_scalar() {
    check(vec![
        ("a: x # c\nb: y\n", vec![string("a", "z")], Some("a: z # c\nb: y\n")),
        ("a: x\n", vec![string("a", "true")], Some("a: \"true\"\n")),
        ("a: 'x' # c\n", vec![string("a", "it's")], Some("a: 'it''s' # c\n")),
        ("a: \"x\"", vec![string("a", "y\"z")], Some("a: \"y\\\"z\"")),
        ("a: true\n", vec![string("a", "true")], Some("a: \"true\"\n")),
        ("a: 'true'\n", vec![bare("a", "true")], Some("a: true\n")),
        ("a: {}\n", vec![bare("a", "[]")], Some("a: []\n")),
        ("a:\n  b: c\n", vec![bare("a", "{}")], None),
        ("a: # c\nb:\n", vec![bare("a", "{}"), bare("b", "{}")], Some("a: {} # c\nb: {}\n")),
        ("- \n-\n", vec![string("[0]", "x"), string("[1]", "z")], Some("- x \n- z\n")),
        ("{a: , b: }\n", vec![string("a", "x,"), string("b", "w")], Some("{a: \"x,\" , b: w }\n")),
        ("{a, b: 1}\n", vec![string("a", "x")], None),
        ("a: |  # c\n  x\n  y\nb: 1\n", vec![string("a", "z\n")], Some("a: \"z\\n\"\nb: 1\n")),
        ("a: >-\n  x\n\n# c\nb: 1\n", vec![string("a", "z")], Some("a: \"z\"\n\n# c\nb: 1\n")),
        ("a: x\n  y\n  z # c\n", vec![string("a", "z")], Some("a: z # c\n")),
        ("a: [x, 'y']\n", vec![string("a[0]", "p, q"), string("a[1]", "r")], Some("a: [\"p, q\", 'r']\n")),
        ("a: &a x\nb: *a\n", vec![string("a", "w")], None),
        ("a: &a x\nb: *a\n", vec![string("b", "w")], None),
        ("a: &a {k: x}\nb: *a\n", vec![string("a.k", "w")], None),
        ("a: &a {k: x}\nb: {<<: *a}\n", vec![string("b.k", "w")], None),
        ("a: !!str x\n", vec![string("a", "w")], None),
        ("a: !!map {k: x}\n", vec![string("a.k", "w")], Some("a: !!map {k: w}\n")),
        ("a: x\n", vec![string("b", "w")], None),
        ("a: x\n", vec![string("a", "w"), string("a", "z")], None),
        ("a: [\n", vec![string("", "w")], None),
    ]);
}

#[test]
fn replace_a_part_of_a_string() {
    check(vec![
        ("- --a=false # c\n", vec![within("[0]", 4..9, "true")], Some("- --a=true # c\n")),
        ("- '--a=it''s'\n", vec![within("[0]", 4..8, "x'y")], Some("- '--a=x''y'\n")),
        ("- \"a=\\u0041\"\n", vec![within("[0]", 0..1, "b")], Some("- \"b=\\u0041\"\n")),
        ("- \"--a=é😀\"\n", vec![within("[0]", 4..6, "x")], Some("- \"--a=x😀\"\n")),
        ("- no\n- xno\n", vec![within("[1]", 0..1, "")], Some("- no\n- \"no\"\n")),
        ("a: x\n  y  z\n  w\n", vec![within("a", 2..3, "v")], Some("a: x\n  v  z\n  w\n")),
        ("a: [--x=1]\n", vec![within("a[0]", 4..5, "1,2")], Some("a: [\"--x=1,2\"]\n")),
        ("a: b c\n", vec![within("a", 0..1, "d"), within("a", 2..3, "e")], Some("a: d e\n")),
        ("a: b c\n", vec![within("a", 0..2, "d"), within("a", 1..3, "e")], None),
        ("a: b c\n", vec![within("a", 0..9, "d")], None),
        (
            "a: |\n  x y\n\n    z y\nb: y\n",
            vec![within("a", 9..10, "w")],
            Some("a: |\n  x y\n\n    z w\nb: y\n"),
        ),
        ("a: |\n  x y\n", vec![within("a", 0..1, "p\nq")], None),
        ("a: |\n  x y\n", vec![within("a", 0..1, " ")], None),
        ("a: |+ # c\n  x y\n\n", vec![within("a", 2..3, "z")], Some("a: |+ # c\n  x z\n\n")),
        ("a: |\n  x y", vec![within("a", 2..3, "z")], Some("a: |\n  x z")),
        ("a: >-\n  x\n  y\n", vec![within("a", 2..3, "z")], Some("a: >-\n  x\n  z\n")),
        ("a: 1\n", vec![within("a", 0..1, "2")], None),
    ]);
}

#[test]
fn rename_a_key() {
    check(vec![
        ("a: x # c\n", vec![rename("a", "b")], Some("b: x # c\n")),
        ("'a' : x\n", vec![rename("a", "it's")], Some("'it''s' : x\n")),
        ("\"a\": x\n", vec![rename("a", "b")], Some("\"b\": x\n")),
        ("a: x\n", vec![rename("a", "yes")], Some("\"yes\": x\n")),
        ("{a: x, b: y}\n", vec![rename("b", "c, d")], Some("{a: x, \"c, d\": y}\n")),
        ("- a:\n    b: 1\n", vec![rename("[0].a", "c")], Some("- c:\n    b: 1\n")),
        ("a: x\nb: y\n", vec![rename("a", "b")], None),
        ("a: x\na: y\n", vec![rename("a", "b")], None),
        ("a: &x k\n*x : y\n", vec![rename("k", "b")], None),
        ("&x a: y\n", vec![rename("a", "b")], None),
        ("a: &a {k: x}\nb: {<<: *a}\n", vec![rename("b.k", "l")], None),
        ("a: x\n", vec![rename("a", "b"), string("a", "z")], Some("b: z\n")),
    ]);
}

#[test]
fn remove_in_a_block() {
    check(vec![
        ("a: 1\nb: 2 # c\n# d\nc: 3\n", vec![remove("b")], Some("a: 1\n# d\nc: 3\n")),
        ("a: 1\nb:\n- x\n- y # c\nc: 3\n", vec![remove("b")], Some("a: 1\nc: 3\n")),
        ("a:\n- x\n# c\n- y # d\n- z\n", vec![remove("a[1]")], Some("a:\n- x\n# c\n- z\n")),
        ("a:\n  - x\n  - y", vec![remove("a[1]")], Some("a:\n  - x\n")),
        ("- name: x # c\n  value: y\n- z\n", vec![remove("[0].name")], Some("- value: y\n- z\n")),
        ("- name: x\n  # c\n  value: y\n", vec![remove("[0].name")], Some("- # c\n  value: y\n")),
        ("- name: x\n  value: y\n", vec![remove("[0].value")], Some("- name: x\n")),
        ("- a: 1\n  b: 2\n  c: 3\n", vec![remove("[0].a"), remove("[0].b")], Some("- c: 3\n")),
        ("- a: 1\n  # x\n  b: 2\n  c: 3\n", vec![remove("[0].a"), remove("[0].b")], Some("- # x\n  c: 3\n")),
        ("- - a\n  - b\n- c\n", vec![remove("[0][0]")], Some("- - b\n- c\n")),
        ("- - a # c\n- c\n", vec![remove("[0][0]")], Some("- []\n- c\n")),
        ("- -\n  - b\n", vec![remove("[0][0]")], Some("- - b\n")),
        ("a: # c\n  b: 1 # d\n# e\nf: 1\n", vec![remove("a.b")], Some("a: {} # c\n# e\nf: 1\n")),
        ("command:\n- a\nimage: b\n", vec![remove("command[0]")], Some("command: []\nimage: b\n")),
        ("a:\n- x\n- y\n", vec![remove("a[0]"), remove("a[1]")], Some("a: []\n")),
        ("a: 1\n", vec![remove("a")], Some("{}\n")),
        ("---\n# c\na: 1\n...\n", vec![remove("a")], Some("---\n# c\n{}\n...\n")),
        ("-\n  a: 1\n-\n", vec![remove("[0].a"), remove("[1]")], Some("-\n  {}\n")),
        ("a: |\n  x\n\n  y\nb: 1\n", vec![remove("a")], Some("b: 1\n")),
        ("a: |+\n  x\n\nb: 1\nc: 2\n", vec![remove("a")], Some("b: 1\nc: 2\n")),
        ("a: |+\n  x\nb: 1\n\nc: 2\n", vec![remove("b")], None),
        ("a: |\n  x\nb: 1\n\nc: 2\n", vec![remove("b")], Some("a: |\n  x\n\nc: 2\n")),
        ("a: |\n  x\nb: 1\n  # c\nc: 2\n", vec![remove("b")], None),
        ("a: |\n  x\nb: 1\n # c\nc: 2\n", vec![remove("b")], Some("a: |\n  x\n # c\nc: 2\n")),
        ("a: x\n  y\n  z\nb: 1\n", vec![remove("a")], Some("b: 1\n")),
        ("a: \"x\n  y\"\nb: 1\n", vec![remove("a")], Some("b: 1\n")),
        ("a: {b: 1,\n  c: 2} # d\ne: 1\n", vec![remove("a")], Some("e: 1\n")),
        ("? a\n: 1\n? b\n: 2\n", vec![remove("a")], None),
        ("a: 1\na: 2\nb: 3\n", vec![remove("a")], None),
        ("a: &a {k: 1}\nb: *a\n", vec![remove("a")], None),
        ("a: {k: &a 1}\nb: *a\n", vec![remove("a")], None),
        ("a: &a {k: 1}\nb:\n  <<: *a\n  c: 1\n", vec![remove("b.k")], None),
        ("a: 1\n", vec![remove("")], None),
        ("a: {b: 1}\nc: 1\n", vec![remove("a"), remove("a.b")], None),
    ]);
}

#[test]
fn remove_in_brackets() {
    check(vec![
        ("a: [x, y, z] # c\n", vec![remove("a[0]")], Some("a: [y, z] # c\n")),
        ("a: [x, y, z]\n", vec![remove("a[1]")], Some("a: [x, z]\n")),
        ("a: [x, y, z]\n", vec![remove("a[2]")], Some("a: [x, y]\n")),
        ("a: [x, y, z]\n", vec![remove("a[1]"), remove("a[2]")], Some("a: [x]\n")),
        ("a: [x, y, z,]\n", vec![remove("a[2]")], Some("a: [x, y,]\n")),
        ("a: [ x ]\n", vec![remove("a[0]")], Some("a: []\n")),
        ("a: {b: 1, c: 2}\n", vec![remove("a.b"), remove("a.c")], Some("a: {}\n")),
        ("{a: 1, b: {c: [x]}, d: }\n", vec![remove("b")], Some("{a: 1, d: }\n")),
        ("{a: 1, b: }\n", vec![remove("b")], Some("{a: 1}\n")),
        ("[\n  x,\n  y,\n  z\n]\n", vec![remove("[1]")], Some("[\n  x,\n  z\n]\n")),
        ("[\n  x,\n  y\n]\n", vec![remove("[1]")], Some("[\n  x\n]\n")),
        ("[x, # c\n y]\n", vec![remove("[0]")], Some("[ # c\n y]\n")),
        ("[x, # c\n y]\n", vec![remove("[1]")], None),
        ("[x, a: 1]\n", vec![remove("[0]")], None),
        ("[[a], \"b\"]\n", vec![remove("[0]")], Some("[\"b\"]\n")),
    ]);
}

#[test]
fn insert_into_a_sequence() {
    check(vec![
        ("a:\n- x\n- y # c\nb: 1\n", vec![insert("a", 2, "z")], Some("a:\n- x\n- y # c\n- z\nb: 1\n")),
        ("a:\n  - x\n  # c\n  - y\n", vec![insert("a", 1, "z")], Some("a:\n  - x\n  - z\n  # c\n  - y\n")),
        ("a:\n  # c\n  -   x\n", vec![insert("a", 0, "z")], Some("a:\n  # c\n  -   z\n  -   x\n")),
        ("a:\n  - x", vec![insert("a", 1, "z")], Some("a:\n  - x\n  - z")),
        ("- - x\n- y\n", vec![insert("[0]", 0, "z")], Some("- - z\n  - x\n- y\n")),
        ("- - x\n- y\n", vec![insert("[0]", 1, "z")], Some("- - x\n  - z\n- y\n")),
        (
            "- a: 1\n  b:\n    - c\n",
            vec![insert("", 1, json!({"name": "x", "v": [1]}))],
            Some("- a: 1\n  b:\n    - c\n- name: x\n  v:\n    - 1\n"),
        ),
        ("-\n  a: 1\n", vec![insert("", 1, "z")], Some("-\n  a: 1\n- z\n")),
        (
            "- x\n",
            vec![insert("", 1, "p"), insert("", 1, "q"), insert("", 0, "true")],
            Some("- \"true\"\n- x\n- p\n- q\n"),
        ),
        ("a:\n- x\n- y\n", vec![remove("a[1]"), insert("a", 1, "z")], Some("a:\n- x\n- z\n")),
        ("a:\n- x\n", vec![remove("a[0]"), insert("a", 0, "z")], Some("a:\n- z\n")),
        ("- |\n  x\n\n# c\n- y\n", vec![insert("", 1, "z")], Some("- |\n  x\n- z\n\n# c\n- y\n")),
        ("- |+\n  x\n\n- y\n", vec![insert("", 1, "z")], Some("- |+\n  x\n\n- z\n- y\n")),
        ("- |\n  x", vec![insert("", 1, "z")], None),
        ("- |-\n  x", vec![insert("", 1, "z")], Some("- |-\n  x\n- z")),
        ("- x\n  y\n  z\n", vec![insert("", 1, "w")], Some("- x\n  y\n  z\n- w\n")),
        ("- &a x\n- *a\n", vec![insert("", 2, "z")], Some("- &a x\n- *a\n- z\n")),
        ("a: [x, y]\n", vec![insert("a", 1, "b,c")], Some("a: [x, \"b,c\", y]\n")),
        (
            "a: [x, y]\n",
            vec![insert("a", 0, "p"), insert("a", 2, "q"), insert("a", 2, "r")],
            Some("a: [p, x, y, q, r]\n"),
        ),
        ("a: [x,]\n", vec![insert("a", 1, "w")], Some("a: [x, w]\n")),
        (
            "a: [\n  x, # c\n  y # d\n]\n",
            vec![insert("a", 2, "z")],
            Some("a: [\n  x, # c\n  y, # d\n  z\n]\n"),
        ),
        ("a: [\n  x,\n  y,\n]\n", vec![insert("a", 1, "z")], Some("a: [\n  x,\n  z,\n  y,\n]\n")),
        ("a: [x]\n", vec![remove("a[0]"), insert("a", 0, "w")], Some("a: [w]\n")),
        ("a: [] # c\n", vec![insert("a", 0, "x"), insert("a", 0, "w")], Some("a: [x, w] # c\n")),
        ("a: # c\nb: 1\n", vec![insert("a", 0, "x")], Some("a: [x] # c\nb: 1\n")),
        ("a: null\n", vec![insert("a", 0, json!({"k": 1}))], Some("a: [{k: 1}]\n")),
        ("a: [x]\n", vec![insert("a", 2, "w")], None),
        ("a: {}\n", vec![insert("a", 0, "w")], None),
        ("a: &a [x]\nb: *a\n", vec![insert("b", 0, "w")], None),
    ]);
}

#[test]
fn add_to_a_mapping() {
    check(vec![
        ("a: 1 # c\n", vec![add("", "b", "x")], Some("a: 1 # c\nb: x\n")),
        ("a: 1", vec![add("", "b", 2)], Some("a: 1\nb: 2")),
        ("a:\n    b: 1\n\nc: 2\n", vec![add("a", "d", "x")], Some("a:\n    b: 1\n    d: x\n\nc: 2\n")),
        ("- a: 1\n- b\n", vec![add("[0]", "c", json!({}))], Some("- a: 1\n  c: {}\n- b\n")),
        ("a:\n- x\n", vec![add("", "b", true), insert("a", 1, "w")], Some("a:\n- x\n- w\nb: true\n")),
        (
            "a:\n  b:\n    c: 1\n",
            vec![add("", "d", 1), add("a", "e", 2), add("a.b", "f", 3)],
            Some("a:\n  b:\n    c: 1\n    f: 3\n  e: 2\nd: 1\n"),
        ),
        (
            "b: &b {k: 1}\nm:\n  <<: *b\n",
            vec![add("m", "c", 1)],
            Some("b: &b {k: 1}\nm:\n  <<: *b\n  c: 1\n"),
        ),
        ("a: {b: 1}\n", vec![add("a", "c", "x: y")], Some("a: {b: 1, c: \"x: y\"}\n")),
        ("a: {b: 1,}\n", vec![add("a", "c", "x")], Some("a: {b: 1, c: x}\n")),
        ("a: {b: }\n", vec![add("a", "c", "x")], Some("a: {b: , c: x}\n")),
        ("a: {}\n", vec![add("a", "c", "x"), add("a", "d", "w")], Some("a: {c: x, d: w}\n")),
        ("a:\n", vec![add("a", "c", "x")], Some("a: {c: x}\n")),
        ("a: 1\n", vec![add("", "a", 2)], None),
        ("a: 1\n", vec![add("", "b", 2), add("", "b", 3)], None),
        ("a: 1\n", vec![remove("a"), add("", "b", 2)], Some("b: 2\n")),
        ("a: x\n", vec![add("a", "b", 1)], None),
    ]);
}

#[test]
fn move_an_item() {
    check(vec![
        (
            "- a # 1\n# x\n- b # 2\n- c # 3\n",
            vec![move_item("", 0, 2)],
            Some("- b # 2\n# x\n- c # 3\n- a # 1\n"),
        ),
        ("- a\n- b\n- c", vec![move_item("", 2, 0)], Some("- c\n- a\n- b")),
        (
            "k:\n- identity: {}\n- aescbc:\n    keys:\n    - name: a # c\n",
            vec![move_item("k", 0, 1)],
            Some("k:\n- aescbc:\n    keys:\n    - name: a # c\n- identity: {}\n"),
        ),
        ("- - a\n  - b\n- c\n", vec![move_item("[0]", 0, 1)], Some("- - b\n  - a\n- c\n")),
        ("- - a\n  - b\n- c\n", vec![move_item("", 1, 0)], Some("- c\n- - a\n  - b\n")),
        ("a: [x, {b: 1}, 'y'] # c\n", vec![move_item("a", 0, 2)], Some("a: [{b: 1}, 'y', x] # c\n")),
        ("[\n  x, # 1\n  y # 2\n]\n", vec![move_item("", 1, 0)], Some("[\n  y, # 1\n  x # 2\n]\n")),
        ("- a\n- b\n", vec![move_item("", 1, 1)], Some("- a\n- b\n")),
        ("- a\n- b\n", vec![move_item("", 0, 2)], None),
        ("- &a a\n- *a\n- c\n", vec![move_item("", 0, 2)], None),
        ("- &a a\n- b\n- c\n", vec![move_item("", 1, 2)], Some("- &a a\n- c\n- b\n")),
        ("- |\n  a\n- b\n", vec![move_item("", 0, 1)], Some("- b\n- |\n  a\n")),
        ("- |\n  a\n- b", vec![move_item("", 0, 1)], None),
        ("- |+\n  a\n\n- b\n", vec![move_item("", 0, 1)], None),
        ("- |\n  a\n- b\n   # c\n- d\n", vec![move_item("", 0, 1)], None),
        ("a: 1\n", vec![move_item("", 0, 0)], None),
    ]);
}

#[test]
fn split_an_item() {
    check(vec![
        (
            "- aescbc:\n    keys: []\n  # c\n  identity: {} # d\n- x\n",
            vec![split("[0]", "identity")],
            Some("- aescbc:\n    keys: []\n  # c\n- identity: {} # d\n- x\n"),
        ),
        (
            "k:\n  -   a: 1\n      b:\n        c: 2\n      d: 3\n",
            vec![split("k[0]", "b")],
            Some("k:\n  -   a: 1\n  -   b:\n        c: 2\n      d: 3\n"),
        ),
        ("- - a: 1\n    b: 2\n", vec![split("[0][0]", "b")], Some("- - a: 1\n  - b: 2\n")),
        ("-\n  a: 1\n  b: 2\n", vec![split("[0]", "b")], Some("-\n  a: 1\n- b: 2\n")),
        ("-\n a: 1\n b: 2\n", vec![split("[0]", "b")], None),
        (
            "- a: 1\n  b: 2\n  c: 3\n",
            vec![split("[0]", "b"), split("[0]", "c")],
            Some("- a: 1\n- b: 2\n- c: 3\n"),
        ),
        ("k: [{a: 1, b: 2}]\n", vec![split("k[0]", "b")], Some("k: [{a: 1}, {b: 2}]\n")),
        ("k:\n  - {a: 1, b: 2} # c\n", vec![split("k[0]", "b")], Some("k:\n  - {a: 1}\n  - {b: 2} # c\n")),
        ("k: [{a: 1, # c\n b: 2}]\n", vec![split("k[0]", "b")], Some("k: [{a: 1}, { # c\n b: 2}]\n")),
        ("- a: 1\n  b: 2\n", vec![split("[0]", "a")], None),
        ("- a: 1\n  b: 2\n", vec![split("[0]", "c")], None),
        ("a: 1\nb: 2\n", vec![split("", "b")], None),
        ("x: {a: 1, b: 2}\n", vec![split("x", "b")], None),
        ("- a: 1\n  b: 2\n  a: 3\n", vec![split("[0]", "b")], None),
        ("- &b {k: 1}\n- a: 1\n  <<: *b\n  c: 1\n", vec![split("[1]", "c")], None),
    ]);
}

#[test]
fn json_stays_json() {
    check_as(
        Syntax::Json,
        vec![
            (r#"{"a": "x"}"#, vec![string("a", "y\u{1}\"")], Some(r#"{"a": "y\u0001\""}"#)),
            (r#"{"a": 1}"#, vec![string("a", "y")], Some(r#"{"a": "y"}"#)),
            (r#"{"a": null}"#, vec![insert("a", 0, "y")], Some(r#"{"a": ["y"]}"#)),
            (r#"{"a":["x"]}"#, vec![insert("a", 1, "y")], Some(r#"{"a":["x", "y"]}"#)),
            (r#"{"a": ["--x=1"]}"#, vec![within("a[0]", 4..5, "2")], Some(r#"{"a": ["--x=2"]}"#)),
            (
                r#"{"a": 1}"#,
                vec![rename("a", "b"), add("", "c", json!({"d": ["e"]}))],
                Some(r#"{"b": 1, "c": {"d": ["e"]}}"#),
            ),
            (
                "{\n  \"a\": 1,\n  \"b\": 2\n}\n",
                vec![add("", "c", true)],
                Some("{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": true\n}\n"),
            ),
            ("{\n  \"a\": 1,\n  \"b\": 2\n}\n", vec![remove("b")], Some("{\n  \"a\": 1\n}\n")),
            (r#"[{"a": 1, "b": 2}]"#, vec![split("[0]", "b")], Some(r#"[{"a": 1}, {"b": 2}]"#)),
            (r#"[1, "x"]"#, vec![move_item("", 1, 0)], Some(r#"["x", 1]"#)),
        ],
    );
}

#[test]
fn rewrite_a_document() {
    check(vec![
        ("a: 1\n", vec![rewrite("b: 2\nc: 3\n")], Some("b: 2\nc: 3\n")),
        ("a: [\n", vec![rewrite("a: []\n")], Some("a: []\n")),
        ("a: 1\n", vec![rewrite("b: 2\n"), string("a", "x")], None),
    ]);
}

#[test]
fn only_the_document_itself_is_changed() {
    let text = "\u{feff}a: 1 # x\n---\n- b\n# y\n---\nc: 1\n";
    let document = source::documents(text).nth(1).unwrap();
    assert_eq!(edited(&document, &[remove("[0]")]).as_deref(), Some("---\n[]\n# y\n"));
    assert_eq!(edited(&document, &[insert("", 1, "c")]).as_deref(), Some("---\n- b\n- c\n# y\n"));
}

#[test]
fn what_did_not_come_from_text_has_no_text() {
    let document = Document::without_text((&json!({"a": {"b": [1]}})).into());
    for edit in [remove("a"), insert("a.b", 0, 1), add("a", "c", 1), string("a", "x"), rewrite("a")] {
        assert_eq!(edited(&document, &[edit]), None);
    }
}

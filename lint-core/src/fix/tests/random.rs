//! Random steps on random documents: the text after them reads as the tree after them.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

use super::tree::Tree;
use super::*;
use crate::fix::{apply, text_edits};
use crate::source::Syntax;

/// Numbers that decide about everything, so that a failing document gets smaller with them.
struct Dice {
    numbers: Vec<u16>,
    at: usize,
}

impl Dice {
    /// A number below `sides`; 0 when all numbers are used up.
    fn roll(&mut self, sides: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        usize::from(number) % sides.max(1)
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == sides - 1
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

const WORDS: [&str; 12] =
    ["etcd", "--a=b", "x y", "it''s", "true", "12", "http://[::1]:2379", "é😀", "a#b", "~", "--flag", "v"];

/// Writes a random document.
struct Writer<'d> {
    dice: &'d mut Dice,
    out: String,
    /// Comments, keys and anchors are numbered.
    count: usize,
    anchors: Vec<usize>,
    depth: usize,
}

impl Writer<'_> {
    fn number(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    fn key(&mut self) -> String {
        let number = self.number();
        match self.dice.roll(8) {
            6 => format!("'k {number}'"),
            7 => format!("\"k{number}\""),
            _ => format!("k{number}"),
        }
    }

    fn end_line(&mut self) {
        if self.dice.one_in(4) {
            let number = self.number();
            self.out += &format!("  # c{number}.");
        }
        self.out.push('\n');
    }

    /// Lines between two children.
    fn gap(&mut self) {
        match self.dice.roll(12) {
            9 => self.out.push('\n'),
            10 | 11 => {
                let indent = " ".repeat(self.dice.roll(7));
                let number = self.number();
                self.out += &format!("{indent}# c{number}.\n");
            }
            _ => {}
        }
    }

    fn anchor(&mut self) {
        if self.dice.one_in(24) {
            let number = self.number();
            self.out += &format!(" &a{number}");
            self.anchors.push(number);
        }
    }

    /// What follows a colon or dash, the line end included. `column` is that of the key or dash.
    fn value(&mut self, column: usize, in_list: bool) {
        let leaf = self.depth > 4;
        match self.dice.roll(if leaf { 7 } else { 12 }) {
            0 => self.end_line(),
            1 => self.block_scalar(column),
            2 if !self.anchors.is_empty() => {
                let number = self.anchors[self.dice.roll(self.anchors.len())];
                self.out += &format!(" *a{number}");
                self.end_line();
            }
            3 => {
                self.anchor();
                let word = self.dice.pick(&["word", "'quoted", "\"quoted"]);
                let quote = word.chars().next().filter(|c| *c != 'w').map(String::from).unwrap_or_default();
                self.out += &format!(" {word}\n{}more words{quote}", " ".repeat(column + 1));
                self.end_line();
            }
            7 | 8 => {
                self.anchor();
                self.out.push(' ');
                self.flow(column + 1);
                self.end_line();
            }
            9 => self.block(column, in_list, true),
            10 | 11 => self.block(column, in_list, false),
            _ => {
                self.anchor();
                self.out.push(' ');
                self.scalar();
                self.end_line();
            }
        }
    }

    fn block_scalar(&mut self, column: usize) {
        let header = self.dice.pick(&["|", "|-", "|+", ">", ">-", ">+"]);
        self.out += &format!(" {header}");
        self.end_line();
        let indent = " ".repeat(column + 1 + self.dice.roll(3));
        for _ in 0..=self.dice.roll(3) {
            let word = self.dice.pick(&WORDS);
            self.out += &format!("{indent}{word}\n");
            if self.dice.one_in(4) {
                self.out.push('\n');
            }
        }
    }

    fn scalar(&mut self) {
        let word = self.dice.pick(&WORDS);
        match self.dice.roll(4) {
            0 => self.out += &format!("'{word}'"),
            1 => self.out += &format!("\"{word}\""),
            _ if word.contains(['[', '#', '~']) => self.out += &format!("'{word}'"),
            _ => self.out += word,
        }
    }

    /// A block collection behind a colon or dash.
    fn block(&mut self, column: usize, in_list: bool, is_list: bool) {
        self.depth += 1;
        if in_list && self.dice.roll(4) > 0 {
            let padding = 1 + self.dice.roll(3);
            self.out += &" ".repeat(padding);
            self.children(column + 1 + padding, is_list, true);
        } else {
            let known = self.anchors.len();
            self.anchor();
            let own = self.anchors.split_off(known);
            self.end_line();
            let least = usize::from(!is_list || in_list);
            let column = column + least + self.dice.roll(3);
            self.children(column, is_list, false);
            self.anchors.extend(own);
        }
        self.depth -= 1;
    }

    fn children(&mut self, column: usize, is_list: bool, on_line: bool) {
        for index in 0..=self.dice.roll(4) {
            if index > 0 || !on_line {
                self.gap();
                self.out += &" ".repeat(column);
            }
            if is_list {
                self.out.push('-');
            } else {
                let key = self.key();
                self.out += &format!("{key}:");
            }
            self.value(column, is_list);
        }
    }

    fn flow(&mut self, indent: usize) {
        self.depth += 1;
        let is_list = self.dice.one_in(2);
        let count = self.dice.roll(4);
        let is_long = self.dice.one_in(3);
        self.out.push(if is_list { '[' } else { '{' });
        for index in 0..count {
            if is_long {
                self.out += &format!("\n{}", " ".repeat(indent + 1));
            }
            if !is_list {
                let key = self.key();
                self.out += &format!("{key}: ");
            }
            match self.dice.roll(6) {
                0 if self.depth < 4 => self.flow(indent + 1),
                1 if !is_list => {}
                _ => self.scalar(),
            }
            if index + 1 < count || self.dice.one_in(5) {
                self.out.push(',');
            }
            match is_long {
                true if self.dice.one_in(4) => {
                    let number = self.number();
                    self.out += &format!(" # c{number}.");
                }
                false if index + 1 < count => self.out.push(' '),
                _ => {}
            }
        }
        if is_long {
            self.out += &format!("\n{}", " ".repeat(indent));
        }
        self.out.push(if is_list { ']' } else { '}' });
        self.depth -= 1;
    }
}

fn random_text(dice: &mut Dice) -> String {
    let is_list = dice.one_in(3);
    let mut writer = Writer { dice, out: String::new(), count: 0, anchors: Vec::new(), depth: 0 };
    writer.children(0, is_list, false);
    let mut text = writer.out;
    if dice.one_in(4) {
        text = text.replace('\n', "\r\n");
    }
    if dice.one_in(4) {
        text.truncate(text.trim_end_matches(['\r', '\n']).len());
    }
    text
}

fn random_value(dice: &mut Dice) -> serde_json::Value {
    match dice.roll(6) {
        0 => json!({"new": "x, y"}),
        1 => json!([1, "two"]),
        2 => json!(true),
        _ => dice.pick(&WORDS).into(),
    }
}

/// Steps that change one value of the tree.
fn random_edits(tree: &Tree, dice: &mut Dice) -> Vec<Edit> {
    let paths = tree.paths();
    let path = paths[dice.roll(paths.len())].clone();
    let place = Place::value(DocumentId::default(), path.clone());
    if let Some(Step::Key(_)) = path.last()
        && dice.one_in(4)
    {
        let key = dice.pick(&["new", "new key", "a: b", "yes"]).to_owned();
        return vec![Edit::Rename { place, key }];
    }
    match tree.get(&path) {
        Tree::List(items) if items.len() > 1 && dice.one_in(3) => {
            let (from, to) = (dice.roll(items.len()), dice.roll(items.len()));
            vec![Edit::Move { place, from, to }]
        }
        Tree::Map(entries)
            if matches!(path.last(), Some(Step::Index(_))) && entries.len() > 1 && dice.one_in(2) =>
        {
            let (key, _) = entries[1 + dice.roll(entries.len() - 1)].clone();
            vec![Edit::Split { place, key }]
        }
        Tree::Scalar(serde_json::Value::String(text)) if dice.one_in(2) => {
            let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (a, b) = (ends[dice.roll(ends.len())], ends[dice.roll(ends.len())]);
            let value = Scalar::String(dice.pick(&WORDS).to_owned());
            vec![Edit::Replace { place: place.within(a.min(b)..a.max(b)), value }]
        }
        Tree::Scalar(json) if !json.is_null() || dice.one_in(2) => {
            vec![Edit::Replace { place, value: Scalar::String(dice.pick(&WORDS).to_owned()) }]
        }
        Tree::Scalar(_) if dice.one_in(2) => alterations(&place, Vec::new(), true, dice),
        Tree::Scalar(_) => alterations(&place, Vec::new(), false, dice),
        Tree::List(items) => alterations(&place, (0..items.len()).map(Step::Index).collect(), true, dice),
        Tree::Map(entries) => {
            alterations(&place, entries.into_iter().map(|(key, _)| Step::Key(key)).collect(), false, dice)
        }
    }
}

/// Removes and adds children, at least one.
fn alterations(place: &Place, children: Vec<Step>, is_list: bool, dice: &mut Dice) -> Vec<Edit> {
    let mut edits = Vec::new();
    let removes = dice.roll(3) > 0;
    for step in &children {
        if removes && dice.one_in(2) {
            edits
                .push(Edit::Remove { place: Place { path: place.path.step(step.clone()), ..place.clone() } });
        }
    }
    let adds = edits.is_empty() || dice.one_in(3);
    for number in 0..if adds { 1 + dice.roll(2) } else { 0 } {
        let (place, value) = (place.clone(), random_value(dice));
        edits.push(match is_list {
            true => Edit::Insert { place, index: dice.roll(children.len() + 1), value },
            false => Edit::Add { place, key: format!("new{number}"), value },
        });
    }
    edits
}

/// The numbered comments of a text, sorted.
fn comments(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> =
        text.split("# c").skip(1).map(|rest| rest.split('.').next().unwrap()).collect();
    found.sort_unstable();
    found
}

fn keeps_all_text(edit: &Edit) -> bool {
    !matches!(edit, Edit::Remove { .. } | Edit::Replace { .. })
}

/// Whether the steps could be done in text; fails if they were done wrongly.
fn check(document: &Document, edits: &[Edit]) -> Result<bool, TestCaseError> {
    let text = &document.text.0;
    let Some(after) = edited(document, edits) else { return Ok(false) };
    let documents: Vec<Document> = source::documents(&after).collect();
    prop_assert_eq!(documents.len(), 1, "{}\n{:?}\n{}", text, edits, after);
    prop_assert!(documents[0].error.is_none(), "{:?}\n{}\n{:?}\n{}", documents[0].error, text, edits, after);
    let expected = Tree::of(&document.root).edited(edits);
    prop_assert_eq!(Tree::of(&documents[0].root), expected, "\n{}\n{:?}\n{}", text, edits, after);
    let bare_breaks = |text: &str| text.matches('\n').count() - text.matches("\r\n").count();
    prop_assert!(!text.contains('\r') || bare_breaks(&after) == 0, "{:?}\n{:?}\n{:?}", text, edits, after);
    if edits.iter().all(keeps_all_text) {
        prop_assert_eq!(comments(text), comments(&after), "\n{}\n{:?}\n{}", text, edits, after);
    }
    Ok(true)
}

/// Runs `case` on random numbers; at least `least` percent of the cases must have been done in text.
fn run(least: u32, case: impl Fn(&mut Dice) -> Result<bool, TestCaseError>) {
    let config = Config { cases: 3000, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let done = Cell::new(0);
    let result = runner.run(&proptest::collection::vec(any::<u16>(), 0..120), |numbers| {
        let mut dice = Dice { numbers, at: 0 };
        done.set(done.get() + u32::from(case(&mut dice)?));
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    assert!(done.get() * 100 >= least * 3000, "only {} of 3000 were done in text", done.get());
}

#[test]
fn text_and_tree_agree() {
    run(60, |dice| {
        let text = random_text(dice);
        let document = read(&text);
        prop_assert!(document.error.is_none(), "{:?}\n{}", document.error, text);
        let edits = random_edits(&Tree::of(&document.root), dice);
        check(&document, &edits)
    });
}

#[test]
fn json_and_tree_agree() {
    run(90, |dice| {
        let mut writer =
            Writer { dice: &mut *dice, out: String::new(), count: 0, anchors: Vec::new(), depth: 0 };
        writer.children(0, false, false);
        let json = read(&writer.out).root.to_json();
        let text =
            if dice.one_in(2) { json.to_string() } else { serde_json::to_string_pretty(&json).unwrap() };
        let document = Document { syntax: Syntax::Json, ..read(&text) };
        let edits = random_edits(&Tree::of(&document.root), dice);
        let is_done = check(&document, &edits)?;
        let after = edited(&document, &edits).unwrap_or(text);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&after).is_ok(), "{:?}\n{}", edits, after);
        Ok(is_done)
    });
}

#[test]
fn carried_documents_and_their_trees_agree() {
    run(60, |dice| {
        let inner = random_text(dice).replace("\r\n", "\n");
        // The first line decides about the indentation of a literal scalar.
        let inner = inner.trim_start();
        let header = if inner.ends_with('\n') { "|" } else { "|-" };
        let lines =
            inner.lines().map(|line| if line.is_empty() { String::new() } else { format!("    {line}") });
        let lines: Vec<String> = lines.collect();
        let line_break = dice.pick(&["\n", "\r\n"]);
        let text =
            format!("data:\n  f: {header}\n{}\n  g: other\n", lines.join("\n")).replace('\n', line_break);
        let inventory = carried::inventory(&text, true);
        let tree = Tree::of(&inventory.documents[1].document.root);
        let edits = random_edits(&tree, dice);
        let steps = carried::in_document(1, edits.clone());
        let Some(after) = text_edits(&inventory, &steps).and_then(|edits| apply(&text, &edits)) else {
            return Ok(false);
        };
        let outer = read(&after);
        prop_assert_eq!(outer.root.get("data").unwrap().get("g").and_then(|g| g.as_str()), Some("other"));
        let after_inner = read(outer.root.get("data").unwrap().get("f").unwrap().as_str().unwrap());
        prop_assert_eq!(
            Tree::of(&after_inner.root),
            tree.edited(&edits),
            "\n{}\n{:?}\n{}",
            text,
            edits,
            after
        );
        Ok(true)
    });
}

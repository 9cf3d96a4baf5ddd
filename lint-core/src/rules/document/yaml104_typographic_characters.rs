use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::inventory::Held;
use crate::message;
use crate::message::Shown;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Cursor, Node, Value};

pub(crate) static RULE: Rule = Rule {
    id: "YAML104",
    name: "typographic-characters",
    summary: "a typographic or invisible character stands where ASCII is meant",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("yaml104_typographic_characters.md"),
    check: Check::Document(check),
};

/// A character, its name, and what is meant instead.
const CHARACTERS: [(char, &str, &str); 11] = [
    ('\u{2018}', "U+2018 (left single quote)", "'"),
    ('\u{2019}', "U+2019 (right single quote)", "'"),
    ('\u{201c}', "U+201C (left double quote)", "\""),
    ('\u{201d}', "U+201D (right double quote)", "\""),
    ('\u{2013}', "U+2013 (en dash)", "--"),
    ('\u{2014}', "U+2014 (em dash)", "--"),
    ('\u{a0}', "U+00A0 (no-break space)", " "),
    ('\u{202f}', "U+202F (narrow no-break space)", " "),
    ('\u{200b}', "U+200B (zero width space)", ""),
    ('\u{2060}', "U+2060 (word joiner)", ""),
    ('\u{feff}', "U+FEFF (byte-order mark)", ""),
];

fn check(held: &Held, context: &Context, out: &mut Findings) {
    if context.inventory.is_ours(held.id) && !is_ascii(&held.document.root) {
        walk(&context.inventory.root(held.id), out);
    }
}

/// Whether there is nothing to look for, as in nearly all documents.
fn is_ascii(node: &Node) -> bool {
    match &node.value {
        Value::String(text) => text.is_ascii(),
        Value::Sequence(items) => items.iter().all(is_ascii),
        Value::Mapping(entries) => entries.iter().all(|entry| entry.key.is_ascii() && is_ascii(&entry.node)),
        _ => true,
    }
}

fn walk(cursor: &Cursor, out: &mut Findings) {
    for (key, value) in cursor.entries() {
        if let Some((name, clean)) = cleaned(key) {
            let place = value.place().to_key();
            out.report(place.clone(), message!("the key holds {}, so it is not the key it looks like", name))
                .fix(Fix::safe("write it in ASCII", vec![Edit::Rename { place, key: clean }]));
        }
        walk(&value, out);
    }
    for item in cursor.items() {
        walk(&item, out);
    }
    if let Value::String(text) = &cursor.node.value {
        in_string(text, cursor, out);
    }
}

fn in_string(text: &str, cursor: &Cursor, out: &mut Findings) {
    let Some((name, clean)) = cleaned(text) else { return };
    let place = cursor.place();
    if is_command_word(cursor.node, cursor) {
        let message = message!(
            "{} in a command is part of the word: the program does not see the flag or value that is meant",
            name
        );
        let edit = Edit::Replace { place: place.clone(), value: Scalar::String(clean) };
        out.report(place, message).fix(Fix::safe("write it in ASCII", vec![edit]));
    } else {
        out.report(place, message!("the text holds {}, which looks like ASCII and is not", name))
            .severity(Severity::Warning);
    }
}

/// Whether a string is a word of a command or the value of an environment variable; free text may hold what it likes.
fn is_command_word(node: &Node, cursor: &Cursor) -> bool {
    let text = node.as_str().unwrap_or_default();
    let keys: Vec<&str> = cursor
        .path
        .steps()
        .into_iter()
        .filter_map(|step| match step {
            crate::source::Step::Key(key) => Some(key.as_str()),
            crate::source::Step::Index(_) => None,
        })
        .collect();
    let is_word = matches!(keys.last(), Some(&("command" | "args")));
    let is_value = keys.ends_with(&["env", "value"]);
    (is_word || is_value) && !text.contains('\n')
}

/// The name of the first such character, and the text without them.
fn cleaned(text: &str) -> Option<(Shown, String)> {
    let is_bad = |c: char| CHARACTERS.iter().find(|(bad, _, _)| *bad == c);
    let (_, name, _) = text.chars().find_map(is_bad)?;
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match is_bad(c) {
            Some((_, _, ascii)) => clean.push_str(ascii),
            None => clean.push(c),
        }
    }
    Some((Shown::list(&[name]), clean))
}

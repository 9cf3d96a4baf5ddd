use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::inventory::Held;
use crate::message;
use crate::message::Shown;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_flags::argument::is_harmless;
use crate::source::{Cursor, Node, Step, Value};

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
                .fix(Fix::safe(TITLE, vec![Edit::Rename { place, key: clean }]));
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

const TITLE: &str = "write it in ASCII";

fn in_string(text: &str, cursor: &Cursor, out: &mut Findings) {
    let Some((name, clean)) = cleaned(text) else { return };
    let place = cursor.place();
    let role = Role::of(text, cursor);
    if role != Role::FreeText {
        let message = message!(
            "{} in a command is part of the word: the program does not see the flag or value that is meant",
            name
        );
        // No flag begins with such a dash; anything else may work today as it stands.
        let flag = flag_with_dashes(text).filter(|_| role == Role::Word);
        let rewritten = |text| vec![Edit::Replace { place: place.clone(), value: Scalar::String(text) }];
        let fix = match flag {
            Some(flag) if is_harmless(&flag) => Fix::safe(TITLE, rewritten(flag)),
            Some(flag) => Fix::suggested(TITLE, rewritten(flag)),
            None => Fix::suggested(TITLE, rewritten(clean)),
        };
        out.report(place.clone(), message).fix(fix);
    } else {
        out.report(place, message!("the text holds {}, which looks like ASCII and is not", name))
            .severity(Severity::Warning);
    }
}

/// What a string is there for.
#[derive(PartialEq, Eq)]
enum Role {
    /// A word of a command.
    Word,
    /// The value of an environment variable.
    Variable,
    /// Anything else, scripts included: it may hold what it likes.
    FreeText,
}

impl Role {
    fn of(text: &str, cursor: &Cursor) -> Role {
        let steps = cursor.path.steps();
        let keys = steps.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        });
        let keys: Vec<&str> = keys.collect();
        match keys.as_slice() {
            _ if text.contains('\n') => Role::FreeText,
            [.., "command" | "args"] => Role::Word,
            [.., "env", "value"] => Role::Variable,
            _ => Role::FreeText,
        }
    }
}

/// The flag that was meant by a word that begins with a dash of another sort and is ASCII otherwise.
fn flag_with_dashes(text: &str) -> Option<String> {
    let is_typographic = |c: char| matches!(c, '\u{2013}' | '\u{2014}');
    let name = text.trim_start_matches(|c| c == '-' || is_typographic(c));
    let dashes = &text[..text.len() - name.len()];
    (dashes.contains(is_typographic) && name.is_ascii()).then(|| format!("--{name}"))
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

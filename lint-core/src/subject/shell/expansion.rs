//! Words of a script to fields: parameters, quotes, splitting.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::subject::environment::{EnvValue, Environment};
use crate::subject::word::Word;

use super::lexer::{Piece, RawWord, name_length};
use super::{Assignment, MAX_SCRIPT, MAX_WORDS};

/// What a substituted value may be long, in bytes. Variables may double each other, so there must
/// be a bound; a longer value counts as unknown.
const MAX_VALUE: usize = 16 * 1024;

/// How many fields one word may come to; some of them turn out to be none.
const MOST_FIELDS: usize = 2 * MAX_WORDS;

/// The variables and positional parameters of a running script.
pub(super) struct Variables<'a> {
    environment: &'a Environment,
    /// What the script has set; `None` for a value that is not known.
    set: BTreeMap<String, Option<Assignment>>,
    exported: BTreeSet<String>,
    /// `$0`, `$1`, …; `None` where they are not known, as in a function.
    pub(super) parameters: Option<Vec<Word>>,
}

/// What a parameter stands for.
enum Value<'v> {
    Known(Word),
    /// `"$@"`: each parameter a word of its own.
    Many(&'v [Word]),
    Unknown,
}

/// A word that is being put together.
#[derive(Default)]
struct Field {
    text: String,
    unknown: Vec<Range<usize>>,
    exists: bool,
}

impl<'a> Variables<'a> {
    pub(super) fn new(environment: &'a Environment, parameters: &[Word]) -> Variables<'a> {
        Variables {
            environment,
            set: BTreeMap::new(),
            exported: BTreeSet::new(),
            parameters: Some(parameters.to_vec()),
        }
    }

    pub(super) fn assign(&mut self, name: &str, assignment: Option<Assignment>) {
        let assignment = assignment.filter(|assignment| assignment.value.text.len() <= MAX_VALUE);
        self.set.insert(name.to_owned(), assignment);
    }

    pub(super) fn export(&mut self, name: &str) {
        self.exported.insert(name.to_owned());
    }

    /// The variables that a program started now gets in addition to the container's.
    pub(super) fn exports(&self) -> Vec<Assignment> {
        let is_exported = |name: &str| self.exported.contains(name) || self.environment.get(name).is_some();
        let unknown = |name: &str| {
            let variable = self.environment.get(name)?;
            let name_place = variable.name_place.clone();
            let value = Word::opaque(format!("${name}"), variable.place.clone());
            Some(Assignment { name: name.to_owned(), name_place, value })
        };
        self.set
            .iter()
            .filter(|(name, _)| is_exported(name))
            .filter_map(|(name, assignment)| assignment.clone().or_else(|| unknown(name)))
            .collect()
    }

    /// The fields of a word: none for an unquoted variable that is empty, several for `"$@"`.
    pub(super) fn expand(&self, raw: &RawWord, script: &Word) -> Vec<Word> {
        if let [Piece::Parameter { expression, quoted, .. }]
        | [Piece::Quote, Piece::Parameter { expression, quoted, .. }] = raw.pieces.as_slice()
        {
            let expression = script.text.get(expression.clone()).unwrap_or_default();
            match self.value(expression) {
                Value::Many(words) if *quoted && expression == "@" => return words.to_vec(),
                Value::Many(words) if !quoted => {
                    // One more than a script may have: that is seen, and the script is given up.
                    return words.iter().flat_map(split_fields).take(MAX_WORDS + 1).collect();
                }
                Value::Known(value) if !quoted && raw.pieces.len() == 1 => return split_fields(&value),
                _ => {}
            }
        }
        let mut fields = vec![Field::default()];
        for piece in &raw.pieces {
            self.expand_piece(piece, script, &mut fields);
        }
        let existing = fields.into_iter().filter(|field| field.exists);
        existing.map(|field| finish(field, raw.range.clone(), script)).collect()
    }

    /// The value of an assignment, which is not split into fields.
    pub(super) fn expand_value(&self, raw: &RawWord, start: usize, script: &Word) -> Word {
        let mut field = Field::default();
        for piece in &raw.pieces {
            match piece {
                Piece::Text(range) if range.end <= start => {}
                Piece::Text(range) => field.push(script, range.start.max(start)..range.end),
                Piece::Quote => {}
                Piece::Unknown(range) => field.push_unknown(script, range.clone()),
                Piece::Parameter { expression, range, .. } => {
                    match self.value(script.text.get(expression.clone()).unwrap_or_default()) {
                        Value::Known(value) => field.push_word(&value),
                        Value::Many(words) => field.push_word(&joined(words, script)),
                        Value::Unknown => field.push_unknown(script, range.clone()),
                    }
                }
            }
        }
        finish(field, start..raw.range.end, script)
    }

    fn expand_piece(&self, piece: &Piece, script: &Word, fields: &mut Vec<Field>) {
        let has_all_fields = fields.len() >= MOST_FIELDS;
        let Some(field) = fields.last_mut() else { return };
        let is_full = has_all_fields || field.text.len() > MAX_SCRIPT - MAX_VALUE;
        match piece {
            Piece::Text(range) => field.push(script, range.clone()),
            Piece::Quote => field.exists = true,
            Piece::Unknown(range) => field.push_unknown(script, range.clone()),
            Piece::Parameter { range, .. } if is_full => field.push_unknown(script, range.clone()),
            Piece::Parameter { expression, range, quoted } => {
                match self.value(script.text.get(expression.clone()).unwrap_or_default()) {
                    Value::Unknown => field.push_unknown(script, range.clone()),
                    Value::Known(value) if *quoted => field.push_word(&value),
                    Value::Known(value) => push_split(fields, &value),
                    Value::Many(words) if *quoted && script.text.get(expression.clone()) == Some("*") => {
                        field.push_word(&joined(words, script));
                    }
                    Value::Many(words) if *quoted => push_fields(fields, words),
                    Value::Many(words) => push_each_split(fields, words),
                }
            }
        }
    }

    fn value(&self, expression: &str) -> Value<'_> {
        match expression {
            "@" | "*" => {
                let rest = self.parameters.as_ref().and_then(|parameters| parameters.get(1..));
                return rest.map_or(Value::Unknown, Value::Many);
            }
            _ if !expression.is_empty() && expression.bytes().all(|byte| byte.is_ascii_digit()) => {
                let position = expression.parse::<usize>().ok();
                let parameter = self.parameters.as_ref().zip(position).and_then(|(all, at)| all.get(at));
                return parameter.map_or(Value::Unknown, |word| Value::Known(word.clone()));
            }
            _ => {}
        }
        let (name, operation) = expression.split_at(name_length(expression));
        let known = self.variable(name).filter(|value| value.text.len() <= MAX_VALUE);
        match (known, operation) {
            (Some(value), "") => Value::Known(value),
            (Some(value), operation) if is_default(operation) && value.starts_known() => {
                if value.text.is_empty() { Value::Unknown } else { Value::Known(value) }
            }
            _ => Value::Unknown,
        }
    }

    fn variable(&self, name: &str) -> Option<Word> {
        if let Some(assignment) = self.set.get(name) {
            return assignment.as_ref().map(|assignment| assignment.value.clone());
        }
        match &self.environment.get(name)?.value {
            EnvValue::Literal(value) => Some(value.clone()),
            EnvValue::Unknown => None,
        }
    }
}

/// Whether `${NAME…}` is the value of the variable unless that is empty or unset.
fn is_default(operation: &str) -> bool {
    [":-", "-", ":=", "=", ":?", "?"].iter().any(|start| operation.starts_with(start))
}

impl Field {
    fn push(&mut self, script: &Word, range: Range<usize>) {
        self.text.push_str(script.text.get(range).unwrap_or_default());
        self.exists = true;
    }

    fn push_unknown(&mut self, script: &Word, range: Range<usize>) {
        let start = self.text.len();
        self.push(script, range);
        self.unknown.push(start..self.text.len());
    }

    /// Adds a value. What would grow beyond a whole script is not known from there on.
    fn push_word(&mut self, word: &Word) {
        let start = self.text.len();
        if start + word.text.len() > MAX_SCRIPT {
            let end = start..start;
            if self.unknown.last() != Some(&end) {
                self.unknown.push(end);
            }
            return;
        }
        self.text.push_str(&word.text);
        self.unknown.extend(word.unknown.iter().map(|hole| start + hole.start..start + hole.end));
        self.exists = true;
    }
}

/// Splits at blanks, as an unquoted expansion does with the usual `IFS`.
fn split_fields(value: &Word) -> Vec<Word> {
    let mut fields = Vec::new();
    let mut start = None;
    for (at, c) in value.text.char_indices() {
        let is_blank = matches!(c, ' ' | '\t' | '\n') && value.is_known_at(at);
        match (is_blank, start) {
            (true, Some(from)) => {
                fields.push(value.slice(from..at));
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    fields.extend(start.map(|from| value.slice(from..value.text.len())));
    fields.iter_mut().for_each(|field| field.from_shell = true);
    fields
}

/// Begins a field, unless there are as many as no script may have.
fn begin(fields: &mut Vec<Field>) {
    if fields.len() < MOST_FIELDS {
        fields.push(Field::default());
    }
}

/// Adds an unquoted value; blanks at its ends part it from what stands beside it.
fn push_split(fields: &mut Vec<Field>, value: &Word) {
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n');
    if value.text.starts_with(is_blank) {
        begin(fields);
    }
    push_fields(fields, &split_fields(value));
    if value.text.ends_with(is_blank) {
        begin(fields);
    }
}

/// Adds the parameters of an unquoted `$@`, each of which is split again.
fn push_each_split(fields: &mut Vec<Field>, words: &[Word]) {
    for (position, word) in words.iter().enumerate() {
        if position > 0 {
            begin(fields);
        }
        push_split(fields, word);
    }
}

/// Joins the first word to the field before it and begins a field with each of the others.
fn push_fields(fields: &mut Vec<Field>, words: &[Word]) {
    for (position, word) in words.iter().enumerate() {
        if position > 0 {
            begin(fields);
        }
        if let Some(field) = fields.last_mut() {
            field.push_word(word);
        }
    }
}

fn joined(words: &[Word], script: &Word) -> Word {
    let mut field = Field::default();
    for (position, word) in words.iter().enumerate() {
        field.text.push_str(if position > 0 { " " } else { "" });
        field.push_word(word);
    }
    finish(field, 0..0, script)
}

/// Makes a word that points into the script as exactly as it can: at the text itself, at the
/// inside of the quotes around it, or at all that it was made from.
fn finish(field: Field, range: Range<usize>, script: &Word) -> Word {
    let Field { text, unknown, .. } = field;
    let inside = range.start + 1..range.end.saturating_sub(1).max(range.start + 1);
    let stands_at = |range: &Range<usize>| script.text.get(range.clone()) == Some(text.as_str());
    let is_quoted = script.text.get(range.clone()).is_some_and(|raw| raw.starts_with(['"', '\'']));
    let (range, verbatim) = if stands_at(&range) {
        (range, true)
    } else if is_quoted && stands_at(&inside) {
        (inside, true)
    } else {
        (range, false)
    };
    Word {
        place: script.place_of(range),
        verbatim: verbatim && script.verbatim,
        from_shell: true,
        text,
        unknown,
    }
}

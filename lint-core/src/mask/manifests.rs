//! Secrets of Kubernetes wherever they stand in a text: commented out, in a script, in a string of another object.

use std::ops::Range;

use super::lines::{Line, lines};

/// The fields of a Secret that hold its data.
pub(crate) const DATA: [&str; 2] = ["data", "stringData"];

/// Whether this is the kind of a Secret, or of a list of them.
pub(crate) fn is_secret_kind(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("secret") || kind.eq_ignore_ascii_case("secretlist")
}

/// Whether a text that cannot be read may be a Secret: it has the word, or the kind in other letters.
pub(super) fn may_be_secret(text: &str) -> bool {
    let is_letter = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    let mut words = text.match_indices("Secret");
    words.any(|(at, word)| {
        let end = at + word.len();
        !is_letter(at.checked_sub(1).map(|at| &bytes[at]))
            && (!is_letter(bytes.get(end)) || text[end..].starts_with("List"))
    }) || lines(text).any(|line| kind_in(line.content).is_some())
}

/// The data of all Secrets in a text, by its lines alone.
pub(crate) fn data_of_secrets(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !text.contains("kind") {
        return found;
    }
    let lines: Vec<Line> = lines(text).collect();
    // The last block, and its margin: its other kinds are as good as the first.
    let mut done = (0, 0);
    for (at, line) in lines.iter().enumerate() {
        match kind_in(line.content) {
            Some(KindIn::Line) if at < done.0 && line.column == done.1 => {}
            Some(KindIn::Line) => done = (data_of_block(&lines, at, &mut found), line.column),
            Some(KindIn::Flow) => flow(&lines, at, &mut found),
            None => {}
        }
    }
    found
}

/// Where the kind of a Secret stands.
enum KindIn {
    /// On a line of its own.
    Line,
    /// Among other fields of an object in braces.
    Flow,
}

fn kind_in(line: &str) -> Option<KindIn> {
    for (at, word) in line.match_indices("kind") {
        let marks = [' ', '\t', '"', '\'', '\\', ':'];
        let after = line[at + word.len()..].trim_start_matches(marks);
        let is_field = line[at + word.len()..line.len() - after.len()].contains(':');
        if !is_field {
            continue;
        }
        let end = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
        if is_secret_kind(&after[..end]) {
            let is_alone = line[..at].trim_matches(marks).is_empty()
                && !after[end..].trim_start_matches(['"', '\'', ' ']).contains([',', '}', ':', '\\'])
                || after[end..].trim_start_matches(['"', '\'']) == ",";
            return Some(if is_alone { KindIn::Line } else { KindIn::Flow });
        }
    }
    None
}

/// What stands below `data` and `stringData` beside the kind, above it or below it. Returns where the object ends.
fn data_of_block(lines: &[Line], kind: usize, found: &mut Vec<Range<usize>>) -> usize {
    let column = lines[kind].column;
    // A mark that stands further in is part of a value.
    let is_mark = |line: &Line| line.is_mark() && line.column <= column;
    // In comments a blank more or less means nothing.
    let margin = |line: &Line| if line.is_comment { column.saturating_sub(1) } else { column };
    let is_end = |line: &Line| is_mark(line) || !line.content.is_empty() && line.column < margin(line);
    let begins = |line: &Line| line.is_item && line.column == column;
    let mut first = kind;
    while first > 0 && !begins(&lines[first]) && !is_end(&lines[first - 1]) {
        first -= 1;
    }
    let behind = lines[kind + 1..].iter().position(|line| is_end(line) || begins(line));
    let last = behind.map_or(lines.len(), |behind| kind + 1 + behind);
    let mut data: Option<usize> = None;
    let mut keys: Option<usize> = None;
    for line in lines[first..last].iter().filter(|line| !line.content.is_empty()) {
        let is_data = line.key().is_some_and(|(key, _)| DATA.contains(&key));
        if data.is_some_and(|data| line.column <= data) {
            data = None;
        }
        match data {
            None if is_data && (line.column == column || line.is_comment) => {
                (data, keys) = (Some(line.column), None);
                found.push(value(line));
            }
            Some(_) => {
                let is_key = *keys.get_or_insert(line.column) == line.column;
                found.push(if is_key { value(line) } else { line.range() });
            }
            _ => {}
        }
    }
    last
}

/// The rest of a line behind its key.
fn value(line: &Line) -> Range<usize> {
    let range = line.range();
    range.start + line.key().map_or(0, |(_, at)| at)..range.end
}

/// From the first brace to the end of the line, and all lines below that stand further in.
fn flow(lines: &[Line], kind: usize, found: &mut Vec<Range<usize>>) {
    let own = &lines[kind];
    let range = own.range();
    found.push(range.start + own.content.find('{').unwrap_or_default()..range.end);
    let below =
        lines[kind + 1..].iter().take_while(|line| line.content.is_empty() || line.column > own.column);
    found.extend(below.map(Line::range));
}

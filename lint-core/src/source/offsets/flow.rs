//! Scalars without quotes, in single and in double quotes; JSON's strings are among the last.

use super::Span;
use super::alignment::Alignment;

const BLANKS: [char; 2] = [' ', '\t'];
const WHITE: [char; 4] = [' ', '\t', '\n', '\r'];

pub(super) fn plain(alignment: &mut Alignment) -> Option<()> {
    let mut at = 0;
    while at < alignment.raw.len() {
        at = step(alignment, at, WHITE.as_slice())?;
    }
    Some(())
}

pub(super) fn single_quoted(alignment: &mut Alignment) -> Option<()> {
    let mut at = opening(alignment.raw, '\'')?;
    loop {
        let rest = alignment.raw.get(at..)?;
        if rest.starts_with("''") {
            alignment.stands_for(at..at + 2, "'")?;
            at += 2;
        } else if rest.starts_with('\'') {
            return Some(());
        } else {
            at = step(alignment, at, ['\'', ' ', '\t', '\n', '\r'].as_slice())?;
        }
    }
}

pub(super) fn double_quoted(alignment: &mut Alignment) -> Option<()> {
    let mut at = opening(alignment.raw, '"')?;
    loop {
        let rest = alignment.raw.get(at..)?;
        if rest.starts_with('"') {
            return Some(());
        }
        at = match rest.strip_prefix('\\') {
            Some(escape) if escape.starts_with(['\n', '\r']) => after_escaped_line_end(at + 1, escape)?,
            Some(escape) => {
                let (meaning, length) = escaped(escape)?;
                alignment.stands_for(at..at + 1 + length, meaning.encode_utf8(&mut [0; 4]))?;
                at + 1 + length
            }
            None => step(alignment, at, ['"', '\\', ' ', '\t', '\n', '\r'].as_slice())?,
        };
    }
}

/// Where the text begins behind the quote, anchor and tag of the scalar skipped.
fn opening(raw: &str, quote: char) -> Option<usize> {
    let mut rest = raw;
    while rest.starts_with(['&', '!']) {
        rest = rest.trim_start_matches(|c: char| !WHITE.contains(&c)).trim_start_matches(WHITE);
    }
    let text = rest.strip_prefix(quote)?;
    Some(raw.len() - text.len())
}

/// Walks over white space, or over text up to one of `ends`; returns where it got to.
fn step(alignment: &mut Alignment, at: usize, ends: &[char]) -> Option<usize> {
    let rest = alignment.raw.get(at..).filter(|rest| !rest.is_empty())?;
    let text = rest.find(ends).unwrap_or(rest.len());
    if text > 0 {
        alignment.same(at..at + text)?;
        return Some(at + text);
    }
    let white = rest.len() - rest.trim_start_matches(WHITE).len();
    let ends = line_ends(rest.get(..white).filter(|white| !white.is_empty())?, at);
    match ends.as_slice() {
        [] => alignment.same(at..at + white)?,
        [_] => alignment.stands_for(at..at + white, " ")?,
        [_, kept @ ..] => kept.iter().try_for_each(|end| alignment.stands_for(end.clone(), "\n"))?,
    }
    Some(at + white)
}

/// The line ends in white space that begins at `start`.
fn line_ends(white: &str, start: usize) -> Vec<Span> {
    let mut ends = Vec::new();
    let mut chars = white.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let at = start + at;
        match c {
            '\r' if chars.next_if(|(_, next)| *next == '\n').is_some() => ends.push(at..at + 2),
            '\n' | '\r' => ends.push(at..at + 1),
            _ => {}
        }
    }
    ends
}

/// A line end after `\` and the blanks after it mean nothing. More line ends than one are not followed.
fn after_escaped_line_end(at: usize, escape: &str) -> Option<usize> {
    let line = escape.strip_prefix("\r\n").or_else(|| escape.strip_prefix(['\n', '\r']))?;
    let rest = line.trim_start_matches(BLANKS);
    (!rest.starts_with(['\n', '\r'])).then(|| at + escape.len() - rest.len())
}

/// The character that an escape means, and the length of the escape after its `\`.
fn escaped(escape: &str) -> Option<(char, usize)> {
    let letter = escape.chars().next()?;
    let meaning = match letter {
        'x' => return Some((char::from_u32(hex(escape, 1, 2)?)?, 3)),
        'u' => return unicode(escape),
        'U' => return Some((char::from_u32(hex(escape, 1, 8)?)?, 9)),
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        ' ' | '"' | '/' | '\\' => letter,
        _ => return None,
    };
    Some((meaning, 1))
}

/// `uXXXX`, or in JSON two of them for a character beyond U+FFFF.
fn unicode(escape: &str) -> Option<(char, usize)> {
    let first = hex(escape, 1, 4)?;
    if let Some(c) = char::from_u32(first) {
        return Some((c, 5));
    }
    let second = escape.get(5..).filter(|rest| rest.starts_with("\\u")).and_then(|rest| hex(rest, 2, 4))?;
    let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    let c = char::decode_utf16(units).next()?.ok()?;
    Some((c, 11))
}

fn hex(escape: &str, start: usize, length: usize) -> Option<u32> {
    let digits = escape.get(start..start + length)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u32::from_str_radix(digits, 16).ok())?
}

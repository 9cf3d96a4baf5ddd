//! The PEM blocks of a text, as Go's `encoding/pem` finds them, and what keeps it from finding them.

use std::fmt;
use std::ops::Range;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, PAD};

use crate::message::Public;

/// How a block begins.
pub(crate) const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// A block of PEM with its place in the text.
pub(super) struct RawBlock<'t> {
    /// What stands between `BEGIN ` and the dashes.
    pub(super) label: &'t str,
    /// From the first dash to the last one.
    pub(super) range: Range<usize>,
    /// Whether its headers say that the body is encrypted.
    pub(super) encrypted: bool,
    /// The body.
    pub(super) der: Result<Der, Damage>,
}

/// Base64 as Go reads it: what is left over in the last letter may be anything.
const LENIENT: GeneralPurpose = GeneralPurpose::new(&STANDARD, PAD.with_decode_allow_trailing_bits(true));

/// The bytes of a block. They may be a private key, so nothing can print them.
pub(super) struct Der(pub(super) Vec<u8>);

/// Why a block of PEM cannot be read. It carries nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// There is no END line for the BEGIN line.
    NoEnd,
    /// The END line names something else than the BEGIN line.
    OtherEnd,
    /// The line breaks are gone, or became `\n` in letters.
    OneLine,
    /// The BEGIN or END line is indented, or begins with a byte-order mark.
    Indented,
    /// There is nothing between BEGIN and END.
    Empty,
    /// The body is not base64.
    Base64,
    /// The body is base64, but of something else than the label says.
    Content,
    /// The body is a certificate, but not one that could be read here.
    Unread,
}

impl Public for Damage {}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Damage::NoEnd => "it has no END line",
            Damage::OtherEnd => "its END line names something else",
            Damage::OneLine => "its line breaks are lost",
            Damage::Indented => "something stands before the dashes of its BEGIN or END line",
            Damage::Empty => "it has no body",
            Damage::Base64 => "its body is not base64",
            Damage::Content => "its body is not what the BEGIN line says",
            Damage::Unread => "etcdlint does not understand the certificate in it",
        })
    }
}

/// A line without its line end, and where it begins.
type Line<'t> = (usize, &'t str);

/// The blocks of a text, in order.
pub(super) fn blocks(text: &str) -> Vec<RawBlock<'_>> {
    let lines = lines(text);
    let mut found = Vec::new();
    let mut rest = lines.as_slice();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let Some(label) = begin(first.1) else { continue };
        let is_mark = |line: &Line| line.1.trim().starts_with(DASHES);
        let length = after.iter().position(is_mark).unwrap_or(after.len());
        let (body, tail) = after.split_at(length);
        let end = tail.first().filter(|line| line.1.trim().starts_with(END)).copied();
        found.push(block(label, *first, body, end));
        if end.is_some() {
            rest = tail.get(1..).unwrap_or_default();
        } else if is_whole_line(first.1) {
            rest = tail;
        }
    }
    found
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    text.split('\n')
        .map(|line| {
            let at = start;
            start += line.len() + 1;
            (at, line.trim_end())
        })
        .collect()
}

/// The label of a BEGIN line.
fn begin(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(is_blank).strip_prefix(BEGIN)?;
    Some(rest.split_once(DASHES).map_or(rest, |(label, _)| label))
}

/// White space, or a byte-order mark: Go finds no dashes behind either.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Whether a BEGIN line has its closing dashes, and nothing behind them.
fn is_whole_line(line: &str) -> bool {
    line.ends_with(DASHES) && line.matches(DASHES).count() == 2
}

fn block<'t>(label: &'t str, first: Line, body: &[Line], end: Option<Line>) -> RawBlock<'t> {
    let start = first.0 + (first.1.len() - first.1.trim_start_matches(is_blank).len());
    let last = match end {
        _ if !is_whole_line(first.1) => first,
        Some(end) => end,
        None => first,
    };
    let (headers, content) = split_headers(body);
    RawBlock {
        label,
        range: start..last.0 + last.1.len(),
        encrypted: headers
            .iter()
            .any(|line| line.1.starts_with("Proc-Type:") && line.1.contains("ENCRYPTED")),
        der: damage(label, first.1, end).map_or_else(|| decode(content), Err),
    }
}

fn damage(label: &str, first: &str, end: Option<Line>) -> Option<Damage> {
    if !is_whole_line(first) {
        return Some(Damage::OneLine);
    }
    let Some((_, end)) = end else { return Some(Damage::NoEnd) };
    if end.trim() != format!("{END}{label}{DASHES}") {
        return Some(Damage::OtherEnd);
    }
    (first.starts_with(is_blank) || end.starts_with(char::is_whitespace)).then_some(Damage::Indented)
}

/// `Proc-Type: 4,ENCRYPTED` and its like stand before the body, with a blank line behind them.
fn split_headers<'b, 't>(body: &'b [Line<'t>]) -> (&'b [Line<'t>], &'b [Line<'t>]) {
    let headers = body.iter().take_while(|line| line.1.contains(':')).count();
    body.split_at(headers)
}

fn decode(body: &[Line]) -> Result<Der, Damage> {
    let compact: String =
        body.iter().flat_map(|line| line.1.chars()).filter(|c| !matches!(c, ' ' | '\t')).collect();
    if compact.is_empty() {
        return Err(Damage::Empty);
    }
    LENIENT.decode(compact).map(Der).map_err(|_| Damage::Base64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, &str, Option<Damage>)> {
        let blocks = blocks(text).into_iter();
        blocks.map(|block| (block.label, &text[block.range], block.der.err())).collect()
    }

    #[test]
    fn reads_as_go_does() {
        let whole = "-----BEGIN X-----\nAAAA\n-----END X-----";
        let rows: [(&str, Option<Damage>); 17] = [
            (whole, None),
            ("-----BEGIN X-----\r\nAAAA\r\n-----END X-----\r\n", None),
            ("-----BEGIN X-----\n  AA AA\n-----END X-----", None),
            ("-----BEGIN X-----  \nA: b\n\nAAAA\n-----END X-----  ", None),
            ("-----BEGIN X-----\nAAAA\n", Some(Damage::NoEnd)),
            ("-----BEGIN X-----\nAAAA\n-----END Y-----", Some(Damage::OtherEnd)),
            ("-----BEGIN X-----\nAAAA\n-----END X----", Some(Damage::OtherEnd)),
            ("-----BEGIN X----- AAAA -----END X-----", Some(Damage::OneLine)),
            ("-----BEGIN X-----\\nAAAA\\n-----END X-----", Some(Damage::OneLine)),
            ("-----BEGIN X\nAAAA\n-----END X-----", Some(Damage::OneLine)),
            ("-----BEGIN X----- AAAA\n-----END X-----", Some(Damage::OneLine)),
            ("  -----BEGIN X-----\n  AAAA\n  -----END X-----", Some(Damage::Indented)),
            ("-----BEGIN X-----\nAAAA\n  -----END X-----", Some(Damage::Indented)),
            ("\u{feff}-----BEGIN X-----\nAAAA\n-----END X-----", Some(Damage::Indented)),
            ("-----BEGIN X-----\n\n-----END X-----", Some(Damage::Empty)),
            ("-----BEGIN X-----\nAAA\n-----END X-----", Some(Damage::Base64)),
            ("-----BEGIN X-----\nAAB=\n-----END X-----", None),
        ];
        for (text, damage) in rows {
            let found = found(text);
            assert_eq!(found.len(), 1, "{text:?}");
            assert_eq!((found[0].0.trim(), found[0].2), ("X", damage), "{text:?}");
        }
        let text = format!("Subject: x\n{whole}\n\n{whole}\nrest");
        assert_eq!(found(&text), [("X", whole, None), ("X", whole, None)]);
        let cut = format!("-----BEGIN X-----\nAAAA\n{whole}");
        assert_eq!(found(&cut), [("X", "-----BEGIN X-----", Some(Damage::NoEnd)), ("X", whole, None)]);
        let unclosed = whole.replacen("X-----", "X", 1);
        assert_eq!(found(&unclosed), [("X", "-----BEGIN X", Some(Damage::OneLine))], "the line at fault");
    }

    #[test]
    fn other_text_has_no_blocks() {
        for text in ["", "-----END X-----", "a -----BEGIN X-----", "-----BEGIN", "---\n"] {
            assert!(found(text).is_empty(), "{text:?}");
        }
    }

    #[test]
    fn encryption_stands_in_the_headers() {
        let rows = [
            ("Proc-Type: 4,ENCRYPTED\nDEK-Info: x", true),
            ("Proc-Type: 4,MIC-CLEAR", false),
            ("Comment: not ENCRYPTED", false),
        ];
        for (headers, expected) in rows {
            let text =
                format!("-----BEGIN EC PRIVATE KEY-----\n{headers}\n\nAAAA\n-----END EC PRIVATE KEY-----");
            assert_eq!(blocks(&text)[0].encrypted, expected, "{headers}");
        }
    }
}

//! Shell text to tokens: words in pieces, and operators.

use std::ops::Range;

use crate::subject::word::Word;

/// A token.
#[derive(Clone, Debug)]
pub(super) enum Token {
    /// A word, not expanded yet.
    Word(RawWord),
    /// A separator, a redirection or a bracket; a line break is `"\n"`.
    Operator(&'static str),
}

/// A word as it stands in the script.
#[derive(Clone, Debug)]
pub(super) struct RawWord {
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// What it is made of.
    pub(super) pieces: Vec<Piece>,
}

/// A part of a word.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// These bytes as they are.
    Text(Range<usize>),
    /// A quote that yields nothing, so that even an empty word exists.
    Quote,
    /// A parameter: its expression without dollar sign and braces, and all of it.
    Parameter { expression: Range<usize>, range: Range<usize>, quoted: bool },
    /// What only a run would tell: a command substitution, a hole in the script.
    Unknown(Range<usize>),
}

/// A quote or bracket without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unterminated;

/// Longest first, so that a prefix never wins.
const OPERATORS: [&str; 24] = [
    ";;&", "<<<", "<<-", "&>>", "&&", "||", ";;", ";&", "|&", "<<", ">>", "<&", ">&", ">|", "<>", "&>", ";",
    "&", "|", "<", ">", "(", ")", "\n",
];

/// What stands between words. A carriage return belongs to a line end here; no shell splits at a form feed.
const BLANKS: [char; 3] = [' ', '\t', '\r'];

/// Reads tokens one after the other.
#[derive(Clone)]
pub(super) struct Lexer<'a> {
    script: &'a Word,
    /// The position of the next byte.
    pub(super) at: usize,
    /// Where it ends: with the script, or with the substitution that it reads.
    end: usize,
}

impl RawWord {
    /// The text, if no character of it is quoted or to be expanded.
    pub(super) fn plain<'a>(&self, script: &'a Word) -> Option<&'a str> {
        match self.pieces.as_slice() {
            [Piece::Text(range)] if *range == self.range => script.text.get(range.clone()),
            _ => None,
        }
    }
}

impl<'a> Lexer<'a> {
    pub(super) fn new(script: &'a Word, range: Range<usize>) -> Lexer<'a> {
        Lexer { script, at: range.start, end: range.end }
    }

    /// The next token, or `None` at the end.
    pub(super) fn next_token(&mut self) -> Result<Option<Token>, Unterminated> {
        self.skip_blanks();
        if self.at >= self.end {
            return Ok(None);
        }
        if self.hole().is_none() {
            let rest = self.rest();
            if let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(**operator)) {
                self.at += operator.len();
                return Ok(Some(Token::Operator(operator)));
            }
        }
        self.word().map(|word| Some(Token::Word(word)))
    }

    /// Skips the body of a here-document, the position being at the start of a line, and says where it stands.
    pub(super) fn skip_here_document(&mut self, delimiter: &str, strip_tabs: bool) -> Range<usize> {
        let start = self.at;
        while self.at < self.end {
            let line = self.rest().split('\n').next().unwrap_or_default();
            self.at = (self.at + line.len() + 1).min(self.end);
            let line = if strip_tabs { line.trim_start_matches('\t') } else { line };
            if line == delimiter {
                break;
            }
        }
        start..self.at
    }

    pub(super) fn rest(&self) -> &'a str {
        self.from(self.at)
    }

    fn from(&self, start: usize) -> &'a str {
        self.script.text.get(start..self.end).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The end of the hole that begins or goes on here.
    fn hole(&self) -> Option<usize> {
        let next = self.script.unknown.partition_point(|hole| hole.end <= self.at);
        self.script.unknown.get(next).filter(|hole| hole.start <= self.at).map(|hole| hole.end)
    }

    fn skip_blanks(&mut self) {
        while self.hole().is_none() {
            let rest = self.rest();
            if rest.starts_with(BLANKS) {
                self.at += 1;
            } else if rest.starts_with("\\\n") {
                self.at += 2;
            } else if rest.starts_with('#') {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else {
                return;
            }
        }
    }

    fn word(&mut self) -> Result<RawWord, Unterminated> {
        let start = self.at;
        let mut pieces = Vec::new();
        while let Some(c) = self.peek() {
            if self.hole().is_none() && (BLANKS.contains(&c) || "\n;&|<>()".contains(c)) {
                break;
            }
            match c {
                '\'' if self.hole().is_none() => self.single_quoted(&mut pieces)?,
                '"' if self.hole().is_none() => self.double_quoted(&mut pieces)?,
                _ => self.piece(&mut pieces, false)?,
            }
        }
        Ok(RawWord { range: start..self.at, pieces })
    }

    fn single_quoted(&mut self, pieces: &mut Vec<Piece>) -> Result<(), Unterminated> {
        let start = self.at + 1;
        let length = self.from(start).find('\'').ok_or(Unterminated)?;
        pieces.push(Piece::Quote);
        self.push_with_holes(pieces, start..start + length);
        self.at = start + length + 1;
        Ok(())
    }

    fn double_quoted(&mut self, pieces: &mut Vec<Piece>) -> Result<(), Unterminated> {
        self.at += 1;
        pieces.push(Piece::Quote);
        loop {
            match self.peek() {
                None => return Err(Unterminated),
                Some('"') if self.hole().is_none() => break,
                Some(_) => self.piece(pieces, true)?,
            }
        }
        self.at += 1;
        Ok(())
    }

    /// One character, escape or expansion.
    fn piece(&mut self, pieces: &mut Vec<Piece>, quoted: bool) -> Result<(), Unterminated> {
        let start = self.at;
        if let Some(end) = self.hole() {
            self.at = end;
            pieces.push(Piece::Unknown(start..end));
            return Ok(());
        }
        match self.peek() {
            Some('\\') => {
                self.escape(pieces, quoted);
                Ok(())
            }
            Some('`') => self.backticks(pieces),
            Some('$') => self.dollar(pieces, quoted),
            c => {
                self.at += c.map_or(1, char::len_utf8);
                push_text(pieces, start..self.at);
                Ok(())
            }
        }
    }

    fn escape(&mut self, pieces: &mut Vec<Piece>, quoted: bool) {
        let start = self.at;
        let next = self.rest().chars().nth(1);
        self.at += 1 + next.map_or(0, char::len_utf8);
        match next {
            Some('\n') => {}
            Some(c) if quoted && !"$`\"\\".contains(c) => push_text(pieces, start..self.at),
            Some(_) => {
                pieces.push(Piece::Quote);
                pieces.push(Piece::Text(start + 1..self.at));
            }
            None => push_text(pieces, start..self.at),
        }
    }

    fn backticks(&mut self, pieces: &mut Vec<Piece>) -> Result<(), Unterminated> {
        let start = self.at;
        let mut escaped = false;
        for (offset, c) in self.rest().char_indices().skip(1) {
            if c == '`' && !escaped {
                self.at = start + offset + 1;
                pieces.push(Piece::Unknown(start..self.at));
                return Ok(());
            }
            escaped = c == '\\' && !escaped;
        }
        Err(Unterminated)
    }

    fn dollar(&mut self, pieces: &mut Vec<Piece>, quoted: bool) -> Result<(), Unterminated> {
        let start = self.at;
        let after = self.rest().get(1..).unwrap_or_default();
        let name_length = name_length(after);
        match after.chars().next() {
            Some('(') => {
                self.at = self.matching(start + 1)?;
                pieces.push(Piece::Unknown(start..self.at));
            }
            Some('{') => {
                self.at = self.matching(start + 1)?;
                pieces.push(Piece::Parameter {
                    expression: start + 2..self.at - 1,
                    range: start..self.at,
                    quoted,
                });
            }
            Some('\'') if !quoted => {
                self.at = self.ansi_quoted(start + 2)?;
                pieces.push(Piece::Unknown(start..self.at));
            }
            Some(c) if name_length > 0 || "0123456789@*#?-$!".contains(c) => {
                self.at = start + 1 + name_length.max(1);
                pieces.push(Piece::Parameter {
                    expression: start + 1..self.at,
                    range: start..self.at,
                    quoted,
                });
            }
            _ => {
                self.at += 1;
                push_text(pieces, start..self.at);
            }
        }
        Ok(())
    }

    /// The position behind the quote that ends `$'…'`, in which a backslash may stand before one.
    fn ansi_quoted(&self, start: usize) -> Result<usize, Unterminated> {
        let mut escaped = false;
        for (offset, c) in self.from(start).char_indices() {
            if c == '\'' && !escaped {
                return Ok(start + offset + 1);
            }
            escaped = c == '\\' && !escaped;
        }
        Err(Unterminated)
    }

    /// The position behind the bracket that closes the one at `open`.
    pub(super) fn matching(&self, open: usize) -> Result<usize, Unterminated> {
        let mut expected: Vec<char> = Vec::new();
        let mut escaped = false;
        let mut in_comment = false;
        let mut before = ' ';
        for (offset, c) in self.from(open).char_indices() {
            let innermost = expected.last().copied();
            let begins = expected.is_empty() || before == '$';
            let is_escaped = escaped;
            match (innermost, c) {
                (_, '\n') if in_comment => in_comment = false,
                _ if in_comment => {}
                _ if escaped => escaped = false,
                (Some('\''), c) if c != '\'' => {}
                (_, '\\') => escaped = true,
                (Some(end), c) if c == end => {
                    expected.pop();
                    if expected.is_empty() {
                        return Ok(open + offset + c.len_utf8());
                    }
                }
                (Some(')'), '#') => in_comment = before.is_whitespace() || matches!(before, ';' | '('),
                (None | Some(')'), '(') => expected.push(')'),
                // In quotes and in `${…}` a bracket stands for itself.
                (_, '(') if begins => expected.push(')'),
                (_, '{') if begins => expected.push('}'),
                (_, '"') => expected.push('"'),
                (Some(')' | '}'), '\'') => expected.push('\''),
                _ => {}
            }
            before = if is_escaped { ' ' } else { c };
        }
        Err(Unterminated)
    }

    fn push_with_holes(&self, pieces: &mut Vec<Piece>, range: Range<usize>) {
        let mut start = range.start;
        for hole in self.script.unknown.iter().filter(|hole| hole.start < range.end && range.start < hole.end)
        {
            let hole = hole.start.max(start)..hole.end.min(range.end);
            push_text(pieces, start..hole.start);
            start = hole.end;
            pieces.push(Piece::Unknown(hole));
        }
        push_text(pieces, start..range.end);
    }
}

fn push_text(pieces: &mut Vec<Piece>, range: Range<usize>) {
    match pieces.last_mut() {
        Some(Piece::Text(last)) if last.end == range.start => last.end = range.end,
        _ if range.is_empty() => {}
        _ => pieces.push(Piece::Text(range)),
    }
}

/// The length of the variable name at the start of a text.
pub(super) fn name_length(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len())
}

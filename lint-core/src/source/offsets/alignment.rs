//! A string beside the text it was read from, walked through together.

use super::{Offsets, Run, Span};

/// What has been found of a string in the text it was read from. Every step compares the two, so that
/// what comes out is exact; a step that does not fit gives `None`.
pub(super) struct Alignment<'a> {
    /// The scalar as it is written.
    pub(super) raw: &'a str,
    string: &'a str,
    /// How much of the string has been found.
    found: usize,
    runs: Vec<Run>,
}

impl<'a> Alignment<'a> {
    pub(super) fn new(string: &'a str, raw: &'a str) -> Alignment<'a> {
        Alignment { raw, string, found: 0, runs: Vec::new() }
    }

    /// What of the string is still to be found.
    pub(super) fn rest(&self) -> &'a str {
        self.string.get(self.found..).unwrap_or_default()
    }

    /// These bytes of the text stand for themselves.
    pub(super) fn same(&mut self, text: Span) -> Option<()> {
        let written = self.raw.get(text.clone())?;
        self.stands_for(text, written)
    }

    /// These bytes of the text stand for `meaning`.
    pub(super) fn stands_for(&mut self, text: Span, meaning: &str) -> Option<()> {
        if !self.rest().starts_with(meaning) {
            return None;
        }
        let string = self.found..self.found + meaning.len();
        self.found = string.end;
        match self.runs.last_mut() {
            _ if meaning.is_empty() => {}
            Some(last) if last.is_verbatim() && text.len() == string.len() && last.text.end == text.start => {
                last.string.end = string.end;
                last.text.end = text.end;
            }
            _ => self.runs.push(Run { string, text }),
        }
        Some(())
    }

    /// Line ends at the end of the string are not written where the scalar is said to end.
    pub(super) fn line_ends_at_end(&mut self) -> Option<()> {
        let rest = self.rest();
        let end = self.raw.len();
        rest.bytes().all(|byte| byte == b'\n').then(|| self.stands_for(end..end, rest))?
    }

    /// The result, for a scalar that begins at byte `start` of its text; `None` if some of the string was not found.
    pub(super) fn finish(mut self, start: usize) -> Option<Offsets> {
        if !self.rest().is_empty() {
            return None;
        }
        for run in &mut self.runs {
            run.text = run.text.start + start..run.text.end + start;
        }
        Some(Offsets(self.runs))
    }
}

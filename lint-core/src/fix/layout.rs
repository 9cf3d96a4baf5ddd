//! Lines, columns and blanks of a document's text.

use crate::source::LINE_BREAKS;

/// Blanks within a line.
pub(super) const SPACES: [char; 2] = [' ', '\t'];

/// A text that is asked for its lines. Offsets beyond its end count as its end.
#[derive(Clone, Copy)]
pub(super) struct Layout<'a> {
    text: &'a str,
}

/// What stands before something on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// Only indentation.
    Indentation,
    /// Indentation and the dashes of the sequences it is in: `- - `.
    Dashes,
}

impl<'a> Layout<'a> {
    pub(super) fn new(text: &'a str) -> Layout<'a> {
        Layout { text }
    }

    pub(super) fn before(&self, at: usize) -> &'a str {
        self.text.get(..at).unwrap_or(self.text)
    }

    pub(super) fn after(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or_default()
    }

    /// The line break that the text uses, judged by its first line.
    pub(super) fn line_break(&self) -> &'static str {
        match self.text.find(['\n', '\r']).map(|at| self.after(at)) {
            Some(rest) if rest.starts_with("\r\n") => "\r\n",
            Some(rest) if rest.starts_with('\r') => "\r",
            _ => "\n",
        }
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        let before = self.before(at);
        before.len() - before.rsplit(LINE_BREAKS).next().unwrap_or_default().len()
    }

    /// The end of the line, its line break not included.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = self.after(at);
        self.text.len() - rest.len() + rest.split(LINE_BREAKS).next().unwrap_or_default().len()
    }

    /// The start of the line after this one, or the end of the text.
    pub(super) fn next_line(&self, at: usize) -> usize {
        let end = self.line_end(at);
        let rest = self.after(end);
        let length = if rest.starts_with("\r\n") { 2 } else { rest.chars().next().map_or(0, char::len_utf8) };
        end + length
    }

    /// Whether a line break stands before `at`.
    pub(super) fn is_line_start(&self, at: usize) -> bool {
        self.line_start(at) == at
    }

    /// The column, as YAML counts indentation: in characters, from 0.
    pub(super) fn column(&self, at: usize) -> usize {
        self.text.get(self.line_start(at)..at).map_or(0, |lead| lead.chars().count())
    }

    /// What stands before `at` on its line; `None` if that is more than indentation and dashes.
    pub(super) fn lead(&self, at: usize) -> Option<Lead> {
        let lead = self.text.get(self.line_start(at)..at)?.trim_matches(SPACES);
        if lead.is_empty() {
            return Some(Lead::Indentation);
        }
        lead.split(SPACES).all(|part| matches!(part, "" | "-")).then_some(Lead::Dashes)
    }

    /// The next character that is neither white space nor in a comment.
    pub(super) fn skip_blanks(&self, at: usize) -> usize {
        let mut at = at;
        loop {
            at = self.skip_white_space(at);
            let may_begin_comment = self.before(at).chars().next_back().is_none_or(is_blank);
            if !may_begin_comment || !self.after(at).starts_with('#') {
                return at;
            }
            at = self.line_end(at);
        }
    }

    /// The next character that is not white space.
    pub(super) fn skip_white_space(&self, at: usize) -> usize {
        self.text.len() - self.after(at).trim_start_matches(is_blank).len()
    }

    /// The start of the first line from `at` on that is not empty. `at` must be the start of a line.
    pub(super) fn skip_empty_lines(&self, at: usize) -> usize {
        self.line_start(self.skip_white_space(at)).max(at)
    }
}

fn is_blank(c: char) -> bool {
    SPACES.contains(&c) || LINE_BREAKS.contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let layout = Layout::new("a: é\r\n  - - b # c\r\n\r\nd");
        let at = |needle: &str| layout.text.find(needle).unwrap();
        assert_eq!(layout.line_break(), "\r\n");
        assert_eq!((layout.column(at("b")), layout.lead(at("b"))), (6, Some(Lead::Dashes)));
        assert_eq!((layout.column(at("é")), layout.lead(at("é"))), (3, None));
        assert_eq!(layout.lead(at("- -")), Some(Lead::Indentation));
        assert_eq!(layout.lead(at("# c")), None);
        assert_eq!(layout.next_line(0), at("  -"));
        assert_eq!(layout.line_end(at("b")), at("\r\n\r\n"));
        assert_eq!(layout.line_start(at("b")), at("  -"));
        assert_eq!(layout.skip_blanks(at(" #")), at("d"));
        assert_eq!(layout.skip_white_space(at(" #")), at("#"));
        assert_eq!(layout.skip_empty_lines(layout.next_line(at("b"))), at("d"));
        assert_eq!((layout.line_end(999), layout.next_line(at("d"))), (layout.text.len(), layout.text.len()));
        assert_eq!(Layout::new("x#y").skip_blanks(1), 1);
    }
}

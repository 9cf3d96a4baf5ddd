//! A word of a command line that knows where it was written, and which parts of it are not known.

use std::fmt;
use std::ops::Range;

use crate::source::Place;

/// One element of an argument vector, after `$(VAR)` expansion or shell unquoting.
///
/// Parts that only the cluster knows stay in the text as they are written, so that
/// `https://$(POD_IP):2379` still shows its scheme and port.
#[derive(Clone, PartialEq, Eq)]
pub struct Word {
    /// The text; unknown parts stand as written.
    pub text: String,
    /// The byte ranges of `text` that are not known, in order and apart from each other.
    pub unknown: Vec<Range<usize>>,
    /// The string, or the part of it, that the word was written in.
    pub place: Place,
    /// Whether `text` equals the bytes at `place`, so that parts of it can be pointed at.
    pub verbatim: bool,
    /// Whether a shell has removed the quotes already.
    pub from_shell: bool,
}

impl Word {
    /// A word that stands at `place` exactly so.
    pub fn literal(text: impl Into<String>, place: Place) -> Word {
        Word { text: text.into(), unknown: Vec::new(), place, verbatim: true, from_shell: false }
    }

    /// A word that is known but is not what stands at `place`.
    pub fn derived(text: impl Into<String>, place: Place) -> Word {
        Word { verbatim: false, ..Word::literal(text, place) }
    }

    /// A word of which nothing is known but how it is written.
    pub fn opaque(text: impl Into<String>, place: Place) -> Word {
        let mut word = Word::derived(text, place);
        let whole = 0..word.text.len();
        word.unknown.push(whole);
        word
    }

    /// The same, in which no `${…}` and no `{{ … }}` is known: clusterctl, cloud-init and others put a value there
    /// before a cluster sees it.
    pub fn with_placeholders(mut self) -> Word {
        let mut start = 0;
        while let Some(range) = placeholder_in(&self.text, start) {
            start = range.end;
            self.unknown.retain(|hole| hole.end <= range.start || range.end <= hole.start);
            self.unknown.push(range);
        }
        self.unknown.sort_by_key(|hole| hole.start);
        self
    }

    /// The text without what is not known.
    pub fn known_text(&self) -> String {
        let starts = std::iter::once(0).chain(self.unknown.iter().map(|hole| hole.end));
        let ends = self.unknown.iter().map(|hole| hole.start).chain([self.text.len()]);
        starts.zip(ends).filter_map(|(start, end)| self.text.get(start..end)).collect()
    }

    /// Whether every byte is known.
    pub fn is_known(&self) -> bool {
        self.unknown.is_empty()
    }

    /// Whether no byte is known.
    pub fn is_opaque(&self) -> bool {
        !self.is_known() && self.unknown.iter().map(|hole| hole.len()).sum::<usize>() >= self.text.len()
    }

    /// The text, if every byte of it is known.
    pub fn known(&self) -> Option<&str> {
        self.is_known().then_some(self.text.as_str())
    }

    /// Whether every byte of `range` is known. An empty range touches what it lies inside of.
    pub fn is_known_in(&self, range: Range<usize>) -> bool {
        !self.holes_near(&range).any(|hole| {
            (hole.start < range.end && range.start < hole.end)
                || (range.is_empty() && hole.start < range.start && range.start < hole.end)
                || hole.is_empty()
        })
    }

    /// Whether the byte at a position is known.
    pub fn is_known_at(&self, at: usize) -> bool {
        self.is_known_in(at..at + 1)
    }

    /// The holes that overlap or touch a range.
    fn holes_near(&self, range: &Range<usize>) -> impl Iterator<Item = &Range<usize>> + use<'_> {
        let (start, end) = (range.start, range.end);
        let first = self.unknown.partition_point(|hole| hole.end < start);
        self.unknown.iter().skip(first).take_while(move |hole| hole.start <= end)
    }

    /// Whether the first byte is known; a word that begins with a hole may be a flag or anything else.
    pub fn starts_known(&self) -> bool {
        self.unknown.first().is_none_or(|hole| hole.start > 0)
    }

    /// The place of a part of the text: that part if the word stands so in its place, else all of it.
    pub fn place_of(&self, range: Range<usize>) -> Place {
        if self.verbatim { self.place.within(range) } else { self.place.clone() }
    }

    /// A part of the word; empty if the range does not lie on character boundaries inside of it.
    pub fn slice(&self, range: Range<usize>) -> Word {
        let Some(text) = self.text.get(range.clone()) else {
            return Word { text: String::new(), unknown: Vec::new(), ..self.clone() };
        };
        let unknown = self
            .holes_near(&range)
            .map(|hole| hole.start.max(range.start) - range.start..hole.end.min(range.end) - range.start)
            .filter(|hole| !hole.is_empty())
            .collect();
        Word {
            text: text.to_owned(),
            unknown,
            place: self.place_of(range),
            verbatim: self.verbatim,
            from_shell: self.from_shell,
        }
    }

    /// The word without white space at its ends.
    pub fn trimmed(&self) -> Word {
        let start = self.text.len() - self.text.trim_start().len();
        let end = self.text.trim_end().len().max(start);
        self.slice(start..end)
    }

    /// The parts between the known occurrences of `separator`.
    pub fn split(&self, separator: char) -> Vec<Word> {
        let mut parts = Vec::new();
        let mut start = 0;
        for (at, found) in self.text.match_indices(separator) {
            if self.is_known_in(at..at + found.len()) {
                parts.push(self.slice(start..at));
                start = at + found.len();
            }
        }
        parts.push(self.slice(start..self.text.len()));
        parts
    }

    /// The last component of a path.
    pub fn basename(&self) -> &str {
        self.text.rsplit('/').next().unwrap_or_default()
    }
}

/// The first `${NAME…}` or `{{ … }}` from `start` on.
fn placeholder_in(text: &str, start: usize) -> Option<Range<usize>> {
    let begins = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let rest = text.get(start..)?;
    let mut variables = rest.match_indices("${").map(|(at, _)| at);
    let variable = variables.find(|at| rest.get(at + 2..).is_some_and(begins)).map(|at| (at, "}"));
    let expression = rest.find("{{").map(|at| (at, "}}"));
    let (open, end) = variable.into_iter().chain(expression).min()?;
    let close = rest.get(open..)?.find(end)?;
    Some(start + open..start + open + close + end.len())
}

/// Shows lengths only: a command line may hold passwords, and debug output ends up in logs.
impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Word({} bytes, unknown {:?}, {:?})", self.text.len(), self.unknown, self.place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{DocumentId, Part, Path};

    fn place() -> Place {
        Place::value(DocumentId(0), Path::ROOT.key("args").index(0))
    }

    fn with_hole(text: &str, hole: &str) -> Word {
        let mut word = Word::literal(text, place());
        let start = text.find(hole).unwrap();
        word.unknown.push(start..start + hole.len());
        word
    }

    #[test]
    fn parts_keep_their_places_and_holes() {
        let word = with_hole("https://$(IP):2379", "$(IP)");
        assert!(!word.is_known());
        assert!(word.starts_known());
        assert!(word.is_known_in(0..8));
        assert!(!word.is_known_in(7..9));
        assert_eq!([0, 7, 8, 12, 13].map(|at| word.is_known_at(at)), [true, true, false, false, true]);
        let port = word.slice(14..18);
        assert_eq!(port.known(), Some("2379"));
        assert_eq!(port.place.part, Part::Within(14..18));
        assert_eq!(word.slice(8..14).unknown.first(), Some(&(0..5)));
    }

    #[test]
    fn a_derived_word_points_at_all_of_its_string() {
        let word = Word::derived("a,b", place());
        assert_eq!(word.slice(2..3).place, place());
        assert!(!word.slice(2..3).verbatim);
    }

    #[test]
    fn placeholders_are_holes() {
        let rows: [(&str, &[&str]); 9] = [
            ("https://${IP}:2379,https://${B:=$(A)}:1", &["${IP}", "${B:=$(A)}"]),
            ("${A}", &["${A}"]),
            ("${}", &[]),
            ("${1}", &[]),
            ("$${A}", &["${A}"]),
            ("${A", &[]),
            ("https://{{ ds.meta_data.ip }}:2379,${B}", &["{{ ds.meta_data.ip }}", "${B}"]),
            ("{{ a", &[]),
            ("$A ü {B}", &[]),
        ];
        for (text, expected) in rows {
            let mut word = Word::literal(text, place());
            word.unknown.extend(text.find("$(A)").map(|at| at..at + 4));
            let word = word.with_placeholders();
            let holes: Vec<&str> = word.unknown.iter().map(|hole| &word.text[hole.clone()]).collect();
            assert_eq!(holes, expected, "{text}");
        }
    }

    #[test]
    fn splitting_leaves_holes_whole() {
        let word = with_hole("a,$(B,C), d", "$(B,C)");
        let parts: Vec<String> = word.split(',').iter().map(|part| part.trimmed().text).collect();
        assert_eq!(parts, ["a", "$(B,C)", "d"]);
        let last = word.split(',')[2].trimmed();
        assert_eq!(last.place.part, Part::Within(10..11));
    }

    #[test]
    fn ranges_out_of_bounds_give_nothing() {
        let word = Word::literal("ü", place());
        assert_eq!(word.slice(1..2).text, "");
        assert_eq!(word.slice(5..9).text, "");
        assert_eq!(Word::literal("   ", place()).trimmed().text, "");
    }

    #[test]
    fn debug_output_has_no_text() {
        assert!(!format!("{:?}", Word::literal("hunter2", place())).contains("hunter2"));
    }
}

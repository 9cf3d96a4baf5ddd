//! Bytes of Rust's texts to the UTF-16 units that JavaScript counts.

use std::ops::Range;

/// The places of one text.
pub(crate) struct Utf16 {
    /// For each character beyond ASCII: the byte behind it, and how many more bytes than units there
    /// are up to there.
    steps: Vec<(usize, usize)>,
}

impl Utf16 {
    pub(crate) fn of(text: &str) -> Utf16 {
        let mut surplus = 0;
        let beyond_ascii = text.char_indices().filter(|(_, c)| !c.is_ascii());
        let steps = beyond_ascii.map(|(at, c)| {
            surplus += c.len_utf8() - c.len_utf16();
            (at + c.len_utf8(), surplus)
        });
        Utf16 { steps: steps.collect() }
    }

    pub(crate) fn range(&self, bytes: &Range<usize>) -> Range<usize> {
        self.at(bytes.start)..self.at(bytes.end)
    }

    fn at(&self, byte: usize) -> usize {
        let passed = self.steps.partition_point(|(end, _)| *end <= byte);
        byte - passed.checked_sub(1).map_or(0, |last| self.steps[last].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_javascript_does() {
        let text = "aé😀b\u{2028}c";
        let places = Utf16::of(text);
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
            assert_eq!(places.at(at), text[..at].encode_utf16().count(), "byte {at}");
        }
        assert_eq!(places.range(&(0..3)), 0..2);
    }
}

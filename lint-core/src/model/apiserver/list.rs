//! The lists of kube-apiserver's flags, which pflag reads as a line of CSV (`readAsCSV` in its
//! `string_slice.go`, Go's `encoding/csv`).

use std::ops::Range;

use crate::subject::word::Word;

/// The elements of the first line; `None` if a quote stands where CSV has none, so that kube-apiserver exits.
pub(super) fn elements(value: &Word) -> Option<Vec<Word>> {
    let text = value.text.as_str();
    let mut elements = Vec::new();
    let mut start = text.len() - text.trim_start_matches(['\n', '\r']).len();
    while let Some(rest) = text.get(start..) {
        let (element, end) = match rest.strip_prefix('"') {
            Some(inner) => {
                let length = closing(inner)?;
                (unquoted(value, start + 1..start + 1 + length), start + length + 2)
            }
            None => bare(value, start)?,
        };
        elements.push(element);
        match text.get(end..)?.chars().next() {
            Some(',') => start = end + 1,
            None | Some('\n' | '\r') => break,
            Some(_) => return None,
        }
    }
    Some(elements)
}

/// How long the text before the closing quote is: two quotes are one of the text.
fn closing(inner: &str) -> Option<usize> {
    let mut quotes = inner.match_indices('"').map(|(at, _)| at).peekable();
    while let Some(at) = quotes.next() {
        if quotes.next_if_eq(&(at + 1)).is_none() {
            return Some(at);
        }
    }
    None
}

fn unquoted(value: &Word, range: Range<usize>) -> Word {
    let word = value.slice(range);
    if word.text.contains("\"\"") && word.is_known() {
        return Word {
            from_shell: word.from_shell,
            ..Word::derived(word.text.replace("\"\"", "\""), word.place)
        };
    }
    word
}

/// An element without quotes and where it ends. What is not known may hold a comma.
fn bare(value: &Word, start: usize) -> Option<(Word, usize)> {
    let rest = value.text.get(start..)?;
    let is_end = |(at, _): &(usize, &str)| value.is_known_at(start + at);
    let length = rest.match_indices([',', '\n', '\r']).find(is_end).map_or(rest.len(), |(at, _)| at);
    let word = value.slice(start..start + length);
    let has_quote = word.text.match_indices('"').any(|(at, _)| word.is_known_at(at));
    (!has_quote).then_some((word, start + length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{DocumentId, Part, Path, Place};

    /// Each row was given to `EtcdOptions.AddFlags` of k8s.io/apiserver 0.37.2.
    #[test]
    fn as_pflag_reads_them() {
        let table: [(&str, Option<&[&str]>); 14] = [
            ("", Some(&[""])),
            ("a", Some(&["a"])),
            ("a,b", Some(&["a", "b"])),
            ("a,", Some(&["a", ""])),
            ("a, b", Some(&["a", " b"])),
            (r#""a","b""#, Some(&["a", "b"])),
            (r#"a,"b,c""#, Some(&["a", "b,c"])),
            (r#""a""b""#, Some(&["a\"b"])),
            (r#""""#, Some(&[""])),
            ("'a','b'", Some(&["'a'", "'b'"])),
            ("a\nb", Some(&["a"])),
            (r#"a"b"#, None),
            (r#""a"b"#, None),
            (r#""a"#, None),
        ];
        for (text, expected) in table {
            let word = Word::literal(text, Place::value(DocumentId(0), Path::ROOT));
            let read = elements(&word);
            let texts = read.as_ref().map(|words| words.iter().map(|word| word.text.as_str()).collect());
            assert_eq!(texts, expected.map(|list| list.to_vec()), "{text}");
        }
    }

    #[test]
    fn elements_in_quotes_keep_their_places() {
        let word = Word::literal(r#""http://a:1""#, Place::value(DocumentId(0), Path::ROOT));
        let read = elements(&word).unwrap();
        assert_eq!(read[0].place.part, Part::Within(1..11));
        assert!(read[0].verbatim);
    }

    #[test]
    fn a_hole_is_one_element() {
        // What is added to a variable is not known either, and may begin with anything.
        let table: [(&str, &str, &[&str]); 4] = [
            ("$(A,\"B),c", "$(A,\"B)", &["$(A,\"B)", "c"]),
            ("https://$(A,B):1,c", "$(A,B)", &["https://$(A,B):1", "c"]),
            ("a,b", ",b", &["a,b"]),
            ("a\"\"", "\"\"", &["a\"\""]),
        ];
        for (text, hole, expected) in table {
            let mut word = Word::literal(text, Place::value(DocumentId(0), Path::ROOT));
            let start = text.find(hole).unwrap();
            word.unknown.push(start..start + hole.len());
            let read = elements(&word);
            let texts = read.as_ref().map(|words| words.iter().map(|word| word.text.as_str()).collect());
            assert_eq!(texts, Some(expected.to_vec()), "{text}");
        }
    }
}

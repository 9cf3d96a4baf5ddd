//! Secrets in the words of a command that no shell reads: `[mc, alias, set, …]`.

use std::ops::Range;

use super::commands;
use super::context::Contexts;

/// The bytes that may belong to a secret, each with the word that they are of.
pub(crate) fn secrets_in_words(words: &[&str]) -> Vec<(usize, Range<usize>)> {
    let mut line = String::new();
    let mut starts = Vec::new();
    for word in words {
        starts.push(line.len());
        // What has blanks in it may be a script: its flags are its own.
        let (plain, rest) = word.split_at(word.find(char::is_whitespace).unwrap_or(word.len()));
        line.extend(plain.chars().map(unquoted));
        line.extend(std::iter::repeat_n('_', rest.len()));
        line.push(' ');
    }
    let mut found = Vec::new();
    commands::secrets(&line, &Contexts::of(&line), &mut found);
    found.into_iter().flat_map(|secret| parts_in(words, &starts, secret)).collect()
}

/// Without a shell, quotes and brackets are characters like all others.
fn unquoted(c: char) -> char {
    let means_itself = !c.is_ascii() || c.is_ascii_alphanumeric() || "-_.,:=/@%+~".contains(c);
    if means_itself { c } else { '_' }
}

/// What a range of the line takes of each word.
fn parts_in(words: &[&str], starts: &[usize], secret: Range<usize>) -> Vec<(usize, Range<usize>)> {
    let first = starts.partition_point(|start| *start <= secret.start).saturating_sub(1);
    let touched = starts.iter().skip(first).zip(words.iter().skip(first)).zip(first..);
    touched
        .take_while(|((start, _), _)| **start < secret.end)
        .map(|((start, word), index)| {
            let end = secret.end.min(start + word.len());
            (index, secret.start.max(*start) - start..end.max(*start) - start)
        })
        .filter(|(_, part)| !part.is_empty())
        .collect()
}

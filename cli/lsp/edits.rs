//! Edits of files as edits of the editor's documents.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::{Duration, Instant};

use etcdlint_core::fix::apply;
use etcdlint_core::report::FileEdit;
use lsp_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit,
    WorkspaceEdit,
};
use similar::{Algorithm, DiffTag};

use super::client::Client;
use super::documents::{Document, Documents};

/// How long to look for the smallest edit.
const PATIENCE: Duration = Duration::from_millis(100);

/// What an editor has to do to make these edits; `None` if one of them cannot be made in a document that is
/// open.
pub(super) fn workspace_edit(
    documents: &Documents,
    edits: &[FileEdit],
    client: Client,
) -> Option<WorkspaceEdit> {
    let mut by_file: BTreeMap<&str, Vec<FileEdit>> = BTreeMap::new();
    for edit in edits {
        by_file.entry(&edit.file).or_default().push(edit.clone());
    }
    let mut by_document: Vec<(&Document, Vec<TextEdit>)> = Vec::new();
    for (file, edits) in by_file {
        let document = documents.named(file)?;
        by_document.push((document, smallest(document, &edits)?));
    }
    if !client.versioned_edits {
        let by_uri = by_document.into_iter().map(|(document, edits)| (document.uri.clone(), edits));
        return Some(WorkspaceEdit::new(by_uri.collect()));
    }
    let of_version = by_document.into_iter().map(|(document, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier {
            uri: document.uri.clone(),
            version: Some(document.version),
        },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    });
    let changes = DocumentChanges::Edits(of_version.collect());
    Some(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() })
}

/// Edits in parts that leave alone what stays the same: the cursor keeps its place, and a key in a line that is
/// rewritten is not sent. All edits together, for one that moves an item writes it in one place and its neighbours in
/// others; and lines before words, for a line with a long comment would stay, and the key beside it be moved.
fn smallest(document: &Document, edits: &[FileEdit]) -> Option<Vec<TextEdit>> {
    let before = document.text.as_str();
    let after = apply(before, edits)?;
    let first = edits.iter().map(|edit| edit.bytes.start).min()?;
    let last = edits.iter().map(|edit| edit.bytes.end).max()?;
    let old = before.get(first..last)?;
    let new = after.get(first..after.len() - (before.len() - last))?;
    let until = Instant::now() + PATIENCE;
    let lines = differences(first, &lines(old), &lines(new), until);
    let words = lines.iter().flat_map(|(bytes, text)| {
        differences(bytes.start, &words(&before[bytes.clone()]), &words(text), until)
    });
    Some(words.map(|(bytes, text)| TextEdit::new(document.text.range(&bytes), text)).collect())
}

/// What has to be written in place of which bytes to make new pieces of old ones, which begin at `start`.
fn differences(start: usize, old: &[&str], new: &[&str], until: Instant) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut start = start;
    for op in similar::capture_diff_slices_deadline(Algorithm::Myers, old, new, Some(until)) {
        let end = start + old[op.old_range()].iter().map(|piece| piece.len()).sum::<usize>();
        if op.tag() != DiffTag::Equal {
            found.push((start..end, new[op.new_range()].concat()));
        }
        start = end;
    }
    found
}

/// Lines with their ends.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Words, and what is between them character by character.
fn words(text: &str) -> Vec<&str> {
    let is_between = |char: char| !char.is_alphanumeric();
    let ended = text.split_inclusive(is_between);
    ended
        .flat_map(|ended| <[&str; 2]>::from(ended.split_at(ended.trim_end_matches(is_between).len())))
        .filter(|part| !part.is_empty())
        .collect()
}

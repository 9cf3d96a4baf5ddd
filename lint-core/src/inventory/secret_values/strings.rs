//! Secrets in strings: in manifests, scripts and commands that others run.

use std::ops::Range;

use super::Collector;
use crate::mask;
use crate::source::{self, Node, Value};

/// An argument that is longer is no password.
const LONGEST_WORD: usize = 4096;

/// Manifests in strings that are in manifests in strings are looked at so deep.
const MAX_DEPTH: usize = 4;

impl Collector<'_> {
    /// A string may be a script, or a manifest with a Secret. It is looked at as those who read it see it: without
    /// the escapes and the folded lines of YAML. Behind an alias it has been looked at before.
    pub(super) fn secrets_in_string(&mut self, node: &Node) {
        let is_alias = node.location.as_ref().is_some_and(|location| location.alias.is_some());
        let Some(string) = node.as_str().filter(|_| !is_alias) else { return };
        let mut secrets = mask::data_of_secrets(string);
        if self.written(node) != string {
            secrets.extend(mask::secrets(string));
        }
        secrets.extend(self.secrets_in_manifests(string, false));
        secrets.extend(self.secrets_in_heredocs(string));
        if secrets.is_empty() {
            return;
        }
        match self.document.offsets_of(node) {
            Some(offsets) => {
                self.found.extend(secrets.into_iter().filter_map(|secret| offsets.range(secret)))
            }
            None => self.values(node),
        }
    }

    /// The secrets of the manifests that a string is.
    pub(super) fn secrets_in_manifests(&self, string: &str, in_keys: bool) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let may_be_manifest =
            ["{", "[", "- "].iter().any(|mark| string.starts_with(mark)) || string.contains('\n');
        if self.depth == MAX_DEPTH || !may_be_manifest {
            return found;
        }
        for document in source::documents(string).filter(|document| document.error.is_none()) {
            let mut inner = Vec::new();
            Collector { document: &document, found: &mut inner, depth: self.depth + 1, in_keys }
                .collect_document();
            found.extend(inner.into_iter().map(|range| behind(document.offset, &range)));
        }
        found
    }

    /// The secrets of the manifests that a script writes.
    pub(super) fn secrets_in_heredocs(&self, script: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for file in mask::heredocs(script) {
            let secrets = self.secrets_in_manifests(&script[file.clone()], false);
            found.extend(secrets.iter().map(|secret| behind(file.start, secret)));
        }
        found
    }

    /// The items of a command, as in `[etcdctl, --password, …]`. A long one is a script.
    pub(super) fn secrets_in_words<'n>(&mut self, items: impl Iterator<Item = &'n Node>) {
        let items: Vec<&Node> = items.collect();
        // A secret stands behind a word that says so.
        if items.len() < 2 {
            return;
        }
        let words: Vec<&str> = items.iter().map(|item| self.word(item)).collect();
        for (index, secret) in mask::secrets_in_words(&words) {
            let Some(item) = items.get(index) else { continue };
            match self.document.range_in_string(item, secret) {
                Some(range) => self.found.push(range),
                None => self.values(item),
            }
        }
    }

    fn word<'n>(&'n self, item: &'n Node) -> &'n str {
        let text = item.as_str().unwrap_or_else(|| self.written(item));
        Some(text).filter(|text| text.len() <= LONGEST_WORD).unwrap_or_default()
    }

    /// A scalar as it is written.
    fn written(&self, node: &Node) -> &str {
        let span = node.location.as_ref().map(|location| location.span.clone()).unwrap_or_default();
        match &node.value {
            Value::Sequence(_) | Value::Mapping(_) => "",
            _ => self.document.text.0.get(span).unwrap_or_default(),
        }
    }
}

fn behind(start: usize, range: &Range<usize>) -> Range<usize> {
    start + range.start..start + range.end
}

//! What every report keeps to.

use std::cmp::Reverse;

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::overview::Overview;
use etcdlint_core::report::{FileSpan, Report, Reported, Site};
use etcdlint_core::settings::{Profile, Settings};
use etcdlint_core::source::{self, Document, Entry, Node, Path, Value};

use crate::leaks::{Secrets, told};

/// 2026-11-23T00:00:00Z
pub(crate) const NOW: i64 = 1_795_392_000;

/// Settings that depend on the length of an input, so that all of them get their share.
pub(crate) fn settings(data: &[u8]) -> Settings {
    let profile = match data.len() % 4 {
        0 => Profile::Default,
        1 => Profile::Cis,
        2 => Profile::Stig,
        _ => Profile::Strict,
    };
    Settings { profile, now: Some(NOW), honor_suppressions: data.len() % 8 < 6, ..Settings::default() }
}

pub(crate) fn input(name: &str) -> Input {
    Input { name: name.to_owned(), version_controlled: true }
}

/// A text for a linter.
pub(crate) fn text(name: &str, text: &str, settings: Settings) -> Linter {
    let mut linter = Linter::new(settings);
    linter.add_text(input(name), text);
    linter
}

/// An object for a linter.
pub(crate) fn object(name: &str, object: Node, settings: Settings) -> Linter {
    let mut linter = Linter::new(settings);
    linter.add_object(input(name), object);
    linter
}

/// What came out of a run.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) report: Report,
    pub(crate) overview: Overview,
}

impl Outcome {
    /// Runs a linter over one file and checks what it says. `text` is that file, or nothing for an object.
    pub(crate) fn of(linter: Linter, text: Option<&str>, secrets: &Secrets) -> Outcome {
        let (report, overview) = linter.finish_with_overview();
        Outcome { report, overview }.checked(text, secrets)
    }

    pub(crate) fn checked(self, text: Option<&str>, secrets: &Secrets) -> Outcome {
        check(&self.report, text);
        self.overview.subjects.iter().for_each(|one| check_site(&one.site, text));
        secrets.assert_untold(&self.told());
        self
    }

    /// All that is said.
    pub(crate) fn told(&self) -> String {
        told(&self.report, &self.overview)
    }

    /// Compares what is said of a text with what is said of its object. Where something is wrong with how the text is
    /// written, that is said instead of what is wrong with a value.
    pub(crate) fn assert_same(&self, of_object: &Outcome) {
        let is_of_writing = |one: &Reported| OF_WRITING.contains(&one.rule.id);
        if !self.report.findings.iter().any(is_of_writing) {
            assert_eq!(self.said(), of_object.said(), "text and object differ");
        }
    }

    /// Rules, places and messages, but for rules about how something is written.
    fn said(&self) -> Vec<(&'static str, String, String, &str)> {
        let of_values = self.report.findings.iter().filter(|one| !OF_WRITING.contains(&one.rule.id));
        let mut said: Vec<_> = of_values.map(said).collect();
        said.sort();
        said
    }
}

/// Rules about how something is written, which says nothing of an object.
const OF_WRITING: [&str; 13] = [
    "YAML101", "YAML102", "YAML103", "YAML104", "YAML105", "YAML106", "YAML107", "ENC105", "ENC107",
    "ENC108", "ETCD319", "INPUT106", "INPUT107",
];

fn said(one: &Reported) -> (&'static str, String, String, &str) {
    let embedded = one.site.embedded.as_ref().map(Path::normalized).unwrap_or_default();
    (one.rule.id, one.site.path.normalized(), embedded, one.message.as_str())
}

/// The object that a text is, if it is one document of which nothing is lost in an object.
pub(crate) fn only_object(text: &str) -> Option<Node> {
    let documents: Vec<Document> = source::documents(text).collect();
    let [only] = documents.as_slice() else { return None };
    let is_whole = only.error.is_none() && only.duplicates.is_empty();
    is_whole.then(|| without_places(&only.root))
}

/// A tree as it is read from JSON, in the order in which it was written.
fn without_places(node: &Node) -> Node {
    let value = match &node.value {
        Value::Sequence(items) => Value::Sequence(items.iter().map(without_places).collect()),
        Value::Mapping(entries) => {
            let bare = |one: &Entry| Entry::new(one.key.clone(), None, without_places(&one.node));
            Value::Mapping(entries.iter().map(bare).collect())
        }
        value => value.clone(),
    };
    Node { value, location: None }
}

fn check(report: &Report, text: Option<&str>) {
    assert!(!report.has_failures(), "a panic was caught");
    assert!(report.findings.is_sorted_by_key(order), "findings out of order");
    for finding in &report.findings {
        check_site(&finding.site, text);
        finding.related.iter().for_each(|(site, _)| check_site(site, text));
        assert!(!finding.message.as_str().is_empty() && !finding.message.as_str().contains('\n'));
        for edit in finding.fix.iter().flat_map(|fix| &fix.edits) {
            let text = text.expect("only a text is edited");
            assert!(text.get(edit.bytes.clone()).is_some(), "an edit outside of the text");
        }
    }
}

fn order(finding: &Reported) -> (&str, usize, usize, Reverse<etcdlint_core::finding::Severity>, &str) {
    let at = finding.site.span.as_ref().map_or(0, |span| span.bytes.start);
    (&finding.site.file, finding.site.document, at, Reverse(finding.severity), finding.rule.id)
}

fn check_site(site: &Site, text: Option<&str>) {
    match (&site.span, text) {
        (Some(span), Some(text)) => check_span(span, text),
        (span, _) => assert!(span.is_none(), "a place in a text that is not there"),
    }
}

/// A place is within the text, its lines and columns lead to its bytes, and its excerpt is on its first line.
fn check_span(span: &FileSpan, text: &str) {
    for (at, said) in [(span.bytes.start, span.start), (span.bytes.end, span.end)] {
        assert_eq!((said.line, said.column, said.utf16), position(text, at), "not where it says it is");
    }
    assert!(span.bytes.start <= span.bytes.end);
    let excerpt = text.get(span.excerpt_start..).expect("an excerpt begins in the text");
    let whole = excerpt.split(['\n', '\r']).next().unwrap_or_default();
    assert!(span.excerpt.len() <= whole.len(), "an excerpt of more than a line");
}

/// The line, the column in characters and that in UTF-16 units of a byte.
fn position(text: &str, at: usize) -> (usize, usize, usize) {
    let (before, behind) = text.split_at_checked(at).expect("a place begins and ends in the text");
    // Between the two of `\r\n` the line has not ended.
    if let Some(on_line) = before.strip_suffix('\r').filter(|_| behind.starts_with('\n')) {
        let (line, column, utf16) = position(on_line, on_line.len());
        return (line, column + 1, utf16 + 1);
    }
    // The byte-order mark of a file stands on no column.
    let counted = before.strip_prefix('\u{feff}').unwrap_or(before);
    let line = &counted[counted.rfind(['\n', '\r']).map_or(0, |at| at + 1)..];
    (lines(before), line.chars().count() + 1, line.encode_utf16().count() + 1)
}

/// Lines as editors count them.
fn lines(before: &str) -> usize {
    1 + before.matches('\n').count() + before.matches('\r').count() - before.matches("\r\n").count()
}

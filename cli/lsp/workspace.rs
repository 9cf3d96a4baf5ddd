//! The open documents, and what was found in them.

use std::ops::Range;

use etcdlint_core::report::{Report, Reported, Site};

use super::documents::{Document, Documents};
use super::lint;

/// The open documents, and what was found in them.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    pub(super) documents: Documents,
    /// What was found; nothing if linting failed.
    report: Option<Report>,
}

impl Workspace {
    /// Lints what is open now.
    pub(super) fn lint(&mut self) {
        self.report = lint::lint(self.documents.iter(), None);
    }

    /// Whether linting failed.
    pub(super) fn has_failed(&self) -> bool {
        self.report.is_none()
    }

    /// What would be found if a document had another text.
    pub(super) fn lint_with(&self, document: &Document, text: &str) -> Option<Report> {
        lint::lint(self.documents.iter(), Some((&document.name, text)))
    }

    /// All findings.
    pub(super) fn findings(&self) -> &[Reported] {
        self.report.as_ref().map_or(&[], |report| &report.findings)
    }

    /// The findings in a document.
    pub(super) fn findings_in<'a>(&'a self, document: &'a Document) -> impl Iterator<Item = &'a Reported> {
        self.findings().iter().filter(|finding| finding.site.file == document.name)
    }

    /// The findings in a document whose marks touch these bytes.
    pub(super) fn findings_at<'a>(
        &'a self,
        document: &'a Document,
        bytes: Range<usize>,
    ) -> impl Iterator<Item = &'a Reported> {
        self.findings_in(document).filter(move |finding| {
            let mark = mark(document, &finding.site);
            mark.start <= bytes.end && bytes.start <= mark.end
        })
    }
}

/// The bytes to mark for a place: what goes on over several lines is marked on its first one only.
pub(super) fn mark(document: &Document, site: &Site) -> Range<usize> {
    let Some(span) = &site.span else { return 0..0 };
    let end = span.bytes.end.min(document.text.line_at(span.bytes.start).end);
    span.bytes.start..end.max(span.bytes.start)
}

//! All safe fixes of a document at once.

use etcdlint_core::fix::{self, Applicability};
use etcdlint_core::report::{FileEdit, Report};

use super::documents::Document;
use super::workspace::Workspace;

/// Fixes that cannot be made together are made in turn, this many times at most.
const ROUNDS: usize = 10;

/// The edit that makes all safe fixes of a document; `None` if there are none.
pub(super) fn edit(workspace: &Workspace, document: &Document) -> Option<FileEdit> {
    let before = document.text.as_str();
    let mut text = before.to_owned();
    let mut edits = safe_edits(workspace.findings_in(document), document, &text);
    for _ in 0..ROUNDS {
        if edits.is_empty() {
            break;
        }
        text = fix::apply(&text, &edits)?;
        let report: Report = workspace.lint_with(document, &text)?;
        edits = safe_edits(report.findings.iter(), document, &text);
    }
    (text != before).then(|| FileEdit { file: document.name.clone(), bytes: 0..before.len(), text })
}

/// The edits of the safe fixes that fit together and change this document alone.
fn safe_edits<'a>(
    findings: impl Iterator<Item = &'a etcdlint_core::report::Reported>,
    document: &Document,
    text: &str,
) -> Vec<FileEdit> {
    let mut chosen: Vec<FileEdit> = Vec::new();
    for fix in findings.filter_map(|finding| finding.fix.as_ref()) {
        let is_own = fix.edits.iter().all(|edit| edit.file == document.name);
        if fix.applicability == Applicability::Safe && is_own {
            let together = [chosen.as_slice(), &fix.edits].concat();
            if fix::apply(text, &together).is_some() {
                chosen = together;
            }
        }
    }
    chosen
}

//! All safe fixes of a document at once.

use etcdlint_core::fix::{Applicability, mend};
use etcdlint_core::report::FileEdit;

use super::documents::Document;
use super::workspace::Workspace;

/// A fix may uncover another one; this often at most.
const ROUNDS: usize = 10;

/// The edit that makes all safe fixes that change this document alone; `None` if there are none.
pub(super) fn edit(workspace: &Workspace, document: &Document) -> Option<FileEdit> {
    let before = document.text.as_str();
    let mut text = before.to_owned();
    let mut report = workspace.report_with(document)?.clone();
    for _ in 0..ROUNDS {
        report.retain(|finding| {
            finding.fix.as_ref().is_some_and(|fix| fix.edits.iter().all(|edit| edit.file == document.name))
        });
        let mut mended = mend(&report, Applicability::Safe, |_| Some(&text));
        let Some(after) = mended.texts.remove(&document.name) else { break };
        text = after.0;
        report = workspace.lint_with(document, &text)?;
    }
    (text != before).then(|| FileEdit { file: document.name.clone(), bytes: 0..before.len(), text })
}

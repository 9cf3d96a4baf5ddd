//! Findings as the diagnostics of an editor.

use etcdlint_core::finding::Severity;
use etcdlint_core::fix::Applicability;
use etcdlint_core::report::Reported;
use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
    Position, Range,
};

use super::client::Client;
use super::documents::Document;
use super::workspace::{Workspace, mark};

/// Who says it.
const SOURCE: &str = "etcdlint";

/// The diagnostics of a document: its findings, or why there are none.
pub(super) fn of(workspace: &Workspace, document: &Document, client: Client) -> Vec<Diagnostic> {
    if document.is_too_large() {
        return vec![notice("too large to be checked while it is edited: run etcdlint on the file")];
    }
    if let Some(trouble) = workspace.trouble(document) {
        return vec![notice(trouble)];
    }
    workspace.findings_in(document).map(|finding| diagnostic(workspace, document, finding, client)).collect()
}

/// One finding.
pub(super) fn diagnostic(
    workspace: &Workspace,
    document: &Document,
    finding: &Reported,
    client: Client,
) -> Diagnostic {
    Diagnostic {
        range: document.text.range(&mark(document, &finding.site)),
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Info => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(finding.rule.id.to_owned())),
        code_description: finding.rule.url().parse().ok().map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: message(finding),
        related_information: client.related_information.then(|| related(workspace, finding)),
        ..Diagnostic::default()
    }
}

/// What is wrong; and what to do, where no action of the editor's says it.
fn message(finding: &Reported) -> String {
    match &finding.fix {
        Some(fix) if fix.applicability == Applicability::Manual => {
            format!("{}\nFix: {}", finding.message, fix.title)
        }
        _ => finding.message.to_string(),
    }
}

fn related(workspace: &Workspace, finding: &Reported) -> Vec<DiagnosticRelatedInformation> {
    let related = finding.related.iter().filter_map(|(site, message)| {
        let document = workspace.documents.named(&site.file)?;
        let range = document.text.range(&mark(document, site));
        let location = Location::new(document.uri.clone(), range);
        Some(DiagnosticRelatedInformation { location, message: message.to_string() })
    });
    related.collect()
}

/// Something about a document as a whole.
fn notice(message: &str) -> Diagnostic {
    Diagnostic {
        range: Range::new(Position::new(0, 0), Position::new(0, 0)),
        severity: Some(DiagnosticSeverity::WARNING),
        source: Some(SOURCE.to_owned()),
        message: message.to_owned(),
        ..Diagnostic::default()
    }
}

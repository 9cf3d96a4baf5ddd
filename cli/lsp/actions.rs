//! What an editor can do about findings.

use etcdlint_core::fix::Applicability;
use etcdlint_core::report::{FileEdit, Reported};
use etcdlint_core::rules;
use lsp_types::{CodeAction, CodeActionKind, CodeActionParams, Command};

use super::client::{Client, FIX_ALL, OPEN_PAGE};
use super::diagnostics::diagnostic;
use super::documents::Document;
use super::edits::workspace_edit;
use super::workspace::Workspace;
use super::{fix_all, ignore_comment};

/// Whether a comment can silence a finding is tried out, so that is offered for so many findings only.
const MOST_COMMENTS: usize = 8;

/// The actions for a range of a document, of the kinds that are wanted.
pub(super) fn actions(
    workspace: &Workspace,
    document: &Document,
    params: &CodeActionParams,
    client: Client,
) -> Vec<CodeAction> {
    let wants = |kind: &CodeActionKind| {
        params.context.only.as_ref().is_none_or(|only| only.iter().any(|wanted| is_kind_of(kind, wanted)))
    };
    let offer = Offer { workspace, document, client };
    let findings: Vec<&Reported> =
        workspace.findings_at(document, document.text.bytes(params.range)).collect();
    let mut found = Vec::new();
    if wants(&CodeActionKind::QUICKFIX) {
        found.extend(findings.iter().filter_map(|finding| offer.fix(finding)));
        found.extend(findings.iter().take(MOST_COMMENTS).filter_map(|finding| offer.comment(finding)));
    }
    if wants(&CodeActionKind::EMPTY) && client.shows_pages {
        found.extend(findings.iter().filter_map(|finding| offer.page(finding)));
    }
    if wants(&FIX_ALL) {
        found.extend(offer.fix_all());
    }
    found
}

/// Whether a kind is the wanted one or one below it: `source.fixAll.etcdlint` is a `source.fixAll`.
fn is_kind_of(kind: &CodeActionKind, wanted: &CodeActionKind) -> bool {
    let rest = kind.as_str().strip_prefix(wanted.as_str());
    rest.is_some_and(|rest| rest.is_empty() || wanted.as_str().is_empty() || rest.starts_with('.'))
}

/// Makes the actions of a document.
struct Offer<'a> {
    workspace: &'a Workspace,
    document: &'a Document,
    client: Client,
}

impl Offer<'_> {
    fn fix(&self, finding: &Reported) -> Option<CodeAction> {
        let fix = finding.fix.as_ref().filter(|fix| fix.applicability != Applicability::Manual)?;
        let is_safe = fix.applicability == Applicability::Safe;
        let advice = if is_safe { "" } else { " (needs a look)" };
        Some(CodeAction {
            is_preferred: is_safe.then_some(true),
            ..self.edit(format!("{}: {}{advice}", finding.rule.id, fix.title), finding, &fix.edits)?
        })
    }

    fn comment(&self, finding: &Reported) -> Option<CodeAction> {
        let edit = ignore_comment::edit(self.workspace, self.document, finding)?;
        self.edit(format!("{}: ignore it here, for a reason", finding.rule.id), finding, &[edit])
    }

    fn page(&self, finding: &Reported) -> Option<CodeAction> {
        let rule = rules::find(finding.rule.id)?;
        let title = format!("{}: open its page", rule.id);
        let command = Command::new(title.clone(), OPEN_PAGE.to_owned(), Some(vec![rule.id.into()]));
        Some(CodeAction {
            title,
            kind: Some(CodeActionKind::EMPTY),
            diagnostics: Some(vec![self.diagnostic(finding)]),
            command: Some(command),
            ..CodeAction::default()
        })
    }

    fn fix_all(&self) -> Option<CodeAction> {
        let edit = fix_all::edit(self.workspace, self.document)?;
        Some(CodeAction {
            title: "etcdlint: make all safe fixes".to_owned(),
            kind: Some(FIX_ALL),
            edit: Some(workspace_edit(&self.workspace.documents, &[edit], self.client)?),
            ..CodeAction::default()
        })
    }

    fn edit(&self, title: String, finding: &Reported, edits: &[FileEdit]) -> Option<CodeAction> {
        Some(CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![self.diagnostic(finding)]),
            edit: Some(workspace_edit(&self.workspace.documents, edits, self.client)?),
            ..CodeAction::default()
        })
    }

    fn diagnostic(&self, finding: &Reported) -> lsp_types::Diagnostic {
        diagnostic(self.workspace, self.document, finding, self.client)
    }
}

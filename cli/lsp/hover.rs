//! The page of a rule where one of its findings is.

use etcdlint_core::report::Reported;
use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

use super::client::Client;
use super::documents::Document;
use super::workspace::{Workspace, mark};

/// What is wrong at a position, and the pages of the rules that say so.
pub(super) fn at(
    workspace: &Workspace,
    document: &Document,
    position: Position,
    client: Client,
) -> Option<Hover> {
    let at = document.text.byte_at(position);
    let findings: Vec<&Reported> = workspace.findings_at(document, at..at).collect();
    let first = findings.first()?;
    let sections: Vec<String> = findings.iter().map(|finding| section(finding)).collect();
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: if client.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText },
            value: sections.join("\n\n---\n\n"),
        }),
        range: Some(document.text.range(&mark(document, &first.site))),
    })
}

/// The finding's own words, then the page, which begins with the rule's name.
fn section(finding: &Reported) -> String {
    match finding.rule.page {
        "" => finding.message.to_string(),
        page => format!("{}\n\n{}", finding.message, page.trim_end()),
    }
}

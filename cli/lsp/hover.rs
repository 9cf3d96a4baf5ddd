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
    let sections: Vec<String> = findings.iter().map(|finding| section(finding, client)).collect();
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: if client.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText },
            value: sections.join("\n\n---\n\n"),
        }),
        range: Some(document.text.range(&mark(document, &first.site))),
    })
}

/// The finding's own words, then the page, which begins with the rule's name.
fn section(finding: &Reported, client: Client) -> String {
    let words = finding.message.as_str();
    let words = if client.markdown { escaped(words) } else { words.to_owned() };
    match finding.rule.page {
        "" => words,
        page => format!("{words}\n\n{}", page.trim_end()),
    }
}

/// A message as Markdown that shows it as it is. It repeats the manifest, which may be anybody's: no images, links
/// or HTML of its own.
fn escaped(message: &str) -> String {
    let mut escaped = String::with_capacity(message.len());
    for char in message.chars() {
        if r"\`*_[]<>&~".contains(char) {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_no_markdown() {
        let rows = [
            ("identity is first", "identity is first"),
            ("![a](http://b/c.png)", r"!\[a\](http://b/c.png)"),
            ("<img src=x> &lt; \\[a]", r"\<img src=x\> \&lt; \\\[a\]"),
            ("`a` *b* ~~c~~ ETCD_NAME", r"\`a\` \*b\* \~\~c\~\~ ETCD\_NAME"),
        ];
        for (message, markdown) in rows {
            assert_eq!(escaped(message), markdown);
        }
    }
}

//! The comment that silences a finding, where a comment can stand.

use std::collections::HashSet;

use etcdlint_core::message::Message;
use etcdlint_core::report::{FileEdit, Reported};
use etcdlint_core::source::{self, Path};
use serde_json::Value;

use super::documents::Document;
use super::workspace::Workspace;

/// Stands for the reason that the user will write.
const SOME_REASON: &str = "because";

/// The edit that writes the comment, on a line of its own or at the end of the line. The reason is left to the
/// user: until it is there the comment itself is reported. `None` where no comment can stand: in the middle of a
/// string, for one, which shows when it is tried.
pub(super) fn edit(workspace: &Workspace, document: &Document, finding: &Reported) -> Option<FileEdit> {
    if !document.takes_comments() {
        return None;
    }
    let text = document.text.as_str();
    let before = &workspace.report_with(document)?.findings;
    let line = document.text.line_at(finding.site.span.as_ref()?.bytes.start);
    let content = &text[line.clone()];
    let indent = &content[..content.len() - content.trim_start().len()];
    // The line itself may be the last one, without an end.
    let line_end = if text.lines().next().is_some_and(|first| text[first.len()..].starts_with("\r\n")) {
        "\r\n"
    } else {
        "\n"
    };
    let comment = format!("# etcdlint: ignore[{}] ", finding.rule.id);
    let above = (line.start, format!("{indent}{comment}"), line_end);
    let behind = (line.end, format!(" {comment}"), "");
    let places = [above, behind].into_iter();
    let mut silencing = places.filter(|(at, comment, line_end)| {
        let tried = format!("{}{comment}{SOME_REASON}{line_end}{}", &text[..*at], &text[*at..]);
        is_comment_only(text, &tried)
            && workspace
                .lint_with(document, &tried)
                .is_some_and(|after| silences(before, &after.findings, finding))
    });
    let (at, comment, line_end) = silencing.next()?;
    Some(FileEdit { file: document.name.clone(), bytes: at..at, text: format!("{comment}{line_end}") })
}

/// Whether two texts mean the same. In a script that YAML carries, a comment may hide the rest of a command.
fn is_comment_only(before: &str, after: &str) -> bool {
    match (values(before), values(after)) {
        (Some(before), Some(after)) => {
            before.len() == after.len() && before.iter().zip(&after).all(|(a, b)| mean_the_same(a, b))
        }
        _ => false,
    }
}

/// Whether two values are equal, but for comments in a configuration that they carry as text.
fn mean_the_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::String(a), Value::String(b)) => a == b || is_one_configuration(a, b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| mean_the_same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && mean_the_same(a.1, b.1))
        }
        (a, b) => a == b,
    }
}

/// Whether two texts are the same configuration in YAML.
fn is_one_configuration(a: &str, b: &str) -> bool {
    let values = values(a).filter(|values| values.iter().all(Value::is_object));
    values.is_some() && values == self::values(b)
}

/// The values of the documents in a text; `None` if one of them cannot be read.
fn values(text: &str) -> Option<Vec<Value>> {
    let read =
        source::documents(text).map(|document| document.error.is_none().then(|| document.root.to_json()));
    read.collect()
}

/// What a finding says, and of which value, wherever that is written.
type Said<'a> = (&'a str, &'a Message, &'a str, usize, &'a Path, Option<&'a Path>);

fn said(finding: &Reported) -> Said<'_> {
    let site = &finding.site;
    (finding.rule.id, &finding.message, &site.file, site.document, &site.path, site.embedded.as_ref())
}

/// Whether fewer of the findings like this one are left, and nothing is found that was not before.
fn silences(before: &[Reported], after: &[Reported], finding: &Reported) -> bool {
    let known: HashSet<Said> = before.iter().map(said).collect();
    let count = |all: &[Reported]| all.iter().filter(|one| said(one) == said(finding)).count();
    after.iter().all(|one| known.contains(&said(one))) && count(after) < count(before)
}

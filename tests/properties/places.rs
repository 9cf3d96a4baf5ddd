//! What is said is at its place: the bytes, the lines and the columns are those of the value that the path names.

use std::ops::Range;

use etcdlint_core::report::{FileSpan, Site};
use etcdlint_core::source::{Document, Entry, Node, Path, Step, documents};
use serde_json::Value;

use super::lint_all;
use crate::documents::samples;

#[test]
fn places_point_at_what_they_name() {
    let (mut checked, mut carried, mut failures) = (0, 0, Vec::new());
    for sample in samples() {
        let documents: Vec<_> = documents(&sample.text).collect();
        if documents.iter().any(|one| one.error.is_some() || !one.duplicates.is_empty()) {
            continue;
        }
        for one in lint_all(&[("x.yaml", &sample.text)]).findings {
            let Some(span) = &one.site.span else { continue };
            checked += 1;
            carried += usize::from(one.site.embedded.is_some());
            if let Some(wrong) = wrong(&sample.text, &documents[one.site.document], &one.site, span) {
                let text = &sample.text[span.bytes.clone()];
                failures
                    .push(format!("{} {} at {}: {wrong}: {text:?}", sample.name, one.rule.id, one.site.path));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {checked}:\n{}", failures.len(), failures.join("\n"));
    assert!(checked > 800 && carried > 15, "{checked} places, {carried} of them in carried files");
}

/// What is wrong with a place, if anything.
fn wrong(text: &str, document: &Document, site: &Site, span: &FileSpan) -> Option<String> {
    let ends = [(span.start, span.bytes.start), (span.end, span.bytes.end)];
    for (said, at) in ends {
        if (said.line, said.column) != line_and_column(text, at) {
            return Some(format!("{at} is not at {said:?}"));
        }
    }
    let Some((entry, node)) = at_path(&document.root, &site.path) else {
        return Some("nothing is at the path".to_owned());
    };
    if site.path == Path::ROOT && site.embedded.is_none() {
        // A place in the text itself: a comment, or where reading ended.
        return (span.bytes.is_empty() && !text.trim().is_empty()).then(|| "nothing".to_owned());
    }
    let own = places_of(entry, node, document.offset);
    let Some(own) = own.iter().find(|own| own.start <= span.bytes.start && span.bytes.end <= own.end) else {
        return Some(format!("not within {own:?}"));
    };
    if span.bytes.is_empty() && !own.is_empty() {
        return Some("nothing".to_owned());
    }
    let said = &text[span.bytes.clone()];
    let is_named = match &site.embedded {
        None => names(said, &node.to_json(), site.path.last()),
        Some(path) => span.bytes == *own || names_carried(said, node, path),
    };
    (!is_named).then(|| "another text".to_owned())
}

/// Where a value and its key stand in a file: all that a place of theirs may lie in.
fn places_of(entry: Option<&Entry>, node: &Node, offset: usize) -> Vec<Range<usize>> {
    let location = node.location.iter();
    let written =
        location.flat_map(|location| location.alias.clone().into_iter().chain([location.span.clone()]));
    let own = entry.and_then(|entry| entry.key_span.clone()).into_iter().chain(written);
    own.map(|range| offset + range.start..offset + range.end).collect()
}

fn at_path<'d>(root: &'d Node, path: &Path) -> Option<(Option<&'d Entry>, &'d Node)> {
    path.steps().into_iter().try_fold((None, root), |(_, node), step| match step {
        Step::Key(key) => node.entry(key).map(|entry| (Some(entry), &entry.node)),
        Step::Index(index) => node.items().get(*index).map(|item| (None, item)),
    })
}

/// Lines and columns, counted character by character.
fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, text[start..at].chars().count() + 1)
}

/// Whether a text is the key, the value, or a part of either.
fn names(text: &str, value: &Value, step: Option<&Step>) -> bool {
    if matches!(step, Some(Step::Key(key)) if is_part_of(text, key)) {
        return true;
    }
    let read = || documents(text).next().map(|document| document.root.to_json());
    match value {
        Value::String(whole) => is_part_of(text, whole),
        Value::Null => text.is_empty() || read() == Some(Value::Null),
        Value::Bool(_) | Value::Number(_) => read().as_ref() == Some(value),
        // Of a list or a mapping the text begins where its first child does.
        Value::Array(_) | Value::Object(_) => !text.trim().is_empty(),
    }
}

/// Whether a text is all or a part of a string, whatever its quotes and line ends.
fn is_part_of(text: &str, whole: &str) -> bool {
    let plain = |text: &str| {
        text.chars().filter(|c| !c.is_whitespace() && !"\"'\\>|-+".contains(*c)).collect::<String>()
    };
    let text = text.split_once('\n').filter(|_| text.starts_with(['|', '>'])).map_or(text, |(_, body)| body);
    plain(whole).contains(&plain(text)) && (!text.is_empty() || whole.is_empty())
}

/// The same of the value at a path in one of the documents that a string carries.
fn names_carried(text: &str, carrier: &Node, path: &Path) -> bool {
    let Some(carried) = carrier.as_str() else { return false };
    *path == Path::ROOT
        || documents(carried).any(|document| {
            let found = at_path(&document.root, path);
            found.is_some_and(|(_, node)| names(text, &node.to_json(), path.last()))
        })
}

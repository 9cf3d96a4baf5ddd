//! Other scalars and keys in place of those that are there.

use super::Scalar;
use super::change::{Change, changed, relative_to};
use super::layout::Layout;
use super::scalar::{self, Notation};
use super::target::{Target, is_anchored};
use super::{block_scalar, layout};
use crate::source::{Location, Node, Part, Path, Span, Style};

/// Writes scalars in place of a value, or of parts of its string.
pub(super) fn replace(target: &Target, replacements: &[(&Part, &Scalar)]) -> Option<Vec<Change>> {
    match replacements {
        [(Part::Value, value)] => replace_whole(target, value).map(|change| vec![change]),
        _ => replace_parts(target, replacements),
    }
}

fn replace_whole(target: &Target, value: &Scalar) -> Option<Change> {
    let location = target.untagged()?;
    if location.style == Style::Block || target.path.is_root() {
        return None;
    }
    let text = match value {
        Scalar::Bare(text) => (*text).to_owned(),
        Scalar::String(text) => scalar::string(text, location.style, target.notation())?,
    };
    written_at(&target.layout, &location.span, text, target.notation())
}

/// Puts `text` where a value stands, or where one is left out.
pub(super) fn written_at(layout: &Layout, span: &Span, text: String, notation: Notation) -> Option<Change> {
    if !span.is_empty() {
        return Some(Change::new(span.clone(), text));
    }
    let before = layout.before(span.start).trim_end_matches(layout::SPACES);
    let follows_sign = before.ends_with(':') || notation == Notation::Block && before.ends_with('-');
    follows_sign.then(|| Change::insertion(before.len(), format!(" {text}")))
}

fn replace_parts(target: &Target, replacements: &[(&Part, &Scalar)]) -> Option<Vec<Change>> {
    let node = target.node()?;
    let location = target.untagged()?;
    let parts = replacements.iter().map(|(part, value)| match (part, value) {
        (Part::Within(range), Scalar::String(text)) => Some(Change::new(range.clone(), text.as_str())),
        (Part::Within(range), Scalar::Bare(text)) => Some(Change::new(range.clone(), *text)),
        _ => None,
    });
    let parts = parts.collect::<Option<Vec<_>>>()?;
    let text = changed(node.as_str()?, parts.clone())?;
    if location.style == Style::Literal {
        let is_within_lines = parts.iter().all(|part| !part.text.contains(crate::source::LINE_BREAKS));
        return is_within_lines.then(|| block_scalar::changes_in(target, parts))?;
    }
    if let Some(changes) = replace_in_place(target, node, location, &parts, &text) {
        return Some(changes);
    }
    let written = scalar::string(&text, location.style, target.notation())?;
    Some(vec![Change::new(location.span.clone(), written)])
}

/// Changes only the bytes of the parts, so that the rest of a long scalar stays as it is.
fn replace_in_place(
    target: &Target,
    node: &Node,
    location: &Location,
    parts: &[Change],
    text: &str,
) -> Option<Vec<Change>> {
    let changes = parts.iter().map(|part| {
        let span = target.document.range_in_string(node, part.span.clone())?;
        Some(Change::new(span, part.text.as_str()))
    });
    let changes = changes.collect::<Option<Vec<_>>>()?;
    let raw = target.document.text.0.get(location.span.clone())?;
    let written = changed(raw, relative_to(location.span.start, &changes)?)?;
    let keeps_quotes = written.chars().next() == raw.chars().next() || location.style == Style::Plain;
    (keeps_quotes && scalar::reads_as(&written, text, target.notation())).then_some(changes)
}

/// Gives an entry another key.
pub(super) fn rename(target: &Target, key: &str) -> Option<Change> {
    let span = target.entry()?.key_span.clone()?;
    let written = target.document.text.0.get(span.clone())?;
    let siblings: Path = target.path.parent()?;
    let is_taken = Target::of(target.document, &siblings)?.node()?.get(key).is_some();
    if is_taken || target.is_duplicate(target.path) || is_anchored(&span, &target.layout) {
        return None;
    }
    let style = match written.chars().next()? {
        '"' => Style::DoubleQuoted,
        '\'' => Style::SingleQuoted,
        '!' | '*' => return None,
        _ => Style::Plain,
    };
    Some(Change::new(span, scalar::key(key, style, target.notation())?))
}

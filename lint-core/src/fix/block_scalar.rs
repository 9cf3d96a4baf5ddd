//! The lines of literal and folded scalars.

use super::change::{Change, changed, relative_to};
use super::layout::Layout;
use super::target::Target;
use crate::source::{self, LINE_BREAKS, Location, Node, Span, Style};

/// Turns changes of the string that a literal scalar holds into changes of the text it is written as.
pub(super) fn changes_in(target: &Target, changes: Vec<Change>) -> Option<Vec<Change>> {
    checked_changes(target, changes, |read, wanted| read == wanted)
}

/// The same for a document that the scalar carries, to which line breaks at its end mean nothing,
/// unless they belong to a value.
pub(super) fn changes_in_document(target: &Target, changes: Vec<Change>) -> Option<Vec<Change>> {
    let content = |text: &str| text.trim_end_matches('\n').len();
    let values =
        |text: &str| source::documents(text).map(|document| document.root.to_json()).collect::<Vec<_>>();
    checked_changes(target, changes, |read, wanted| {
        read == wanted
            || read.get(..content(read)) == wanted.get(..content(wanted)) && values(read) == values(wanted)
    })
}

fn checked_changes(
    target: &Target,
    changes: Vec<Change>,
    is_same: impl Fn(&str, &str) -> bool,
) -> Option<Vec<Change>> {
    let literal = Literal::of(target)?;
    let written: Vec<Change> = changes.iter().map(|change| literal.written(change)).collect::<Option<_>>()?;
    let raw = target.layout.after(literal.span.start).get(..literal.span.len())?;
    let after = changed(raw, relative_to(literal.span.start, &written)?)?;
    // What begins a literal scalar decides about its indentation, and what ends it about line breaks.
    let reads_well = is_same(&read(&after)?, &changed(literal.string, changes)?);
    let ends_line = after.ends_with(LINE_BREAKS) || !raw.ends_with(LINE_BREAKS);
    (reads_well && ends_line).then_some(written)
}

/// The string of a literal scalar.
fn read(raw: &str) -> Option<String> {
    let probe = format!("k: {raw}");
    let document = source::documents(&probe).next().filter(|document| document.error.is_none())?;
    document.root.get("k")?.as_str().map(str::to_owned)
}

/// A literal scalar with both its strings: the one that is read and the one that is written.
struct Literal<'a> {
    layout: Layout<'a>,
    string: &'a str,
    /// From the `|` to the end of the last line.
    span: Span,
    /// The indentation of its lines.
    indent: &'a str,
    lines: Vec<Line>,
}

/// The start of a line in the string that is read, and in the document's text.
struct Line {
    read: usize,
    written: usize,
    /// Bytes of indentation.
    indent: usize,
}

impl<'a> Literal<'a> {
    fn of(target: &Target<'a>) -> Option<Literal<'a>> {
        let layout = target.layout;
        let string = target.node()?.as_str()?;
        let location = target.untagged().filter(|location| location.style == Style::Literal)?;
        let end = layout.skip_empty_lines(layout.next_line(location.span.end));
        let mut literal =
            Literal { layout, string, span: location.span.start..end, indent: "", lines: Vec::new() };
        let mut read = 0;
        let mut written = layout.next_line(location.span.start);
        for line in string.split_inclusive('\n') {
            literal.push_line(read, written, line.trim_end_matches('\n'))?;
            read += line.len();
            written = layout.next_line(written);
        }
        if read == 0 || literal.indent.is_empty() {
            return None;
        }
        if string.ends_with('\n') {
            literal.lines.push(Line { read, written, indent: literal.indent.len() });
        }
        Some(literal)
    }

    fn push_line(&mut self, read: usize, written: usize, content: &str) -> Option<()> {
        let line = self.layout.after(written).get(..self.layout.line_end(written).checked_sub(written)?)?;
        let indent = line.get(..line.len().checked_sub(content.len())?)?;
        let is_blank = content.is_empty();
        if !line.ends_with(content) || !indent.bytes().all(|b| b == b' ') {
            return None;
        }
        if self.indent.is_empty() && !is_blank {
            self.indent = self.layout.after(written).get(..indent.len())?;
        }
        self.lines.push(Line { read, written, indent: indent.len() });
        Some(())
    }

    /// A change of the string as a change of the text.
    fn written(&self, change: &Change) -> Option<Change> {
        let Span { start, end } = change.span;
        let is_end = end == self.string.len();
        if let Some(first) = self.line_start(start)
            && (is_end || self.line_start(end).is_some())
            && (is_end || change.text.is_empty() || change.text.ends_with('\n'))
        {
            let last = self.line_start(end).or_else(|| self.position(end))?;
            return Some(Change::new(first..last, self.indented_lines(&change.text)));
        }
        let line_break = self.layout.line_break();
        let breaks = change.text.matches('\n').count();
        let ends_the_string = is_end && change.text.ends_with('\n');
        let indented = breaks - usize::from(ends_the_string);
        let text = change.text.replacen('\n', &format!("{line_break}{}", self.indent), indented);
        let text =
            if ends_the_string { format!("{}{line_break}", text.trim_end_matches('\n')) } else { text };
        Some(Change::new(self.position(start)?..self.position(end)?, text))
    }

    /// Where a line of the string begins in the text, its indentation included.
    fn line_start(&self, at: usize) -> Option<usize> {
        let found = self.lines.binary_search_by_key(&at, |line| line.read).ok()?;
        self.lines.get(found).map(|line| line.written)
    }

    fn position(&self, at: usize) -> Option<usize> {
        let line = self.lines.get(self.lines.partition_point(|line| line.read <= at).checked_sub(1)?)?;
        Some(line.written + line.indent + (at - line.read))
    }

    fn indented_lines(&self, text: &str) -> String {
        let mut out = String::new();
        for line in text.split_inclusive('\n') {
            let content = line.trim_end_matches('\n');
            if !content.is_empty() {
                out.push_str(self.indent);
            }
            out.push_str(content);
            if content.len() < line.len() {
                out.push_str(self.layout.line_break());
            }
        }
        out
    }
}

/// A literal or folded scalar at the very end of a value: the lines below may become part of it.
pub(super) struct ClosingScalar<'a> {
    layout: Layout<'a>,
    written: &'a str,
    start: usize,
}

impl<'a> ClosingScalar<'a> {
    /// The block scalar that `node` ends with, if it does.
    pub(super) fn of(node: &Node, layout: Layout<'a>) -> Option<ClosingScalar<'a>> {
        let location = node.location.as_ref().filter(|location| location.alias.is_none())?;
        let ends_here =
            |node: &&Node| node.location.as_ref().is_some_and(|child| child.span.end == location.span.end);
        match location.style {
            Style::Literal | Style::Folded => Some(ClosingScalar {
                layout,
                written: layout.after(location.span.start).get(..location.span.len())?,
                start: location.span.start,
            }),
            Style::Block => {
                let entries = node.entries().iter().map(|entry| &entry.node);
                node.items()
                    .iter()
                    .chain(entries)
                    .filter(ends_here)
                    .find_map(|child| ClosingScalar::of(child, layout))
            }
            _ => None,
        }
    }

    /// Whether it keeps the line breaks below its last line.
    pub(super) fn keeps_breaks(&self) -> bool {
        self.header().contains('+')
    }

    /// Whether its string depends on a line break behind its last line.
    pub(super) fn needs_break(&self) -> bool {
        !self.header().contains('-')
    }

    fn header(&self) -> &'a str {
        let line = self.written.split(LINE_BREAKS).next().unwrap_or_default();
        line.split('#').next().unwrap_or_default()
    }

    /// Whether it would take lines at `at` for its own, if it ended right above them.
    pub(super) fn would_absorb(&self, at: usize) -> bool {
        let mut at = at;
        loop {
            let line =
                self.layout.after(at).get(..self.layout.line_end(at).saturating_sub(at)).unwrap_or_default();
            let content = line.trim_start_matches(' ');
            let is_kept = content.is_empty() && self.keeps_breaks();
            let is_deep = content.starts_with('#') && line.len() - content.len() >= self.indentation();
            let next = self.layout.next_line(at);
            if next == at || !content.is_empty() && !content.starts_with('#') {
                return false;
            }
            if is_kept || is_deep {
                return true;
            }
            at = next;
        }
    }

    /// The indentation of its content, which a blank scalar would take from what comes.
    fn indentation(&self) -> usize {
        let first = self.layout.skip_white_space(self.layout.next_line(self.start));
        if first < self.start + self.written.len() { self.layout.column(first) } else { 0 }
    }
}

/// Where a new line may follow on a value that ends at `end`.
pub(super) struct Below {
    pub(super) at: usize,
    /// Whether the last line has no line break of its own.
    needs_break: bool,
}

impl Below {
    /// `None` if the value would change with a line below it.
    pub(super) fn of(node: &Node, end: usize, layout: Layout) -> Option<Below> {
        let at = end_of_lines(node, end, layout);
        let needs_break = !layout.is_line_start(at);
        let changes =
            needs_break && ClosingScalar::of(node, layout).is_some_and(|scalar| scalar.needs_break());
        (!changes).then_some(Below { at, needs_break })
    }

    /// The insertion of a line.
    pub(super) fn line(&self, line: &str, layout: Layout) -> Change {
        let line_break = layout.line_break();
        let text =
            if self.needs_break { format!("{line_break}{line}") } else { format!("{line}{line_break}") };
        Change::insertion(self.at, text)
    }
}

/// The start of the line below a value that ends at `end`.
pub(super) fn end_of_lines(node: &Node, end: usize, layout: Layout) -> usize {
    let next = layout.next_line(end);
    match ClosingScalar::of(node, layout) {
        Some(scalar) if scalar.keeps_breaks() => layout.skip_empty_lines(next),
        _ => next,
    }
}

/// Where a value ends in the text: behind its alias if it is one.
pub(super) fn own_span(location: &Location) -> Span {
    location.alias.clone().unwrap_or_else(|| location.span.clone())
}

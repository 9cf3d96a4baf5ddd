//! Lines of a block document, each by itself.

/// A line and what stands on it.
pub(super) struct Line<'a> {
    /// Where it begins in the document's text.
    pub(super) start: usize,
    /// The blanks it begins with.
    pub(super) indent: usize,
    /// The rest, its line end included.
    pub(super) rest: &'a str,
    pub(super) content: Content<'a>,
}

/// What stands on a line.
pub(super) enum Content<'a> {
    /// Nothing, or a comment.
    Blank,
    /// `---`
    Marker,
    /// `key: value`, or `- key: value`.
    Entry { item: Item, key: &'a str, value: &'a str },
    /// `- value`
    Value,
    /// Anything else: it cannot be told where it belongs.
    Other,
}

/// Whether a line begins a list item, and after how many bytes the item's own text begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Item(pub(super) Option<usize>);

/// The lines of `text`; `None` if it has line ends that not every reader takes for one.
pub(super) fn lines(text: &str) -> Option<Vec<Line<'_>>> {
    let odd = text.contains(['\u{85}', '\u{2028}', '\u{2029}'])
        || text.matches('\r').count() != text.matches("\r\n").count();
    let mut start = 0;
    let line = |line| {
        let line = Line::at(start, line);
        start += line.indent + line.rest.len();
        line
    };
    (!odd).then(|| text.split_inclusive('\n').map(line).collect())
}

impl<'a> Line<'a> {
    fn at(start: usize, text: &'a str) -> Line<'a> {
        let rest = text.trim_start_matches([' ', '\t']);
        let indent = text.len() - rest.len();
        Line { start, indent, rest, content: Content::of(rest.trim_end()) }
    }

    /// Whether it begins in the first column.
    pub(super) fn is_at_margin(&self) -> bool {
        self.indent == 0
    }

    /// Whether it has a value, a key or a dash.
    pub(super) fn is_filled(&self) -> bool {
        !matches!(self.content, Content::Blank | Content::Marker)
    }
}

impl<'a> Content<'a> {
    fn of(text: &'a str) -> Content<'a> {
        if text.is_empty() || text.starts_with('#') {
            return Content::Blank;
        }
        if text == "---" {
            return Content::Marker;
        }
        let (item, inner) = match text.strip_prefix("- ") {
            Some(rest) => (Item(Some(text.len() - rest.trim_start().len())), rest.trim_start()),
            None => (Item(None), text),
        };
        match entry(inner) {
            Some((key, value)) => Content::Entry { item, key, value },
            None if item.0.is_some() && is_scalar(without_comment(inner)) => Content::Value,
            None => Content::Other,
        }
    }
}

/// `key: value`, the value without its comment.
fn entry(text: &str) -> Option<(&str, &str)> {
    let (key, value) = match text.split_once(": ") {
        Some((key, value)) => (key, without_comment(value.trim_start())),
        None => (text.strip_suffix(':')?, ""),
    };
    let unquoted = |quote| key.strip_prefix(quote).and_then(|key| key.strip_suffix(quote));
    let key = unquoted('"').or_else(|| unquoted('\'')).unwrap_or(key);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    (key.chars().all(is_name) && !key.is_empty() && !key.starts_with('-')).then_some((key, value))
}

fn without_comment(value: &str) -> &str {
    if value.starts_with('#') {
        return "";
    }
    value.split_once(" #").map_or(value, |(value, _)| value.trim_end())
}

/// Whether a value is a scalar that ends on its line.
pub(super) fn is_scalar(value: &str) -> bool {
    match value.chars().next() {
        None | Some('|' | '>' | '[' | '{' | '&' | '*' | '!') => false,
        Some('-') => value != "-" && !value.starts_with("- "),
        Some(quote @ ('"' | '\'')) => value.len() > 1 && value.ends_with(quote),
        _ => true,
    }
}

//! What is likely to be wrong with text that is not YAML, in words for people.
//!
//! libyaml points at where it noticed; a hint points at the cause, and never quotes the text.

use super::event::Problem;
use super::{ErrorKind, Span, SyntaxError};

/// A cause: where it is, and what.
type Cause = (usize, String);

const NOT_RENDERED: &str = "a template stands here that was not rendered";

/// How templates begin and end: Go's and Jinja's values, Jinja's statements, and what Helm leaves where a value
/// is missing.
const TEMPLATES: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("<no value", ">")];

/// The first template in a text that was not rendered: `{{ … }}`, `{% … %}`, or what Helm leaves where
/// a value is missing. Only of interest where the text makes no sense: in strings it may be meant.
pub fn looks_like_template(text: &str) -> Option<Span> {
    first_of(&TEMPLATES, text, &|_| true)
}

/// The same, without what cloud-init will fill in on the node.
pub fn looks_like_template_beside_cloud_init(text: &str) -> Option<Span> {
    first_of(&TEMPLATES, text, &|template| !is_variable_of_cloud_init(template))
}

/// Whether a template is a plain variable of Jinja's, such as `{{ ds.meta_data.region }}` or `{{ local_hostname }}`. In
/// Go's templates one begins with a dot or a `$`, and a word is a function.
fn is_variable_of_cloud_init(template: &str) -> bool {
    let inner = template.trim_start_matches("{{").trim_start_matches('-').trim_start();
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let name = inner.strip_suffix(rest).unwrap_or_default();
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && !matches!(name, "end" | "else");
    is_name && ["}}", "-}}", ".", "[", "|"].iter().any(|next| rest.trim_start().starts_with(next))
}

/// The first `${NAME}` in a text that nothing but a template engine reads.
pub fn first_placeholder(text: &str) -> Option<Span> {
    first_of(&[("${", "}")], text, &|_| true)
}

fn first_of(templates: &[(&str, &str)], text: &str, is_meant: &dyn Fn(&str) -> bool) -> Option<Span> {
    // Nearly no text has one, and a search of the whole is faster than one of each line.
    if !templates.iter().any(|(open, _)| text.contains(open)) {
        return None;
    }
    let mut start = 0;
    text.split_inclusive('\n').find_map(|line| {
        let span = all_in(templates, line).find(|span| line.get(span.clone()).is_some_and(is_meant));
        let span = span.map(|span| start + span.start..start + span.end);
        start += line.len();
        span
    })
}

/// The templates of a line, one behind the other.
fn all_in(templates: &[(&str, &str)], line: &str) -> impl Iterator<Item = Span> {
    std::iter::successors(one_in(templates, line), move |before| {
        let rest = line.get(before.end..)?;
        one_in(templates, rest).map(|span| before.end + span.start..before.end + span.end)
    })
}

fn template_in(line: &str) -> Option<Span> {
    one_in(&TEMPLATES, line)
}

fn one_in(templates: &[(&str, &str)], line: &str) -> Option<Span> {
    let line = line.trim_end();
    if line.trim_start().starts_with('#') {
        return None;
    }
    templates
        .iter()
        .filter_map(|(open, close)| {
            let start = line.find(open)?;
            let end = line[start..].find(close).map_or(line.len(), |end| start + end + close.len());
            Some(start..end)
        })
        .min_by_key(|span| span.start)
}

/// Explains why libyaml cannot read on. `open` is the start of the innermost collection.
pub(super) fn of_syntax(problem: Problem, text: &str, open: Option<usize>) -> SyntaxError {
    let spot = Spot { text, at: problem.at, context: problem.context, open };
    let cause = spot.foreign().or_else(|| spot.unclosed()).or_else(|| spot.by_message(&problem.message));
    let error = SyntaxError { at: problem.at, message: problem.message, hint: None, kind: ErrorKind::Syntax };
    match cause {
        Some((at, hint)) => SyntaxError { at, hint: Some(hint), ..error },
        None => error,
    }
}

/// Explains an error in what text means that is YAML: an unknown anchor, a key that is none.
pub(super) fn of_meaning(error: SyntaxError, text: &str) -> SyntaxError {
    if error.hint.is_some() || error.kind == ErrorKind::Limit {
        return error;
    }
    let spot = Spot { text, at: error.at, context: None, open: None };
    match spot.foreign() {
        Some((at, hint)) => SyntaxError { at, hint: Some(hint), ..error },
        None if spot.next() == Some('*') => SyntaxError { hint: Some(needs_quotes('*')), ..error },
        None => error,
    }
}

/// Explains an error in JSON.
pub(super) fn of_json(error: SyntaxError, text: &str) -> SyntaxError {
    let line = Spot { text, at: error.at, context: None, open: None }.line_at(error.at);
    match template_in(line.text).filter(|_| error.kind == ErrorKind::Syntax) {
        Some(template) => {
            SyntaxError { at: line.start + template.start, hint: Some(NOT_RENDERED.to_owned()), ..error }
        }
        None => error,
    }
}

/// go-yaml v2 refuses every version but 1.1, where libyaml reads 1.2 too.
pub(super) fn of_version(at: usize) -> SyntaxError {
    let hint = Some("Kubernetes reads YAML 1.1 only; leave the %YAML line out".to_owned());
    SyntaxError { hint, ..SyntaxError::syntax(at, "found incompatible YAML document") }
}

fn needs_quotes(first: char) -> String {
    match first {
        '`' => "a value that begins with a backtick needs quotes".to_owned(),
        _ => format!("a value that begins with `{first}` needs quotes"),
    }
}

/// Where libyaml stopped.
struct Spot<'a> {
    text: &'a str,
    at: usize,
    /// Where the construct begins that it was in.
    context: Option<usize>,
    /// Where the innermost collection begins.
    open: Option<usize>,
}

/// A line without its line end.
struct Line<'a> {
    start: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    /// Where the text behind its indentation and dashes begins.
    fn content(&self) -> (usize, &'a str) {
        let content = self.text.trim_start_matches(' ');
        let content =
            std::iter::successors(Some(content), |text| text.strip_prefix("- ").map(str::trim_start));
        let content = content.last().unwrap_or_default();
        (self.start + self.text.len() - content.len(), content)
    }

    /// Where a blank is missing behind the colon of `key:value`.
    fn missing_blank(&self) -> Option<Cause> {
        let (start, content) = self.content();
        let (key, value) = content.split_once(':')?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let misses = key.chars().all(is_name) && !key.is_empty() && !value.is_empty();
        (misses && !value.starts_with([' ', '/', ':']))
            .then(|| (start + key.len() + 1, "a blank is missing after the colon".to_owned()))
    }
}

impl<'a> Spot<'a> {
    fn next(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn line_at(&self, at: usize) -> Line<'a> {
        let start = self.text.get(..at).and_then(|text| text.rfind(['\n', '\r'])).map_or(0, |end| end + 1);
        let text = self.text.get(start..).and_then(|text| text.split(['\n', '\r']).next());
        Line { start, text: text.unwrap_or_default() }
    }

    /// The last line above `line` in its document that holds more than a comment.
    fn line_above(&self, line: &Line<'_>) -> Option<Line<'a>> {
        let above =
            std::iter::successors(line.start.checked_sub(1), |end| self.line_at(*end).start.checked_sub(1));
        let filled = above.map(|end| self.line_at(end)).find(|line| {
            let text = line.text.trim();
            !text.is_empty() && !text.starts_with('#')
        });
        filled.filter(|line| !line.text.starts_with("---") && !line.text.starts_with("..."))
    }

    /// What is no YAML at all: a tab, a conflict, a template. It may be the line above that breaks this one.
    fn foreign(&self) -> Option<Cause> {
        let line = self.line_at(self.at);
        let blanks = line.text.len() - line.text.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line.text.get(..blanks).and_then(|blanks| blanks.find('\t')) {
            return Some((line.start + tab, "a tab cannot be used for indentation".to_owned()));
        }
        let above = self.line_above(&line);
        let context = self.context.map(|at| self.line_at(at));
        [Some(line), context, above].into_iter().flatten().find_map(|line| {
            if ["<<<<<<< ", "=======", ">>>>>>> "].iter().any(|marker| line.text.starts_with(marker)) {
                return Some((line.start, "a merge conflict was left here".to_owned()));
            }
            let template = template_in(line.text)?;
            Some((line.start + template.start, NOT_RENDERED.to_owned()))
        })
    }

    /// A bracket or quote that is still open where the document ends.
    fn unclosed(&self) -> Option<Cause> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !rest.is_empty() && !rest.starts_with("---") && !rest.starts_with("...") {
            return None;
        }
        [self.context, self.open].into_iter().flatten().find_map(|start| {
            let hint = match self.text.as_bytes().get(start)? {
                b'[' | b'{' => "this bracket is never closed",
                b'"' | b'\'' => "this quote is never closed",
                _ => return None,
            };
            Some((start, hint.to_owned()))
        })
    }

    fn by_message(&self, message: &str) -> Option<Cause> {
        let here = |hint: &str| Some((self.at, hint.to_owned()));
        match message {
            "mapping values are not allowed in this context" => self.stray_colon(),
            "could not find expected ':'" => self.no_key(),
            "did not find expected key" => self.no_entry(),
            "did not find expected ',' or ']'" | "did not find expected ',' or '}'" => self.in_brackets(),
            "did not find expected '-' indicator" => {
                here("the lines above in this column are list items, and this is none")
            }
            "block sequence entries are not allowed in this context" => {
                here("a list item cannot begin behind a key on the same line")
            }
            "found unknown escape character" => {
                here("in double quotes a backslash begins an escape; single quotes take it as it is")
            }
            "found character that cannot start any token" | "did not find expected node content" => {
                let first = self.next().filter(|c| !c.is_whitespace())?;
                Some((self.at, needs_quotes(first)))
            }
            _ => self.indicator(),
        }
    }

    /// An anchor, alias or directive that was meant as text.
    fn indicator(&self) -> Option<Cause> {
        let start = self.context?;
        let first = self.text.get(start..)?.chars().next()?;
        matches!(first, '*' | '&' | '%').then(|| (start, needs_quotes(first)))
    }

    /// A colon where no key can be.
    fn stray_colon(&self) -> Option<Cause> {
        let line = self.line_at(self.at);
        let (start, content) = line.content();
        let before = content.get(..self.at.checked_sub(start)?)?;
        if let Some((key, value)) = before.split_once(": ") {
            let at = start + key.len() + 2 + (value.len() - value.trim_start().len());
            let hint = match value.trim_start().chars().next() {
                Some('“' | '”' | '„' | '‘' | '’') => {
                    "typographic quotes do not quote; YAML knows \" and '"
                }
                _ => "a value with `: ` in it needs quotes",
            };
            return Some((at, hint.to_owned()));
        }
        let above = self.line_above(&line)?;
        above.missing_blank().or_else(|| {
            let hint = "this line is indented deeper than the line above, which already has a value";
            (line.indent() > above.indent()).then(|| (start, hint.to_owned()))
        })
    }

    /// A line that is neither an entry nor an item.
    fn no_key(&self) -> Option<Cause> {
        let start = self.context?;
        let line = self.line_at(start);
        let hint = match line.content().1.as_bytes() {
            [b'-', next, ..] if *next != b'-' => "a blank is missing after the dash",
            _ => "this line is no `key: value` and no list item",
        };
        line.missing_blank().or_else(|| Some((start, hint.to_owned())))
    }

    /// Something beside the entries of a mapping that is none of them.
    fn no_entry(&self) -> Option<Cause> {
        let line = self.line_at(self.at);
        let before = self.text.get(line.start..self.at)?.trim_end();
        match before.chars().next_back() {
            Some(quote @ ('"' | '\'')) => return Some(self.behind_quote(&line, before, quote)),
            Some(_) if matches!(self.next(), Some(']' | '}')) => {
                return Some((self.at, "this bracket closes nothing".to_owned()));
            }
            Some(_) => return Some((self.at, "the value has ended before this".to_owned())),
            None => {}
        }
        if line.text.trim_start().starts_with("- ") {
            let hint = "a list item cannot stand beside the keys of a mapping; its indentation may be wrong";
            return Some((self.at, hint.to_owned()));
        }
        let outer = self.context.map(|at| at - self.line_at(at).start)?;
        let above = self.line_above(&line)?.indent();
        let fits = if above == outer { above.to_string() } else { format!("{above} or {outer}") };
        Some((self.at, format!("this line is indented by {}, where {fits} would fit", line.indent())))
    }

    /// Text behind a closing quote: the quote may be meant as text, or another one was forgotten above.
    fn behind_quote(&self, line: &Line<'_>, before: &str, quote: char) -> Cause {
        if before.matches(quote).count() % 2 == 1
            && let Some(above) = self.line_above(line)
            && let Some(at) = above.text.rfind(quote)
        {
            return (above.start + at, "this quote is not closed on its line".to_owned());
        }
        (self.at, "the quoted value has ended before this; a quote inside it must be escaped".to_owned())
    }

    /// Something in brackets that is no item.
    fn in_brackets(&self) -> Option<Cause> {
        let hint = match self.next() {
            Some(']' | '}') => {
                return Some((self.at, "this bracket closes one of the other kind".to_owned()));
            }
            _ => "this bracket is not closed, or a comma is missing in it",
        };
        Some((self.context?, hint.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::documents;
    use crate::source::position::Lines;

    type Rows = &'static [(&'static str, usize, usize)];

    /// The line and column of the cause in each text.
    #[test]
    fn causes() {
        let rows: [(&str, Rows); 34] = [
            (
                "a blank is missing after the colon",
                &[
                    ("a:\n  key:value\n  b: 1\n", 2, 7),
                    ("a: 1\nkey:value\nb: 2\n", 2, 5),
                    ("a:value\nb: 2\n", 1, 3),
                    ("a: b\n c\nd:e\n", 3, 3),
                    ("a: b\n---\nc:d\ne: f\n", 3, 3),
                ],
            ),
            (
                "a template stands here that was not rendered",
                &[
                    ("a: {{ .Values.x }}\n", 1, 4),
                    ("{{- if .x }}\na: 1\n{{- end }}\n", 1, 1),
                    ("a: 1\n{{ include \"x\" . }}\nb: 2\n", 2, 1),
                    ("a:\n{% for x in y %}\n- b\n{% endfor %}\n", 2, 1),
                    ("{{ toYaml . }}\n", 1, 1),
                    ("a:\n  {{ toYaml . }}\n  b: 1\n", 2, 3),
                    ("a: {{ .x }}-b\n", 1, 4),
                    ("{{ \"a\" }}: b\n", 1, 1),
                    ("{\n\t\"a\": {{ .x }}\n}", 2, 7),
                ],
            ),
            (
                "this line is indented by 1, where 2 or 0 would fit",
                &[
                    ("a:\n  b: 1\n c: 2\n", 3, 2),
                    ("a:\n  - b\n c: 1\n", 3, 2),
                    ("command:\n- sh\n- -c\n- |\n  x\n y: 1\n", 6, 2),
                ],
            ),
            ("this line is indented by 2, where 4 or 0 would fit", &[("a:\n    b: 1\n  c: 2\n", 3, 3)]),
            (
                "this line is indented deeper than the line above, which already has a value",
                &[
                    ("a:\n- b: 1\n   c: 2\n", 3, 4),
                    ("a:\n  b: 1\n    c: 2\n", 3, 5),
                    ("a: b\n  c: d\n", 2, 3),
                    ("a: 1\n b: 2\n", 2, 2),
                ],
            ),
            (
                "the lines above in this column are list items, and this is none",
                &[("a:\n  - b: 1\n  c: 2\n", 3, 3), ("- a\nb: 1\n", 2, 1)],
            ),
            (
                "a list item cannot stand beside the keys of a mapping; its indentation may be wrong",
                &[("a: 1\n- b\n", 2, 1)],
            ),
            (
                "this line is no `key: value` and no list item",
                &[
                    ("a:\n  - b\n  c\n", 3, 3),
                    ("a: 1\nb\nc: 2\n", 2, 1),
                    ("a: >\nb\n c: 1\n", 2, 1),
                    ("? a\n: b\nc\n", 3, 1),
                ],
            ),
            ("Kubernetes reads YAML 1.1 only; leave the %YAML line out", &[("%YAML 1.2\n---\na: b\n", 1, 1)]),
            ("this quote is never closed", &[("a: \"b\nc: d\n", 1, 4)]),
            (
                "this quote is not closed on its line",
                &[("a: \"b\nc: \"d\"\n", 1, 4), ("a: 'b\nc: 'd'\n", 1, 4)],
            ),
            (
                "this bracket is not closed, or a comma is missing in it",
                &[
                    ("a: [b\nc: d\n", 1, 4),
                    ("a: [b, c\nd: e\nf: g\n", 1, 4),
                    ("a: {b: c\nd: e\n", 1, 4),
                    ("a: [1, 2\nb: 3\nc: [4]\n", 1, 4),
                ],
            ),
            (
                "the quoted value has ended before this; a quote inside it must be escaped",
                &[("a: 'it's'\n", 1, 8), ("a: \"b\" c\n", 1, 8), ("a: 'b' c\n", 1, 8)],
            ),
            (
                "a value that begins with `*` needs quotes",
                &[
                    ("a: *.example.com\n", 1, 4),
                    ("a: *\n", 1, 4),
                    ("- *.*\n", 1, 3),
                    ("a: *x\n", 1, 4),
                    ("- &a b\n- *a\n- *b\n", 3, 3),
                    // What is no template of this document.
                    ("{*a} {{}}", 1, 2),
                ],
            ),
            ("a value that begins with `&` needs quotes", &[("a: &\n", 1, 4), ("a: & b\n", 1, 4)]),
            ("a value that begins with `@` needs quotes", &[("a: @b\n", 1, 4)]),
            ("a value that begins with a backtick needs quotes", &[("a: `b`\n", 1, 4)]),
            ("a value that begins with `%` needs quotes", &[("a: %b\n", 1, 4), ("%b: 1\n", 1, 1)]),
            (
                "a value with `: ` in it needs quotes",
                &[
                    ("a: b: c\n", 1, 4),
                    ("- a: b: c\n", 1, 6),
                    ("“a”: b: c\n", 1, 6),
                    ("a: 50% of: b\n", 1, 4),
                ],
            ),
            ("typographic quotes do not quote; YAML knows \" and '", &[("a: “b: c”\n", 1, 4)]),
            ("a list item cannot begin behind a key on the same line", &[("a: - b\n", 1, 4)]),
            (
                "in double quotes a backslash begins an escape; single quotes take it as it is",
                &[("a: \"\\d\"\n", 1, 5)],
            ),
            (
                "a merge conflict was left here",
                &[
                    ("<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n", 1, 1),
                    ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n", 2, 1),
                ],
            ),
            ("a tab cannot be used for indentation", &[("a:\n\tb: 1\n", 2, 1), ("a: 1\n\tb: 1\n", 2, 1)]),
            ("", &[("a: !foo!bar x\n", 1, 4), ("a: |x\n", 1, 5)]),
            ("a value that begins with `]` needs quotes", &[("a: ]\n", 1, 4)]),
            ("a value that begins with `}` needs quotes", &[("a: }\n", 1, 4)]),
            ("this bracket closes nothing", &[("a: [b, c]]\n", 1, 10)]),
            ("a value that begins with `,` needs quotes", &[("a: ,b\n", 1, 4)]),
            ("this line is indented by 2, where 3 or 0 would fit", &[("a: |\n   b\n  c\n", 3, 3)]),
            ("this line is indented by 1, where 0 would fit", &[("a: b #c\n d: e\n", 2, 2)]),
            ("a blank is missing after the dash", &[("a:\n- b\n-c\nd: 1\n", 3, 1)]),
            ("this bracket is never closed", &[("{a: b", 1, 1)]),
            ("this bracket closes one of the other kind", &[("a: {b, c: [d}\n", 1, 13), ("a: [b}\n", 1, 6)]),
        ];
        for (hint, texts) in rows {
            for &(text, line, column) in texts {
                let broken = documents(text).find(|document| document.error.is_some());
                let broken = broken.unwrap_or_else(|| panic!("no error in {text:?}"));
                let error = broken.error.unwrap();
                let at = Lines::of(&broken.text.0, broken.position).position(&broken.text.0, error.at);
                let found = (error.hint.as_deref().unwrap_or_default(), at.line, at.column);
                assert_eq!(found, (hint, line, column), "{text:?}: {}", error.message);
            }
        }
    }

    #[test]
    fn templates() {
        let rows = [
            ("a: {{ .Values.x }}\n", Some("{{ .Values.x }}")),
            ("a: 1\n{{- if .x\n}}", Some("{{- if .x")),
            ("é: {% if x %}{{ y }}", Some("{% if x %}")),
            ("a: <no value>", Some("<no value>")),
            ("# {{ x }}\na: {b: {}}", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(looks_like_template(text).map(|span| &text[span]), expected, "{text:?}");
        }
    }

    #[test]
    fn hints_take_no_time() {
        let comments = "# x\n".repeat(100_000);
        let start = std::time::Instant::now();
        for text in [format!("a: 1\n{comments} b: 2\n"), format!("a: \"{}\nb", "x".repeat(500_000))] {
            assert!(documents(&text).any(|document| document.error.is_some()));
        }
        assert!(start.elapsed() < std::time::Duration::from_secs(30), "{:?}", start.elapsed());
    }
}

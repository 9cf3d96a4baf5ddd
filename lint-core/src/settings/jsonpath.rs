//! JSONPath queries and regular expressions of users: compiled once, and bounded in what they may cost.

use std::collections::BTreeSet;

use jsonpath_rust::parser::errors::JsonPathError;
use jsonpath_rust::parser::model::{
    Comparable, Comparison, Filter, FilterAtom, FnArg, JpQuery, Segment, Selector, Test, TestFunction,
};
use regex_lite::{Regex, RegexBuilder};
use serde_json::Value;

use crate::source::Path;

/// The longest query, in bytes.
const LONGEST: usize = 512;

/// How deep brackets and parentheses may nest. The parser of queries tries some of them several times,
/// so each level may double its work.
const DEEPEST: usize = 8;

/// The memory that a compiled regular expression may take, in bytes. It bounds the work for each character.
const LARGEST_PATTERN: usize = 1 << 16;

/// The most bytes that the paths to all values of an object may have together: a query writes them out.
const LONGEST_PATHS: usize = 32 << 20;

/// A regular expression.
#[derive(Clone, Debug)]
pub(super) struct Pattern(Regex);

impl Pattern {
    /// Compiles an expression.
    ///
    /// # Errors
    /// Why it is refused, in words for the user who wrote it.
    pub(super) fn compile(text: &str) -> Result<Pattern, String> {
        if text.len() > LONGEST {
            return Err(format!(
                "a regular expression has at most {LONGEST} bytes, this one has {}",
                text.len()
            ));
        }
        let regex = RegexBuilder::new(text).size_limit(LARGEST_PATTERN).build();
        regex.map(Pattern).map_err(|error| format!("this is no regular expression: {error}"))
    }

    /// Whether it matches anywhere in a text; the time is linear in its length.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

/// A JSONPath query by RFC 9535, without its regular expressions.
#[derive(Clone, Debug)]
pub(super) struct Query(JpQuery);

impl Query {
    /// Compiles a query.
    ///
    /// # Errors
    /// Why it is refused, in words for the user who wrote it.
    pub(super) fn compile(text: &str) -> Result<Query, String> {
        if text.len() > LONGEST {
            return Err(format!("a query has at most {LONGEST} bytes, this one has {}", text.len()));
        }
        if nesting(text) > DEEPEST {
            return Err(format!("a query nests at most {DEEPEST} brackets and parentheses"));
        }
        let query = jsonpath_rust::parser::parse_json_path(text).map_err(|error| refusal(text, &error))?;
        Cost::default().of_segments(&query.segments)?;
        Ok(Query(query))
    }

    /// The values that the query selects, in order, each with its path; nothing if the object is too large.
    pub(super) fn select<'a>(&self, value: &'a Value) -> Option<Vec<(Path, &'a Value)>> {
        if length_of_paths(value, 0) > LONGEST_PATHS {
            return None;
        }
        let selected = jsonpath_rust::query::js_path_process(&self.0, value).unwrap_or_default();
        Some(selected.into_iter().map(|found| (path(&found.clone().path()), found.val())).collect())
    }

    /// Whether the query selects anything; not if the object is too large.
    pub(super) fn selects_any(&self, value: &Value) -> bool {
        self.select(value).is_some_and(|found| !found.is_empty())
    }
}

/// The bytes that the paths to all values in `value` have together, its own with `prefix` bytes.
fn length_of_paths(value: &Value, prefix: usize) -> usize {
    let below: usize = match value {
        Value::Array(items) => items.iter().map(|item| length_of_paths(item, prefix + 8)).sum(),
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| length_of_paths(value, prefix + key.len() + 4)).sum()
        }
        _ => 0,
    };
    prefix + below
}

/// How deep brackets and parentheses nest outside of strings.
fn nesting(text: &str) -> usize {
    let mut quote = None;
    let mut escaped = false;
    let (mut depth, mut deepest) = (0usize, 0);
    for c in text.chars() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None => match c {
                '"' | '\'' => quote = Some(c),
                '[' | '(' => depth += 1,
                ']' | ')' => depth = depth.saturating_sub(1),
                _ => {}
            },
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Most users only forgot the `$`; others see where the parser stopped. The query is not repeated: it may hold anything.
fn refusal(text: &str, error: &JsonPathError) -> String {
    if !text.starts_with('$') {
        return "a JSONPath query begins with $, as in $.metadata.name".to_owned();
    }
    let said = error.to_string();
    let column = said.split_once(" --> 1:").and_then(|(_, rest)| rest.lines().next());
    match (column, said.rsplit_once("= ")) {
        (Some(column), Some((_, expected))) => format!("at character {column}: {}", expected.trim()),
        _ => "this is no JSONPath query of RFC 9535".to_owned(),
    }
}

/// What a query may cost: one pass over the object and over what lies below each value, no more.
#[derive(Default)]
struct Cost {
    has_descendant: bool,
    in_filter: bool,
}

impl Cost {
    fn of_segments(&mut self, segments: &[Segment]) -> Result<(), String> {
        segments.iter().try_for_each(|segment| self.of_segment(segment))
    }

    fn of_segment(&mut self, segment: &Segment) -> Result<(), String> {
        match segment {
            Segment::Descendant(_) if self.in_filter => Err("`..` does not go into a filter".to_owned()),
            Segment::Descendant(_) if self.has_descendant => Err("a query has at most one `..`".to_owned()),
            Segment::Descendant(inner) => {
                self.has_descendant = true;
                self.of_segment(inner)
            }
            Segment::Selector(selector) => self.of_selector(selector),
            Segment::Selectors(selectors) if !are_different_names(selectors) => {
                Err("`[a, b]` takes different names only".to_owned())
            }
            Segment::Selectors(_) => Ok(()),
        }
    }

    fn of_selector(&mut self, selector: &Selector) -> Result<(), String> {
        let Selector::Filter(filter) = selector else { return Ok(()) };
        let outer = std::mem::replace(&mut self.in_filter, true);
        let cost = self.of_filter(filter);
        self.in_filter = outer;
        cost
    }

    fn of_filter(&mut self, filter: &Filter) -> Result<(), String> {
        match filter {
            Filter::Or(parts) | Filter::And(parts) => parts.iter().try_for_each(|part| self.of_filter(part)),
            Filter::Atom(FilterAtom::Filter { expr, .. }) => self.of_filter(expr),
            Filter::Atom(FilterAtom::Test { expr, .. }) => self.of_test(expr),
            Filter::Atom(FilterAtom::Comparison(comparison)) => self.of_comparison(comparison),
        }
    }

    fn of_comparison(&mut self, comparison: &Comparison) -> Result<(), String> {
        let (left, right) = comparison.vals();
        [left, right].into_iter().try_for_each(|side| match side {
            Comparable::Function(function) => self.of_function(function),
            Comparable::Literal(_) | Comparable::SingularQuery(_) => Ok(()),
        })
    }

    fn of_test(&mut self, test: &Test) -> Result<(), String> {
        match test {
            // jsonpath-rust takes it for a filter of the value itself, and it never holds.
            Test::RelQuery(segments) if begins_with_filter(segments) => {
                Err("a filter cannot stand right behind `@`".to_owned())
            }
            Test::RelQuery(segments) => self.of_segments(segments),
            // It would run over the whole object for each value that the filter sees.
            Test::AbsQuery(query) if !query.segments.iter().all(is_single) => {
                Err("in a filter, a query from $ has names and indexes only".to_owned())
            }
            Test::AbsQuery(_) => Ok(()),
            Test::Function(function) => self.of_function(function),
        }
    }

    fn of_function(&mut self, function: &TestFunction) -> Result<(), String> {
        match function {
            TestFunction::Length(argument) => self.of_argument(argument),
            TestFunction::Value(argument) | TestFunction::Count(argument) => self.of_argument(argument),
            // It is compiled anew for each value, and a broken one never matches, without a word.
            TestFunction::Search(..) | TestFunction::Match(..) => {
                Err("search() and match() are not supported; a custom check has `matches`".to_owned())
            }
            TestFunction::Custom(name, _) => Err(format!("{name}() is not a function of RFC 9535")),
        }
    }

    fn of_argument(&mut self, argument: &FnArg) -> Result<(), String> {
        match argument {
            FnArg::Literal(_) => Ok(()),
            FnArg::Test(test) => self.of_test(test),
            FnArg::Filter(filter) => self.of_filter(filter),
        }
    }
}

/// Whether selectors are names, each but once: anything else could select a value several times, and each of
/// them again at the next level.
fn are_different_names(selectors: &[Selector]) -> bool {
    let names: BTreeSet<&str> = selectors
        .iter()
        .filter_map(|selector| match selector {
            Selector::Name(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    names.len() == selectors.len()
}

fn begins_with_filter(segments: &[Segment]) -> bool {
    matches!(segments.first(), Some(Segment::Selector(Selector::Filter(_))))
}

/// Whether a segment selects one value at most.
fn is_single(segment: &Segment) -> bool {
    matches!(segment, Segment::Selector(Selector::Name(_) | Selector::Index(_)))
}

/// The path that a normalized path of RFC 9535 means: `$['spec']['containers'][0]`.
fn path(normalized: &str) -> Path {
    let mut path = Path::ROOT;
    let mut rest = normalized.strip_prefix('$').unwrap_or(normalized);
    while let Some(inside) = rest.strip_prefix('[') {
        if let Some(quoted) = inside.strip_prefix('\'') {
            let (key, after) = quoted_key(quoted);
            path = path.key(key);
            rest = after.strip_prefix(']').unwrap_or(after);
        } else {
            let (index, after) = inside.split_once(']').unwrap_or((inside, ""));
            path = index.parse().map_or(path.clone(), |index| path.index(index));
            rest = after;
        }
    }
    path
}

/// A key up to its closing quote, its escapes undone, and what follows.
fn quoted_key(text: &str) -> (String, &str) {
    let mut key = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' => return (key, &text[at + 1..]),
            '\\' => match chars.next() {
                Some((at, 'u')) => {
                    let code = text.get(at + 1..at + 5).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                    key.extend(code.and_then(char::from_u32));
                    chars.nth(3);
                }
                Some((_, escaped)) => key.push(unescaped(escaped)),
                None => {}
            },
            c => key.push(c),
        }
    }
    (key, "")
}

fn unescaped(c: char) -> char {
    match c {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn queries_select_values_with_their_paths() {
        let pod = json!({ "metadata": { "name": "etcd" }, "spec": { "containers": [
            { "name": "etcd", "command": ["etcd", "--auto-tls"] },
            { "name": "other", "command": ["sleep"] },
        ]}});
        let rows: [(&str, &[&str]); 6] = [
            ("$.metadata.name", &["metadata.name"]),
            ("$.spec.containers[?@.name=='etcd'].command[1]", &["spec.containers[0].command[1]"]),
            ("$.spec.containers[?@.command[?@=='sleep']]", &["spec.containers[1]"]),
            ("$[?@.name=='etcd']", &["metadata"]),
            ("$..command[0]", &["spec.containers[0].command[0]", "spec.containers[1].command[0]"]),
            ("$.status", &[]),
        ];
        for (text, expected) in rows {
            let query = Query::compile(text).unwrap();
            let found: Vec<String> =
                query.select(&pod).unwrap().iter().map(|(path, _)| path.to_string()).collect();
            assert_eq!(found, expected, "{text}");
            assert_eq!(query.selects_any(&pod), !expected.is_empty(), "{text}");
        }
    }

    #[test]
    fn queries_that_cost_too_much_or_mean_nothing_are_refused() {
        let long = format!("$.{}", "a".repeat(LONGEST));
        let deep = format!("$[?{}@{}]", "(".repeat(DEEPEST), ")".repeat(DEEPEST));
        let rows = [
            (".spec", "begins with $"),
            ("", "begins with $"),
            ("$.a[", "expected selector"),
            (long.as_str(), "at most 512 bytes"),
            (deep.as_str(), "nests at most 8"),
            ("$..a..b", "at most one `..`"),
            ("$.a[?@..b]", "does not go into a filter"),
            ("$.a[?$.b[*]]", "names and indexes only"),
            ("$.a[?count($.b[*]) > 1]", "names and indexes only"),
            ("$.a[?search(@, '(')]", "not supported"),
            ("$.a[?match(@.b, 'x') && @.c]", "not supported"),
            ("$[?in(@.a, $.b)]", "not a function of RFC 9535"),
            ("$[*, *]", "different names only"),
            ("$['a', 'a']", "different names only"),
            ("$[0, 0]", "different names only"),
            ("$.a[?@[?@ == 'b']]", "right behind `@`"),
        ];
        for (text, expected) in rows {
            let error = Query::compile(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
        let key = "q83vEjRWeJCrAImoTcoBexObEUFXQjYuamy4nCHKiiQ=";
        let error = Query::compile(&format!("$.a[?@.b == '{key}'")).unwrap_err();
        assert!(!error.contains("q83v"), "{error}");
        let brackets_in_a_string = format!("$['{}']", "[(".repeat(50));
        assert!(Query::compile(&brackets_in_a_string).is_ok());
    }

    #[test]
    fn any_key_comes_back_from_its_normalized_path() {
        let keys = ["a", "a'b", "back\\slash", "\n\t\r\u{8}\u{c}", "\u{1}", "ü😀", "", "]['"];
        for key in keys {
            let value = json!({ key: [ { key: 1 } ] });
            let found = Query::compile("$..*").unwrap().select(&value).unwrap();
            let deepest = Path::ROOT.key(key).index(0).key(key);
            assert!(found.iter().any(|(path, _)| *path == deepest), "{key:?}: {found:?}");
        }
    }

    #[test]
    fn an_object_with_endless_paths_is_not_queried() {
        let long = "k".repeat(1 << 16);
        let children = |count: usize| json!({ long.as_str(): vec![0; count] });
        let query = Query::compile("$..x").unwrap();
        assert!(query.select(&children(100)).is_some());
        assert!(query.select(&children(1000)).is_none());
        assert!(!Query::compile("$.*").unwrap().selects_any(&children(1000)));
    }
}

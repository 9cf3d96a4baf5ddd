//! systemd units of type service: the commands they start, with their environment.
//!
//! No shell reads these command lines. What systemd does with quotes, `%` and `$` is in systemd.syntax(7),
//! systemd.service(5) and systemd.unit(5).

use std::ops::Range;

use super::command::{Resolved, resolve};
use super::environment::{EnvValue, EnvVar, Environment};
use super::word::Word;
use crate::source::{DocumentId, Place};

/// Gives the variables of a file at a path of the node, if the input has it.
pub type EnvironmentFiles<'a> = &'a dyn Fn(&str) -> Option<Vec<EnvVar>>;

/// What a unit starts.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// The programs of `ExecStartPre=`, `ExecStart=` and `ExecStartPost=`, in the order in which they run.
    pub started: Resolved,
    /// What `Environment=` sets, and the files that are seen; open where there are others.
    pub environment: Environment,
    /// Whether something that is not seen may set them otherwise, or unset them.
    pub is_overridden: bool,
    /// Whether systemd ends a run that hangs.
    pub has_deadline: bool,
    /// The setting that makes systemd do so.
    pub deadline_key: &'static str,
}

/// Whether a text is a unit: it begins with a section, and has one called `[Service]`.
pub fn is_unit(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line));
    let is_section = |line: &str| line.starts_with('[') && line.ends_with(']');
    lines.next().is_some_and(is_section) && text.lines().any(|line| line.trim() == SERVICE)
}

const SERVICE: &str = "[Service]";

/// The keys that start programs, in the order in which systemd does.
const STARTS: [&str; 3] = ["ExecStartPre", "ExecStart", "ExecStartPost"];

impl Unit {
    /// Reads the text of a unit.
    pub fn of(document: DocumentId, text: &str, files: EnvironmentFiles) -> Unit {
        let settings = settings(text);
        let environment = environment(document, &settings, files);
        Unit::read(document, &settings, environment.clone(), environment)
    }

    /// Reads the text of a unit into which a tool puts values before systemd reads it: what is unset is not empty.
    pub fn of_template(document: DocumentId, text: &str, files: EnvironmentFiles) -> Unit {
        let settings = settings(text);
        let environment = environment(document, &settings, files);
        Unit::read(document, &settings, environment.clone().with_others(true), environment)
    }

    /// `expanded` are the variables as the words of the unit see them.
    fn read(
        document: DocumentId,
        settings: &[Setting],
        expanded: Environment,
        environment: Environment,
    ) -> Unit {
        let reader = Reader { document, environment: expanded };
        let mut started = Resolved::default();
        for key in STARTS {
            for value in in_force(settings, key) {
                reader.start(value, &mut started);
            }
        }
        let deadline_key = deadline_key(settings);
        let has_deadline = has_deadline(settings, deadline_key);
        let is_overridden = environment.open || !in_force(settings, "UnsetEnvironment").is_empty();
        Unit { started, environment, is_overridden, has_deadline, deadline_key }
    }
}

/// A character of a value, and where it stands in the text.
type Char = (usize, char);

/// A setting of the section `[Service]`.
struct Setting {
    key: String,
    value: Vec<Char>,
}

fn is_comment(line: &str) -> bool {
    line.starts_with(['#', ';'])
}

/// The settings of the section `[Service]`. A backslash at the end of a line stands for a blank and takes the next
/// line along; comments between are left out.
fn settings(text: &str) -> Vec<Setting> {
    let mut found: Vec<Setting> = Vec::new();
    let mut in_service = false;
    let mut goes_on = false;
    let mut start = 0;
    for line in text.split('\n') {
        let line_start = start;
        start += line.len() + 1;
        let trimmed = line.trim();
        if is_comment(trimmed) {
            continue;
        }
        let line = line.trim_end_matches('\r');
        let backslashes = line.len() - line.trim_end_matches('\\').len();
        let continued = backslashes % 2 == 1;
        let content = line.get(..line.len() - usize::from(continued)).unwrap_or_default();
        let chars = |from: usize| {
            let text = content.get(from..).unwrap_or_default();
            text.char_indices().map(move |(at, c)| (line_start + from + at, c)).collect::<Vec<Char>>()
        };
        if goes_on {
            if let Some(setting) = found.last_mut().filter(|_| in_service) {
                setting.value.push((line_start.saturating_sub(1), ' '));
                setting.value.extend(chars(0));
            }
        } else if trimmed.starts_with('[') {
            in_service = trimmed == SERVICE;
        } else if let Some(at) = content.find('=').filter(|_| in_service) {
            let key = content.get(..at).unwrap_or_default().trim().to_owned();
            found.push(Setting { key, value: chars(at + 1) });
        }
        goes_on = continued;
    }
    found
}

/// The values of a key that count: an empty one takes back those before it.
fn in_force<'s>(settings: &'s [Setting], key: &str) -> Vec<&'s [Char]> {
    let mut found = Vec::new();
    for setting in settings.iter().filter(|setting| setting.key == key) {
        if setting.value.iter().all(|(_, c)| c.is_whitespace()) {
            found.clear();
        } else {
            found.push(setting.value.as_slice());
        }
    }
    found
}

/// What `Environment=` sets, and over it the files of `EnvironmentFile=`. Files that are not seen and the manager may set
/// more.
fn environment(document: DocumentId, settings: &[Setting], files: EnvironmentFiles) -> Environment {
    let mut environment = Environment::default();
    for value in in_force(settings, "Environment") {
        for token in tokens(value) {
            let word = token.word(document, &Environment::default(), false);
            let Some(at) = word.text.find('=') else { continue };
            let value = word.slice(at + 1..word.text.len());
            environment.set(EnvVar {
                name: word.text.get(..at).unwrap_or_default().to_owned(),
                name_place: word.place_of(0..at),
                place: value.place.clone(),
                value: EnvValue::Literal(value),
            });
        }
    }
    environment.open = !in_force(settings, "PassEnvironment").is_empty();
    for value in in_force(settings, "EnvironmentFile") {
        let path = text_of(value);
        // Behind a dash the file may be missing. systemd passes over a path that is not absolute.
        let path = path.strip_prefix('-').unwrap_or(&path);
        match files(path) {
            _ if !path.starts_with('/') => {}
            Some(variables) => variables.into_iter().for_each(|variable| environment.set(variable)),
            None => environment.open = true,
        }
    }
    environment
}

/// The value of a key that counts.
fn last_text(settings: &[Setting], key: &str) -> Option<String> {
    Some(text_of(in_force(settings, key).pop()?))
}

fn text_of(value: &[Char]) -> String {
    value.iter().map(|(_, c)| c).collect::<String>().trim().to_owned()
}

/// A service that is `simple`, as it is without a type, has started when its program has: the time for its start does
/// not bound its run. That of a `oneshot` does.
fn deadline_key(settings: &[Setting]) -> &'static str {
    match last_text(settings, "Type").as_deref() {
        None | Some("simple" | "exec" | "idle") => "RuntimeMaxSec",
        Some(_) => "TimeoutStartSec",
    }
}

/// A run has all the time it wants unless a limit is set. The start of other types than `oneshot` has 90 s by default.
fn has_deadline(settings: &[Setting], key: &str) -> bool {
    let keys = if key == "RuntimeMaxSec" { [key, key] } else { [key, "TimeoutSec"] };
    let limits: Vec<String> = keys.iter().filter_map(|key| last_text(settings, key)).collect();
    let has_default =
        || key == "TimeoutStartSec" && last_text(settings, "Type").is_none_or(|kind| kind != "oneshot");
    match limits.as_slice() {
        [] => has_default(),
        _ => limits.iter().any(|value| !matches!(value.as_str(), "infinity" | "0")),
    }
}

/// A word of a value, with its quotes.
struct Token {
    /// The word without quotes and escapes.
    text: Vec<Char>,
    /// Where it stands, without quotes around all of it.
    range: Range<usize>,
    /// Whether nothing was taken out of it or replaced in it.
    is_plain: bool,
}

fn tokens(value: &[Char]) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = value;
    loop {
        let blanks = rest.iter().take_while(|(_, c)| c.is_whitespace()).count();
        rest = rest.get(blanks..).unwrap_or_default();
        if rest.is_empty() {
            return found;
        }
        let (token, length) = token(rest);
        found.push(token);
        rest = rest.get(length..).unwrap_or_default();
    }
}

/// The first word, and how many characters it takes.
fn token(value: &[Char]) -> (Token, usize) {
    let mut text = Vec::new();
    let mut quote = None;
    let mut quotes = 0;
    let mut has_escape = false;
    let mut at = 0;
    while let Some((place, c)) = value.get(at).copied() {
        let next = value.get(at + 1).map(|(_, next)| *next);
        if let Some(length) = template(value.get(at..).unwrap_or_default()) {
            text.extend(value.get(at..at + length).unwrap_or_default());
            at += length;
            continue;
        }
        match (c, quote) {
            (c, None) if c.is_whitespace() => break,
            ('"' | '\'', None) => (quote, quotes) = (Some(c), quotes + 1),
            (c, Some(open)) if c == open => quote = None,
            ('\\', _) if next.and_then(unescaped).is_some() => {
                text.extend(next.and_then(unescaped).map(|c| (place, c)));
                has_escape = true;
                at += 1;
            }
            (c, _) => text.push((place, c)),
        }
        at += 1;
    }
    let start = value.first().map_or(0, |(start, _)| *start);
    let end = at.checked_sub(1).and_then(|last| value.get(last)).map_or(start, |(at, c)| at + c.len_utf8());
    let is_quoted =
        quotes == 1 && value.first().is_some_and(|(_, c)| matches!(c, '"' | '\'')) && end > start + 1;
    let range = if is_quoted { start + 1..end - 1 } else { start..end };
    let length: usize = text.iter().map(|(_, c)| c.len_utf8()).sum();
    let is_plain = !has_escape && (quotes == 0 || is_quoted) && length == range.len();
    (Token { text, range, is_plain }, at)
}

/// How many characters a `{{ … }}` or `{% … %}` at the beginning takes: Jinja's, which Ansible fills in.
fn template(value: &[Char]) -> Option<usize> {
    let [(_, '{'), (_, open @ ('{' | '%')), ..] = value else { return None };
    let close = if *open == '{' { '}' } else { '%' };
    let is_end = |pair: &[Char]| matches!(pair, [(_, first), (_, '}')] if *first == close);
    value.windows(2).skip(2).position(is_end).map(|at| at + 4)
}

/// The character that a backslash before `c` makes of it.
fn unescaped(c: char) -> Option<char> {
    Some(match c {
        'n' => '\n',
        't' => '\t',
        's' => ' ',
        '\\' | '"' | '\'' | ';' => c,
        _ => return None,
    })
}

impl Token {
    /// The word with its specifiers and, unless the command refuses that, its variables replaced. A lone `$NAME`
    /// is left to [`Reader::expanded`].
    fn word(&self, document: DocumentId, environment: &Environment, with_variables: bool) -> Word {
        let mut word = Word::literal(String::new(), Place::text(document, self.range.clone()));
        word.verbatim = self.is_plain;
        let text: String = self.text.iter().map(|(_, c)| c).collect();
        let mut rest = text.as_str();
        while let Some(c) = rest.chars().next() {
            let tail = rest.get(c.len_utf8()..).unwrap_or_default();
            let chars = || rest.chars().map(|c| (0, c)).collect::<Vec<Char>>();
            if let Some(length) = (c == '{').then(|| template(&chars())).flatten() {
                rest = word.put_hole(rest, length);
                continue;
            }
            rest = match (c, tail.chars().next()) {
                ('%', Some('%')) => word.put('%', tail.get(1..)),
                ('$', Some('$')) if with_variables => word.put('$', tail.get(1..)),
                // The host's name, the instance, the folder of the state, …
                ('%', Some(specifier)) => {
                    let start = word.text.len();
                    word.text.extend(['%', specifier]);
                    word.unknown.push(start..word.text.len());
                    tail.get(specifier.len_utf8()..).unwrap_or_default()
                }
                ('$', Some('{')) if with_variables && tail.contains('}') => {
                    let (name, behind) =
                        tail.get(1..).and_then(|tail| tail.split_once('}')).unwrap_or_default();
                    word.insert(name, environment);
                    behind
                }
                _ => {
                    word.text.push(c);
                    tail
                }
            };
        }
        word
    }
}

impl Word {
    /// Puts a character in the place of two.
    fn put<'t>(&mut self, c: char, rest: Option<&'t str>) -> &'t str {
        self.text.push(c);
        self.verbatim = false;
        rest.unwrap_or_default()
    }

    /// Puts the first characters of a text, which are not known; gives the rest.
    fn put_hole<'t>(&mut self, text: &'t str, length: usize) -> &'t str {
        let end = text.char_indices().nth(length).map_or(text.len(), |(at, _)| at);
        let (hole, rest) = text.split_at(end);
        let start = self.text.len();
        self.text.push_str(hole);
        self.unknown.push(start..self.text.len());
        rest
    }

    /// Puts the value of a variable; an unset one is empty.
    fn insert(&mut self, name: &str, environment: &Environment) {
        let start = self.text.len();
        self.verbatim = false;
        match environment.get(name).map(|variable| &variable.value) {
            Some(EnvValue::Literal(value)) => {
                self.unknown.extend(value.unknown.iter().map(|hole| start + hole.start..start + hole.end));
                self.text.push_str(&value.text);
            }
            None if !environment.open => {}
            _ => {
                self.text.push_str(&format!("${{{name}}}"));
                self.unknown.push(start..self.text.len());
            }
        }
    }
}

struct Reader {
    document: DocumentId,
    environment: Environment,
}

impl Reader {
    /// Takes the commands of one value: several stand apart by a lone semicolon.
    fn start(&self, value: &[Char], started: &mut Resolved) {
        let tokens = tokens(value);
        let is_semicolon = |token: &Token| token.is_plain && matches!(token.text.as_slice(), [(_, ';')]);
        for command in tokens.split(is_semicolon) {
            let Some((first, others)) = command.split_first() else { continue };
            let is_prefix = |(_, c): &&Char| "@-:+!|".contains(*c);
            let prefixes: Vec<char> = first.text.iter().take_while(is_prefix).map(|(_, c)| *c).collect();
            let program = first.without(prefixes.len()).word(self.document, &self.environment, false);
            // Behind `@` the program's path is followed by the name that it sees itself by.
            let others = others.get(usize::from(prefixes.contains(&'@'))..).unwrap_or_default();
            let expands = !prefixes.contains(&':');
            let args = others.iter().flat_map(|token| self.expanded(token, expands));
            let argv: Vec<Word> = std::iter::once(program).chain(args).collect();
            let mut resolved = resolve(&argv, &[], &self.environment);
            for command in &mut resolved.commands {
                command.ignores_failure = prefixes.contains(&'-');
            }
            started.append(resolved);
        }
    }

    /// The words that a token stands for: `$NAME` is split at white space.
    fn expanded(&self, token: &Token, expands: bool) -> Vec<Word> {
        let text: String = token.text.iter().map(|(_, c)| c).collect();
        let is_name = |name: &str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let Some(name) = text.strip_prefix('$').filter(|name| expands && is_name(name)) else {
            return vec![token.word(self.document, &self.environment, expands)];
        };
        let place = Place::text(self.document, token.range.clone());
        match self.environment.get(name).map(|variable| &variable.value) {
            Some(EnvValue::Literal(value)) if value.is_known() => {
                value.text.split_whitespace().map(|part| Word::derived(part, place.clone())).collect()
            }
            None if !self.environment.open => Vec::new(),
            _ => vec![Word::opaque(text, place)],
        }
    }
}

impl Token {
    /// The token behind its first characters.
    fn without(&self, count: usize) -> Token {
        let range = self.range.start + count..self.range.end;
        Token { text: self.text.get(count..).unwrap_or_default().to_vec(), range, is_plain: self.is_plain }
    }
}

#[cfg(test)]
mod tests {
    use super::super::environment_file::EnvironmentFile;
    use super::*;

    fn unit(lines: &str) -> Unit {
        let text = format!("[Unit]\nExecStart=/bin/no\n\n[Service]\n{lines}\n[Install]\nExecStart=/bin/no\n");
        let given = |path: &str| {
            (path == "/given").then(|| EnvironmentFile::of(DocumentId(1), "A=1\nB='2 3'\n").variables)
        };
        Unit::of(DocumentId(0), &text, &given)
    }

    /// The arguments of the commands; unknown parts in angle brackets.
    fn started(lines: &str) -> Vec<Vec<String>> {
        let shown = |word: &Word| {
            let mut text = word.text.clone();
            for hole in word.unknown.iter().rev() {
                text.insert(hole.end, '>');
                text.insert(hole.start, '<');
            }
            text
        };
        let commands = unit(lines).started.commands;
        commands
            .iter()
            .map(|command| std::iter::once(&command.program).chain(&command.args).map(shown).collect())
            .collect()
    }

    #[test]
    fn command_lines_are_read_as_systemd_does() {
        let rows: [(&str, &[&[&str]]); 28] = [
            ("ExecStart=/bin/a b  c", &[&["/bin/a", "b", "c"]]),
            (" ExecStart = /bin/a b ", &[&["/bin/a", "b"]]),
            ("ExecStart=/bin/a 'b c' \"d 'e\" f\"g h\"", &[&["/bin/a", "b c", "d 'e", "fg h"]]),
            ("ExecStart=/bin/a b\\sc \\d \\\\", &[&["/bin/a", "b c", "\\d", "\\"]]),
            ("ExecStart=/bin/a \\\n  b \\\n# no\n  c", &[&["/bin/a", "b", "c"]]),
            ("ExecStart=/bin/a\r\nExecStart=/bin/b", &[&["/bin/a"], &["/bin/b"]]),
            ("ExecStart=/bin/a\nExecStart=\nExecStart=/bin/b", &[&["/bin/b"]]),
            ("ExecStartPost=/c\nExecStart=/b\nExecStartPre=/a", &[&["/a"], &["/b"], &["/c"]]),
            ("ExecStart=-+/bin/a", &[&["/bin/a"]]),
            ("ExecStart=@/bin/a name b", &[&["/bin/a", "b"]]),
            ("ExecStart=/bin/a ; /bin/b \\; c", &[&["/bin/a"], &["/bin/b", ";", "c"]]),
            ("# ExecStart=/bin/a\n;ExecStart=/bin/b", &[]),
            // Specifiers: only `%%` is known.
            ("ExecStart=/bin/a %%F-%H", &[&["/bin/a", "%F-<%H>"]]),
            // Variables: in braces within words, bare as words of their own.
            (
                "Environment=A=1 \"B=2 3\"\nExecStart=/bin/a x${A}y $B ${B} z$A",
                &[&["/bin/a", "x1y", "2", "3", "2 3", "z$A"]],
            ),
            ("ExecStart=/bin/a $A x${A}", &[&["/bin/a", "x"]]),
            ("EnvironmentFile=/e\nExecStart=/bin/a $A x${A}", &[&["/bin/a", "<$A>", "x<${A}>"]]),
            ("EnvironmentFile=/given\nExecStart=/bin/a $A x${B} $C", &[&["/bin/a", "1", "x2 3"]]),
            ("EnvironmentFile=-/given\nEnvironment=A=5\nExecStart=/bin/a $A", &[&["/bin/a", "1"]]),
            (
                "EnvironmentFile=/given\nEnvironmentFile=-/e\nExecStart=/bin/a $A $C",
                &[&["/bin/a", "1", "<$C>"]],
            ),
            (
                "EnvironmentFile=-/e\nEnvironmentFile=/given\nExecStart=/bin/a $A $C",
                &[&["/bin/a", "1", "<$C>"]],
            ),
            ("EnvironmentFile=given\nEnvironmentFile=--/given\nExecStart=/bin/a $A", &[&["/bin/a"]]),
            ("EnvironmentFile=/given\nEnvironmentFile=\nExecStart=/bin/a $A", &[&["/bin/a"]]),
            ("Environment=A=1\nExecStart=:/bin/a ${A} $A", &[&["/bin/a", "${A}", "$A"]]),
            ("ExecStart=/bin/a $$A $(date) > b", &[&["/bin/a", "$A", "$(date)", ">", "b"]]),
            // What Ansible fills in.
            (
                "ExecStart=/bin/a --b {{ c | d('e f') }} https://{{ g }}:1,{{h}} {%if i%} {{ j",
                &[&[
                    "/bin/a",
                    "--b",
                    "<{{ c | d('e f') }}>",
                    "https://<{{ g }}>:1,<{{h}}>",
                    "<{%if i%}>",
                    "{{",
                    "j",
                ]],
            ),
            // A shell is looked into, and wrappers are taken off.
            ("ExecStart=/bin/sh -c 'b > c; d'", &[&["b"], &["d"]]),
            ("ExecStart=/usr/bin/env A=1 /usr/bin/timeout 5 b", &[&["b"]]),
            ("ExecStart=", &[]),
        ];
        for (lines, expected) in rows {
            assert_eq!(started(lines), expected, "{lines}");
        }
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "[Service]\nExecStart=-/bin/a --b=c \\\n  'd e' \"f\\sg\"\n";
        let unit = Unit::of(DocumentId(0), text, &|_| None);
        let command = &unit.started.commands[0];
        assert!(command.ignores_failure);
        let at = |word: &Word| match &word.place.part {
            crate::source::Part::Text(range) => text[range.clone()].to_owned(),
            _ => panic!("no place in the text"),
        };
        let found: Vec<_> = std::iter::once(&command.program)
            .chain(&command.args)
            .map(|word| (at(word), word.verbatim))
            .collect();
        let expected = [("/bin/a", true), ("--b=c", true), ("d e", true), ("f\\sg", false)];
        assert_eq!(found, expected.map(|(text, verbatim)| (text.to_owned(), verbatim)));
    }

    #[test]
    fn limits_of_time() {
        let rows = [
            ("Type=oneshot", false),
            ("Type=oneshot\nTimeoutStartSec=10min", true),
            ("Type=oneshot\nTimeoutSec=10min", true),
            ("Type=oneshot\nTimeoutStartSec=infinity", false),
            ("Type=oneshot\nTimeoutSec=0", false),
            ("Type=oneshot\nRuntimeMaxSec=600", false),
            ("Type=oneshot\nTimeoutStartSec=5\nTimeoutStartSec=infinity", false),
            ("TimeoutStartSec=10min", false),
            ("Type=simple\nTimeoutStartSec=10min", false),
            ("Type=notify", true),
            ("Type=forking\nRuntimeMaxSec=600", true),
            ("Type=dbus\nTimeoutStartSec=infinity", false),
            ("RuntimeMaxSec=600", true),
            ("Type=exec\nRuntimeMaxSec=600", true),
        ];
        for (lines, expected) in rows {
            assert_eq!(unit(lines).has_deadline, expected, "{lines}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "(\\[Service\\]|\n|ExecStart=|Environment=|[-@:%${}\"'\\\\; aé=/])*") {
            Unit::of(DocumentId(0), &text, &|_| None);
        }
    }
}

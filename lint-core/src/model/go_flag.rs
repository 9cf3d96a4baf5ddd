//! Command lines as Go's `flag` package reads them, which is how etcd does.
//!
//! etcd exits at the first error. A linter goes on and guesses what was meant, so that one run
//! shows every problem: each guess leaves a [`FlagProblem`] behind.

use std::ops::Range;

use crate::source::Place;

use crate::subject::word::Word;

/// The type of a flag's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A boolean, which takes no separate value.
    Bool,
    /// Any text.
    String,
    /// `uint`
    Uint,
    /// `int`
    Int,
    /// `int64`
    Int64,
    /// `uint64`
    Uint64,
    /// A duration with units.
    Duration,
    /// A type of etcd's own: URLs, lists, choices.
    Var,
    /// Accepted with a warning and without effect; like a boolean it takes no separate value.
    Ignored,
}

impl Kind {
    /// Whether the flag leaves the next element alone when it has no `=`.
    pub fn is_bool(self) -> bool {
        matches!(self, Kind::Bool | Kind::Ignored)
    }
}

/// A command line, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlagLine {
    /// The flags in order.
    pub uses: Vec<FlagUse>,
    /// What the program would complain about, and what it would silently take in another way
    /// than it was meant, in order.
    pub problems: Vec<FlagProblem>,
    /// The elements from the one that ends the flags on.
    pub leftovers: Vec<Word>,
    /// Whether an element is unknown from its start, so that there may be flags that are not seen.
    pub open: bool,
}

/// One use of a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagUse {
    /// The name, without dashes.
    pub name: String,
    /// Where the name stands, dashes included.
    pub name_place: Place,
    /// How many dashes it has.
    pub dashes: usize,
    /// The type, if the flag is defined.
    pub kind: Option<Kind>,
    /// The value; `None` if it is missing.
    pub value: Option<Word>,
    /// How the value is given.
    pub how: How,
    /// The position of the element in the arguments.
    pub index: usize,
    /// Where the element stands.
    pub place: Place,
    /// Whether the program had stopped reading flags before, and does not see this one.
    pub after_stop: bool,
}

/// How a flag has its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// `--name=value`
    Joined,
    /// `--name value`
    Separate,
    /// `--name`, which means `true`.
    Implied,
}

/// Something wrong with a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagProblem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// The position of the element in the arguments.
    pub index: usize,
    /// Where it stands.
    pub place: Place,
    /// The flag it is about, without dashes; empty where there is none.
    pub name: String,
}

/// What is wrong with an element of a command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// `bad flag syntax: ---name`
    BadSyntax,
    /// `flag provided but not defined: -name`
    NotDefined,
    /// `flag needs an argument: -name`
    MissingValue,
    /// The value of a flag is the element behind it, which looks like a flag itself.
    SwallowedFlag,
    /// A boolean flag with `true`, `no` or the like behind it, which ends the flags.
    SeparateBool,
    /// One element holds what looks like two flags, or a flag and its value.
    SeveralInOne,
    /// The quotes around a value are part of it.
    LiteralQuotes,
    /// The flag is there already; the last one counts.
    Repeated,
    /// An element that is no flag and ends the flags; etcd: `'name' is not a valid flag`.
    Stray,
    /// `-h` or `--help`, whatever its value: the program prints its usage and exits.
    Help,
}

/// What a program knows about the flag of a name: its type, or that there is none.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<Kind>;

impl FlagLine {
    /// The use of a flag that counts: the last one. One that the program does not see, because
    /// something stopped it before, counts too: the line was meant to be read to its end.
    pub fn last(&self, name: &str) -> Option<&FlagUse> {
        self.uses.iter().rev().find(|flag| flag.name == name)
    }

    /// All uses of a flag.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a FlagUse> {
        self.uses.iter().filter(move |used| used.name == name)
    }

    /// The problems of one kind.
    pub fn problems_of(&self, kind: ProblemKind) -> impl Iterator<Item = &FlagProblem> {
        self.problems.iter().filter(move |problem| problem.kind == kind)
    }
}

/// Reads the arguments of a program, its own name not among them.
pub fn parse(args: &[Word], lookup: Lookup) -> FlagLine {
    let mut parser = Parser { args, lookup, line: FlagLine::default(), index: 0, stopped: false };
    while parser.index < args.len() {
        parser.step();
    }
    parser.line
}

struct Parser<'a> {
    args: &'a [Word],
    lookup: Lookup<'a>,
    line: FlagLine,
    index: usize,
    stopped: bool,
}

impl<'a> Parser<'a> {
    fn step(&mut self) {
        let Some(word) = self.args.get(self.index) else { return };
        if self.stopped {
            if self.line.leftovers.is_empty() {
                self.problem(ProblemKind::Stray, word.place.clone(), "");
            }
            self.line.leftovers.push(word.clone());
        }
        if !word.starts_known() {
            self.line.open = true;
        } else if word.text == "--" {
            self.stopped = true;
        } else if word.text.len() < 2 || !word.text.starts_with('-') {
            self.positional(word);
        } else {
            self.flag(word);
        }
        self.index += 1;
    }

    fn positional(&mut self, word: &'a Word) {
        let first = !self.stopped;
        if first {
            self.stopped = true;
            self.line.leftovers.push(word.clone());
        }
        if has_literal_quotes(word, 0..word.text.len()) {
            self.problem(ProblemKind::LiteralQuotes, word.place.clone(), "");
        }
        // The flag before it has said already what this one is.
        let explained = self.line.problems.last().is_some_and(|problem| {
            problem.kind == ProblemKind::SeparateBool && problem.index + 1 == self.index
        });
        if first && !explained {
            self.problem(ProblemKind::Stray, word.place.clone(), "");
        }
    }

    fn flag(&mut self, word: &'a Word) {
        let dashes = if word.text.starts_with("--") { 2 } else { 1 };
        let body = word.text.get(dashes..).unwrap_or_default();
        if body.is_empty() || body.starts_with(['-', '=']) {
            self.problem(ProblemKind::BadSyntax, word.place.clone(), "");
            return;
        }
        let name_end = dashes + body.find('=').unwrap_or(body.len());
        if !word.is_known_in(0..name_end) {
            self.line.open = true;
            return;
        }
        let name = word.text.get(dashes..name_end).unwrap_or_default();
        if let Some(blank) = name.find(char::is_whitespace) {
            self.flag_and_more(word, dashes, dashes + blank);
            return;
        }
        let kind = (self.lookup)(name);
        if kind.is_none() {
            let kind = if is_help(name) { ProblemKind::Help } else { ProblemKind::NotDefined };
            self.problem(kind, word.place_of(0..name_end), name);
        }
        if name_end < word.text.len() {
            let value = name_end + 1..word.text.len();
            self.check_joined(word, name, value.clone());
            self.push(word, dashes..name_end, kind, Some(word.slice(value)), How::Joined);
        } else if kind.is_some_and(Kind::is_bool) || is_help(name) {
            self.check_next_of_bool(word, name);
            self.push(word, dashes..name_end, kind, Some(implied(word)), How::Implied);
        } else {
            self.separate(word, dashes..name_end, kind);
        }
    }

    /// `--name default` in one element: etcd looks for a flag of that name, blank included.
    fn flag_and_more(&mut self, word: &'a Word, dashes: usize, name_end: usize) {
        let name = word.text.get(dashes..name_end).unwrap_or_default();
        self.problem(ProblemKind::SeveralInOne, word.place.clone(), name);
        let kind = (self.lookup)(name);
        let value = word.slice(name_end..word.text.len()).trimmed();
        self.push(word, dashes..name_end, kind, Some(value), How::Joined);
    }

    fn check_joined(&mut self, word: &'a Word, name: &str, value: Range<usize>) {
        if holds_another_flag(&word.slice(value.clone()).known_text()) {
            self.problem(ProblemKind::SeveralInOne, word.place.clone(), name);
        }
        if has_literal_quotes(word, value.clone()) {
            self.problem(ProblemKind::LiteralQuotes, word.place_of(value), name);
        }
    }

    fn check_next_of_bool(&mut self, word: &'a Word, name: &str) {
        let next = self.args.get(self.index + 1).and_then(Word::known);
        let values = ["true", "false", "1", "0", "yes", "no", "t", "f", "on", "off"];
        if next.is_some_and(|next| values.iter().any(|value| next.eq_ignore_ascii_case(value))) {
            self.problem(ProblemKind::SeparateBool, word.place.clone(), name);
        }
    }

    /// A flag whose value is the next element. Of a flag that is not defined it is not known
    /// whether it has one: the next element counts as its value unless that begins with a dash.
    fn separate(&mut self, word: &'a Word, name: Range<usize>, kind: Option<Kind>) {
        let next = self.args.get(self.index + 1);
        let next = next.filter(|next| kind.is_some() || !next.text.starts_with('-'));
        let text = word.text.get(name.clone()).unwrap_or_default();
        match next {
            Some(value) => {
                if looks_like_flag(value) {
                    self.problem(ProblemKind::SwallowedFlag, value.place.clone(), text);
                }
                if has_literal_quotes(value, 0..value.text.len()) {
                    self.problem(ProblemKind::LiteralQuotes, value.place.clone(), text);
                }
                self.push(word, name, kind, Some(value.clone()), How::Separate);
                self.index += 1;
            }
            None if kind.is_none() => self.push(word, name, kind, Some(implied(word)), How::Implied),
            None => {
                self.problem(ProblemKind::MissingValue, word.place.clone(), text);
                self.push(word, name, kind, None, How::Separate);
            }
        }
    }

    fn push(&mut self, word: &Word, name: Range<usize>, kind: Option<Kind>, value: Option<Word>, how: How) {
        let text = word.text.get(name.clone()).unwrap_or_default().to_owned();
        if self.line.uses.iter().any(|earlier| earlier.name == text) {
            self.problem(ProblemKind::Repeated, word.place.clone(), &text);
        }
        self.line.uses.push(FlagUse {
            name_place: word.place_of(0..name.end),
            dashes: name.start,
            name: text,
            kind,
            value,
            how,
            index: self.index,
            place: word.place.clone(),
            after_stop: self.stopped,
        });
    }

    fn problem(&mut self, kind: ProblemKind, place: Place, name: &str) {
        self.line.problems.push(FlagProblem { kind, index: self.index, place, name: name.to_owned() });
    }
}

/// The value of a boolean flag without one.
fn implied(word: &Word) -> Word {
    Word { from_shell: word.from_shell, ..Word::derived("true", word.place.clone()) }
}

fn is_help(name: &str) -> bool {
    matches!(name, "h" | "help")
}

/// Whether a value was meant to be a flag; `-1` was not.
fn looks_like_flag(word: &Word) -> bool {
    word.starts_known()
        && word
            .text
            .strip_prefix('-')
            .is_some_and(|rest| rest.starts_with(|c: char| c == '-' || c.is_alphabetic()))
}

/// Whether blanks and a flag follow inside of a value; the ` -1` of a JSON text is none.
fn holds_another_flag(value: &str) -> bool {
    value.split_whitespace().skip(1).any(|part| {
        let name = part.trim_start_matches('-');
        part.len() > name.len() && name.starts_with(|c: char| c.is_ascii_alphabetic())
    })
}

/// Whether quotes that a shell would have removed are still there.
fn has_literal_quotes(word: &Word, range: Range<usize>) -> bool {
    let text = word.text.get(range).unwrap_or_default();
    let quoted = |quote: char| text.len() >= 2 && text.starts_with(quote) && text.ends_with(quote);
    !word.from_shell && (quoted('"') || quoted('\''))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{DocumentId, Part, Path};

    fn words(args: &[&str]) -> Vec<Word> {
        let word = |(index, text): (usize, &&str)| {
            let mut word = Word::literal(*text, Place::value(DocumentId(0), Path::ROOT.index(index)));
            if let Some(start) = text.find("$(") {
                word.unknown.push(start..text.len());
            }
            word
        };
        args.iter().enumerate().map(word).collect()
    }

    fn lookup(name: &str) -> Option<Kind> {
        match name {
            "auth" | "other" => Some(Kind::Bool),
            "snapshot" => Some(Kind::Ignored),
            "name" | "ca" | "cert" => Some(Kind::String),
            "quota" => Some(Kind::Int64),
            _ => None,
        }
    }

    fn read(args: &[&str]) -> FlagLine {
        parse(&words(args), &lookup)
    }

    fn uses(line: &FlagLine) -> Vec<String> {
        line.uses
            .iter()
            .map(|flag| {
                let value = flag.value.as_ref().map_or("?", |value| value.text.as_str());
                format!("{}={value}{}", flag.name, if flag.after_stop { " (unseen)" } else { "" })
            })
            .collect()
    }

    // What ends the flags and what is refused is as etcd 3.4.23 does it.
    #[test]
    fn lines() {
        use ProblemKind::*;
        let table: [(&[&str], &[&str], &[ProblemKind]); 28] = [
            (&["--name=a", "-auth", "-ca", "x"], &["name=a", "auth=true", "ca=x"], &[]),
            (&["--auth", "true", "--ca=x"], &["auth=true", "ca=x (unseen)"], &[SeparateBool]),
            (&["--auth", "foo"], &["auth=true"], &[Stray]),
            (&["--snapshot", "foo"], &["snapshot=true"], &[Stray]),
            (&["---auth=true"], &[], &[BadSyntax]),
            (&["-=x", "--=x"], &[], &[BadSyntax, BadSyntax]),
            (&["--", "--auth"], &["auth=true (unseen)"], &[Stray]),
            (&["--auth", "--"], &["auth=true"], &[]),
            (&["-", "--auth"], &["auth=true (unseen)"], &[Stray]),
            (&["foo", "bar"], &[], &[Stray]),
            (&["--ca", "--cert=/x", "--auth"], &["ca=--cert=/x", "auth=true"], &[SwallowedFlag]),
            (&["--quota", "-1"], &["quota=-1"], &[]),
            (&["--name"], &["name=?"], &[MissingValue]),
            (&["--name="], &["name="], &[]),
            (&["--nme=x"], &["nme=x"], &[NotDefined]),
            (&["--nme=x", "foo"], &["nme=x"], &[NotDefined, Stray]),
            (&["--nme", "x", "--auth"], &["nme=x", "auth=true"], &[NotDefined]),
            (&["--nme", "--auth"], &["nme=true", "auth=true"], &[NotDefined]),
            (&["--Auth", "--ca_=x"], &["Auth=true", "ca_=x"], &[NotDefined, NotDefined]),
            (&["--cert=a --ca=b"], &["cert=a --ca=b"], &[SeveralInOne]),
            (&["--name default"], &["name=default"], &[SeveralInOne]),
            (&["--name={\"a\": -1}"], &["name={\"a\": -1}"], &[]),
            (
                &["--auth=\"true\"", "--ca", "'x'"],
                &["auth=\"true\"", "ca='x'"],
                &[LiteralQuotes, LiteralQuotes],
            ),
            (&["--name=5'"], &["name=5'"], &[]),
            (&["--name='"], &["name='"], &[]),
            (&["\"--auth\""], &[], &[LiteralQuotes, Stray]),
            (&["--auth", "--auth=false"], &["auth=true", "auth=false"], &[Repeated]),
            (&["--help=false"], &["help=false"], &[Help]),
        ];
        for (args, expected, problems) in table {
            let line = read(args);
            assert_eq!(uses(&line), expected, "{args:?}");
            let kinds: Vec<ProblemKind> = line.problems.iter().map(|problem| problem.kind).collect();
            assert_eq!(kinds, problems, "{args:?}");
            assert!(!line.open, "{args:?}");
        }
    }

    #[test]
    fn leftovers_are_all_listed() {
        let texts = |args: &[&str]| -> Vec<String> {
            read(args).leftovers.into_iter().map(|word| word.text).collect()
        };
        assert_eq!(texts(&["--auth", "true", "--ca=x"]), ["true", "--ca=x"]);
        assert_eq!(texts(&["--", "--auth"]), ["--auth"]);
        assert!(texts(&["--auth", "--"]).is_empty());
    }

    #[test]
    fn the_last_use_counts_even_behind_a_stop() {
        let line = read(&["--ca=a", "--ca=b", "x", "--ca=c"]);
        assert_eq!(line.last("ca").unwrap().value.as_ref().unwrap().text, "c");
        assert!(line.last("cert").is_none());
    }

    #[test]
    fn places() {
        let line = read(&["--ca=x", "--cert", "y"]);
        let [joined, separate] = line.uses.as_slice() else { panic!("two flags") };
        assert_eq!(joined.name_place.part, Part::Within(0..4));
        assert_eq!(joined.value.as_ref().unwrap().place.part, Part::Within(5..6));
        assert_eq!(separate.value.as_ref().unwrap().place.path, Path::ROOT.index(2));
        assert_eq!((separate.how, separate.index), (How::Separate, 1));
    }

    #[test]
    fn holes() {
        for args in [&["$(ARGS)"], &["--$(X)=1"]] {
            let line = read(args);
            assert!(line.open && line.uses.is_empty() && line.problems.is_empty(), "{args:?}");
        }
        let line = read(&["--ca=$(X)"]);
        assert!(!line.open);
        assert!(!line.uses[0].value.as_ref().unwrap().is_known());
        let line = read(&["--ca", "$(X)"]);
        assert!(!line.uses[0].value.as_ref().unwrap().is_known());
    }

    #[test]
    fn a_shell_has_removed_the_quotes() {
        let mut args = words(&["--name='x'"]);
        args[0].from_shell = true;
        assert!(parse(&args, &lookup).problems.is_empty());
    }

    proptest::proptest! {
        #[test]
        fn every_element_is_accounted_for(args in proptest::collection::vec("[-=a-chtu\"' é]{0,8}", 0..6)) {
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let line = read(&args);
            let separate = line.uses.iter().filter(|flag| flag.how == How::Separate && flag.value.is_some());
            let syntax = line.problems_of(ProblemKind::BadSyntax).count();
            let terminator = usize::from(args.contains(&"--"));
            let stray = line.leftovers.iter().filter(|word| word.text.len() < 2 || !word.text.starts_with('-'));
            let seen = line.uses.len() + separate.count() + syntax + stray.count();
            proptest::prop_assert!(seen <= args.len() && args.len() <= seen + terminator * args.len());
        }
    }
}

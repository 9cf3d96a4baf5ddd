//! Command lines as `pflag` and cobra read them, which is how kube-apiserver, etcdctl and etcdutl do.
//!
//! They differ from Go's own `flag` package: flags may stand anywhere, `-x` is a shorthand letter,
//! and a single dash before a long name is an error.

use std::ops::Range;

use crate::source::Place;

use super::go_flag::{FlagUse, How, Kind, Lookup};
use crate::subject::word::Word;

/// How a program has set up pflag.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    /// Whether `_` in names counts as `-` (`WordSepNormalizeFunc` of Kubernetes' components).
    pub normalizes: bool,
    /// The shorthand letters with the names that they stand for.
    pub shorthands: &'static [(char, &'static str)],
}

/// kube-apiserver.
pub const APISERVER: Dialect = Dialect { normalizes: true, shorthands: &[('h', "help"), ('v', "v")] };

/// etcdctl and etcdutl.
pub const ETCDCTL: Dialect = Dialect { normalizes: false, shorthands: &[('h', "help"), ('w', "write-out")] };

/// A command line, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PflagLine {
    /// The flags in order. All uses of a list flag add up; of any other the last counts.
    pub uses: Vec<FlagUse>,
    /// What the program would complain about, in order; it exits at the first.
    pub problems: Vec<PflagProblem>,
    /// The subcommands and arguments.
    pub positionals: Vec<Word>,
    /// Whether an element is unknown from its start, so that there may be flags that are not seen.
    pub open: bool,
}

/// Something wrong with a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PflagProblem {
    /// What is wrong.
    pub kind: PflagProblemKind,
    /// The position of the element in the arguments.
    pub index: usize,
    /// Where it stands.
    pub place: Place,
    /// The flag it is about, without dashes.
    pub name: String,
}

/// What is wrong with an element of a command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PflagProblemKind {
    /// `bad flag syntax: ---name`
    BadSyntax,
    /// `unknown flag: --name`
    UnknownFlag,
    /// `unknown shorthand flag: 'e' in -etcd-servers`
    UnknownShorthand(char),
    /// `flag needs an argument: --name`
    MissingValue,
}

impl PflagLine {
    /// The last use of a flag.
    pub fn last(&self, name: &str) -> Option<&FlagUse> {
        self.all(name).last()
    }

    /// All uses of a flag.
    pub fn all(&self, name: &str) -> impl DoubleEndedIterator<Item = &FlagUse> {
        self.uses.iter().filter(move |flag| flag.name == name)
    }
}

/// Reads the arguments of a program, its own name not among them. After an error that ends the
/// program it goes on: an unknown flag takes the next element unless that begins with a dash.
pub fn parse(args: &[Word], lookup: Lookup, dialect: &Dialect) -> PflagLine {
    let mut parser = Parser { args, lookup, dialect, line: PflagLine::default(), index: 0 };
    while let Some(word) = args.get(parser.index) {
        if !word.starts_known() {
            parser.line.open = true;
        } else if word.text == "--" {
            let rest = args.get(parser.index + 1..).unwrap_or_default();
            parser.line.positionals.extend_from_slice(rest);
            break;
        } else if word.text.starts_with("--") {
            parser.long(word, 2);
        } else if word.text.len() > 1 && word.text.starts_with('-') {
            parser.short(word);
        } else {
            parser.line.positionals.push(word.clone());
        }
        parser.index += 1;
    }
    parser.line
}

struct Parser<'a> {
    args: &'a [Word],
    lookup: Lookup<'a>,
    dialect: &'a Dialect,
    line: PflagLine,
    index: usize,
}

impl<'a> Parser<'a> {
    /// A long flag; `dashes` is 1 where a long name stands behind a single dash by mistake.
    fn long(&mut self, word: &'a Word, dashes: usize) {
        let body = word.text.get(dashes..).unwrap_or_default();
        if body.is_empty() || body.starts_with(['-', '=']) {
            self.problem(PflagProblemKind::BadSyntax, word, "");
            return;
        }
        let name_end = dashes + body.find('=').unwrap_or(body.len());
        if !word.is_known_in(0..name_end) {
            self.line.open = true;
            return;
        }
        let name = self.normalized(word.text.get(dashes..name_end).unwrap_or_default());
        let kind = (self.lookup)(&name);
        if kind.is_none() && dashes == 2 && name != "help" {
            self.problem(PflagProblemKind::UnknownFlag, word, &name);
        }
        if name_end < word.text.len() {
            let value = word.slice(name_end + 1..word.text.len());
            self.push(word, name, dashes..name_end, kind, Some(value), How::Joined);
        } else {
            self.without_value(word, name, dashes..name_end, kind);
        }
    }

    /// A cluster of shorthand letters, of which the first that takes a value ends it.
    fn short(&mut self, word: &'a Word) {
        for (at, letter) in word.text.char_indices().skip(1) {
            if !word.is_known_at(at) {
                self.line.open = true;
                return;
            }
            let shorthand = self.dialect.shorthands.iter().find(|(short, _)| *short == letter);
            let Some((_, name)) = shorthand else {
                let name = word.text.trim_start_matches('-').split('=').next().unwrap_or_default();
                self.problem(PflagProblemKind::UnknownShorthand(letter), word, &self.normalized(name));
                self.long(word, 1);
                return;
            };
            let end = at + letter.len_utf8();
            let kind = (self.lookup)(name);
            let rest = word.text.get(end..).unwrap_or_default();
            let takes_rest = rest.starts_with('=') || !(rest.is_empty() || is_bool(kind, name));
            if takes_rest {
                let start = if rest.starts_with('=') { end + 1 } else { end };
                let value = word.slice(start..word.text.len());
                self.push(word, (*name).to_owned(), at..end, kind, Some(value), How::Joined);
                return;
            }
            self.without_value(word, (*name).to_owned(), at..end, kind);
        }
    }

    fn without_value(&mut self, word: &'a Word, name: String, range: Range<usize>, kind: Option<Kind>) {
        if is_bool(kind, &name) {
            self.push(word, name, range, kind, Some(implied(word)), How::Implied);
            return;
        }
        let next = self.args.get(self.index + 1);
        match next.filter(|next| kind.is_some() || !next.text.starts_with('-')) {
            Some(value) => {
                self.push(word, name, range, kind, Some(value.clone()), How::Separate);
                self.index += 1;
            }
            None if kind.is_none() => self.push(word, name, range, kind, Some(implied(word)), How::Implied),
            None => {
                self.problem(PflagProblemKind::MissingValue, word, &name);
                self.push(word, name, range, kind, None, How::Separate);
            }
        }
    }

    fn push(
        &mut self,
        word: &Word,
        name: String,
        range: Range<usize>,
        kind: Option<Kind>,
        value: Option<Word>,
        how: How,
    ) {
        let dashes = word.text.len() - word.text.trim_start_matches('-').len();
        self.line.uses.push(FlagUse {
            name,
            name_place: word.place_of(range.start.saturating_sub(dashes)..range.end),
            dashes,
            kind,
            value,
            how,
            index: self.index,
            place: word.place.clone(),
            after_stop: false,
        });
    }

    fn problem(&mut self, kind: PflagProblemKind, word: &Word, name: &str) {
        let (index, place, name) = (self.index, word.place.clone(), name.to_owned());
        self.line.problems.push(PflagProblem { kind, index, place, name });
    }

    fn normalized(&self, name: &str) -> String {
        if self.dialect.normalizes { name.replace('_', "-") } else { name.to_owned() }
    }
}

fn is_bool(kind: Option<Kind>, name: &str) -> bool {
    kind.map_or(name == "help", Kind::is_bool)
}

fn implied(word: &Word) -> Word {
    Word { from_shell: word.from_shell, ..Word::derived("true", word.place.clone()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{DocumentId, Part, Path};

    fn words(args: &[&str]) -> Vec<Word> {
        let place = |index| Place::value(DocumentId(0), Path::ROOT.index(index));
        args.iter().enumerate().map(|(index, text)| Word::literal(*text, place(index))).collect()
    }

    fn lookup(name: &str) -> Option<Kind> {
        match name {
            "anonymous-auth" => Some(Kind::Bool),
            "etcd-servers" | "etcd-cafile" | "v" => Some(Kind::String),
            _ => None,
        }
    }

    fn uses(line: &PflagLine) -> Vec<String> {
        let value = |flag: &FlagUse| flag.value.as_ref().map_or("?".to_owned(), |value| value.text.clone());
        line.uses.iter().map(|flag| format!("{}={}", flag.name, value(flag))).collect()
    }

    /// Arguments, flags with their values, positionals, problems.
    type Line = (
        &'static [&'static str],
        &'static [&'static str],
        &'static [&'static str],
        &'static [PflagProblemKind],
    );

    #[test]
    fn lines() {
        use PflagProblemKind::*;
        let table: [Line; 16] = [
            (&["--etcd-servers=a", "--etcd-cafile", "b"], &["etcd-servers=a", "etcd-cafile=b"], &[], &[]),
            (&["--etcd_servers=a"], &["etcd-servers=a"], &[], &[]),
            (
                &["snapshot", "--etcd-cafile=a", "save", "x"],
                &["etcd-cafile=a"],
                &["snapshot", "save", "x"],
                &[],
            ),
            (&["--anonymous-auth", "false"], &["anonymous-auth=true"], &["false"], &[]),
            (&["--etcd-cafile", "--anonymous-auth"], &["etcd-cafile=--anonymous-auth"], &[], &[]),
            (&["--etcd-cafile"], &["etcd-cafile=?"], &[], &[MissingValue]),
            (&["--etcd-ca-file=x"], &["etcd-ca-file=x"], &[], &[UnknownFlag]),
            (&["--other", "x"], &["other=x"], &[], &[UnknownFlag]),
            (&["--other", "--anonymous-auth"], &["other=true", "anonymous-auth=true"], &[], &[UnknownFlag]),
            (&["-etcd-servers=x"], &["etcd-servers=x"], &[], &[UnknownShorthand('e')]),
            (&["-v", "2", "-v3", "-v=4"], &["v=2", "v=3", "v=4"], &[], &[]),
            (&["-h"], &["help=true"], &[], &[]),
            (&["--help"], &["help=true"], &[], &[]),
            (&["---x", "--=x"], &[], &[], &[BadSyntax, BadSyntax]),
            (&["--", "--anonymous-auth"], &[], &["--anonymous-auth"], &[]),
            (&["-"], &[], &["-"], &[]),
        ];
        for (args, expected, positionals, problems) in table {
            let line = parse(&words(args), &lookup, &APISERVER);
            assert_eq!(uses(&line), expected, "{args:?}");
            let rest: Vec<&str> = line.positionals.iter().map(|word| word.text.as_str()).collect();
            assert_eq!(rest, positionals, "{args:?}");
            let kinds: Vec<PflagProblemKind> = line.problems.iter().map(|problem| problem.kind).collect();
            assert_eq!(kinds, problems, "{args:?}");
        }
    }

    #[test]
    fn etcdctl_does_not_normalize() {
        let line = parse(&words(&["--etcd_servers=a"]), &lookup, &ETCDCTL);
        assert_eq!(line.problems[0].kind, PflagProblemKind::UnknownFlag);
    }

    #[test]
    fn places_and_repeats() {
        let line = parse(&words(&["--etcd-servers=a", "--etcd-servers=b"]), &lookup, &APISERVER);
        assert_eq!(line.all("etcd-servers").count(), 2);
        let last = line.last("etcd-servers").unwrap();
        assert_eq!(last.name_place.part, Part::Within(0..14));
        assert_eq!(last.value.as_ref().unwrap().place.part, Part::Within(15..16));
    }

    #[test]
    fn holes() {
        let mut args = words(&["$(ARGS)", "x"]);
        args[0].unknown.push(0..7);
        let line = parse(&args, &lookup, &APISERVER);
        assert!(line.open);
        assert_eq!(line.positionals.len(), 1);

        let mut args = words(&["-$(LETTERS)"]);
        args[0].unknown.push(1..11);
        let line = parse(&args, &lookup, &APISERVER);
        assert!(line.open && line.problems.is_empty());
    }
}

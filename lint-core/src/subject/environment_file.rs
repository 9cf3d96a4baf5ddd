//! Files of variables that `EnvironmentFile=` of a unit names, as systemd reads them: systemd.exec(5), and
//! `parse_env_file_internal` in its `env-file.c`.

use std::collections::HashSet;

use super::environment::{EnvValue, EnvVar};
use super::word::Word;
use crate::source::{DocumentId, Place};

/// A file of variables.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentFile {
    /// What it sets, in this order.
    pub variables: Vec<EnvVar>,
    /// Whether all its lines are blank, comments, or assignments to names that a shell would not take for more.
    is_plain: bool,
}

/// How the variables of a server begin that tell it from its clients.
const OF_SERVER: [&str; 8] = [
    "ETCD_ADVERTISE_",
    "ETCD_AUTO_",
    "ETCD_CLIENT_CERT_AUTH",
    "ETCD_CONFIG_FILE",
    "ETCD_INITIAL_",
    "ETCD_LISTEN_",
    "ETCD_PEER_",
    "ETCD_UNSAFE_",
];

/// Whether a text, or one that begins so, sets variables and does nothing else.
pub fn sets_variables_only(text: &str) -> bool {
    EnvironmentFile::plain(text).is_some_and(|file| !file.variables.is_empty())
}

/// Whether a text, or one that begins so, is a file of variables with some of etcd's.
pub fn is_environment_file(text: &str) -> bool {
    let is_of_etcd = |variable: &EnvVar| variable.name.starts_with("ETCD_");
    EnvironmentFile::plain(text).is_some_and(|file| file.variables.iter().any(is_of_etcd))
}

/// Whether such a file is for a server: its clients have variables that begin with `ETCD_` too, as `ETCD_CERT_FILE`.
pub fn is_of_server(text: &str) -> bool {
    let file = EnvironmentFile::of(DocumentId(0), text);
    let mut names = file.variables.iter().map(|variable| variable.name.as_str());
    names.any(|name| OF_SERVER.iter().any(|prefix| name.starts_with(prefix)))
}

impl EnvironmentFile {
    /// Reads the text of a file.
    pub fn of(document: DocumentId, text: &str) -> EnvironmentFile {
        EnvironmentFile::read(document, text, &|_| true)
    }

    /// Reads a text as far as it may be such a file; `None` if it is none.
    fn plain(text: &str) -> Option<EnvironmentFile> {
        let file = EnvironmentFile::read(DocumentId(0), text, &|file| file.is_plain);
        file.is_plain.then_some(file)
    }

    fn read(document: DocumentId, text: &str, goes_on: &dyn Fn(&EnvironmentFile) -> bool) -> EnvironmentFile {
        let mut file = EnvironmentFile { is_plain: !text.starts_with("#!"), ..EnvironmentFile::default() };
        let mut reader = Reader { text, at: 0, names: HashSet::new() };
        if reader.peek() == Some(BYTE_ORDER_MARK) {
            reader.skip(BYTE_ORDER_MARK);
        }
        while let Some(c) = reader.peek().filter(|_| goes_on(&file)) {
            match c {
                c if c.is_whitespace() => reader.skip(c),
                '#' | ';' => drop(reader.take_until(&NEWLINE)),
                _ => file.read_assignment(document, &mut reader),
            }
        }
        file
    }

    /// Reads from a name on; what has none systemd passes over.
    fn read_assignment<'t>(&mut self, document: DocumentId, reader: &mut Reader<'t>) {
        let start = reader.at;
        let key = reader.take_until(&['=', '\n', '\r']).trim_end();
        let is_name = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if reader.peek() != Some('=') {
            // Of a text that is cut off, nobody knows how its last line goes on.
            self.is_plain &= is_name && reader.peek().is_none();
            return;
        }
        reader.skip('=');
        let value_start = reader.at;
        let value = reader.take_value(document);
        let written = reader.text.get(value_start..reader.at).unwrap_or_default().trim();
        let is_of_shell = is_of_shell(written) || references(written).any(|name| reader.names.contains(name));
        self.is_plain &= is_name && !key.is_empty() && !is_of_shell;
        reader.names.insert(key);
        self.variables.push(EnvVar {
            name: key.to_owned(),
            name_place: Place::text(document, start..start + key.len()),
            place: value.place.clone(),
            value: EnvValue::Literal(value),
        });
    }
}

/// Whether a value is one for a shell: a command stands behind it, or in it, or it goes on in the next line.
fn is_of_shell(written: &str) -> bool {
    // What Ansible puts in may have blanks around it.
    let is_whole = written.starts_with(['"', '\'']) || written.contains("{{");
    written.contains("$(")
        || written.contains('`')
        || !is_whole && written.contains(|c: char| c.is_whitespace())
}

/// The names of the variables whose values a shell would put into a text.
fn references(written: &str) -> impl Iterator<Item = &str> {
    let behind_sign = written.split('$').skip(1).map(|rest| rest.trim_start_matches('{'));
    behind_sign.filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next())
}

const BYTE_ORDER_MARK: char = '\u{feff}';

const NEWLINE: [char; 2] = ['\n', '\r'];

/// What can be escaped between double quotes.
const ESCAPABLE: [char; 4] = ['"', '\\', '`', '$'];

struct Reader<'t> {
    text: &'t str,
    /// The byte that comes next.
    at: usize,
    /// The names of the variables before it.
    names: HashSet<&'t str>,
}

/// Where in a value its reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Before all of it, or behind a quote.
    Blanks,
    Bare,
    Quotes(char),
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self, c: char) {
        self.at += c.len_utf8();
    }

    /// The text before the next of these characters.
    fn take_until(&mut self, ends: &[char]) -> &'t str {
        let rest = self.rest();
        let taken = rest.find(ends).and_then(|end| rest.get(..end)).unwrap_or(rest);
        self.at += taken.len();
        taken
    }

    /// A value, which may go on over several lines; the end of its last one stays.
    fn take_value(&mut self, document: DocumentId) -> Word {
        let begin = self.at;
        let mut value: Vec<(usize, char)> = Vec::new();
        let mut within = Within::Blanks;
        while let Some(c) = self.peek() {
            if NEWLINE.contains(&c) && !matches!(within, Within::Quotes(_)) {
                break;
            }
            let at = self.at;
            self.skip(c);
            match (within, c) {
                (Within::Blanks, '\'' | '"') => within = Within::Quotes(c),
                (Within::Blanks, c) if c.is_whitespace() => {}
                (Within::Quotes(quote), c) if c == quote => within = Within::Blanks,
                (Within::Quotes('"'), '\\') => {
                    if self.peek().is_some_and(|next| !ESCAPABLE.contains(&next) && !NEWLINE.contains(&next))
                    {
                        value.push((at, c));
                    }
                    value.extend(self.take_escaped());
                }
                (Within::Blanks | Within::Bare, '\\') => {
                    within = Within::Bare;
                    value.extend(self.take_escaped());
                }
                (Within::Quotes(_), c) => value.push((at, c)),
                (_, c) => {
                    within = Within::Bare;
                    value.push((at, c));
                }
            }
        }
        while within == Within::Bare && value.last().is_some_and(|(_, c)| c.is_whitespace()) {
            value.pop();
        }
        self.word(document, begin, &value)
    }

    /// What stands behind a backslash; nothing for the end of a line.
    fn take_escaped(&mut self) -> Option<(usize, char)> {
        let (at, c) = (self.at, self.peek()?);
        self.skip(c);
        (!NEWLINE.contains(&c)).then_some((at, c))
    }

    fn word(&self, document: DocumentId, begin: usize, value: &[(usize, char)]) -> Word {
        let start = value.first().map_or(begin, |(at, _)| *at);
        let end = value.last().map_or(begin, |(at, c)| at + c.len_utf8());
        let text: String = value.iter().map(|(_, c)| c).collect();
        let verbatim = self.text.get(start..end) == Some(&text);
        Word { verbatim, ..Word::literal(text, Place::text(document, start..end)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Part;

    #[test]
    fn values_are_read_as_systemd_does() {
        let table: [(&str, &[(&str, &str)]); 14] = [
            ("A=1\nB=2\n", &[("A", "1"), ("B", "2")]),
            ("# A=1\n ; B=2\n\nC=3", &[("C", "3")]),
            ("A = 1 \n", &[("A", "1")]),
            ("A=\nB=", &[("A", ""), ("B", "")]),
            ("A=1 2 # 3\n", &[("A", "1 2 # 3")]),
            ("A='1 \\2' \nB=\"1 \\\\ \\\" \\n\"\n", &[("A", "1 \\2"), ("B", "1 \\ \" \\n")]),
            ("A='1' \"2\" 3\n", &[("A", "123")]),
            ("A=1'2'\n", &[("A", "1'2'")]),
            ("A=1\\\n2\nB=\\n", &[("A", "12"), ("B", "n")]),
            ("A=\"1\n2\"\nB=3\n", &[("A", "1\n2"), ("B", "3")]),
            ("A=$B ${C} `d`\r\nB=2\r\n", &[("A", "$B ${C} `d`"), ("B", "2")]),
            ("no\nA=1\n", &[("A", "1")]),
            ("A=1=2\n", &[("A", "1=2")]),
            ("A=\"1", &[("A", "1")]),
        ];
        for (text, expected) in table {
            let file = EnvironmentFile::of(DocumentId(0), text);
            let found: Vec<_> = file.variables.iter().map(|one| (one.name.as_str(), value(one))).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    fn value(variable: &EnvVar) -> &str {
        match &variable.value {
            EnvValue::Literal(word) => &word.text,
            EnvValue::Unknown => panic!("a file has no unknown values"),
        }
    }

    #[test]
    fn values_know_where_they_stand() {
        let text = "A='x y'\n B = z\nC=1\\2\nD=\n";
        let file = EnvironmentFile::of(DocumentId(0), text);
        let found = file.variables.iter().map(|one| {
            let EnvValue::Literal(word) = &one.value else { panic!("a file has no unknown values") };
            let at = |place: &Place| match &place.part {
                Part::Text(range) => text[range.clone()].to_owned(),
                _ => panic!("no place in the text"),
            };
            (at(&one.name_place), at(&one.place), word.verbatim)
        });
        let expected = [("A", "x y", true), ("B", "z", true), ("C", "1\\2", false), ("D", "", true)];
        assert_eq!(
            found.collect::<Vec<_>>(),
            expected.map(|(name, value, verbatim)| (name.to_owned(), value.to_owned(), verbatim))
        );
    }

    #[test]
    fn files_are_known_by_what_is_in_them() {
        let table = [
            ("ETCD_NAME=a\n", true),
            ("# etcd\n\nETCD_NAME=\"a\"\nGOMAXPROCS=2\n", true),
            ("ETCD_NAME=a\nETCD_DA", true),
            ("GOMAXPROCS=2\n", false),
            ("export ETCD_NAME=a\n", false),
            ("\u{feff}# etcd\nETCD_NAME=a\n", true),
            ("#!/bin/sh\nETCD_NAME=a\n", false),
            ("ETCD_NAME=a etcd\n", false),
            ("ETCD_NAME=a \\\n  etcd\n", false),
            ("ETCD_NAME=$(hostname)\n", false),
            ("ETCD_NAME=\"`hostname`\"\n", false),
            ("IP=10.0.0.4\nETCD_LISTEN_PEER_URLS=\"https://${IP}:2380\"\n", false),
            ("ETCD_LISTEN_PEER_URLS=\"https://${IP}:2380\"\n", true),
            ("ETCD_NAME='a b' # c\n", true),
            ("ETCD_NAME=a\nexec etcd\n", false),
            ("apiVersion: v1\nETCD_NAME=a\n", false),
            ("ETCD_NAME: a\n", false),
            ("{\"ETCD_NAME\": \"=\"}", false),
            ("", false),
        ];
        for (text, expected) in table {
            assert_eq!(is_environment_file(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "([A-C]=|[\"'\\\\ #;$é\n\r=]|[a-z])*") {
            for variable in EnvironmentFile::of(DocumentId(0), &text).variables {
                let EnvValue::Literal(word) = &variable.value else { panic!("a file has no unknown values") };
                let Part::Text(range) = &word.place.part else { panic!("no place in the text") };
                assert!(text.get(range.clone()).is_some());
            }
        }
    }
}

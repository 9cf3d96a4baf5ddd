//! Secrets in command lines: behind flags, in arguments, and in what is piped into a command.

use std::ops::Range;

use super::context::{Contexts, Until};
use super::is_secret_name;

/// All of these. Without a blank there is only one word, which a flag may begin.
pub(super) fn secrets(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    if text.contains('-') {
        secret_flags(text, contexts, found);
        short_users(text, contexts, found);
    }
    if text.contains("user") || text.contains("creds") {
        passwords_of_users(text, contexts, found);
    }
    if text.contains("ETCDCTL_USER") {
        user_variables(text, contexts, found);
    }
    if text.contains("from-literal") {
        literals(text, contexts, found);
    }
    if text.contains(' ') {
        short_flags(text, contexts, found);
        setters(text, contexts, found);
        piped(text, contexts, found);
        netrc(text, contexts, found);
        authorizations(text, contexts, found);
        database_users(text, contexts, found);
    }
    if text.contains('/') {
        webhooks(text, contexts, found);
    }
}

/// Where openssl may be told to find a passphrase that is not on the command line.
const SOURCES: [&str; 4] = ["env:", "file:", "fd:", "stdin"];

/// The word behind `--password` and its like, with one dash or two, also where it is the next item of a list.
fn secret_flags(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    let mut done = 0;
    for (at, _) in text.match_indices('-') {
        if at < done || !begins_flag(text, at) {
            continue;
        }
        let start = if text[at..].starts_with("--") { at + 2 } else { at + 1 };
        let name = name_at(text, start);
        if name.starts_with('-') || !is_secret_name(name) {
            continue;
        }
        let end = start + name.len();
        let value = next_word(text, end, contexts).filter(|value| value.start > end);
        let is_secret =
            |value: &Range<usize>| !SOURCES.iter().any(|source| text[value.start..].starts_with(source));
        if let Some(value) = value.filter(is_secret) {
            done = value.end;
            found.push(value);
        }
    }
}

fn begins_flag(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|before| !before.is_ascii_alphanumeric() && before != '-')
}

/// The password in `ETCDCTL_USER=root:password`, and where the variable is a key.
fn user_variables(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    for value in words_behind("ETCDCTL_USER", text, contexts) {
        found.extend(password_of(text, value));
    }
}

/// What is followed by a user with a password.
const USERS: [&str; 6] = ["--user", "--username", "--proxy-user", "--discovery-user", "--creds", "user add "];

/// The password in `--user root:password`.
fn passwords_of_users(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    for mark in USERS {
        for value in words_behind(mark, text, contexts) {
            found.extend(password_of(text, value));
        }
    }
}

/// The password in `-u root:password`.
fn short_users(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    let mut done = 0;
    for (at, _) in text.match_indices('-') {
        if at < done || !begins_flag(text, at) {
            continue;
        }
        let letters = letters_at(text, at + 1);
        let end = match letters.find(['u', 'U']) {
            // `-u root:password`, `-su root:password`
            Some(user) if user + 1 == letters.len() => at + 1 + letters.len(),
            // `-uroot:password`
            Some(0) => at + 2,
            _ => continue,
        };
        let Some(value) = next_word(text, end, contexts) else { continue };
        done = value.end;
        found.extend(password_of(text, value));
    }
}

/// What stands behind the colon, but for the numbers of a user and a group.
fn password_of(text: &str, user: Range<usize>) -> Option<Range<usize>> {
    let (name, password) = text[user.clone()].split_once(':')?;
    let is_number = |part: &str| part.trim_matches(['"', '\'']).bytes().all(|b| b.is_ascii_digit());
    let is_public = password.starts_with("//") || is_number(name) && is_number(password);
    if is_public { None } else { behind(text, user, ':') }
}

/// What stands behind a separator in a word, without the quotes at its end.
fn behind(text: &str, word: Range<usize>, separator: char) -> Option<Range<usize>> {
    let start = word.start + text[word.clone()].find(separator)? + separator.len_utf8();
    let part = text[start..word.end].trim_end_matches(['"', '\'', '\\']);
    Some(start..start + part.len())
}

/// The value in `--from-literal=name=value`, of which kubectl makes a Secret.
fn literals(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    for value in words_behind("--from-literal", text, contexts) {
        found.extend(behind(text, value, '='));
    }
}

/// Programs with a short flag for a password. Where a blank follows the flag, other flags begin like it.
const SHORT_FLAGS: [(&str, &str); 19] = [
    ("sshpass ", "-p"),
    ("mysql ", "-p"),
    ("mysqldump ", "-p"),
    ("mariadb-dump ", "-p"),
    ("redis-cli ", "-a"),
    ("login ", "-p"),
    ("openssl ", "-k "),
    ("openssl ", "-K "),
    ("ldapsearch ", "-w"),
    ("7z ", "-p"),
    ("zip ", "-P "),
    ("lftp ", "-u "),
    ("smbclient ", "-U "),
    ("mongo ", "-p "),
    ("mongodump ", "-p "),
    ("mongorestore ", "-p "),
    ("useradd ", "-p "),
    ("usermod ", "-p "),
    ("ipmitool ", "-P "),
];

/// `sshpass -p PASSWORD`, with or without a blank.
fn short_flags(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    for (program, flag) in SHORT_FLAGS {
        let mut done = 0;
        for (at, _) in text.match_indices(program) {
            if at < done {
                continue;
            }
            let start = at + program.len() - 1;
            let command = &text[start..start + command_length(&text[start..])];
            done = start + command.len();
            for (at, _) in command.match_indices(&format!(" {flag}")) {
                found.extend(next_word(text, start + at + 1 + flag.len(), contexts));
            }
        }
    }
}

/// Commands that are followed by so many words, and then by secrets.
const SETTERS: [(&str, usize); 8] = [
    ("alias set ", 2),
    ("config host add ", 2),
    ("config create ", 2),
    ("rclone obscure ", 0),
    ("vault login ", 0),
    ("htpasswd -nb ", 1),
    ("htpasswd -bc ", 2),
    ("patch secret ", 1),
];

/// `mc alias set NAME URL KEY SECRET`.
fn setters(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    for (setter, words) in SETTERS {
        let mut done = 0;
        for (at, _) in text.match_indices(setter) {
            if at < done {
                continue;
            }
            let end = (0..words).fold(at + setter.len(), |end, _| bare_word(text, end).end);
            let rest = contexts.rest(end, command_length);
            done = rest.end;
            found.push(trimmed(text, rest));
        }
    }
    named_values(text, contexts, found);
}

/// Commands that are followed by a name and its value.
const NAMED: [&str; 2] = [" set ", " put "];

/// `aws configure set NAME VALUE`, and `etcdctl put /app/NAME VALUE`.
fn named_values(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    for setter in NAMED {
        let mut done = 0;
        for (at, _) in text.match_indices(setter) {
            let word = bare_word(text, at + setter.len());
            let name = text[word.clone()].trim_matches(['"', '\'']).rsplit('/').next().unwrap_or_default();
            if at >= done && is_secret_name(name) {
                let rest = contexts.rest(word.end, command_length);
                done = rest.end;
                found.push(trimmed(text, rest));
            }
        }
    }
}

/// Commands that read a secret from their input.
const READERS: [&str; 12] = [
    "chpasswd",
    "--password-stdin",
    "passwd --stdin",
    "--passphrase-fd",
    "base64",
    "--stdin-pass",
    "user add",
    "user passwd",
    "--user",
    "sudo -S",
    "-pass stdin",
    "/dev/stdin",
];

/// `echo PASSWORD | base64`, `chpasswd <<< root:PASSWORD`.
fn piped(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    let mut start = 0;
    while start < text.len() {
        let line = &text[start..start + line_length(&text[start..])];
        let readers = if line.contains(['|', '<']) { &READERS[..] } else { &[] };
        if let Some(reader) = readers.iter().filter_map(|reader| line.rfind(reader)).max() {
            let said = ["echo ", "printf "].iter().filter_map(|say| Some(line.find(say)? + say.len())).min();
            if let (Some(said), Some(pipe)) = (said, line[..reader].rfind('|')) {
                found.push(trimmed(text, start + said..start + pipe.max(said)));
            }
            if let Some(given) = line.find("<<<") {
                found.push(trimmed(text, contexts.rest(start + given + "<<<".len(), line_length)));
            }
        }
        start += line.len() + 1;
    }
}

/// `machine HOST login NAME password PASSWORD`.
fn netrc(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    const MARK: &str = " password ";
    if !text.contains(MARK) {
        return;
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(login) = line.find("login ") {
            let marks = line[login..].match_indices(MARK);
            found.extend(
                marks.filter_map(|(at, _)| next_word(text, start + login + at + MARK.len(), contexts)),
            );
        }
        start += line.len();
    }
}

/// `Bearer TOKEN` and `Basic USER`, also in small letters, unless a plain word follows, as in prose.
fn authorizations(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    for scheme in ["earer ", "asic "] {
        for (at, _) in text.match_indices(scheme) {
            let Some(value) = next_word(text, at + scheme.len(), contexts) else { continue };
            let is_prose =
                text[value.clone()].bytes().all(|b| b.is_ascii_lowercase() || b"-.,;:()".contains(&b));
            if !is_prose {
                found.push(value);
            }
        }
    }
}

/// `CREATE USER a IDENTIFIED BY 'PASSWORD'`, `ALTER USER a WITH PASSWORD 'PASSWORD'`. Prose has no quotes there.
fn database_users(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    for mark in ["PASSWORD ", "password ", "IDENTIFIED BY ", "identified by "] {
        let is_string = |value: &Range<usize>| text[value.clone()].starts_with(['\'', '"', '\\']);
        found.extend(words_behind(mark, text, contexts).into_iter().filter(is_string));
    }
}

/// Who knows the rest of such an address can write to the channel.
fn webhooks(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    for mark in ["hooks.slack.com/services/", "discord.com/api/webhooks/", "api.telegram.org/bot"] {
        found.extend(words_behind(mark, text, contexts));
    }
}

/// The word behind each mark. A mark within such a word is none.
fn words_behind(mark: &str, text: &str, contexts: &Contexts) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices(mark) {
        if words.last().is_none_or(|last| at >= last.end) {
            words.extend(next_word(text, at + mark.len(), contexts));
        }
    }
    words
}

/// The word that follows on the line or the one that continues it, or as the next item of a list.
fn next_word(text: &str, end: usize, contexts: &Contexts) -> Option<Range<usize>> {
    let rest = behind_quote(&text[end..]);
    let mut value = behind_blanks(rest);
    if value.starts_with(['\n', '\r']) {
        let next = value.trim_start_matches([' ', '\t', '\n', '\r', '#']);
        value = match next.strip_prefix("- ") {
            Some(item) => item.trim_start(),
            None if rest.starts_with(',') => next,
            None => return None,
        };
    }
    Some(contexts.value(text.len() - value.len(), Until::Blank)).filter(|value| !value.is_empty())
}

/// Without the quote that closes what is before, as in `"--user", "root:password"`, and the colon behind a key. In a
/// string the quote is escaped.
fn behind_quote(rest: &str) -> &str {
    let behind = rest.trim_start_matches('\\').strip_prefix(['"', '\'']);
    let is_closed =
        |behind: &&str| behind.is_empty() || behind.starts_with([' ', '\t', ',', ':', '\n', '\r']);
    let rest = behind.filter(is_closed).unwrap_or(rest);
    rest.strip_prefix(':').unwrap_or(rest)
}

/// Without what separates words, the end of a line that is continued included.
fn behind_blanks(rest: &str) -> &str {
    let mut rest = rest.trim_start_matches([' ', '\t', '=', ',']);
    while let Some(next) = rest.strip_prefix("\\\n").or_else(|| rest.strip_prefix("\\\r\n")) {
        rest = next.trim_start_matches([' ', '\t']);
    }
    rest
}

/// What follows up to the next blank.
fn bare_word(text: &str, end: usize) -> Range<usize> {
    let rest = behind_blanks(&text[end..]);
    let start = text.len() - rest.len();
    start..start + rest.find([' ', '\t', '\n', '\r']).unwrap_or(rest.len())
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    start..(range.start + part.trim_end().len()).max(start)
}

fn name_at(text: &str, start: usize) -> &str {
    let rest = &text[start..];
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())]
}

fn letters_at(text: &str, start: usize) -> &str {
    let rest = &text[start..];
    &rest[..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())]
}

/// Up to the end of a line that does not go on in the next.
fn line_length(text: &str) -> usize {
    length_up_to(text, &['\n', '\r'])
}

/// Up to what ends a command.
fn command_length(text: &str) -> usize {
    length_up_to(text, &['\n', '\r', ';', '|', '&'])
}

fn length_up_to(text: &str, ends: &[char]) -> usize {
    let is_escaped = |at: usize| text[..at].ends_with('\\') || text[..at].ends_with("\\\r");
    text.match_indices(ends).find(|(at, _)| !is_escaped(*at)).map_or(text.len(), |(at, _)| at)
}

//! Secrets in command lines: behind flags, in arguments, and in what is piped into a command.

use std::ops::Range;

use super::context::{Contexts, Until};
use super::is_secret_name;

/// All of these. Without a blank there is only one word, which a flag may begin.
pub(super) fn secrets(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    if text.contains('-') {
        secret_flags(text, contexts, found);
        passwords_of_users(text, contexts, found);
    }
    if text.contains("ETCDCTL_USER") {
        user_variables(text, contexts, found);
    }
    if text.contains(' ') {
        short_flags(text, contexts, found);
        setters(text, contexts, found);
        piped(text, found);
        netrc(text, contexts, found);
        authorizations(text, contexts, found);
    }
}

/// The word behind `--password` and its like, also where it is the next item of a list.
fn secret_flags(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    for (at, mark) in text.match_indices("--") {
        let start = at + mark.len();
        let is_flag = text[..at].chars().next_back().is_none_or(|c| !c.is_ascii_alphanumeric() && c != '-');
        let name = if is_flag { name_at(text, start) } else { "" };
        if !is_secret_name(name) {
            continue;
        }
        let end = start + name.len();
        if let Some(value) = next_word(text, end, contexts).filter(|value| value.start > end) {
            found.push(value);
        }
    }
}

/// The password in `ETCDCTL_USER=root:password`.
fn user_variables(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    const NAME: &str = "ETCDCTL_USER";
    for (at, _) in text.match_indices(NAME) {
        let value = next_word(text, at + NAME.len(), contexts);
        found.extend(value.and_then(|value| password_of(text, value)));
    }
}

/// The password in `--user root:password` and `-u root:password`.
fn passwords_of_users(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    for mark in ["--user", "--proxy-user"] {
        for (at, _) in text.match_indices(mark) {
            let end = at + mark.len();
            found.extend(next_word(text, end, contexts).and_then(|value| password_of(text, value)));
        }
    }
    for (at, _) in text.match_indices('-') {
        let is_flag = text[..at]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_ascii_alphanumeric() && before != '-');
        let letters = letters_at(text, at + 1);
        let end = match letters.find(['u', 'U']) {
            _ if !is_flag => continue,
            // `-u root:password`, `-su root:password`
            Some(user) if user + 1 == letters.len() => at + 1 + letters.len(),
            // `-uroot:password`
            Some(0) => at + 2,
            _ => continue,
        };
        found.extend(next_word(text, end, contexts).and_then(|value| password_of(text, value)));
    }
}

/// What stands behind the colon, but for the numbers of a user and a group.
fn password_of(text: &str, user: Range<usize>) -> Option<Range<usize>> {
    let word = &text[user.clone()];
    let (name, password) = word.split_once(':')?;
    let is_number = |part: &str| part.trim_matches(['"', '\'']).bytes().all(|b| b.is_ascii_digit());
    let is_url = password.starts_with("//");
    let quoted = word.len() - word.trim_end_matches(['"', '\'']).len();
    let all = user.start + name.len() + 1..user.end - quoted.min(password.len());
    let is_public = is_url || is_number(name) && is_number(password);
    (!is_public).then_some(all)
}

/// Programs with a short flag for a password.
const SHORT_FLAGS: [(&str, &str); 9] = [
    ("sshpass ", "-p"),
    ("mysql ", "-p"),
    ("mysqldump ", "-p"),
    ("mariadb-dump ", "-p"),
    ("redis-cli ", "-a"),
    ("login ", "-p"),
    ("openssl enc ", "-k"),
    ("openssl enc ", "-K"),
    ("ldapsearch ", "-w"),
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

/// Commands that are followed by names, and then by secrets to the end of the line.
const SETTERS: [(&str, usize); 3] = [("alias set ", 2), ("config host add ", 2), (" set ", 0)];

/// `mc alias set NAME URL KEY SECRET` and `aws configure set NAME VALUE`.
fn setters(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    for (setter, names) in SETTERS {
        let mut done = 0;
        for (at, _) in text.match_indices(setter) {
            if at < done {
                continue;
            }
            let mut end = at + setter.len();
            let mut last = "";
            for _ in 0..names.max(1) {
                let Some(word) = next_word(text, end, contexts) else { break };
                last = &text[word.clone()];
                end = word.end;
            }
            if names > 0 || is_secret_name(last.trim_matches(['"', '\''])) {
                let rest = end..end + line_length(&text[end..]);
                done = rest.end;
                found.push(trimmed(text, rest));
            }
        }
    }
}

/// Commands that read a secret from their input.
const READERS: [&str; 6] =
    ["chpasswd", "--password-stdin", "passwd --stdin", "--passphrase-fd", "base64", "--stdin-pass"];

/// `echo PASSWORD | base64`, `chpasswd <<< root:PASSWORD`.
fn piped(text: &str, found: &mut Vec<Range<usize>>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let readers = if line.contains(['|', '<']) { &READERS[..] } else { &[] };
        if let Some(reader) = readers.iter().filter_map(|reader| line.rfind(reader)).max() {
            let said = ["echo ", "printf "].iter().filter_map(|say| Some(line.find(say)? + say.len())).min();
            if let (Some(said), Some(pipe)) = (said, line[..reader].rfind('|')) {
                found.push(trimmed(text, start + said..start + pipe.max(said)));
            }
            if let Some(given) = line.find("<<<") {
                found.push(trimmed(text, start + given + 3..start + line.len()));
            }
        }
        start += line.len();
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

/// The word that follows on the line, or as the next item of a list.
fn next_word(text: &str, end: usize, contexts: &Contexts) -> Option<Range<usize>> {
    let rest = &text[end..];
    let mut value = rest.trim_start_matches([' ', '\t', '=', ',', '\\']);
    // A quote that closes what is before, as in `"--user", "root:password"`.
    if let Some(behind) = value.strip_prefix(['"', '\'']) {
        let item = behind.trim_start_matches([' ', '\t', ',']);
        if item.len() < behind.len() || behind.is_empty() || behind.starts_with(['\n', '\r']) {
            value = item;
        }
    }
    if value.starts_with(['\n', '\r']) {
        value = value.trim_start().strip_prefix("- ")?.trim_start();
    }
    let start = end + rest.len() - value.len();
    Some(contexts.value(start, Until::Blank)).filter(|value| !value.is_empty())
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

fn line_length(text: &str) -> usize {
    text.find(['\n', '\r']).unwrap_or(text.len())
}

/// Up to what ends a command.
fn command_length(text: &str) -> usize {
    text.find(['\n', '\r', ';', '|', '&']).unwrap_or(text.len())
}

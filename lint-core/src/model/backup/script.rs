//! Scripts, crontabs and systemd units that are given as text.

use std::ops::Range;

use super::{Backup, Builder, Location, Schedule, UnitFacts};
use crate::source::{DocumentId, Place};
use crate::subject::command::{Resolved, resolve_script};
use crate::subject::environment::{EnvValue, EnvVar, Environment};
use crate::subject::object::Subject;
use crate::subject::shell::Opaque;
use crate::subject::unit::{self, EnvironmentFiles, Unit};
use crate::subject::word::Word;

/// How many steps of other lines, and how many lines that get them, a crontab may have.
const MAX_BESIDE: usize = 100;

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ScriptKind {
    /// A shell script.
    Shell,
    /// A crontab.
    Crontab,
    /// A systemd unit.
    Unit,
}

impl ScriptKind {
    /// Tells a unit by its sections and a crontab by the shape of its lines; anything else is a shell script.
    fn of(text: &str) -> ScriptKind {
        if unit::is_unit(text) {
            return ScriptKind::Unit;
        }
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let is_crontab =
            !text.starts_with("#!") && lines.all(|line| assignment(line).is_some() || entry(line).is_some());
        if is_crontab && text.lines().any(|line| entry(line.trim()).is_some()) {
            ScriptKind::Crontab
        } else {
            ScriptKind::Shell
        }
    }
}

/// A line of a crontab that starts a command.
#[derive(Clone, Debug)]
struct CronLine {
    /// When, as it stands in the text.
    schedule: Range<usize>,
    /// The command, as it stands in the text, up to the first `%`, which means a line break.
    command: Range<usize>,
    /// Where the line ends.
    end: usize,
    /// The variables that the lines before have set: where their names and values stand.
    variables: Vec<(Range<usize>, Range<usize>)>,
}

/// The lines of a crontab that start commands.
fn cron_lines(text: &str) -> Vec<CronLine> {
    let mut found = Vec::new();
    let mut variables = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let shift = |range: Range<usize>| start + range.start..start + range.end;
        if line.trim_start().starts_with('#') {
        } else if let Some((name, value)) = assignment(line) {
            variables.push((shift(name), shift(value)));
        } else if let Some((schedule, command)) = entry(line) {
            let variables = variables.clone();
            let end = start + line.trim_end().len();
            found.push(CronLine { schedule: shift(schedule), command: shift(command), end, variables });
        }
        start += line.len() + 1;
    }
    found
}

/// The name and value of `NAME=value`.
fn assignment(line: &str) -> Option<(Range<usize>, Range<usize>)> {
    let at = line.find('=')?;
    let (before, after) = (line.get(..at)?, line.get(at + 1..)?);
    let name = before.trim();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let name_start = before.len() - before.trim_start().len();
    let value = after.trim().trim_matches(['"', '\'']);
    let value_start = at + 1 + after.find(value).unwrap_or_default();
    is_name.then_some((name_start..name_start + name.len(), value_start..value_start + value.len()))
}

/// The schedule and the command of a line.
fn entry(line: &str) -> Option<(Range<usize>, Range<usize>)> {
    let words = words(line);
    let count = if line.trim_start().starts_with('@') { 1 } else { 5 };
    let fields = words.get(..count)?;
    let is_field = |range: &Range<usize>| {
        let field = line.get(range.clone()).unwrap_or_default();
        field.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '*' | '@' | '?'))
            || field.len() >= 3
                && field.bytes().all(|byte| byte.is_ascii_alphabetic() || b",-/".contains(&byte))
    };
    let starts_as_time =
        line.trim_start().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '*' | '@'));
    if !starts_as_time || !fields.iter().all(is_field) {
        return None;
    }
    let first = words.get(count)?;
    let names_user = words.get(count + 1).is_some_and(|next| {
        is_user(line.get(first.clone()).unwrap_or_default(), line.get(next.clone()).unwrap_or_default())
    });
    let command = words.get(count + usize::from(names_user))?.start;
    let schedule = fields.first()?.start..fields.last()?.end;
    Some((schedule, command..command_end(line, command)))
}

/// Where a command ends: at the first `%` that is not escaped, or with the line.
fn command_end(line: &str, start: usize) -> usize {
    let rest = line.get(start..).unwrap_or_default();
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            '%' if !escaped => return start + at,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    line.trim_end().len().max(start)
}

/// Whether the first of two words names a user, as in `/etc/crontab`, and the second is the command.
fn is_user(first: &str, second: &str) -> bool {
    const COMMANDS: [&str; 33] = [
        "etcdctl", "etcdutl", "kubectl", "sh", "bash", "env", "timeout", "flock", "nice", "docker", "cp",
        "tar", "sudo", "ionice", "nohup", "setsid", "chronic", "ssh", "sleep",
        // What only a shell knows.
        "export", "cd", "set", "umask", "ulimit", "exec", "eval", "source", ".", "[", "test", "if", "for",
        "while",
    ];
    let starts = |word: &str| COMMANDS.contains(&word.rsplit('/').next().unwrap_or_default());
    first == "root"
        || !starts(first) && !first.contains(['/', '=']) && (starts(second) || second.contains('='))
}

fn words(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in line.char_indices() {
        match (c.is_whitespace(), start) {
            (true, Some(from)) => {
                found.push(from..at);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    found.extend(start.map(|from| from..line.len()));
    found
}

impl Backup {
    /// The backups in a text: at most one in a script or unit, one for each line of a crontab.
    pub(crate) fn of_script(document: DocumentId, text: &str, files: EnvironmentFiles) -> Vec<Backup> {
        let word = |range: Range<usize>| {
            Word::literal(text.get(range.clone()).unwrap_or_default(), Place::text(document, range))
        };
        match ScriptKind::of(text) {
            ScriptKind::Shell => {
                let script = word(0..text.len());
                let builder = Builder::of_text(&script, &Environment::default());
                let backup = builder.is_backup().then(|| builder.into_script(script.place, "script", None));
                backup.into_iter().collect()
            }
            ScriptKind::Unit => Backup::of_unit(&word(0..text.len()), document, files).into_iter().collect(),
            ScriptKind::Crontab => {
                let lines = cron_lines(text).into_iter().map(|line| {
                    let schedule = word(line.schedule);
                    let cron = (Schedule::parse_crontab(&schedule.text), schedule.place);
                    let set = line.variables.into_iter().map(|(name, value)| EnvVar {
                        name: text.get(name.clone()).unwrap_or_default().to_owned(),
                        name_place: Place::text(document, name),
                        place: Place::text(document, value.clone()),
                        value: EnvValue::Literal(word(value)),
                    });
                    let mut environment = Environment::default();
                    set.for_each(|variable| environment.set(variable));
                    let whole = word(line.command.start..line.end.max(line.command.end));
                    (word(line.command), whole, environment, cron)
                });
                Backup::of_crontab(lines.collect())
            }
        }
    }

    /// Where a text holds commands of etcdctl that cannot be seen, since a script in it cannot be read to its end.
    pub(crate) fn unread_in(document: DocumentId, text: &str) -> Vec<Place> {
        let opaque = match ScriptKind::of(text) {
            ScriptKind::Unit => Unit::of(document, text, &|_| None).started.opaque,
            ScriptKind::Shell => opaque_in(document, text, 0..text.len()),
            ScriptKind::Crontab => {
                let lines = cron_lines(text).into_iter();
                lines.flat_map(|line| opaque_in(document, text, line.command.start..line.end)).collect()
            }
        };
        let unread = opaque.into_iter().filter(|(_, opaque)| *opaque == Opaque::Unparsable);
        unread.map(|(place, _)| place).collect()
    }

    /// The lines that are backups, each with what the lines do that are none.
    fn of_crontab(lines: Vec<(Word, Word, Environment, (Schedule, Place))>) -> Vec<Backup> {
        let mut backups = Vec::new();
        let mut beside = Vec::new();
        for (command, whole, environment, cron) in lines {
            let builder = Builder::of_text(&command, &environment);
            if builder.is_unreadable && command.text.len() < whole.text.len() {
                let builder = Builder::of_text(&whole, &environment);
                if builder.is_backup() {
                    let at = command.text.len();
                    let mut backup = builder.into_script(command.place, "crontab", Some(cron));
                    backup.cut_at = Some(whole.place_of(at..at + 1));
                    backups.push(backup);
                }
            } else if builder.is_backup() {
                backups.push(builder.into_script(command.place, "crontab", Some(cron)));
            } else if beside.len() < MAX_BESIDE {
                beside.extend(builder.steps);
            }
        }
        for backup in backups.iter_mut().take(MAX_BESIDE) {
            backup.beside.clone_from(&beside);
        }
        backups
    }
}

/// What hides commands in a script that calls a tool of etcd.
fn opaque_in(document: DocumentId, text: &str, range: Range<usize>) -> Vec<(Place, Opaque)> {
    let script = text.get(range.clone()).unwrap_or_default();
    if !calls_tool(script) {
        return Vec::new();
    }
    resolve_script(&Word::literal(script, Place::text(document, range)), &Environment::default()).opaque
}

/// Whether a text names a tool of etcd.
pub(crate) fn calls_tool(text: &str) -> bool {
    ["etcdctl", "etcdutl"].iter().any(|tool| text.contains(tool))
}

impl Builder {
    fn of_text(script: &Word, environment: &Environment) -> Builder {
        let resolved = resolve_script(script, environment);
        let reads_more = resolved.opaque.iter().any(|(_, opaque)| *opaque == Opaque::Source);
        let environment = environment.clone().with_others(reads_more);
        let mut builder = Builder::default();
        builder.hidden.extend((!resolved.opaque.is_empty()).then_some(None));
        builder.is_unreadable = resolved.opaque.iter().any(|(_, opaque)| *opaque == Opaque::Unparsable);
        builder.add_commands(
            &resolved.commands,
            &resolved.scripts,
            &environment,
            None,
            &Location::on_machine,
        );
        builder
    }

    fn into_script(self, place: Place, kind: &str, cron: Option<(Schedule, Place)>) -> Backup {
        Backup {
            subject: Subject { kind: Some(kind.to_owned()), ..Subject::default() },
            document: place.document,
            place,
            workload: None,
            steps: self.steps,
            scripts: self.scripts,
            hidden: self.hidden,
            job: None,
            cron,
            unit: None,
            beside: Vec::new(),
            cut_at: None,
        }
    }
}

impl Backup {
    fn of_unit(text: &Word, document: DocumentId, files: EnvironmentFiles) -> Option<Backup> {
        let unit = Unit::of(document, &text.text, files);
        let mut builder = Builder::default();
        let Resolved { commands, scripts, opaque } = &unit.started;
        builder.hidden.extend((!opaque.is_empty()).then_some(None));
        builder.add_commands(commands, scripts, &unit.environment, None, &Location::on_machine);
        builder.is_backup().then(|| Backup {
            subject: Subject { kind: Some("systemd unit".to_owned()), ..Subject::default() },
            document,
            place: text.place.clone(),
            workload: None,
            steps: builder.steps,
            scripts: builder.scripts,
            hidden: builder.hidden,
            job: None,
            cron: None,
            unit: Some(UnitFacts { has_deadline: unit.has_deadline, deadline_key: unit.deadline_key }),
            beside: Vec::new(),
            cut_at: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_crontabs() {
        let table = [
            ("0 2 * * * etcdctl snapshot save /b/x", Some(("0 2 * * *", "etcdctl snapshot save /b/x"))),
            ("0 2 * * * root etcdctl snapshot save /b/x", Some(("0 2 * * *", "etcdctl snapshot save /b/x"))),
            ("0 2 * * * etcd A=1 etcdctl x", Some(("0 2 * * *", "A=1 etcdctl x"))),
            ("@daily /usr/local/bin/backup", Some(("@daily", "/usr/local/bin/backup"))),
            ("*/5 * * jan mon-fri cp /a /b", Some(("*/5 * * jan mon-fri", "cp /a /b"))),
            ("0 2 * * * x $(date +\\%F) % y", Some(("0 2 * * *", "x $(date +\\%F) "))),
            ("set -e", None),
            ("etcdctl snapshot save /b/x a b c", None),
            ("0 2 * * *", None),
            ("5 4 3 2 ls -l /b /c", None),
        ];
        for (line, expected) in table {
            let found = entry(line).map(|(schedule, command)| (&line[schedule], &line[command]));
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn variables_of_crontabs() {
        let table = [
            ("SHELL=/bin/sh", Some(("SHELL", "/bin/sh"))),
            ("  MAILTO =  \"ops@example.org\" ", Some(("MAILTO", "ops@example.org"))),
            ("MAILTO=\"\"", Some(("MAILTO", ""))),
            ("0 2 * * * A=1 etcdctl x", None),
            ("=x", None),
            ("MAILTO", None),
        ];
        for (line, expected) in table {
            let found = assignment(line).map(|(name, value)| (&line[name], &line[value]));
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn kinds() {
        let table = [
            ("# m h\nSHELL=/bin/sh\n\n0 2 * * * root etcdctl x\n", ScriptKind::Crontab),
            ("#!/bin/sh\netcdctl x\n", ScriptKind::Shell),
            ("A=1\nB=2\n", ScriptKind::Shell),
            ("A=1\netcdctl x\n", ScriptKind::Shell),
            ("cat > /etc/cron.d/x <<E\n0 2 * * * root etcdctl x\nE\n", ScriptKind::Shell),
            ("", ScriptKind::Shell),
            ("[Unit]\nDescription=x\n[Service]\nExecStart=/bin/x\n", ScriptKind::Unit),
            ("# x\n\n[Service]\n", ScriptKind::Unit),
            ("[Unit]\nDescription=x\n[Timer]\n", ScriptKind::Shell),
            ("[ -f /x ] || exit\n[Service]\n", ScriptKind::Shell),
        ];
        for (text, expected) in table {
            assert_eq!(ScriptKind::of(text), expected, "{text}");
        }
    }
}

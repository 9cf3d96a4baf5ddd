//! Shell scripts: which commands a script may run, with which words.
//!
//! This is no shell. Both branches of an `if` are read, loops once, functions as if they were
//! called. Whatever only a run can tell is an unknown part of a [`Word`].

mod builtins;
mod expansion;
mod lexer;
mod reader;

use std::sync::Arc;

use crate::source::Place;

use super::environment::Environment;
use super::word::Word;
use reader::Reader;

/// Longer scripts are not read.
const MAX_SCRIPT: usize = 64 * 1024;

/// How many commands are looked at in a script, and in a container.
pub(super) const MAX_COMMANDS: usize = 1000;

/// How many words are read in all commands of a script.
const MAX_WORDS: usize = 10_000;

/// How deep compound commands may stand in each other.
const MAX_DEPTH: usize = 64;

/// What all words of a script, and the variables that each command gets, may come to, in bytes: each may be a copy
/// of a long variable.
const MAX_TEXT: usize = 4 * 1024 * 1024;

/// A script, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The simple commands in the order in which they stand.
    pub commands: Vec<SimpleCommand>,
    /// What may run commands that cannot be seen.
    pub opaque: Vec<(Place, Opaque)>,
}

/// A command with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SimpleCommand {
    /// The `NAME=value` words in front, which only this command sees.
    pub assignments: Vec<Assignment>,
    /// The variables that the script has set for all programs that it starts.
    pub exported: Vec<Assignment>,
    /// The command and its arguments; never empty.
    pub words: Vec<Word>,
    /// The redirections.
    pub redirects: Vec<Redirect>,
    /// Whether `!` turns its status round, or that of the pipeline that it stands in.
    pub is_negated: bool,
    /// What stands between this command and the next; behind the last one of a `( … )` or `{ … }` what follows that.
    pub next: Joint,
    /// The function whose body it stands in.
    pub function: Option<Arc<str>>,
    /// The compound commands that it stands in, outermost first.
    pub scopes: Arc<[Scope]>,
    /// The variables that are set, by no command, between it and the next.
    pub sets: Vec<Set>,
}

/// A compound command, and the part of it that a command stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    /// Its number in the script.
    pub block: u64,
    /// What it is.
    pub kind: BlockKind,
    /// The part: conditions have even numbers, what they decide over odd ones.
    pub part: usize,
    /// Whether `!` turns its status round, or that of the pipeline that it stands in.
    pub is_negated: bool,
}

impl Scope {
    /// The shell that begins with it.
    pub fn shell(&self) -> Option<InnerShell> {
        match self.kind {
            BlockKind::Shell(shell) => Some(shell),
            _ => None,
        }
    }

    /// Whether it is what an `if` or a loop asks.
    pub fn is_condition(&self) -> bool {
        matches!(self.kind, BlockKind::If | BlockKind::Loop) && self.part.is_multiple_of(2)
    }
}

/// The sorts of compound commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// `if`
    If,
    /// `for`, `while`, `until`
    Loop,
    /// `case`
    Case,
    /// `{ … }`
    Group,
    /// `( … )`, and `$( … )` where the status of what is in it counts.
    Subshell,
    /// Another shell, as in `sh -c '…'` or `ssh HOST '…'`.
    Shell(InnerShell),
    /// `$( … )` among the words of a command, which has a status of its own.
    Substitution,
    /// The body of a function.
    Function,
}

/// A shell that a command of a script starts, with a script of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InnerShell {
    /// Whatever asks for its outcome, they hold in it.
    pub options: FailureOptions,
    /// What joins its command to the next one.
    pub next: Joint,
}

/// The options that make a failure end a script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FailureOptions {
    /// `-e`: the first failure ends it.
    pub errexit: bool,
    /// `-o pipefail`: any command of a pipeline counts, not only the last.
    pub pipefail: bool,
}

impl FailureOptions {
    /// Switches the option of a name on or off, if it is one of these.
    pub fn set(&mut self, name: &str, on: bool) {
        match name {
            "errexit" => self.errexit = on,
            "pipefail" => self.pipefail = on,
            _ => {}
        }
    }
}

/// The name that stands for what a `case` looks at, in its own scope.
pub const CASE: &str = "case";

/// A variable that is set, or a `case` that looks at a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// Its name.
    pub name: String,
    /// What joins it to the command before.
    pub after: Joint,
    /// What joins it to the command behind it.
    pub before: Joint,
    /// Whether its value is the status of that command.
    pub is_status: bool,
    /// Whether it succeeds in any case: no command in its value may fail.
    pub succeeds: bool,
    /// The compound commands that it stands in.
    pub scopes: Arc<[Scope]>,
}

/// An assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_place: Place,
    /// Its value.
    pub value: Word,
}

/// What joins a command to the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Joint {
    /// `;`, a line break, or the end.
    #[default]
    Sequence,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `|`
    Pipe,
    /// `&`
    Background,
}

/// A redirection, such as `> file`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The operator, without a number in front.
    pub operator: &'static str,
    /// The file or descriptor.
    pub target: Word,
}

/// What hides commands from a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Opaque {
    /// `eval`
    Eval,
    /// `.` or `source`
    Source,
    /// A here-document, which another program reads.
    HereDoc,
    /// A script in a file.
    ScriptFile,
    /// Text that is no shell script, or too much of it, or a here-document that saves snapshots.
    Unparsable,
}
/// Reads a script. `parameters` are `$0`, `$1` and so on.
pub fn parse(script: &Word, environment: &Environment, parameters: &[Word]) -> Script {
    if script.text.len() > MAX_SCRIPT {
        return Script { commands: Vec::new(), opaque: vec![(script.place.clone(), Opaque::Unparsable)] };
    }
    Reader::new(script, environment, parameters).read()
}

#[cfg(test)]
mod tests;

//! Whether a script that fails to save a snapshot reports success all the same.

use super::{Backup, Step};
use crate::source::{Part, Place};
use crate::subject::command::ShellScript;
use crate::subject::shell::Joint;
use crate::subject::word::Word;

/// How a script loses the failure of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Masking {
    /// More commands follow, and nothing stops the script.
    GoesOn,
    /// It stands in a pipeline, whose last command counts.
    Pipeline,
    /// What stands behind `||` succeeds.
    Or,
    /// It runs in the background.
    Background,
    /// systemd is told to take its failure for success.
    Dash,
}

impl Backup {
    /// How the failure of a step gets lost in its script, if it does.
    pub fn masking(&self, step: &Step) -> Option<Masking> {
        if step.command.ignores_failure {
            return Some(Masking::Dash);
        }
        let script = self.scripts.get(step.command.script?)?;
        let options = self.options_at(step, script);
        if is_condition(step, script) || script.text.text.contains("$?") || script.text.text.contains("trap ")
        {
            return None;
        }
        let following: Vec<&Step> = self.after(step).collect();
        // `save && upload` fails as a whole, but does not stop a script.
        let chain = following.iter().take_while(|one| one.command.next == Joint::And).count();
        let (end, is_chain) = match step.command.next {
            Joint::And => (following.get(chain), true),
            _ => (Some(&step), false),
        };
        let next = end.map_or(Joint::Sequence, |end| end.command.next);
        let rest = following.get(if is_chain { chain + 1 } else { 0 }..).unwrap_or_default();
        match next {
            Joint::Pipe if options.pipefail => None,
            Joint::Pipe => Some(Masking::Pipeline),
            Joint::Or => (!gives_up(rest)).then_some(Masking::Or),
            Joint::Background => Some(Masking::Background),
            Joint::And | Joint::Sequence if rest.is_empty() => None,
            Joint::And | Joint::Sequence => (is_chain || !options.errexit).then_some(Masking::GoesOn),
        }
    }

    /// The options of the shell, and those that `set` has switched on before a step.
    fn options_at(&self, step: &Step, script: &ShellScript) -> ShellScript {
        let mut options = script.clone();
        let before = self.steps.iter().take_while(|one| !std::ptr::eq(*one, step));
        for one in
            before.filter(|one| one.container == step.container && one.command.script == step.command.script)
        {
            if one.command.program.text == "set" {
                options.set(&one.command.args);
            }
        }
        options
    }
}

impl ShellScript {
    fn set(&mut self, args: &[Word]) {
        for word in args {
            match word.text.strip_prefix('-') {
                Some(letters) if !letters.starts_with('-') => self.errexit |= letters.contains('e'),
                _ if word.text.starts_with('+') => self.errexit &= !word.text.contains('e'),
                _ if word.text == "errexit" => self.errexit = true,
                _ if word.text == "pipefail" => self.pipefail = true,
                _ => {}
            }
        }
    }
}

/// Whether what follows `||` ends the script with a failure.
fn gives_up(rest: &[&Step]) -> bool {
    // `|| { echo "failed"; exit 1; }`: what the braces hold is not far.
    rest.iter().take(5).any(|step| {
        let first = step.command.args.first().map(|word| word.text.as_str());
        match step.command.program.text.as_str() {
            "exit" | "return" => first.is_none_or(|code| code != "0"),
            "false" | "kill" | "die" | "fail" | "fatal" | "error_exit" => true,
            _ => false,
        }
    })
}

/// Whether a command is what an `if` or `while` asks.
fn is_condition(step: &Step, script: &ShellScript) -> bool {
    let Some(before) = text_before(&step.command.program.place, &script.text) else { return false };
    let segment = before.rsplit(['\n', ';', '&', '|', '(', '{']).next().unwrap_or_default();
    segment.split_whitespace().any(|word| matches!(word, "if" | "elif" | "while" | "until" | "!"))
}

/// The text of a script in front of a place in it.
fn text_before<'s>(place: &Place, script: &'s Word) -> Option<&'s str> {
    let start = |place: &Place| match &place.part {
        Part::Within(range) | Part::Text(range) => range.start,
        Part::Value | Part::Key => 0,
    };
    script.text.get(..start(place).checked_sub(start(&script.place))?)
}

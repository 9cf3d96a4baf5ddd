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

/// How deep functions are followed to where they are called.
const MAX_CALLS: usize = 8;

impl Backup {
    /// How the failure of a step gets lost in its script, if it does.
    pub fn masking(&self, step: &Step) -> Option<Masking> {
        if step.command.ignores_failure {
            return Some(Masking::Dash);
        }
        let script = self.scripts.get(step.command.script?)?;
        // Such a script is taken for one that knows what it does.
        let takes_care = ["$?", "PIPESTATUS", "trap "].iter().any(|mark| script.text.text.contains(mark));
        if takes_care { None } else { self.masked_at(step, script, MAX_CALLS) }
    }

    fn masked_at(&self, step: &Step, script: &ShellScript, calls: usize) -> Option<Masking> {
        if is_condition(step, script) {
            return None;
        }
        let options = self.options_at(step, script);
        let following: Vec<&Step> =
            self.after(step).filter(|one| one.command.function == step.command.function).collect();
        let list = List::of(step, &following);
        if list.is_piped && !options.pipefail {
            return Some(Masking::Pipeline);
        }
        let rest = match list.end {
            Joint::Or => match gives_up(list.rest)? {
                GivesUp::Never => return Some(Masking::Or),
                GivesUp::Before(rest) => rest,
            },
            Joint::Background => match list.rest.iter().position(|one| waits_for_one(one)) {
                Some(wait) => list.rest.get(wait + 1..).unwrap_or_default(),
                None => return Some(Masking::Background),
            },
            _ => list.rest,
        };
        let goes_on = list.is_chain || !options.errexit;
        if goes_on && rest.first().is_some_and(|next| !repeats_status(next)) {
            return Some(Masking::GoesOn);
        }
        self.call_of(step).filter(|_| calls > 0).and_then(|call| self.masked_at(call, script, calls - 1))
    }

    /// Where the function is called that a step stands in: its failure is that of the call.
    fn call_of(&self, step: &Step) -> Option<&Step> {
        let name = step.command.function.as_deref()?;
        self.steps.iter().find(|one| {
            one.container == step.container
                && one.command.script == step.command.script
                && one.command.program.text == name
                && one.command.function.as_deref() != Some(name)
        })
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
        let mut on = true;
        for word in args.iter().map(|word| word.text.as_str()).take_while(|word| *word != "--") {
            match word {
                "errexit" => self.errexit = on,
                "pipefail" => self.pipefail = on,
                _ if word.starts_with(['-', '+']) => {
                    on = word.starts_with('-');
                    self.errexit = if word.contains('e') { on } else { self.errexit };
                }
                _ => {}
            }
        }
    }
}

/// The pipeline and the `&&` chain that a step begins or continues.
struct List<'s> {
    /// Whether it stands in a pipeline, and not at its end.
    is_piped: bool,
    /// Whether `&&` stands behind it: `save && upload` fails as a whole, but does not stop a script.
    is_chain: bool,
    /// What stands behind the list.
    end: Joint,
    rest: &'s [&'s Step],
}

impl<'s> List<'s> {
    fn of(step: &Step, following: &'s [&'s Step]) -> List<'s> {
        let mut list = List {
            is_piped: step.command.next == Joint::Pipe,
            is_chain: false,
            end: step.command.next,
            rest: following,
        };
        while let (Joint::Pipe | Joint::And, Some((next, rest))) = (list.end, list.rest.split_first()) {
            list.is_chain |= list.end == Joint::And;
            list.end = next.command.next;
            list.rest = rest;
        }
        list
    }
}

/// What comes of a failure in the commands behind `||`.
enum GivesUp<'s> {
    /// They succeed.
    Never,
    /// They fail before these.
    Before(&'s [&'s Step]),
}

/// Nothing if they end the script.
fn gives_up<'s>(rest: &'s [&'s Step]) -> Option<GivesUp<'s>> {
    // `|| { echo "failed"; exit 1; }`: what the braces hold is not far.
    for (position, step) in rest.iter().enumerate().take(5) {
        let first = step.command.args.first().map(|word| word.text.as_str());
        match step.command.program.text.as_str() {
            "exit" if first != Some("0") => return None,
            "return" if first != Some("0") => return Some(GivesUp::Before(&[])),
            "false" => return Some(GivesUp::Before(rest.get(position + 1..).unwrap_or_default())),
            "kill" | "die" | "fail" | "fatal" | "error_exit" => return None,
            _ => {}
        }
    }
    Some(GivesUp::Never)
}

/// `wait $!` has the status of the command that it waits for, plain `wait` succeeds.
fn waits_for_one(step: &Step) -> bool {
    step.command.program.text == "wait" && !step.command.args.is_empty()
}

/// Plain `exit` and `return` have the status of the command before them.
fn repeats_status(step: &Step) -> bool {
    matches!(step.command.program.text.as_str(), "exit" | "return") && step.command.args.is_empty()
}

/// Whether a command is what an `if` or `while` asks.
fn is_condition(step: &Step, script: &ShellScript) -> bool {
    let Some(before) = text_before(&step.command.program.place, &script.text) else { return false };
    let segment = before.rsplit(['\n', ';', '&', '|', '(', '{']).next().unwrap_or_default();
    segment.split_whitespace().any(|word| matches!(word, "if" | "elif" | "while" | "until" | "!"))
}

/// The text of a script in front of a place in it.
pub(super) fn text_before<'s>(place: &Place, script: &'s Word) -> Option<&'s str> {
    let start = |place: &Place| match &place.part {
        Part::Within(range) | Part::Text(range) => range.start,
        Part::Value | Part::Key => 0,
    };
    script.text.get(..start(place).checked_sub(start(&script.place))?)
}

//! Whether a script that fails to save a snapshot reports success all the same.

use std::collections::BTreeSet;

use super::{Action, Backup, Step};
use crate::source::{Part, Place};
use crate::subject::command::{Program, ShellScript};
use crate::subject::shell::{BlockKind, CASE, FailureOptions, Joint, Scope, Set};
use crate::subject::word::Word;

/// How a script loses the failure of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LostFailure {
    /// More commands follow, and nothing stops the script.
    GoesOn,
    /// It stands in a pipeline, whose last command counts.
    Pipeline,
    /// What stands behind `||` succeeds.
    Or,
    /// An `if` asks for it, and goes on where it fails.
    Condition,
    /// It runs in the background.
    Background,
    /// systemd is told to take its failure for success.
    Dash,
}

/// How often a failure is followed out of a function or subshell.
const MAX_CALLS: usize = 8;

/// Programs that show a status and do nothing about it.
const SPEAKERS: [&str; 4] = ["echo", "printf", "logger", ":"];

impl Backup {
    /// How the failure of a step gets lost in its script, if it does.
    pub fn lost_failure(&self, step: &Step) -> Option<LostFailure> {
        if step.command.ignores_failure {
            return Some(LostFailure::Dash);
        }
        let flow = Flow::of(self, step)?;
        let at = flow.steps.iter().position(|one| std::ptr::eq(*one, step))?;
        if let Some(depth) = flow.trapped_at(at) {
            return flow.lost_outside(at, depth, true, MAX_CALLS);
        }
        let first = flow.lost(at, flow.depth(at), MAX_CALLS);
        first
            .or_else(|| flow.not_reached(at).and_then(|asked| flow.lost(asked, flow.depth(asked), MAX_CALLS)))
            .and_then(|lost| flow.lost_behind(at, lost, MAX_CALLS))
    }
}

/// The commands of one script, by their positions.
struct Flow<'b> {
    script: &'b ShellScript,
    steps: Vec<&'b Step>,
    /// The variables that the script uses, and those in it, whose text it may have from elsewhere.
    read: BTreeSet<&'b str>,
}

/// What comes of a failure in the commands behind it.
enum Outcome {
    /// The script fails.
    Ends,
    /// The function fails.
    Returns,
    /// They fail, and the script goes on behind them.
    Fails,
    /// They succeed.
    Succeeds,
    /// They end the script, or the function, as if all were well.
    Quits,
}

/// The pipeline and the `&&` chain that a command begins or continues.
struct List {
    /// Whether it stands in a pipeline, and not at its end.
    is_piped: bool,
    /// Whether `&&` stands behind it: `save && upload` fails as a whole, but does not stop a script.
    is_chain: bool,
    /// Whether a variable is set behind it or a part of it, whatever its status: that is one of success then.
    is_reset: bool,
    /// Its last command.
    last: usize,
    /// What stands behind it.
    end: Joint,
}

impl<'b> Flow<'b> {
    fn of(backup: &'b Backup, step: &Step) -> Option<Flow<'b>> {
        let script = backup.scripts.get(step.command.script?)?;
        let steps = backup
            .steps
            .iter()
            .filter(|one| one.container == step.container && one.command.script == step.command.script);
        let inner = backup.scripts.iter().filter(|other| other.outermost == step.command.script);
        let read = inner.chain([script]).flat_map(|script| variables_in(&script.text.text)).collect();
        Some(Flow { script, steps: steps.collect(), read })
    }

    fn get(&self, at: usize) -> Option<&'b Step> {
        self.steps.get(at).copied()
    }

    /// The innermost `depth` compound commands are left aside.
    fn scopes(&self, at: usize, depth: usize) -> &'b [Scope] {
        self.get(at).and_then(|step| step.command.scopes.get(..depth)).unwrap_or_default()
    }

    fn depth(&self, at: usize) -> usize {
        self.get(at).map_or(0, |step| step.command.scopes.len())
    }

    /// How deep the command stands, but for the inner shells that end with it.
    fn depth_outside(&self, at: usize) -> usize {
        let scopes = self.scopes(at, self.depth(at));
        let ends = |scope: &&Scope| scope.shell().is_some() && self.last_of(scope.block, at) == at;
        scopes.len() - scopes.iter().rev().take_while(ends).count()
    }

    fn function(&self, at: usize) -> Option<&'b str> {
        self.get(at).and_then(|step| step.command.function.as_deref())
    }

    /// Where `trap` sees to it that a failure ends the script, or the subshell at a depth, that depth.
    fn trapped_at(&self, at: usize) -> Option<usize> {
        let fails = |text: &str| {
            text.split("exit ").skip(1).any(|rest| rest.starts_with(|c: char| matches!(c, '1'..='9')))
        };
        let own = self.scopes(at, self.depth(at));
        let before = self.steps.iter().take(at).map(|step| &step.command);
        let mut traps = before.filter(|command| {
            let has =
                |signals: &[&str]| command.args.iter().any(|word| signals.contains(&word.text.as_str()));
            let ends = has(&["EXIT", "0"]) && command.args.iter().any(|word| fails(&word.text));
            command.program.text == "trap" && (has(&["ERR"]) || ends)
        });
        traps.find_map(|trap| {
            let shell = trap.scopes.iter().rposition(is_subshell).map_or(0, |position| position + 1);
            own.starts_with(&trap.scopes[..shell]).then_some(shell)
        })
    }

    /// A call of etcdctl that the step follows after `&&`: where that fails, the step never runs, unless something
    /// asks for the snapshot later.
    fn not_reached(&self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        let step = self.get(before)?;
        let is_asked_for = self.steps.iter().skip(at).any(|one| one.reads_snapshot());
        let is_followed = self.joint(before, self.depth_outside(before), &[Joint::And]) == Joint::And;
        let is_call = is_followed && step.command.known_program() == Program::Etcdctl;
        (is_call && !is_asked_for).then_some(before)
    }

    /// How a failure at a command, as part of the outer `depth` of its compound commands, gets lost.
    fn lost(&self, at: usize, depth: usize, calls: usize) -> Option<LostFailure> {
        let calls = calls.checked_sub(1)?;
        let scopes = self.scopes(at, depth);
        let list = self.list(at, depth);
        let Some(innermost) = scopes.last() else { return self.lost_in_list(at, depth, &list, calls) };
        if innermost.kind == BlockKind::Substitution {
            return Some(LostFailure::GoesOn);
        }
        let last = self.last_of(innermost.block, at);
        let is_sequence = list.end == Joint::Sequence && !list.is_reset;
        if innermost.shell().is_some() && is_sequence && last == at && !self.is_negated(at, depth) {
            // What follows the last command of a shell stands outside of it.
            return self.lost(at, depth - 1, calls);
        }
        let is_bracket = |scope: &Scope| {
            matches!(scope.kind, BlockKind::Group | BlockKind::Subshell | BlockKind::Shell(_))
        };
        let ends_bracket = matches!(list.end, Joint::Sequence | Joint::And) && last == list.last;
        let is_status = (!is_bracket(innermost) || ends_bracket)
            && !list.is_reset
            && (!list.is_piped || self.options_at(at, depth).pipefail);
        match scopes.iter().rposition(|scope| !is_bracket(scope)) {
            Some(outer) if is_status && scopes.get(outer).is_some_and(Scope::is_condition) => {
                self.lost_in_condition(at, outer, depth, calls)
            }
            _ => self.lost_in_list(at, depth, &list, calls),
        }
    }

    /// The same where nothing but a list, or what stands behind that, may ask for the command.
    fn lost_in_list(&self, at: usize, depth: usize, list: &List, calls: usize) -> Option<LostFailure> {
        let scopes = self.scopes(at, depth);
        let next = self.next(at, list.last, depth);
        if list.is_piped && !self.options_at(at, depth).pipefail {
            let is_looked_at = self.asks_for_status(list.last, depth, next, calls)
                || next.is_some_and(|next| self.fails_later(next, scopes));
            return match is_looked_at {
                true => self.lost_outside(at, depth, true, calls),
                false => Some(LostFailure::Pipeline),
            };
        }
        let notes_success = |set: &Set| set.after == Joint::And && self.is_judged(&set.name);
        if list.is_chain && (at..=list.last).any(|one| self.is_recorded(one, notes_success)) {
            return self.lost_outside(at, depth, true, calls);
        }
        if self.is_negated(at, depth) {
            return self.lost_behind_not(at, depth, list, next, calls);
        }
        let is_turned = |bracket: &Scope| bracket.is_negated && self.last_of(bracket.block, at) == list.last;
        match list.end {
            _ if list.is_reset => self.lost_in_sequence(at, depth, list, next, calls),
            Joint::Background => match next.and_then(|next| self.wait_from(next)) {
                Some(wait) => self.lost(wait, self.depth(wait), calls),
                None => Some(LostFailure::Background),
            },
            _ if scopes.last().is_some_and(is_turned) => self.lost(list.last, depth - 1, calls),
            Joint::Or => self.lost_behind_or(at, depth, list.last, calls),
            _ => self.lost_in_sequence(at, depth, list, next, calls),
        }
    }

    /// The same where other commands follow, or none.
    fn lost_in_sequence(
        &self,
        at: usize,
        depth: usize,
        list: &List,
        next: Option<usize>,
        calls: usize,
    ) -> Option<LostFailure> {
        let errexit =
            self.options_at(at, depth).errexit && !list.is_chain && !self.is_ignored(at, depth, calls);
        let keeps_status = !list.is_reset && next.is_none_or(|next| self.repeats_status(next));
        match next {
            _ if errexit || keeps_status => self.lost_outside(at, depth, errexit, calls),
            _ if self.asks_for_status(list.last, depth, next, calls) => {
                self.lost_outside(at, depth, true, calls)
            }
            Some(next) if self.fails_later(next, self.scopes(at, depth)) => {
                self.lost_outside(at, depth, true, calls)
            }
            _ => Some(LostFailure::GoesOn),
        }
    }

    /// A failure in a subshell is one of the subshell, and one in a function that of its call; else the script
    /// fails with it.
    fn lost_outside(&self, at: usize, depth: usize, errexit: bool, calls: usize) -> Option<LostFailure> {
        let scopes = self.scopes(at, depth);
        let is_function = |scope: &Scope| scope.kind == BlockKind::Function;
        let leaves = |scope: &Scope| is_function(scope) && (!errexit || self.is_called_apart(at));
        // A part of a pipeline ends alone.
        let is_piped = |position: usize, scope: &Scope| {
            scope.kind == BlockKind::Group
                && self.joint(self.last_of(scope.block, at), position, &[]) == Joint::Pipe
        };
        let mut around = scopes.iter().enumerate().rev();
        let outer =
            around.find(|(position, scope)| is_inner(scope) || leaves(scope) || is_piped(*position, scope));
        match outer {
            Some((position, scope)) if !is_function(scope) => {
                let last = self.last_of(scope.block, at);
                if scope.kind == BlockKind::Substitution {
                    return Some(LostFailure::GoesOn);
                }
                self.lost(last, position, calls)
            }
            Some(_) => self.lost_at_call(at, calls),
            None => None,
        }
    }

    /// Whether the function that a command stands in runs in a shell of its own, which `set -e` ends alone.
    fn is_called_apart(&self, at: usize) -> bool {
        let call = self.call_of(at).and_then(|call| self.get(call)).map(|step| &step.command);
        call.is_some_and(|call| {
            matches!(call.next, Joint::Pipe | Joint::Background) || call.scopes.iter().any(is_subshell)
        })
    }

    fn lost_at_call(&self, at: usize, calls: usize) -> Option<LostFailure> {
        let call = self.call_of(at)?;
        self.lost(call, self.depth(call), calls)
    }

    /// An `if` or a loop, the scope at `outer`, asks for the command. A loop is taken for one that tries again.
    fn lost_in_condition(&self, at: usize, outer: usize, depth: usize, calls: usize) -> Option<LostFailure> {
        let scope = self.scopes(at, depth).get(outer).filter(|scope| scope.kind != BlockKind::Loop)?;
        let part_of =
            |scopes: &[Scope]| scopes.iter().find(|one| one.block == scope.block).map(|one| one.part);
        let is_turned = (outer + 1..=depth).fold(false, |so_far, depth| so_far ^ self.is_negated(at, depth));
        let runs = |part: usize| match is_turned {
            true => part == scope.part + 1,
            false => part > scope.part + 1,
        };
        let inside = (at..self.steps.len())
            .filter(|one| self.get(*one).and_then(|step| part_of(&step.command.scopes)).is_some_and(runs));
        let last = self.last_of(scope.block, at);
        match self.outcome(inside) {
            Outcome::Ends => return self.lost_outside(at, outer, true, calls),
            Outcome::Returns => return self.lost_at_call(at, calls),
            Outcome::Fails => return self.lost(last, outer, calls),
            Outcome::Quits => return Some(LostFailure::Condition),
            Outcome::Succeeds => {}
        }
        let sets = |set: &Set| part_of(&set.scopes).is_some();
        let is_noted = (at..=last).any(|one| self.is_recorded(one, sets) || self.is_counted(one));
        let next = self.next(at, last, outer);
        match is_noted || next.is_some_and(|next| self.fails_later(next, self.scopes(at, outer))) {
            true => self.lost_outside(at, outer, true, calls),
            false => Some(LostFailure::Condition),
        }
    }

    /// `!` makes a success of it. What stands behind `&&` or looks at the status may end the script all the same.
    fn lost_behind_not(
        &self,
        at: usize,
        depth: usize,
        list: &List,
        next: Option<usize>,
        calls: usize,
    ) -> Option<LostFailure> {
        let is_looked_at = |next| {
            self.asks_for_status(list.last, depth, Some(next), calls)
                || self.fails_later(next, self.scopes(at, depth))
        };
        match self.outcome(self.end_of_one(at, depth, at) + 1..=list.last) {
            Outcome::Ends => self.lost_outside(at, depth, true, calls),
            Outcome::Returns => self.lost_at_call(at, calls),
            _ if next.is_some_and(is_looked_at) => self.lost_outside(at, depth, true, calls),
            _ => Some(LostFailure::GoesOn),
        }
    }

    fn lost_behind_or(&self, at: usize, depth: usize, last: usize, calls: usize) -> Option<LostFailure> {
        if (at..=last).any(|one| self.is_recorded(one, |set| set.after == Joint::Or)) {
            return self.lost_outside(at, depth, true, calls);
        }
        if self.joint(last, depth, &[Joint::And, Joint::Or]) != Joint::Or {
            // A variable that is set stands behind it, and no command.
            return match self.fails_later(last + 1, self.scopes(at, depth)) {
                true => self.lost_outside(at, depth, true, calls),
                false => Some(LostFailure::Or),
            };
        }
        let first = last + 1;
        let end = self.end_of(at, depth, first);
        let common = self.common(at, depth, first);
        let bracket = self.scopes(first, self.depth(first)).get(common);
        let in_bracket = |set: &Set| {
            bracket.is_some_and(|bracket| set.scopes.iter().any(|one| one.block == bracket.block))
        };
        if (first..=end).any(|one| self.is_recorded(one, in_bracket) || self.is_counted(one)) {
            return self.lost_outside(at, common, true, calls);
        }
        let next = self.next(at, end, common);
        let ends_alone = bracket.is_some_and(is_subshell);
        let errexit = self.options_at(at, depth).errexit && !self.is_ignored(at, depth, calls);
        match (self.outcome(first..=end), next) {
            (Outcome::Ends, Some(next)) if ends_alone && !errexit => {
                let is_caught = self.repeats_status(next) || self.fails_later(next, self.scopes(at, common));
                (!is_caught).then_some(LostFailure::GoesOn)
            }
            (Outcome::Fails, _) => self.lost(end, common, calls),
            (Outcome::Ends, _) => self.lost_outside(at, common, true, calls),
            (Outcome::Returns, _) => self.lost_at_call(at, calls),
            (Outcome::Succeeds, Some(next)) if self.fails_later(next, self.scopes(at, common)) => {
                self.lost_outside(at, common, true, calls)
            }
            (Outcome::Succeeds | Outcome::Quits, _) => Some(LostFailure::Or),
        }
    }

    /// What some commands come to that run after a failure.
    fn outcome(&self, range: impl Iterator<Item = usize>) -> Outcome {
        let mut outcome = Outcome::Succeeds;
        let mut is_first = true;
        for at in range {
            let Some(step) = self.get(at) else { continue };
            let status = step.command.args.first().map(|word| word.text.as_str());
            let succeeds = status == Some("0") || status.is_none() && !is_first;
            is_first = false;
            match step.command.program.text.as_str() {
                "exit" | "return" if succeeds => return Outcome::Quits,
                "exit" | "kill" | "die" | "fail" | "fatal" | "error_exit" => return Outcome::Ends,
                "return" => return Outcome::Returns,
                name if step.command.is_call && self.ends_script(name) => return Outcome::Ends,
                "false" => outcome = Outcome::Fails,
                _ => outcome = Outcome::Succeeds,
            }
        }
        outcome
    }

    /// Whether a function of the script ends it.
    fn ends_script(&self, name: &str) -> bool {
        self.steps
            .iter()
            .any(|one| one.command.function.as_deref() == Some(name) && one.command.program.text == "exit")
    }

    /// Whether a variable is set behind a command, whatever the status of that.
    fn is_reset(&self, at: usize, scopes: &[Scope]) -> bool {
        let resets = |set: &Set| set.after == Joint::Sequence && set.succeeds && *set.scopes == *scopes;
        self.get(at).is_some_and(|step| step.command.sets.iter().any(resets))
    }

    /// Whether a variable takes note of the failure, and is looked at elsewhere.
    fn is_recorded(&self, at: usize, is_one: impl Fn(&Set) -> bool) -> bool {
        let is_read = |set: &Set| match set.scopes.last() {
            Some(scope) if set.name == CASE => self.ends_in_case(scope.block),
            _ => self.read.contains(set.name.as_str()),
        };
        self.get(at).is_some_and(|step| step.command.sets.iter().any(|set| is_one(set) && is_read(set)))
    }

    /// Whether a test or the end of the script hangs on a variable.
    fn is_judged(&self, name: &str) -> bool {
        let judges = |step: &&Step| {
            matches!(step.command.program.text.as_str(), "[" | "[[" | "test" | "((" | "exit" | "return")
                && step.command.args.iter().any(|word| variables_in(&word.text).contains(name))
        };
        self.read.contains(name) && self.steps.iter().any(judges)
    }

    /// Whether a branch of a `case` ends the script, or the function.
    fn ends_in_case(&self, block: u64) -> bool {
        let scope = |at: usize| self.get(at)?.command.scopes.iter().find(|scope| scope.block == block);
        (0..self.steps.len()).filter_map(scope).any(|branch| {
            let commands = (0..self.steps.len()).filter(|at| scope(*at) == Some(branch));
            matches!(self.outcome(commands), Outcome::Ends | Outcome::Returns | Outcome::Fails)
        })
    }

    /// Whether a command counts the failure, as `((errors++))` does, and the number is looked at elsewhere.
    fn is_counted(&self, at: usize) -> bool {
        let Some(name) = self.get(at).and_then(counter) else { return false };
        let is_looked_at = |step: &&Step| {
            let is_name = |word: &str| word == name;
            let is_part = |c: char| !c.is_ascii_alphanumeric() && c != '_';
            step.command.program.text == "(("
                && counter(step) != Some(name)
                && step.command.args.iter().any(|word| word.text.split(is_part).any(is_name))
        };
        self.read.contains(name) || self.steps.iter().any(is_looked_at)
    }

    /// Whether what comes next does something about the status of a command.
    fn asks_for_status(&self, at: usize, depth: usize, next: Option<usize>, calls: usize) -> bool {
        let inner = up_to_inner(self.scopes(at, depth));
        let is_own = |set: &Set| set.is_status && set.scopes.starts_with(inner);
        if self.is_recorded(at, is_own) {
            return true;
        }
        let Some((next, step)) = next.and_then(|next| Some((next, self.get(next)?))) else { return false };
        let is_status = |word: &Word| word.text.contains("$?") || word.text.contains("PIPESTATUS");
        match step.command.program.text.as_str() {
            _ if !step.command.args.iter().any(is_status) => false,
            "[" | "[[" | "test" | "((" => {
                self.gives_up_after(next)
                    || wants_success(step) && self.lost(next, self.depth(next), calls).is_none()
            }
            name => !SPEAKERS.contains(&name),
        }
    }

    /// Whether the script fails all the same.
    fn fails_later(&self, next: usize, scopes: &[Scope]) -> bool {
        self.comes_to_failure(next, scopes, may_be_failure)
    }

    /// Whether it comes to `exit` with a status of failure, or looks for the file.
    fn comes_to_failure(&self, next: usize, scopes: &[Scope], fails: fn(&str) -> bool) -> bool {
        let function = self.function(next);
        let inner = up_to_inner(scopes);
        for at in (next..self.steps.len()).filter(|at| self.function(*at) == function) {
            let Some(step) = self.get(at) else { continue };
            let arg = |index: usize| step.command.args.get(index).map_or("", |word| word.text.as_str());
            let is_always_reached = || {
                let is_own = scopes.starts_with(self.scopes(at, self.depth_outside(at)));
                let is_asked_for = |before: usize| {
                    let depth = self.common(before, self.depth(before), at);
                    self.joint(before, depth, &[Joint::And, Joint::Or]) != Joint::Sequence
                };
                is_own && !at.checked_sub(1).is_some_and(is_asked_for)
            };
            match step.command.program.text.as_str() {
                "exit" if is_always_reached() => {
                    // Outside of a subshell nothing knows of the failure.
                    let is_inside = step.command.scopes.starts_with(inner);
                    return if is_inside { fails(arg(0)) } else { is_failure(arg(0)) };
                }
                "[" | "[[" | "test"
                    if (0..2).any(|index| matches!(arg(index), "-s" | "-f" | "-e" | "-r"))
                        && self.gives_up_after(at) =>
                {
                    return true;
                }
                _ if self.needs_new_file(at) && is_always_reached() => return true,
                _ => {}
            }
        }
        false
    }

    /// What becomes of a lost failure behind the subshells and the function that the command stands in: they may look
    /// for the file.
    fn lost_behind(&self, at: usize, lost: LostFailure, calls: usize) -> Option<LostFailure> {
        let scopes = self.scopes(at, self.depth(at));
        let fails_behind = |last: usize, depth: usize| {
            let next = self.next(last, last, depth);
            next.is_some_and(|next| self.comes_to_failure(next, self.scopes(last, depth), is_failure))
        };
        let function = scopes.iter().rposition(|scope| scope.kind == BlockKind::Function);
        let own = scopes.iter().enumerate().skip(function.unwrap_or_default());
        for (depth, scope) in own.filter(|(_, scope)| is_inner(scope)).rev() {
            let last = self.last_of(scope.block, at);
            if fails_behind(last, depth) {
                return self.lost_outside(last, depth, true, calls);
            }
        }
        // A function may have ended the script as if all were well.
        let returns = matches!(lost, LostFailure::GoesOn | LostFailure::Pipeline);
        let Some(call) = self.call_of(at).filter(|_| returns && calls > 0) else { return Some(lost) };
        match fails_behind(call, self.depth(call)) {
            true => self.lost_outside(call, self.depth(call), true, calls),
            false => self.lost_behind(call, lost, calls - 1),
        }
    }

    /// Whether a command ends the script where the file is not there that each run makes anew.
    fn needs_new_file(&self, at: usize) -> bool {
        let step = self.get(at).filter(|step| step.reads_snapshot());
        let Some(Action::Status(call) | Action::Restore(call)) = step.map(|step| &step.action) else {
            return false;
        };
        let depth = self.depth_outside(at);
        let is_alone = self.joint(at, depth, &[]) == Joint::Sequence;
        call.arguments(2).first().is_some_and(|file| !file.is_known())
            && is_alone
            && self.options_at(at, depth).errexit
            && !self.is_ignored(at, depth, MAX_CALLS)
    }

    /// Whether what a test decides over ends the script: in its list, or in the `if` that asks for it.
    fn gives_up_after(&self, test: usize) -> bool {
        let asked = self.scopes(test, self.depth(test)).iter().rev().find(|scope| scope.is_condition());
        let end = match asked {
            Some(scope) => self.last_of(scope.block, test),
            None => self.end_of(test, self.depth_outside(test), test),
        };
        matches!(self.outcome(test + 1..=end), Outcome::Ends | Outcome::Returns)
            || (test..=end).any(|one| self.is_recorded(one, |_| true) || self.is_counted(one))
    }

    /// Where the function is called that a command stands in: its failure is that of the call.
    fn call_of(&self, at: usize) -> Option<usize> {
        let name = self.function(at)?;
        self.steps
            .iter()
            .position(|one| one.command.program.text == name && one.command.function.as_deref() != Some(name))
    }

    /// The options of the shell, and those that `set` has switched on before a command, but for subshells.
    fn options_at(&self, at: usize, depth: usize) -> FailureOptions {
        let own = self.scopes(at, depth);
        let mut shells = own.iter().enumerate().rev();
        let shell =
            shells.find_map(|(position, scope)| Some((own.get(..=position)?, scope.shell()?.options)));
        let (around, begin) = shell.unwrap_or((&[], self.script.options));
        let is_here = |step: &&&Step| {
            let mut inner = step.command.scopes.iter().filter(|scope| is_subshell(scope));
            step.command.scopes.starts_with(around)
                && inner.all(|scope| own.iter().any(|one| one.block == scope.block))
        };
        let sets = self.steps.iter().take(at).filter(|step| step.command.program.text == "set");
        sets.filter(is_here).fold(begin, |options, step| after_set(options, &step.command.args))
    }

    /// Whether the shell passes over failures there, whatever `set -e` says: something asks for the outcome of what
    /// the command stands in.
    fn is_ignored(&self, at: usize, depth: usize, calls: usize) -> bool {
        let own = self.scopes(at, depth);
        let is_asked = |scope: &Scope| match scope.kind {
            BlockKind::Group | BlockKind::Subshell => {
                let last = self.last_of(scope.block, at);
                let outer = own.iter().position(|one| one.block == scope.block).unwrap_or_default();
                matches!(self.joint(last, outer, &[]), Joint::And | Joint::Or)
            }
            _ => scope.is_condition(),
        };
        let is_passed_over = |scope: &Scope| scope.is_negated && scope.shell().is_none() || is_asked(scope);
        let is_asked_at_call = |call: usize| {
            let list = self.list(call, self.depth(call));
            list.is_chain
                || list.end == Joint::Or
                || self.is_negated(call, self.depth(call))
                || self.is_ignored(call, self.depth(call), calls.saturating_sub(1))
        };
        let shell = own.iter().rposition(|scope| scope.shell().is_some());
        own.iter().skip(shell.unwrap_or_default()).any(is_passed_over)
            || shell.is_none() && calls > 0 && self.call_of(at).is_some_and(is_asked_at_call)
    }

    /// How many of the compound commands of two commands are the same.
    fn common(&self, at: usize, depth: usize, other: usize) -> usize {
        let pairs = self.scopes(at, depth).iter().zip(self.scopes(other, self.depth(other)));
        pairs.take_while(|(one, other)| one == other).count()
    }

    /// The last command of a compound command.
    fn last_of(&self, block: u64, at: usize) -> usize {
        let is_in = |step: &Step| step.command.scopes.iter().any(|scope| scope.block == block);
        let behind = self.steps.iter().skip(at + 1).take_while(|step| is_in(step)).count();
        at + behind
    }

    /// The last command of what begins at `first`, be it simple or compound.
    fn end_of_one(&self, at: usize, depth: usize, first: usize) -> usize {
        let scopes = self.scopes(first, self.depth(first));
        scopes.get(self.common(at, depth, first)).map_or(first, |scope| self.last_of(scope.block, first))
    }

    /// The last command of the list that begins at `first`.
    fn end_of(&self, at: usize, depth: usize, first: usize) -> usize {
        let mut end = self.end_of_one(at, depth, first);
        let joint = |end: usize| self.joint(end, depth, &[Joint::And, Joint::Or]);
        while matches!(joint(end), Joint::And | Joint::Or | Joint::Pipe) {
            end = self.end_of_one(at, depth, end + 1);
        }
        end
    }

    fn list(&self, at: usize, depth: usize) -> List {
        let is_chained = |at: usize| self.joint(at, depth, &[]) == Joint::And;
        // Where a command fails, what `&&` sets behind it is passed over.
        let joint = |at: usize| self.joint(at, depth, &[Joint::And]);
        let is_piped = self.joint(at, depth, &[]) == Joint::Pipe;
        let mut list = List { is_piped, is_chain: is_chained(at), is_reset: false, last: at, end: joint(at) };
        while matches!(list.end, Joint::Pipe | Joint::And) {
            let is_in_pipe = list.end == Joint::Pipe;
            list.last = self.end_of_one(at, depth, list.last + 1);
            list.is_chain |= is_chained(list.last);
            list.end = joint(list.last);
            // It looks for what only success prints.
            let is_grep = self.get(list.last).is_some_and(|step| step.command.program.basename() == "grep");
            list.is_piped &= !(is_in_pipe && is_grep && list.end != Joint::Pipe);
        }
        let scopes = self.scopes(at, depth);
        list.is_reset = (at..=list.last).any(|one| self.is_reset(one, scopes));
        list
    }

    /// What joins a command, as part of the outer `depth` of its compound commands, to the next one: behind the
    /// variables, which are no commands, that end brackets around it, or that one of `joints` sets.
    fn joint(&self, at: usize, depth: usize, joints: &[Joint]) -> Joint {
        let Some(step) = self.get(at) else { return Joint::Sequence };
        let scopes = self.scopes(at, depth);
        let ends_brackets = |set: &&Set| {
            let brackets = set.scopes.get(..=depth).filter(|scopes| step.command.scopes.starts_with(scopes));
            let kind = brackets.and_then(|scopes| scopes.last()).map(|scope| scope.kind);
            matches!(kind, Some(BlockKind::Group | BlockKind::Subshell))
        };
        let last = step.command.sets.iter().rfind(ends_brackets);
        let inner = self.scopes(at, self.depth(at)).get(depth);
        let own = match inner.and_then(Scope::shell) {
            Some(shell) => shell.next,
            None => last.map_or(step.command.next, |set| set.before),
        };
        let sets = step.command.sets.iter().filter(|set| *set.scopes == *scopes);
        sets.fold(own, |joint, set| if joints.contains(&joint) { set.before } else { joint })
    }

    /// What may run behind `last`: in the same subshell and function, but not in another branch of what the command at
    /// `at` stands in.
    fn next(&self, at: usize, last: usize, depth: usize) -> Option<usize> {
        let own = self.scopes(at, depth);
        let is_elsewhere = |other: &Scope| {
            let branches = matches!(other.kind, BlockKind::If | BlockKind::Case);
            branches && own.iter().any(|one| one.block == other.block && one.part != other.part)
        };
        (last + 1..self.steps.len()).find(|next| {
            let scopes = self.scopes(*next, self.depth(*next));
            let is_inside = |one: &Scope| scopes.iter().any(|other| other.block == one.block);
            self.function(*next) == self.function(at)
                && own.iter().filter(|scope| is_inner(scope)).all(is_inside)
                && !scopes.iter().any(is_elsewhere)
        })
    }

    /// The first `wait $!` from a command on: it has the status of what it waits for, while plain `wait` succeeds.
    fn wait_from(&self, first: usize) -> Option<usize> {
        let mut steps = self.steps.iter().enumerate().skip(first);
        let waits = |step: &Step| step.command.program.text == "wait" && !step.command.args.is_empty();
        steps.find(|(_, step)| waits(step)).map(|(at, _)| at)
    }

    /// Plain `exit` and `return` have the status of the command before them.
    fn repeats_status(&self, at: usize) -> bool {
        self.get(at).is_some_and(|step| {
            matches!(step.command.program.text.as_str(), "exit" | "return") && step.command.args.is_empty()
        })
    }

    /// Whether `!` turns the status of a command, as part of the outer `depth` of its compound commands, round.
    fn is_negated(&self, at: usize, depth: usize) -> bool {
        let inner = self.scopes(at, self.depth(at)).get(depth);
        match inner {
            Some(scope) => scope.is_negated,
            None => self.get(at).is_some_and(|step| step.command.is_negated),
        }
    }
}

/// The names behind `$` in a text, with or without braces.
fn variables_in(text: &str) -> BTreeSet<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let names = text.split('$').skip(1).map(|rest| rest.strip_prefix('{').unwrap_or(rest));
    names
        .map(|rest| rest.split(|c| !is_part(c)).next().unwrap_or_default())
        .filter(|name| !name.is_empty())
        .collect()
}

/// Whether what ends in it ends it alone.
fn is_subshell(scope: &Scope) -> bool {
    matches!(scope.kind, BlockKind::Subshell | BlockKind::Shell(_))
}

/// Whether what ends in it ends it alone, or only what it prints counts.
fn is_inner(scope: &Scope) -> bool {
    is_subshell(scope) || scope.kind == BlockKind::Substitution
}

/// The compound commands up to the innermost of these.
fn up_to_inner(scopes: &[Scope]) -> &[Scope] {
    let position = scopes.iter().rposition(is_inner);
    position.and_then(|position| scopes.get(..=position)).unwrap_or_default()
}

/// Whether `exit` fails with a word for certain.
fn is_failure(status: &str) -> bool {
    status.parse().is_ok_and(|status: u32| !status.is_multiple_of(256))
}

/// Whether it may fail: a variable is taken for one that knows. `$?` knows of the command right before it alone.
fn may_be_failure(status: &str) -> bool {
    !matches!(status, "" | "0" | "$?")
}

/// The variable that `((errors++))` or `let errors+=1` sets.
fn counter(step: &Step) -> Option<&str> {
    let expression = match step.command.program.text.as_str() {
        "((" | "let" => step.command.args.first()?.text.trim_start_matches(['(', ' ']),
        _ => return None,
    };
    let (name, begins) = expression.strip_prefix("++").map_or((expression, false), |name| (name, true));
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
    let (name, rest) = name.split_at(end);
    let rest = rest.trim_start();
    let is_set = begins || ["++", "+=", "="].iter().any(|sign| rest.starts_with(sign));
    (is_set && !rest.starts_with("==") && !name.is_empty()).then_some(name)
}

/// Whether a test fails where the status that it looks at is one of failure.
fn wants_success(test: &Step) -> bool {
    test.command
        .args
        .iter()
        .any(|word| matches!(word.text.as_str(), "-eq" | "=" | "==") || word.text.contains("=="))
}

/// The options of a shell after a `set` with these arguments.
fn after_set(mut options: FailureOptions, args: &[Word]) -> FailureOptions {
    let mut on = true;
    for word in args.iter().map(|word| word.text.as_str()).take_while(|word| *word != "--") {
        if word.starts_with(['-', '+']) {
            on = word.starts_with('-');
            options.errexit = if word.contains('e') { on } else { options.errexit };
        } else {
            options.set(word, on);
        }
    }
    options
}

/// The text of a script in front of a place, if that is in it: words from elsewhere are in other values.
pub(super) fn text_before<'s>(place: &Place, script: &'s Word) -> Option<&'s str> {
    if (place.document, &place.path) != (script.place.document, &script.place.path) {
        return None;
    }
    let start = |place: &Place| match &place.part {
        Part::Within(range) | Part::Text(range) => range.start,
        Part::Value | Part::Key => 0,
    };
    script.text.get(..start(place).checked_sub(start(&script.place))?)
}

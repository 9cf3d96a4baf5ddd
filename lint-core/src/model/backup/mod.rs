//! Backups of etcd: a workload or script in which a snapshot is saved, looked at, or restored.

mod endpoint;
mod invocation;
mod job;
mod lost_failure;
mod save;
mod schedule;
mod script;
mod storage;
mod tool;

pub use endpoint::{Endpoint, EndpointScheme};
pub use invocation::{Invocation, variable_of};
pub use job::Job;
pub use lost_failure::LostFailure;
pub use save::Save;
pub use schedule::Schedule;
pub(crate) use script::calls_tool;
pub use storage::{Location, Storage};
pub use tool::{Export, Tool};

use crate::source::{Cursor, DocumentId, Place};
use crate::subject::command::{
    Command, Program, Resolved, ShellScript, Surroundings, file_of_shell, resolve, resolve_called_script,
    resolve_script,
};
use crate::subject::environment::{EnvValue, EnvVar, Environment};
use crate::subject::image::{Image, Version};
use crate::subject::object::Subject;
use crate::subject::shell::Opaque;
use crate::subject::volume::VolumeSource;
use crate::subject::word::Word;
use crate::subject::workload::{Container, Workload};

/// A workload or script that saves, checks or restores snapshots of etcd.
#[derive(Clone, Debug)]
pub struct Backup {
    /// What findings about it are about.
    pub subject: Subject,
    /// The document it is in.
    pub document: DocumentId,
    /// The object, the script, or the line of a crontab.
    pub place: Place,
    /// The workload, by its position in [`Inventory::workloads`](crate::inventory::Inventory::workloads);
    /// `None` for a script.
    pub workload: Option<usize>,
    /// All commands, in the order in which they run or may run.
    pub steps: Vec<Step>,
    /// The shell scripts that some of them stand in.
    pub scripts: Vec<ShellScript>,
    /// The containers, by position, in which commands run that cannot be seen.
    pub hidden: Vec<Option<usize>>,
    /// What a CronJob or Job says of its runs.
    pub job: Option<Job>,
    /// When a line of a crontab runs.
    pub cron: Option<(Schedule, Place)>,
    /// What systemd does around it, if it is a unit.
    pub unit: Option<UnitFacts>,
    /// What the other lines of the same crontab run.
    pub beside: Vec<Step>,
    /// The `%` at which cron ends the command in the middle of a quote or substitution.
    pub cut_at: Option<Place>,
}

/// What a systemd unit says of a backup besides its commands.
#[derive(Clone, Copy, Debug)]
pub struct UnitFacts {
    /// Whether systemd ends a run that hangs.
    pub has_deadline: bool,
    /// The setting that makes systemd do so.
    pub deadline_key: &'static str,
}

/// One command of a backup.
#[derive(Clone, Debug)]
pub struct Step {
    /// The command, with its whole environment.
    pub command: Command,
    /// The container, by its position in the workload; `None` in a script.
    pub container: Option<usize>,
    /// Whether it runs in another container, by `kubectl exec`.
    pub is_remote: bool,
    /// The version of etcd's tools in its image.
    pub version: Option<Version>,
    /// What it does.
    pub action: Action,
    /// Where the files named on its command line lie, those that it writes to among them.
    pub files: Vec<Location>,
}

/// What a command does for a backup.
#[derive(Clone, Debug)]
pub enum Action {
    /// Saves a snapshot.
    Save(Box<Save>),
    /// Looks at a snapshot: `snapshot status`.
    Status(Invocation),
    /// Makes a data directory from a snapshot.
    Restore(Invocation),
    /// `etcdctl backup`, which copies data of etcd's API version 2 only.
    V2Backup(Invocation),
    /// Something that another program does.
    Other(Tool),
}

impl Step {
    /// Whether it looks at the file of a snapshot, and fails where that is not there. For `etcdctl snapshot status`
    /// etcdctl 3.6 prints its help and exits with 0.
    pub fn reads_snapshot(&self) -> bool {
        let is_gone =
            |call: &Invocation| call.tool == Program::Etcdctl && self.is_at_least(3, 6) == Some(true);
        matches!(&self.action, Action::Status(call) | Action::Restore(call) if !is_gone(call))
    }

    /// Whether the tools in its image are of this version or later; `None` if that cannot be seen.
    pub fn is_at_least(&self, major: u32, minor: u32) -> Option<bool> {
        self.version.and_then(|version| version.is_at_least(Version::minor(major, minor)))
    }
}

impl Backup {
    /// The backup that a workload is, if it is one. `at` gives the value at a place, `mounted` the
    /// text of a script that a ConfigMap of the input mounts into a container.
    pub(crate) fn of_workload<'a>(
        workload: &Workload,
        index: usize,
        at: &dyn Fn(&Place) -> Option<Cursor<'a>>,
        mounted: Mounted,
    ) -> Option<Backup> {
        let mut builder = Builder::default();
        for (position, container) in workload.containers.iter().enumerate() {
            builder.add_container(workload, position, container, mounted);
        }
        builder.is_backup().then(|| Backup {
            subject: workload.subject(None),
            document: workload.document,
            place: workload.place.clone(),
            workload: Some(index),
            steps: builder.steps,
            scripts: builder.scripts,
            hidden: builder.hidden,
            job: Job::of(workload, at),
            cron: None,
            unit: None,
            beside: Vec::new(),
            cut_at: None,
        })
    }

    /// Whether a workload may be a backup: it calls a tool of etcd, or a mounted script with a name that says so.
    pub(crate) fn may_be_in(workload: &Workload) -> bool {
        let may_be = |word: &Word| word.text.contains("etcd") || word.text.contains("/member/snap");
        let is_set = |variable: &EnvVar| matches!(&variable.value, EnvValue::Literal(word) if may_be(word));
        let speaks_of_it = |container: &Container| {
            container.argv.iter().any(may_be) || container.environment.vars().any(is_set)
        };
        let calls_tool = || Backup::of_workload(workload, 0, &|_| None, &|_, _| None).is_some();
        let is_unread = |container: &Container| unread_script(container).is_some();
        workload.containers.iter().any(speaks_of_it)
            && (calls_tool() || workload.containers.iter().any(is_unread))
            || workload.object.name.as_deref().is_some_and(|name| name.contains("etcd"))
                && workload.containers.iter().any(|container| runs_mounted_script(workload, container))
    }

    /// The snapshots that are saved.
    pub fn saves(&self) -> impl Iterator<Item = (&Step, &Save)> {
        self.steps.iter().filter_map(|step| match &step.action {
            Action::Save(save) => Some((step, save.as_ref())),
            _ => None,
        })
    }

    /// Whether it makes copies of etcd's data, well or badly.
    pub fn copies_data(&self) -> bool {
        self.steps.iter().any(|step| {
            matches!(step.action, Action::Save(_) | Action::V2Backup(_) | Action::Other(Tool::LiveCopy(_)))
        })
    }

    /// Its own steps, and those that other lines of its crontab run.
    pub fn steps_around(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().chain(&self.beside)
    }

    /// The programs that send files away, and their commands.
    pub fn exports(&self) -> impl Iterator<Item = (&Step, &Export)> {
        self.steps.iter().filter_map(|step| match &step.action {
            Action::Other(Tool::Export(export)) => Some((step, export)),
            _ => None,
        })
    }

    /// Whether anything looks at a saved snapshot.
    pub fn is_verified(&self) -> bool {
        self.steps.iter().any(Step::reads_snapshot)
    }

    /// Whether anything deletes old snapshots.
    pub fn prunes(&self) -> bool {
        self.steps_around().any(|step| matches!(step.action, Action::Other(Tool::Prune)))
    }

    /// The first program of which nobody knows what it does.
    pub fn unknown_program(&self) -> Option<&Word> {
        let mut unknown =
            self.steps_around().filter(|step| matches!(step.action, Action::Other(Tool::Unknown)));
        unknown.next().map(|step| &step.command.program)
    }

    /// Whether everything that may be done with a saved snapshot is seen: neither a program that is
    /// not known nor a script in a file can reach it.
    pub fn is_all_seen(&self) -> bool {
        self.hidden.is_empty() && self.unknown_program().is_none()
    }

    /// Whether the name of a file, as a command has it, falls apart at run time: `date` prints blanks, and nothing
    /// quotes them. A script that sets `IFS` may split at something else. A name that is known has no call of `date`.
    pub fn is_split(&self, step: &Step, name: &Word) -> bool {
        let text = || {
            let script = &self.scripts.get(step.command.script?)?.text;
            if script.text.contains("IFS=") {
                return None;
            }
            let program = lost_failure::text_before(&step.command.program.place, script)?;
            lost_failure::text_before(&name.place, script).filter(|before| before.len() > program.len())
        };
        let is_bare = || text().is_some_and(|before| before.ends_with([' ', '\t', '\n']));
        name.verbatim
            && name.from_shell
            && !name.is_known()
            && ["$(date)", "$(date -u)", "`date`", "`date -u`"].iter().any(|call| name.text.contains(call))
            && is_bare()
    }
}

#[derive(Default)]
struct Builder {
    steps: Vec<Step>,
    scripts: Vec<ShellScript>,
    hidden: Vec<Option<usize>>,
    /// Whether a script could not be read to its end.
    is_unreadable: bool,
    /// The version of etcd's tools in the image of the container that is read.
    version: Option<Version>,
    /// How many times a script runs commands elsewhere.
    remote_count: u64,
}

/// More compound commands than a script can have, with all scripts in it.
const MAX_BLOCKS: u64 = 1 << 20;

/// Gives the text of a script at a path of a container, if a ConfigMap of the input holds it.
pub(crate) type Mounted<'a> = &'a dyn Fn(&Container, &str) -> Option<Word>;

/// Finds where a path lies.
type Locate<'a> = &'a dyn Fn(&Word) -> Location;

impl Builder {
    fn add_container(
        &mut self,
        workload: &Workload,
        position: usize,
        container: &Container,
        mounted: Mounted,
    ) {
        let locate = |path: &Word| Location::in_container(path, workload, container);
        self.version = container.image.as_ref().and_then(Image::etcd_version);
        if hides_its_program(container)
            || container.opaque.iter().any(|(_, opaque)| *opaque != Opaque::ScriptFile)
        {
            self.hidden.push(Some(position));
        }
        let mut environment = container.environment.clone();
        environment.open |= container.opaque.iter().any(|(_, opaque)| *opaque == Opaque::Source);
        let own = behind_entrypoint(container);
        let (commands, scripts) = match &own {
            Some(resolved) => (&resolved.commands, &resolved.scripts),
            None => (&container.commands, &container.scripts),
        };
        let base = self.add_scripts(scripts);
        for command in commands {
            let path = script_path(command);
            let Some(script) = path.and_then(|path| mounted(container, path)) else {
                self.hidden.extend(path.map(|_| Some(position)));
                self.add_command(command, base, &environment, Some(position), &locate);
                continue;
            };
            // The script stands for the shell that runs it.
            let resolved =
                resolve_called_script(&script, command, &environment.overlaid(&command.environment));
            environment.open |= resolved.opaque.iter().any(|(_, opaque)| *opaque == Opaque::Source);
            self.hidden.extend((!resolved.opaque.is_empty()).then_some(Some(position)));
            self.add_commands(&resolved.commands, &resolved.scripts, &environment, Some(position), &locate);
        }
    }

    fn add_commands(
        &mut self,
        commands: &[Command],
        scripts: &[ShellScript],
        environment: &Environment,
        container: Option<usize>,
        locate: Locate,
    ) {
        let base = self.add_scripts(scripts);
        for command in commands {
            self.add_command(command, base, environment, container, locate);
        }
    }

    /// Takes scripts, and gives the position of the first of them.
    fn add_scripts(&mut self, scripts: &[ShellScript]) -> usize {
        let base = self.scripts.len();
        self.scripts.extend(scripts.iter().map(|script| script.clone().behind(base)));
        base
    }

    fn add_command(
        &mut self,
        command: &Command,
        base: usize,
        environment: &Environment,
        container: Option<usize>,
        locate: Locate,
    ) {
        let mut command = command.clone();
        command.environment = environment.overlaid(&command.environment);
        command.script = command.script.map(|index| base + index);
        match remote_commands(&command) {
            Some(remote) => self.add_remote(&command, remote, container),
            None => self.push(command, container, false, locate),
        }
    }

    /// Takes the commands that `kubectl exec` runs elsewhere.
    fn add_remote(&mut self, outer: &Command, remote: Resolved, container: Option<usize>) {
        let last = remote.commands.len().saturating_sub(1);
        let options = remote.scripts.first().map(|script| script.options).unwrap_or_default();
        self.remote_count += 1;
        let block = self.remote_count * MAX_BLOCKS;
        let scopes = outer.scopes_of_shell(block, options);
        let mut surroundings = Surroundings::new(outer, scopes, block + 1);
        for (position, mut command) in remote.commands.into_iter().enumerate() {
            command.wrappers.splice(0..0, outer.wrappers.iter().cloned());
            // What the function does where they fail is not followed.
            command.script = outer.script.filter(|_| !outer.runs_arguments);
            surroundings.enclose(&mut command);
            if position == last {
                command.sets.extend(outer.sets.iter().cloned());
                command.redirects.extend(outer.redirects.iter().cloned());
            }
            self.push(command, container, true, &|_| Location::unknown());
        }
    }

    fn push(&mut self, command: Command, container: Option<usize>, is_remote: bool, locate: Locate) {
        let feeder = self.steps.last().filter(|step| step.command.feeds(&command));
        let is_fed_words =
            feeder.is_some_and(|step| matches!(step.command.program.basename(), "echo" | "printf"));
        // What `kubectl exec` starts is in another image.
        let version = self.version.filter(|_| !is_remote);
        let mut action = Action::of(&command, locate, is_fed_words, self.may_hold_flags(&command), version);
        let is_fed = feeder.is_some_and(|step| !step.is_remote) && !is_fed_words;
        if is_remote && is_fed && matches!(action, Action::Other(Tool::Copy | Tool::Local)) {
            // `… | ssh HOST 'cat > FILE'`
            action = Action::Other(Tool::Unknown);
        }
        let words = command.args.iter().chain(command.redirects.iter().map(|redirect| &redirect.target));
        let files = words.filter(|word| word.text.starts_with(['/', '$'])).map(locate).collect();
        self.steps.push(Step { command, container, is_remote, version, action, files });
    }

    /// Whether a variable may be the program with flags of it: an array, or one that nothing quotes.
    fn may_hold_flags(&self, command: &Command) -> bool {
        let program = &command.program;
        let is_array = ["[@]", "[*]"].iter().any(|index| program.text.contains(index));
        let is_variable = program.text.starts_with('$') && !program.text.starts_with("$(");
        let before = || {
            let script = &self.scripts.get(command.script?)?.text;
            lost_failure::text_before(&program.place, script)
        };
        let is_quoted = || before().is_some_and(|before| before.ends_with('"'));
        program.is_opaque() && is_variable && (is_array || program.from_shell && !is_quoted())
    }

    fn is_backup(&self) -> bool {
        self.steps
            .iter()
            .any(|step| !matches!(step.action, Action::Other(ref tool) if !matches!(tool, Tool::LiveCopy(_))))
    }
}

impl Action {
    fn of(
        command: &Command,
        locate: Locate,
        is_fed_words: bool,
        may_hold_flags: bool,
        version: Option<Version>,
    ) -> Action {
        let Some(mut call) = Invocation::of(command) else {
            return Action::Other(Tool::of(command, is_fed_words));
        };
        call.line.open |= may_hold_flags;
        if call.is(&["snapshot", "save"]) {
            return Action::Save(Box::new(Save::of(call, locate, version)));
        }
        match (call.is(&["snapshot", "status"]), call.is(&["snapshot", "restore"]), call.is(&["backup"])) {
            (true, _, _) => Action::Status(call),
            (_, true, _) => Action::Restore(call),
            (_, _, true) if call.tool == Program::Etcdctl => Action::V2Backup(call),
            _ => Action::Other(Tool::Local),
        }
    }
}

/// Whether the image decides which program gets the arguments. Behind an entrypoint that is not seen they may do
/// anything, unless they name a program that no entrypoint has a subcommand of the name of.
fn hides_its_program(container: &Container) -> bool {
    const PROGRAMS: [&str; 7] = ["sh", "bash", "ash", "dash", "etcd", "etcdctl", "etcdutl"];
    let is_etcd = container.image.as_ref().is_some_and(|image| image.etcd_version().is_some());
    let names_program = container.argv.first().is_some_and(|word| PROGRAMS.contains(&word.basename()));
    let is_known = is_etcd || names_program || entrypoint(container).is_some() && !container.argv.is_empty();
    !container.has_command && !is_known
}

/// The program that an image starts, as far as its arguments are those of a tool that sends files away.
fn entrypoint(container: &Container) -> Option<&'static str> {
    const NAMED_AFTER_IT: [&str; 9] =
        ["azcopy", "curl", "kopia", "kubectl", "mc", "rclone", "restic", "s3cmd", "s5cmd"];
    match container.image.as_ref()?.last_segment() {
        "aws-cli" => Some("aws"),
        name => NAMED_AFTER_IT.into_iter().find(|tool| *tool == name),
    }
}

/// What a container without `command` runs, if the entrypoint of its image is known and not in its arguments.
fn behind_entrypoint(container: &Container) -> Option<Resolved> {
    let tool = entrypoint(container).filter(|_| !container.has_command)?;
    let first =
        container.argv.first().filter(|first| first.basename() != tool && !is_shell(first.basename()))?;
    let program = Word::derived(tool, first.place.clone());
    Some(resolve(&[program], &container.argv, &container.environment))
}

fn is_shell(name: &str) -> bool {
    matches!(name, "sh" | "bash" | "ash" | "dash")
}

/// The file of a script that a command runs: by itself, or as `sh FILE`.
pub(crate) fn script_path(command: &Command) -> Option<&str> {
    let word = match command.program.basename() {
        name if is_shell(name) => file_of_shell(&command.args)?,
        name if name.ends_with(".sh") => &command.program,
        _ => return None,
    };
    word.known()
}

/// Where a script of a container that calls a tool of etcd cannot be read to its end.
pub(crate) fn unread_script(container: &Container) -> Option<&Place> {
    let (place, _) = container.opaque.iter().find(|(_, opaque)| *opaque == Opaque::Unparsable)?;
    container.argv.iter().any(|word| script::calls_tool(&word.text)).then_some(place)
}

/// Whether a container runs a script from a ConfigMap.
fn runs_mounted_script(workload: &Workload, container: &Container) -> bool {
    let is_config_map = |path: &str| {
        let mounted = workload.mount_of(container, path);
        mounted.is_some_and(|mounted| {
            mounted.sources().iter().any(|source| matches!(source, VolumeSource::ConfigMap(_)))
        })
    };
    container.commands.iter().filter_map(script_path).any(is_config_map)
}

/// The commands that `kubectl exec`, `docker exec` and their like run in another container, those that `ssh` runs on
/// another machine, and those behind a program that is not known, as in `$SUDO etcdctl`, or a function that runs what
/// it is given.
fn remote_commands(command: &Command) -> Option<Resolved> {
    const RUNNERS: [&str; 7] = ["kubectl", "oc", "docker", "nerdctl", "podman", "crictl", "k3s"];
    const STARTS: [&str; 8] = ["etcdctl", "etcdutl", "sh", "bash", "ash", "dash", "env", "timeout"];
    // Nothing is known of the variables there.
    let environment = Environment::default().with_others(true);
    let name = command.program.basename();
    let mut remote = if name == "ssh" && !command.is_call {
        match behind_host(&command.args) {
            [script] => resolve_script(script, &environment),
            words => resolve(words, &[], &environment),
        }
    } else {
        let is_exec = RUNNERS.contains(&name)
            && command.args.iter().any(|word| matches!(word.text.as_str(), "exec" | "run"));
        let starts = |word: &Word| match is_exec {
            true => STARTS.contains(&word.basename()),
            false => matches!(word.basename(), "etcdctl" | "etcdutl"),
        };
        let start = command.args.iter().position(starts)?;
        let passes_on = is_exec || command.runs_arguments || !command.program.is_known();
        let inner = command.args.get(start..).filter(|_| passes_on)?;
        resolve(inner, &[], &environment)
    };
    remote.commands.iter_mut().for_each(|inner| inner.environment.open = true);
    (!remote.commands.is_empty()).then_some(remote)
}

/// What stands behind the options of `ssh` and the host.
fn behind_host(args: &[Word]) -> &[Word] {
    let mut at = 0;
    while let Some(word) = args.get(at).filter(|word| word.text.starts_with('-')) {
        let takes_value = word.text.len() == 2 && word.text.ends_with(|c| "bcDEeFIiJLlmOopQRSWw".contains(c));
        at += 1 + usize::from(takes_value);
    }
    args.get(at + 1..).unwrap_or_default()
}

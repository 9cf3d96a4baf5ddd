//! From `command` and `args` to the programs that a container runs.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::source::Place;

use super::environment::{EnvValue, EnvVar, Environment};
use super::image::Image;
use super::shell::{
    self, BlockKind, FailureOptions, InnerShell, Joint, MAX_COMMANDS, Opaque, Redirect, Scope, Set,
    SimpleCommand,
};
use super::word::Word;

/// How deep shells and wrappers may run each other.
const MAX_DEPTH: usize = 8;

/// The programs that a container runs, as far as they can be seen.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// The programs in the order in which they stand.
    pub commands: Vec<Command>,
    /// The shell scripts that some of them come from.
    pub scripts: Vec<ShellScript>,
    /// What may run more.
    pub opaque: Vec<(Place, Opaque)>,
}

/// A program with its arguments.
#[derive(Clone, Debug)]
pub struct Command {
    /// The program; an empty word stands for the entrypoint of the image.
    pub program: Word,
    /// The arguments.
    pub args: Vec<Word>,
    /// The variables that are set on the way to the program, over those of the container.
    pub environment: Environment,
    /// The wrappers around it, outermost first: `timeout`, `exec`, ….
    pub wrappers: Vec<String>,
    /// The position of its script in [`Resolved::scripts`]; of the outermost, where scripts are in scripts.
    pub script: Option<usize>,
    /// Whether `!` turns its status round, or that of the pipeline that it stands in.
    pub is_negated: bool,
    /// What joins it to the next command of the script.
    pub next: Joint,
    /// The function of the script whose body it stands in.
    pub function: Option<Arc<str>>,
    /// The compound commands of the script that it stands in, outermost first.
    pub scopes: Arc<[Scope]>,
    /// The variables that the script sets between it and the next.
    pub sets: Vec<Set>,
    /// Whether it calls a function of the script, not a program.
    pub is_call: bool,
    /// Whether that function runs what it is given, as `run() { "$@"; }` does.
    pub runs_arguments: bool,
    /// Its redirections.
    pub redirects: Vec<Redirect>,
    /// Whether what starts it takes its failure for success, as systemd does behind a dash.
    pub ignores_failure: bool,
}

/// A script that is given to a shell on its command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShellScript {
    /// The script.
    pub text: Word,
    /// What the shell is told on its command line.
    pub options: FailureOptions,
    /// The position of the outermost script, where this one is in another: the commands are that one's.
    pub outermost: Option<usize>,
}

impl ShellScript {
    /// The same behind `count` other scripts.
    pub fn behind(self, count: usize) -> ShellScript {
        ShellScript { outermost: self.outermost.map(|position| count + position), ..self }
    }
}

/// What a script stands in.
pub struct Surroundings {
    /// The compound commands, outermost first.
    scopes: Vec<Scope>,
    /// The number of its own first one, which no other script has.
    first_block: u64,
    /// The function that it is in.
    function: Option<Arc<str>>,
    /// Those of a command, and the same with all around them: most commands share theirs with the one before.
    last: (Arc<[Scope]>, Arc<[Scope]>),
}

impl Surroundings {
    /// Of a script that `outer` runs, with the compound commands around it, outermost first, and the number of the
    /// first one of its own.
    pub fn new(outer: &Command, scopes: Vec<Scope>, first_block: u64) -> Surroundings {
        let last = (Arc::default(), scopes.clone().into());
        Surroundings { scopes, first_block, function: outer.function.clone(), last }
    }

    /// Puts a command into them, with what is set behind it.
    pub fn enclose(&mut self, command: &mut Command) {
        command.scopes = self.around(&command.scopes);
        command.function = command.function.take().or_else(|| self.function.clone());
        for set in &mut command.sets {
            set.scopes = self.around(&set.scopes);
        }
    }

    fn around(&mut self, own: &Arc<[Scope]>) -> Arc<[Scope]> {
        if self.last.0 != *own {
            let numbered = own.iter().map(|scope| Scope { block: self.first_block + scope.block, ..*scope });
            self.last = (own.clone(), self.scopes.iter().copied().chain(numbered).collect());
        }
        self.last.1.clone()
    }
}

/// The programs that rules know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Program {
    /// The etcd server; not `etcd gateway`, `etcd grpc-proxy`, `etcd --version` or `etcd --help`.
    Etcd,
    /// kube-apiserver, also as `hyperkube apiserver`.
    KubeApiserver,
    /// `k3s server` or `rke2 server`.
    K3s,
    /// etcdctl
    Etcdctl,
    /// etcdutl
    Etcdutl,
    /// kubectl
    Kubectl,
    /// Anything else.
    Other,
}

impl Program {
    /// Whether it is a server that rules are about.
    pub fn is_server(self) -> bool {
        matches!(self, Program::Etcd | Program::KubeApiserver | Program::K3s)
    }
}

impl Resolved {
    /// Takes what another command line runs, behind its own.
    pub fn append(&mut self, other: Resolved) {
        let base = self.scripts.len();
        self.scripts.extend(other.scripts.into_iter().map(|script| script.behind(base)));
        self.opaque.extend(other.opaque);
        self.commands.extend(
            other
                .commands
                .into_iter()
                .map(|command| Command { script: command.script.map(|index| base + index), ..command }),
        );
    }
}

impl Command {
    /// The entrypoint of an image, without arguments; `place` is the container's.
    pub fn of_image(place: Place, environment: Environment) -> Command {
        Command {
            program: Word::derived("", place),
            args: Vec::new(),
            environment,
            wrappers: Vec::new(),
            script: None,
            is_negated: false,
            next: Joint::Sequence,
            function: None,
            scopes: Arc::default(),
            sets: Vec::new(),
            is_call: false,
            runs_arguments: false,
            redirects: Vec::new(),
            ignores_failure: false,
        }
    }

    /// The compound commands of a script that it runs: its own, and the shell, with the number `block`.
    pub fn scopes_of_shell(&self, block: u64, options: FailureOptions) -> Vec<Scope> {
        let kind = BlockKind::Shell(InnerShell { options, next: self.next });
        let shell = Scope { block, kind, part: 0, is_negated: self.is_negated };
        self.scopes.iter().copied().chain([shell]).collect()
    }

    /// Whether a pipe leads from it to the next command.
    pub fn feeds(&self, next: &Command) -> bool {
        let ends = self.scopes.iter().filter(|scope| !next.scopes.contains(scope));
        let mut joints = ends.filter_map(|scope| Some(scope.shell()?.next));
        joints.next().unwrap_or(self.next) == Joint::Pipe
    }

    /// Which program this is, going by its name and first arguments alone.
    pub fn known_program(&self) -> Program {
        let Some(name) = self.program.known().map(|_| self.program.basename()) else {
            // `"$ETCDCTL" snapshot save`: no other program has these.
            let saves = self.args.windows(2).any(
                |pair| matches!(pair, [first, second] if first.text == "snapshot" && second.text == "save"),
            );
            return if saves { Program::Etcdctl } else { Program::Other };
        };
        let first = self.args.first().map_or("", |word| word.text.as_str());
        match name {
            "etcdctl" => Program::Etcdctl,
            "etcdutl" => Program::Etcdutl,
            "kubectl" => Program::Kubectl,
            "kube-apiserver" => Program::KubeApiserver,
            "hyperkube" if matches!(first, "apiserver" | "kube-apiserver") => Program::KubeApiserver,
            "k3s" | "rke2" if first == "server" => Program::K3s,
            name if is_etcd_binary(name) && runs_server(&self.args) => Program::Etcd,
            _ => Program::Other,
        }
    }
}

/// Finds the programs that `command` and `args` run, through shells and wrappers.
///
/// Kubernetes replaces the image's entrypoint by `command`. Without one, `args` are the arguments
/// of an entrypoint that is not seen, unless they name a program themselves.
pub fn resolve(command: &[Word], args: &[Word], environment: &Environment) -> Resolved {
    let mut resolver = Resolver { container: environment, out: Resolved::default(), blocks: 0 };
    let argv: Vec<Word> = command.iter().chain(args).cloned().collect();
    let Some(first) = argv.first() else { return resolver.out };
    let for_entrypoint = command.is_empty() && first.text.starts_with('-');
    let mut start = Command::of_image(first.place.clone(), Environment::default());
    start.args = argv;
    if for_entrypoint {
        resolver.out.commands.push(start);
    } else {
        start.program = start.args.remove(0);
        resolver.unwrap(start, 0);
    }
    resolver.out
}

/// Finds the programs that a script in a file runs; its first line may give options to the shell.
pub fn resolve_script(script: &Word, environment: &Environment) -> Resolved {
    resolve_file(script, &shebang_options(script), environment)
}

/// The same for a file that a command runs: in `sh -e FILE` the first line counts for nothing.
pub fn resolve_called_script(script: &Word, caller: &Command, environment: &Environment) -> Resolved {
    let is_given = is_shell(caller.program.basename());
    let options = if is_given { ShellOptions::read(&caller.args) } else { shebang_options(script) };
    resolve_file(script, &options, environment)
}

fn resolve_file(script: &Word, options: &ShellOptions, environment: &Environment) -> Resolved {
    let mut resolver = Resolver { container: environment, out: Resolved::default(), blocks: 0 };
    let start = Command::of_image(script.place.clone(), Environment::default());
    resolver.script(&start, script, &[], options, 0);
    resolver.out
}

/// The file among the arguments of a shell, as in `bash -o pipefail FILE`.
pub fn file_of_shell(args: &[Word]) -> Option<&Word> {
    args.get(ShellOptions::read(args).operands)
}

/// The options in `#!/bin/bash -e` or `#!/usr/bin/env -S bash -e`.
fn shebang_options(script: &Word) -> ShellOptions {
    let line = script.text.lines().next().and_then(|line| line.strip_prefix("#!")).unwrap_or_default();
    let words = line.split_whitespace().skip_while(|word| !is_shell(word.rsplit('/').next().unwrap_or("")));
    let options: Vec<Word> = words.skip(1).map(|word| Word::derived(word, script.place.clone())).collect();
    ShellOptions::read(&options)
}

/// Which program a container runs. The names of containers and pods say nothing about it.
///
/// `command` is one of the commands that [`resolve`] found, or `None` if it found none;
/// `has_command` says whether the container has a `command`, or only `args` or neither.
pub fn identify(command: Option<&Command>, image: Option<&Image>, has_command: bool) -> Program {
    let by_image = || match image.map(Image::last_segment) {
        Some("etcd" | "etcd-amd64" | "etcd-arm64" | "etcd-arm" | "etcd-ppc64le" | "etcd-s390x") => {
            Program::Etcd
        }
        _ => Program::Other,
    };
    match command {
        Some(command) if !command.program.text.is_empty() => {
            let is_k3s = image.is_some_and(|image| image.last_segment() == "k3s");
            if is_k3s && !has_command && command.program.text == "server" {
                return Program::K3s;
            }
            command.known_program()
        }
        _ if has_command => Program::Other,
        Some(command) if !runs_server(&command.args) => Program::Other,
        _ => by_image(),
    }
}

/// `etcd`, or `etcd-3.4.13` as the images of Kubernetes ship for their upgrades.
fn is_etcd_binary(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("etcd") else { return false };
    let Some(version) = rest.strip_prefix('-') else { return rest.is_empty() };
    let numbers: Vec<&str> = version.split('.').collect();
    let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    numbers.len() == 3 && numbers.first() == Some(&"3") && numbers.iter().all(is_number)
}

/// Whether etcd starts a server with these arguments. `--help=false` prints the help, too.
fn runs_server(args: &[Word]) -> bool {
    let is_mode = |word: &Word| matches!(word.text.as_str(), "gateway" | "grpc-proxy");
    let ends_early = |word: &Word| {
        let name = word.text.trim_start_matches('-');
        let dashes = word.text.len() - name.len();
        let (name, value) = name.split_once('=').unwrap_or((name, "true"));
        (1..=2).contains(&dashes)
            && (matches!(name, "h" | "help")
                || (name == "version" && crate::go_value::parse_bool(value) == Some(true)))
    };
    !args.first().is_some_and(is_mode) && !args.iter().any(ends_early)
}

/// A program that runs another one, given behind its options and operands.
struct Wrapper {
    name: &'static str,
    /// The options that have their value in the next element.
    valued: &'static [&'static str],
    /// How many operands stand before the program.
    operands: usize,
}

/// A wrapper without operands of its own and without options that matter.
const fn bare(name: &'static str) -> Wrapper {
    Wrapper { name, valued: &[], operands: 0 }
}

const WRAPPERS: [Wrapper; 29] = [
    bare("busybox"),
    bare("command"),
    bare("catatonit"),
    bare("chronic"),
    Wrapper { name: "chroot", valued: &[], operands: 1 },
    Wrapper { name: "dumb-init", valued: &["-r", "--rewrite"], operands: 0 },
    Wrapper { name: "env", valued: &["-u", "--unset", "-C", "--chdir", "-S", "--split-string"], operands: 0 },
    Wrapper { name: "exec", valued: &["-a"], operands: 0 },
    Wrapper { name: "flock", valued: &["-w", "--wait", "--timeout", "-E"], operands: 1 },
    // In the image of kube-apiserver, around it: kOps and the manifests of kube-up start it so.
    Wrapper { name: "go-runner", valued: &["-log-file", "--log-file"], operands: 0 },
    Wrapper { name: "gosu", valued: &[], operands: 1 },
    Wrapper { name: "ionice", valued: &["-c", "--class", "-n", "--classdata", "-p", "--pid"], operands: 0 },
    Wrapper { name: "nice", valued: &["-n", "--adjustment"], operands: 0 },
    bare("nohup"),
    Wrapper { name: "nsenter", valued: &["-t", "--target", "-S", "-G"], operands: 0 },
    Wrapper { name: "runuser", valued: &["-u", "--user", "-g", "--group"], operands: 0 },
    bare("setsid"),
    Wrapper { name: "stdbuf", valued: &["-i", "--input", "-o", "--output", "-e", "--error"], operands: 0 },
    Wrapper { name: "su", valued: &["-s", "--shell", "-g", "--group"], operands: 1 },
    Wrapper { name: "su-exec", valued: &[], operands: 1 },
    Wrapper { name: "sudo", valued: &["-u", "--user", "-g", "--group"], operands: 0 },
    Wrapper { name: "systemd-cat", valued: &["-t", "--identifier", "-p", "--priority"], operands: 0 },
    bare("systemd-inhibit"),
    Wrapper { name: "systemd-run", valued: &["-p", "--property", "-u", "--unit", "-E", "-M"], operands: 0 },
    Wrapper { name: "time", valued: &["-f", "--format", "-o", "--output"], operands: 0 },
    Wrapper { name: "timeout", valued: &["-k", "--kill-after", "-s", "--signal"], operands: 1 },
    Wrapper { name: "tini", valued: &["-p", "-e"], operands: 0 },
    Wrapper { name: "tini-static", valued: &["-p", "-e"], operands: 0 },
    Wrapper { name: "unshare", valued: &["-S", "--setuid", "-G", "--setgid", "-R", "--root"], operands: 0 },
];

struct Resolver<'a> {
    container: &'a Environment,
    out: Resolved,
    /// How many compound commands there are in all scripts so far.
    blocks: u64,
}

impl Resolver<'_> {
    fn unwrap(&mut self, mut command: Command, mut depth: usize) {
        while depth < MAX_DEPTH && !command.is_call {
            let name = command.program.basename().to_owned();
            if is_shell(&name) {
                self.shell(command, depth);
                return;
            }
            let Some(wrapper) = WRAPPERS.iter().find(|wrapper| wrapper.name == name) else { break };
            let skipped = wrapper.skip(&command.args);
            if let Some(script) = script_of(&name, &command.args, skipped) {
                command.wrappers.push(name);
                self.script(&command, &script, &[], &ShellOptions::default(), depth);
                return;
            }
            // `flock 9` locks what is open already.
            if skipped >= command.args.len() && matches!(name.as_str(), "flock" | "su" | "runuser") {
                break;
            }
            if name == "env" {
                self.set_variables(&mut command, skipped);
            } else {
                command.args.drain(..skipped.min(command.args.len()));
            }
            if command.args.is_empty() {
                return;
            }
            command.program = command.args.remove(0);
            command.wrappers.push(name);
            depth += 1;
        }
        if self.out.commands.len() < MAX_COMMANDS {
            self.out.commands.push(command);
        }
    }

    /// Takes over what `env` sets, up to the program.
    fn set_variables(&self, command: &mut Command, options: usize) {
        let options = options.min(command.args.len());
        let cleared = command.args.iter().take(options).any(|word| {
            matches!(word.text.as_str(), "-" | "-i" | "-u" | "--ignore-environment")
                || word.text.starts_with("--unset")
        });
        if cleared {
            // What is left of the container's variables is not worth following.
            let unknown = |var: &EnvVar| EnvVar { value: EnvValue::Unknown, ..var.clone() };
            self.container.vars().map(unknown).for_each(|variable| command.environment.set(variable));
        }
        command.args.drain(..options);
        let assignments = command.args.iter().take_while(|word| word.text.contains('=')).count();
        for word in command.args.drain(..assignments) {
            let at = word.text.find('=').unwrap_or_default();
            let name = word.text.get(..at).unwrap_or_default();
            let value = word.slice(at + 1..word.text.len());
            command.environment.set(variable(name, value, word.place_of(0..at)));
        }
    }

    fn shell(&mut self, command: Command, depth: usize) {
        let options = ShellOptions::read(&command.args);
        let operands = command.args.get(options.operands..).unwrap_or_default();
        let Some((script, parameters)) = operands.split_first() else {
            self.out.commands.push(command);
            return;
        };
        if !options.has_script {
            self.out.opaque.push((script.place.clone(), Opaque::ScriptFile));
            self.out.commands.push(command);
            return;
        }
        self.script(&command, script, parameters, &options, depth);
    }

    /// Takes the commands of a script, which runs as part of `outer`.
    fn script(
        &mut self,
        outer: &Command,
        script: &Word,
        parameters: &[Word],
        options: &ShellOptions,
        depth: usize,
    ) {
        let environment = self.container.overlaid(&outer.environment);
        let read = shell::parse(script, &environment, parameters);
        let inherited = outer.environment.clone().to_be_shared();
        let (index, first) = (self.out.scripts.len(), self.out.commands.len());
        let (text, outermost) = (script.clone(), outer.script);
        self.out.scripts.push(ShellScript { text, options: options.failure, outermost });
        self.out.opaque.extend(read.opaque);
        let functions = Functions::of(&read.commands);
        let mut surroundings = self.surroundings(outer, options.failure, &read.commands);
        for simple in read.commands {
            if self.out.commands.len() >= MAX_COMMANDS {
                self.out.opaque.push((script.place.clone(), Opaque::Unparsable));
                break;
            }
            let mut words = simple.words.into_iter();
            let Some(program) = words.next() else { continue };
            let is_own = simple.function.as_deref() == Some(&program.text);
            let is_call = !is_own && functions.all.contains(program.text.as_str());
            let runs_arguments = is_call && functions.running_arguments.contains(program.text.as_str());
            let mut inner = Command {
                program,
                args: words.collect(),
                environment: inherited.clone(),
                wrappers: outer.wrappers.clone(),
                script: outer.script.or(Some(index)),
                is_negated: simple.is_negated,
                next: simple.next,
                function: simple.function,
                scopes: simple.scopes,
                sets: simple.sets,
                is_call,
                runs_arguments,
                redirects: simple.redirects,
                ignores_failure: outer.ignores_failure,
            };
            surroundings.enclose(&mut inner);
            let set = simple.exported.into_iter().chain(simple.assignments);
            let set = set.map(|one| variable(&one.name, one.value, one.name_place));
            set.for_each(|variable| inner.environment.set(variable));
            self.unwrap(inner, depth + 1);
        }
        if let Some(last) = self.out.commands.get_mut(first..).and_then(<[Command]>::last_mut) {
            last.sets.extend(outer.sets.iter().cloned());
        }
    }

    /// What the commands of a script stand in: a script in a script is a part of that one.
    fn surroundings(
        &mut self,
        outer: &Command,
        options: FailureOptions,
        commands: &[SimpleCommand],
    ) -> Surroundings {
        let first_block = self.blocks;
        let blocks = commands.iter().flat_map(|simple| simple.scopes.iter()).map(|scope| scope.block + 1);
        self.blocks += blocks.max().unwrap_or_default();
        let mut scopes = Vec::new();
        if outer.script.is_some() {
            scopes = outer.scopes_of_shell(self.blocks, options);
            self.blocks += 1;
        }
        Surroundings::new(outer, scopes, first_block)
    }
}

/// The functions of a script.
struct Functions {
    all: BTreeSet<Arc<str>>,
    /// Those that run what they are given.
    running_arguments: BTreeSet<Arc<str>>,
}

impl Functions {
    fn of(commands: &[SimpleCommand]) -> Functions {
        let starts_arguments = |simple: &&SimpleCommand| {
            let is_wrapper = |word: &Word| WRAPPERS.iter().any(|wrapper| wrapper.name == word.basename());
            let at = simple.words.iter().position(|word| matches!(word.text.as_str(), "$@" | "${@}" | "$*"));
            at == Some(0) || at.is_some() && simple.words.first().is_some_and(is_wrapper)
        };
        let running_arguments = commands.iter().filter(starts_arguments);
        Functions {
            all: commands.iter().filter_map(|simple| simple.function.clone()).collect(),
            running_arguments: running_arguments.filter_map(|simple| simple.function.clone()).collect(),
        }
    }
}

impl Wrapper {
    /// How many elements stand before the program, or before the `A=B` of `env`.
    fn skip(&self, args: &[Word]) -> usize {
        let mut index = 0;
        while let Some(word) = args.get(index) {
            let text = word.text.as_str();
            if text == "--" {
                index += 1;
                break;
            }
            if !text.starts_with('-') {
                break;
            }
            index += if self.valued.contains(&text) { 2 } else { 1 };
        }
        index + self.operands
    }
}

/// The script in `su - etcd -c SCRIPT` and `flock FILE -c SCRIPT`.
fn script_of(name: &str, args: &[Word], skipped: usize) -> Option<Word> {
    let is_option = |word: &Word| matches!(word.text.as_str(), "-c" | "--command");
    let at = match name {
        "su" | "runuser" => args.iter().position(is_option)?,
        "flock" => args.get(skipped).filter(|word| is_option(word)).map(|_| skipped)?,
        _ => return None,
    };
    args.get(at + 1).cloned()
}

fn is_shell(name: &str) -> bool {
    matches!(name, "sh" | "bash" | "ash" | "dash" | "ksh" | "zsh")
}

fn variable(name: &str, value: Word, name_place: Place) -> EnvVar {
    let place = value.place.clone();
    EnvVar { name: name.to_owned(), value: EnvValue::Literal(value), place, name_place }
}

/// The options of a shell's command line.
#[derive(Default)]
struct ShellOptions {
    has_script: bool,
    failure: FailureOptions,
    /// Where the operands begin: the script with `-c`, else a file.
    operands: usize,
}

impl ShellOptions {
    fn read(args: &[Word]) -> ShellOptions {
        let mut options = ShellOptions::default();
        while let Some(word) = args.get(options.operands) {
            let text = word.text.as_str();
            if text == "--" || text == "-" {
                options.operands += 1;
                break;
            }
            if text.len() < 2 || !text.starts_with(['-', '+']) {
                break;
            }
            options.operands += 1;
            if text.starts_with("--") {
                options.operands += usize::from(matches!(text, "--rcfile" | "--init-file"));
            } else {
                options.letters(text, args);
            }
        }
        options
    }

    fn letters(&mut self, text: &str, args: &[Word]) {
        let on = text.starts_with('-');
        for letter in text.chars().skip(1) {
            match letter {
                'c' => self.has_script = true,
                'e' => self.failure.errexit = on,
                'o' | 'O' => {
                    self.failure.set(args.get(self.operands).map_or("", |word| word.text.as_str()), on);
                    self.operands += 1;
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{DocumentId, Part, Path};

    fn words(texts: &[&str], first: usize) -> Vec<Word> {
        let place = |index| Place::value(DocumentId(0), Path::ROOT.index(first + index));
        texts.iter().enumerate().map(|(index, text)| Word::literal(*text, place(index))).collect()
    }

    fn resolved(command: &[&str], args: &[&str]) -> Resolved {
        resolve(&words(command, 0), &words(args, command.len()), &Environment::default())
    }

    fn lines(resolved: &Resolved) -> Vec<String> {
        let line = |command: &Command| {
            let args = command.args.iter().map(|word| word.text.as_str());
            std::iter::once(command.program.text.as_str()).chain(args).collect::<Vec<_>>().join(" ")
        };
        resolved.commands.iter().map(line).collect()
    }

    #[test]
    fn wrappers() {
        let table: [(&[&str], &[&str]); 37] = [
            (&["etcd", "--a"], &["etcd --a"]),
            (&["/bin/sh", "-c", "etcd --a"], &["etcd --a"]),
            (&["sh", "-ec", "exec etcd --a"], &["etcd --a"]),
            (&["bash", "-euo", "pipefail", "-c", "etcd --a"], &["etcd --a"]),
            (&["bash", "--norc", "-c", "etcd \"$@\"", "sh", "--a"], &["etcd --a"]),
            (&["sh", "-c", "exec \"$0\" \"$@\"", "etcd", "--a"], &["etcd --a"]),
            (&["sh", "-c", "sh -c 'etcd --a'"], &["etcd --a"]),
            (&["env", "A=B", "etcd", "--a"], &["etcd --a"]),
            (&["env", "-u", "X", "A=B", "etcd"], &["etcd"]),
            (&["nice", "-n", "5", "ionice", "-c2", "-n", "0", "etcd"], &["etcd"]),
            (&["/sbin/tini", "-g", "--", "etcd"], &["etcd"]),
            (&["dumb-init", "--rewrite", "15:3", "etcd"], &["etcd"]),
            (&["su-exec", "etcd:etcd", "/usr/bin/etcd", "-a"], &["/usr/bin/etcd -a"]),
            (&["gosu", "etcd", "etcd"], &["etcd"]),
            (&["timeout", "-k", "5", "--foreground", "60", "etcdctl", "x"], &["etcdctl x"]),
            (&["stdbuf", "-oL", "unshare", "--net", "etcd"], &["etcd"]),
            (
                &["/go-runner", "--log-file=/a", "--also-stdout", "kube-apiserver", "-a"],
                &["kube-apiserver -a"],
            ),
            (&["/go-runner", "--log-file", "/a", "kube-apiserver"], &["kube-apiserver"]),
            (&["/bin/busybox", "sh", "-c", "etcd --a"], &["etcd --a"]),
            (&["sh", "-c", "a && b; c"], &["a", "b", "c"]),
            (&["sh", "/start.sh"], &["sh /start.sh"]),
            (&["sh"], &["sh"]),
            (&["exec"], &[]),
            (&["flock", "-n", "/l", "etcdctl", "x"], &["etcdctl x"]),
            (&["flock", "-w", "9", "/l", "sh", "-c", "a; b"], &["a", "b"]),
            (&["flock", "/l", "-c", "a; b"], &["a", "b"]),
            (&["flock", "-n", "9"], &["flock -n 9"]),
            (&["chroot", "/host", "etcdctl", "x"], &["etcdctl x"]),
            (&["su", "-", "etcd", "-s", "/bin/sh", "-c", "a b"], &["a b"]),
            (&["su", "etcd"], &["su etcd"]),
            (&["runuser", "-u", "etcd", "--", "a", "-c"], &["a -c"]),
            (&["runuser", "-l", "etcd", "-c", "a b"], &["a b"]),
            (&["nsenter", "-t", "1", "-m", "--", "a"], &["a"]),
            (&["systemd-run", "--wait", "-p", "A=b", "a", "b"], &["a b"]),
            (&["systemd-cat", "-t", "x", "a"], &["a"]),
            (&["chronic", "a"], &["a"]),
            (&["sudo", "-n", "-E", "a"], &["a"]),
        ];
        for (command, expected) in table {
            assert_eq!(lines(&resolved(command, &[])), expected, "{command:?}");
        }
    }

    #[test]
    fn command_and_args() {
        assert_eq!(lines(&resolved(&["etcd"], &["--a"])), ["etcd --a"]);
        assert_eq!(lines(&resolved(&["sh", "-c"], &["etcd --a"])), ["etcd --a"]);
        assert_eq!(lines(&resolved(&[], &["etcd", "--a"])), ["etcd --a"]);
        assert_eq!(lines(&resolved(&[], &["--a"])), [" --a"], "for the image's entrypoint");
        assert!(resolved(&[], &[]).commands.is_empty());
    }

    #[test]
    fn what_comes_with_a_command() {
        let resolved = resolved(&["sh", "-e", "-c"], &["export A=1; timeout 5 env B=2 C=3 etcd --a || true"]);
        let [_, etcd, last] = resolved.commands.as_slice() else { panic!("three commands") };
        let set: Vec<&str> = etcd.environment.vars().map(|variable| variable.name.as_str()).collect();
        assert_eq!(set, ["A", "B", "C"]);
        assert_eq!(etcd.wrappers, ["timeout", "env"]);
        assert_eq!((etcd.next, last.next), (Joint::Or, Joint::Sequence));
        assert_eq!(etcd.args[0].place.part, Part::Within(39..42));
        let script = &resolved.scripts[etcd.script.unwrap()];
        assert!(script.options.errexit && !script.options.pipefail);
    }

    #[test]
    fn scripts_in_scripts() {
        let resolved = resolved(
            &["bash", "-c"],
            &["if ! timeout 9 sh -ec 'a | (b); A=1' || B=2; then c; fi; su etcd -c 'd' | e; (f)"],
        );
        let of = |command: &Command| {
            let scope = |scope: &Scope| match scope.kind {
                BlockKind::Shell(InnerShell { options, next }) => {
                    format!("[{} {next:?} {} {}] ", scope.block, options.errexit, scope.is_negated)
                }
                kind => format!("[{} {kind:?}] ", scope.block),
            };
            let scopes: String = command.scopes.iter().map(scope).collect();
            let sets = command.sets.iter().map(|set| format!(" {}{}", set.name, set.scopes.len()));
            format!("{scopes}{} {:?}{}", command.program.text, command.next, sets.collect::<String>())
        };
        let found: Vec<String> = resolved.commands.iter().map(of).collect();
        let expected = [
            "[0 If] [3 Or true true] a Pipe",
            "[0 If] [3 Or true true] [2 Subshell] b Sequence A2 B1",
            "[0 If] c Sequence",
            "[4 Pipe false false] d Sequence",
            "e Sequence",
            "[1 Subshell] f Sequence",
        ];
        assert_eq!(found, expected);
        assert!(resolved.commands.iter().all(|command| command.script == Some(0)), "of the outermost");
        let outermost: Vec<_> = resolved.scripts.iter().map(|script| script.outermost).collect();
        assert_eq!(outermost, [None, Some(0), Some(0)]);
        let feeds: Vec<bool> = resolved.commands.windows(2).map(|pair| pair[0].feeds(&pair[1])).collect();
        assert_eq!(feeds, [true, false, false, true, false]);
    }

    #[test]
    fn what_cannot_be_seen() {
        let opaque = |command: &[&str]| resolved(command, &[]).opaque.first().map(|(_, opaque)| *opaque);
        assert_eq!(opaque(&["sh", "-ex", "/start.sh"]), Some(Opaque::ScriptFile));
        assert_eq!(opaque(&["sh", "-c", "eval x"]), Some(Opaque::Eval));
        assert_eq!(opaque(&["etcd"]), None);
    }

    #[test]
    fn nesting_ends() {
        let mut script = String::from("etcd");
        for _ in 0..20 {
            script = format!("sh -c \"{}\"", script.replace('\\', "\\\\").replace('"', "\\\""));
            if script.len() > 30_000 {
                break;
            }
        }
        assert!(resolved(&["sh", "-c", &script], &[]).commands.len() <= 1);
        assert_eq!(resolved(&["exec"; 100], &[]).commands.len(), 1);
    }

    fn program(image: &str, command: &[&str], args: &[&str]) -> Program {
        let resolved = resolved(command, args);
        identify(resolved.commands.first(), Some(&Image::parse(image)), !command.is_empty())
    }

    #[test]
    fn programs() {
        use Program::*;
        let table: [(&str, &[&str], &[&str], Program); 34] = [
            ("x", &["etcd"], &[], Etcd),
            ("x", &["/usr/local/bin/etcd"], &["--a"], Etcd),
            ("x", &["etcd-3.4.13"], &[], Etcd),
            ("x", &["etcd-3.4"], &[], Other),
            ("x", &["etcd-4.0.0"], &[], Other),
            ("x", &["start-etcd"], &[], Other),
            ("etcd:3.5", &[], &[], Etcd),
            ("registry.k8s.io/etcd:3.5.1-0", &[], &["--name=x"], Etcd),
            ("k8s.gcr.io/etcd-amd64:3.3.10", &[], &["--name=x"], Etcd),
            ("etcd", &[], &["etcd", "--name=x"], Etcd),
            ("etcd", &[], &["etcdctl", "get"], Etcdctl),
            ("etcd", &[], &["gateway", "start"], Other),
            ("etcd", &[], &["foo"], Other),
            ("etcd", &["sleep"], &["1"], Other),
            ("quay.io/x/etcd-operator:1", &[], &[], Other),
            ("vitess/etcd-x", &[], &[], Other),
            ("x", &["etcd", "gateway"], &["start"], Other),
            ("x", &["etcd", "grpc-proxy", "start"], &[], Other),
            ("x", &["etcd", "--version"], &[], Other),
            ("x", &["etcd", "--version=false"], &[], Etcd),
            ("x", &["etcd", "-h"], &[], Other),
            ("x", &["etcd", "--help=false"], &[], Other),
            ("etcd", &[], &["--version"], Other),
            ("x", &["etcdutl"], &[], Etcdutl),
            ("x", &["kubectl"], &[], Kubectl),
            ("x", &["etcdbrctl"], &[], Other),
            ("x", &["kine"], &[], Other),
            ("x", &["/usr/bin/kube-apiserver"], &[], KubeApiserver),
            ("x", &["/hyperkube", "kube-apiserver"], &[], KubeApiserver),
            ("x", &["hyperkube"], &["apiserver"], KubeApiserver),
            ("x", &["hyperkube", "etcd"], &[], Other),
            ("x", &["k3s", "server"], &[], K3s),
            ("rancher/k3s:v1", &[], &["server"], K3s),
            ("x", &["k3s", "agent"], &[], Other),
        ];
        for (image, command, args, expected) in table {
            assert_eq!(program(image, command, args), expected, "{image} {command:?} {args:?}");
        }
    }
}

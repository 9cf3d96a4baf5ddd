//! Command lines of etcdctl and etcdutl, with the variables that they take for flags.

use crate::model::go_flag::{FlagUse, Kind};
use crate::model::pflag::{self, PflagLine};
use crate::model::setting::Setting;
use crate::source::Place;
use crate::subject::command::{Command, Program};
use crate::subject::environment::{EnvVar, Environment};
use crate::subject::word::Word;

/// The flags that every command of etcdctl has, without their dashes; only these can be given as
/// `ETCDCTL_*` variables (`SetPflagsFromEnv` over the inherited flags in etcdctl 3.4).
const GLOBAL: [(&str, Kind); 22] = [
    ("auth-jwt-token", Kind::String),
    ("cacert", Kind::String),
    ("cert", Kind::String),
    ("command-timeout", Kind::Duration),
    ("debug", Kind::Bool),
    ("dial-timeout", Kind::Duration),
    ("discovery-srv", Kind::String),
    ("discovery-srv-name", Kind::String),
    ("endpoints", Kind::Var),
    ("hex", Kind::Bool),
    ("insecure-discovery", Kind::Bool),
    ("insecure-skip-tls-verify", Kind::Bool),
    ("insecure-transport", Kind::Bool),
    ("keepalive-time", Kind::Duration),
    ("keepalive-timeout", Kind::Duration),
    ("key", Kind::String),
    ("max-request-bytes", Kind::Int),
    ("max-recv-bytes", Kind::Int),
    ("password", Kind::String),
    ("user", Kind::String),
    ("version", Kind::Bool),
    ("write-out", Kind::String),
];

/// The flags of `snapshot restore` and of the `backup` of API version 2.
const OWN: [(&str, Kind); 16] = [
    ("backup-dir", Kind::String),
    ("backup-wal-dir", Kind::String),
    ("bump-revision", Kind::Uint64),
    ("data-dir", Kind::String),
    ("initial-advertise-peer-urls", Kind::String),
    ("initial-cluster", Kind::String),
    ("initial-cluster-token", Kind::String),
    ("initial-memory-map-size", Kind::Uint64),
    ("keep-cluster-id", Kind::Bool),
    ("mark-compacted", Kind::Bool),
    ("name", Kind::String),
    ("node-id", Kind::String),
    ("revision-bump", Kind::Uint64),
    ("skip-hash-check", Kind::Bool),
    ("wal-dir", Kind::String),
    ("with-v3", Kind::Bool),
];

/// A call of etcdctl or etcdutl.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// Which of the two.
    pub tool: Program,
    /// The program's own word.
    pub place: Place,
    /// Its arguments.
    pub line: PflagLine,
    /// Its environment.
    pub environment: Environment,
}

impl Invocation {
    /// Reads a command that is etcdctl or etcdutl; its environment has to be complete.
    pub fn of(command: &Command) -> Option<Invocation> {
        let tool = command.known_program();
        if !matches!(tool, Program::Etcdctl | Program::Etcdutl) {
            return None;
        }
        let kind =
            |name: &str| GLOBAL.iter().chain(&OWN).find(|(known, _)| *known == name).map(|(_, kind)| *kind);
        let mut line = pflag::parse(&command.args, &kind, &pflag::ETCDCTL);
        // A function of the name adds flags of its own.
        line.open |= command.is_call;
        Some(Invocation {
            tool,
            place: command.program.place.clone(),
            line,
            environment: command.environment.clone(),
        })
    }

    /// Whether the first positional arguments are these: `["snapshot", "save"]`.
    pub fn is(&self, subcommand: &[&str]) -> bool {
        let words = self.line.positionals.iter().map(|word| word.text.as_str());
        subcommand.iter().copied().eq(words.take(subcommand.len()))
    }

    /// The positional arguments from `index` on.
    pub fn arguments(&self, index: usize) -> &[Word] {
        self.line.positionals.get(index..).unwrap_or_default()
    }

    /// The value of a flag, or of its variable where the flag is not used.
    pub fn setting(&self, flag: &str) -> Setting {
        if let Some(used) = self.line.last(flag) {
            return Setting::of_flag(used);
        }
        if self.line.open {
            return Setting::Unknown(self.place.clone());
        }
        self.variable(&variable_of(flag))
    }

    /// The value of a variable; one that is empty counts as unset.
    pub fn variable(&self, name: &str) -> Setting {
        match self.environment.get(name) {
            Some(found) => Setting::of_variable(found),
            None if self.environment.open => Setting::Unknown(self.place.clone()),
            None => Setting::Unset,
        }
    }

    /// Whether a switch is on; `None` if that cannot be seen.
    pub fn is_on(&self, flag: &str) -> Option<bool> {
        self.setting(flag).bool()
    }

    /// Flags that are used while their variable is set, even to nothing: etcdctl exits with
    /// "conflicting environment variable … is shadowed by corresponding command-line flag".
    pub fn conflicts(&self) -> impl Iterator<Item = (&FlagUse, &EnvVar)> {
        GLOBAL.iter().filter_map(|(flag, _)| {
            let used = self.line.last(flag)?;
            Some((used, self.environment.get(&variable_of(flag))?))
        })
    }

    /// What sets a flag, or the program's own word if nothing does.
    pub fn place_of(&self, flag: &str) -> Place {
        self.setting(flag).place().cloned().unwrap_or_else(|| self.place.clone())
    }
}

/// `ETCDCTL_COMMAND_TIMEOUT` for `command-timeout`.
pub fn variable_of(flag: &str) -> String {
    format!("ETCDCTL_{}", flag.to_ascii_uppercase().replace('-', "_"))
}

//! What an etcd server's flags, environment and configuration file amount to.

mod change;
mod config_file;
mod repeated;
mod transport;

pub(crate) use config_file::{CATCH_UP, looks_like, looks_like_carried};
pub use config_file::{ConfigFile, ConfigKey};
pub(crate) use repeated::{ANY_ORIGIN, Effective};
pub use transport::{Side, State, Transport, Url};

use super::etcd_flags;
use super::go_flag::{self, FlagLine};
use super::kubeadm::{Derived, ExtraArgs};
use super::setting::{Fact, Setting};
use crate::source::{DocumentId, Place};
use crate::subject::command::Command;
use crate::subject::environment::{EnvVar, Environment};
use crate::subject::image::Version;
use crate::subject::object::Subject;
use crate::subject::word::Word;

/// An etcd server: a container that runs it, or a configuration file that stands alone.
#[derive(Clone, Debug)]
pub struct Etcd {
    /// What findings about it are about.
    pub subject: Subject,
    /// The document it is in.
    pub document: DocumentId,
    /// The container, or the file's root.
    pub place: Place,
    /// Where it runs; `None` for a file that stands alone, and for a systemd unit.
    pub home: Option<Home>,
    /// The version, where the image tells it.
    pub version: Option<Version>,
    /// The command line. Empty for a configuration file that stands alone.
    pub flags: FlagLine,
    /// The command with its environment; `None` for a configuration file that stands alone.
    pub command: Option<Command>,
    /// The configuration file that is in force.
    pub config: Config,
    /// How clients reach it.
    pub client: Transport,
    /// How the other members reach it.
    pub peer: Transport,
    /// The extra arguments that change it, if kubeadm is to write it.
    pub extra_args: Option<ExtraArgs>,
    /// Where it listens for clients if nothing that is seen says so, if that is not etcd's own default.
    pub default_client_url: Option<&'static str>,
}

/// The workload and container an etcd runs in, by their positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home {
    /// Position in [`Inventory::workloads`](crate::inventory::Inventory::workloads).
    pub workload: usize,
    /// Position in [`Workload::containers`](crate::subject::workload::Workload::containers).
    pub container: usize,
}

/// The configuration file of an etcd server. When there is one, etcd ignores all flags and variables.
#[derive(Clone, Debug, Default)]
pub enum Config {
    /// There is none.
    #[default]
    None,
    /// It is part of the input.
    Given(ConfigFile),
    /// It is in force but not part of the input.
    NotGiven(Fact),
}

/// Gives the configuration file that stands at a path of the container, if the input has it.
pub type FindConfig<'a> = &'a dyn Fn(&str) -> Option<ConfigFile>;

impl Etcd {
    /// The server that `command` starts.
    pub fn running(
        command: &Command,
        subject: Subject,
        place: Place,
        home: impl Into<Option<Home>>,
        version: Option<Version>,
        find_config: FindConfig,
    ) -> Etcd {
        let kind = |name: &str| etcd_flags::lookup(name).and_then(|flag| flag.kind(version));
        let flags = go_flag::parse(&command.args, &kind);
        let mut etcd = Etcd {
            subject,
            document: place.document,
            place,
            home: home.into(),
            version,
            flags,
            command: Some(command.clone()),
            config: Config::None,
            client: Transport::default(),
            peer: Transport::default(),
            extra_args: None,
            default_client_url: None,
        };
        etcd.config = match etcd.config_file() {
            // That an environment which cannot be seen might name a file is no reason to distrust what can.
            Setting::Unset | Setting::Unknown(_) => Config::None,
            Setting::Known(fact) => match fact.value.known().and_then(find_config) {
                Some(file) => Config::Given(file),
                None => Config::NotGiven(fact),
            },
        };
        etcd.with_transports()
    }

    /// The server that kubeadm is to write.
    pub(crate) fn by_kubeadm(
        derived: &Derived,
        args: ExtraArgs,
        subject: Subject,
        home: Home,
        version: Option<Version>,
        find_config: FindConfig,
    ) -> Etcd {
        let place = args.section.to_key();
        let mut etcd = Etcd::running(&derived.command, subject, place, home, version, find_config);
        derived.point_at_entries(&mut etcd.flags.uses);
        Etcd { extra_args: Some(args), ..etcd }.with_transports()
    }

    /// The server that a configuration file standing alone describes.
    pub fn described(file: ConfigFile, subject: Subject, place: Place) -> Etcd {
        Etcd {
            subject,
            document: place.document,
            place,
            home: None,
            version: None,
            flags: FlagLine::default(),
            command: None,
            config: Config::Given(file),
            client: Transport::default(),
            peer: Transport::default(),
            extra_args: None,
            default_client_url: None,
        }
        .with_transports()
    }

    /// The same server in an image whose script sets `ETCD_LISTEN_CLIENT_URLS` where it is unset.
    pub(crate) fn with_default_client_url(self, url: &'static str) -> Etcd {
        Etcd { default_client_url: Some(url), ..self }.with_transports()
    }

    fn with_transports(mut self) -> Etcd {
        self.client = Transport::of(&self, Side::Client);
        self.peer = Transport::of(&self, Side::Peer);
        self
    }

    /// How one side reaches it.
    pub fn transport(&self, side: Side) -> &Transport {
        match side {
            Side::Client => &self.client,
            Side::Peer => &self.peer,
        }
    }

    /// The effective setting of an option, named as its flag.
    pub fn option(&self, name: &str) -> Setting {
        match &self.config {
            Config::None => self.line_or_environment(name),
            Config::Given(file) => file.option(name),
            Config::NotGiven(file) => Setting::Unknown(file.place.clone()),
        }
    }

    /// Which configuration file is in force. Unlike any other flag, an empty one leaves it to the variable.
    fn config_file(&self) -> Setting {
        match self.line_or_environment("config-file") {
            Setting::Known(fact) if fact.value.known() == Some("") => self.environment("config-file"),
            setting => setting,
        }
    }

    /// What flag and environment say, whether or not a configuration file overrides it.
    fn line_or_environment(&self, name: &str) -> Setting {
        match self.effective_use(name) {
            Some(effective) if effective.is_certain => Setting::of_flag(effective.used),
            Some(effective) => Setting::Unknown(effective.used.place.clone()),
            None => self.environment(name),
        }
    }

    fn environment(&self, name: &str) -> Setting {
        let Some(command) = &self.command else { return Setting::Unset };
        match variable_in(&command.environment, name) {
            Some(found) => Setting::of_variable(found),
            None if command.environment.open => Setting::Unknown(self.place.clone()),
            None => Setting::Unset,
        }
    }

    /// The value of a text option, if it is set and known.
    pub fn text(&self, name: &str) -> Option<String> {
        self.option(name).text().map(str::to_owned)
    }

    /// Whether a text option has a value; `None` if that cannot be seen.
    pub fn is_given(&self, name: &str) -> Option<bool> {
        self.option(name).is_given()
    }

    /// The value of a boolean option, whose default is false; `None` if it cannot be seen or read.
    pub fn bool(&self, name: &str) -> Option<bool> {
        self.option(name).bool()
    }

    /// Where an option is set; the container or file where it is not.
    pub fn place_of(&self, name: &str) -> Place {
        self.option(name).place().unwrap_or(&self.place).clone()
    }

    /// Where the value of an option is written; the container or file where it is not.
    pub fn place_of_value(&self, name: &str) -> Place {
        self.option(name).fact().map_or_else(|| self.place.clone(), |fact| fact.value.place.clone())
    }

    /// The name of the member; `None` if it cannot be seen.
    pub fn name(&self) -> Option<String> {
        match self.option("name") {
            Setting::Unset => Some(DEFAULT_NAME.to_owned()),
            setting => setting.text().map(str::to_owned),
        }
    }

    /// Whether etcd makes `initial-cluster` itself, of the name and the advertised URLs: for any name but the default
    /// one, where it is unset or what the default is. `None` if that cannot be seen.
    pub fn makes_initial_cluster(&self) -> Option<bool> {
        let value = match self.option("initial-cluster") {
            Setting::Unset => return Some(self.name()? != DEFAULT_NAME),
            Setting::Known(fact) => fact.value,
            Setting::Unknown(_) => return None,
        };
        let seen = value.unknown.first().map_or(value.text.len(), |hole| hole.start);
        let may_be_default = value.text.get(..seen).is_some_and(|start| DEFAULT_CLUSTER.starts_with(start));
        match value.known() {
            Some(text) => Some(text == DEFAULT_CLUSTER && self.name()? != DEFAULT_NAME),
            None => (!may_be_default).then_some(false),
        }
    }

    /// The members that `initial-cluster` names, with their URLs; the default where it is unset,
    /// nothing where it cannot be seen.
    pub fn initial_cluster(&self) -> Option<Vec<(String, Url)>> {
        transport::initial_cluster(self)
    }

    /// Whether the minor version is known and at most `minor` of etcd 3.
    pub fn at_most(&self, minor: u32) -> Option<bool> {
        self.version.map(|version| (version.major, version.minor) <= (3, minor))
    }

    /// Whether the version is known and has no flag of this name.
    pub fn lacks_flag(&self, name: &str) -> bool {
        self.version.is_some()
            && etcd_flags::lookup(name).is_some_and(|flag| flag.kind(self.version).is_none())
    }

    /// A word of the command line, for edits of the list it stands in.
    pub fn words(&self) -> &[Word] {
        self.command.as_ref().map_or(&[], |command| &command.args)
    }
}

/// The name of a member that has none.
const DEFAULT_NAME: &str = "default";

/// The default of `initial-cluster`.
const DEFAULT_CLUSTER: &str = "default=http://localhost:2380";

/// How the names of etcd's environment variables begin.
const VARIABLES: &str = "ETCD_";

/// The environment variable of a flag: `ETCD_CERT_FILE` of `cert-file`.
pub fn variable_of(flag: &str) -> String {
    format!("{VARIABLES}{}", flag.to_uppercase().replace('-', "_"))
}

/// The variable of a flag in an environment. Every rule asks for some, so no name is built to compare with.
pub fn variable_in<'e>(environment: &'e Environment, flag: &str) -> Option<&'e EnvVar> {
    let letter = |b: u8| if b == b'-' { b'_' } else { b.to_ascii_uppercase() };
    environment.vars().rev().find(|variable| {
        let name = variable.name.strip_prefix(VARIABLES);
        name.is_some_and(|name| name.bytes().eq(flag.bytes().map(letter)))
    })
}

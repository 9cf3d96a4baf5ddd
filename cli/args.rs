//! The arguments, with the words of `--help`.

use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use etcdlint_core::finding::Severity;
use etcdlint_core::fix::Applicability;
use etcdlint_core::settings::{self, Profile};

use crate::diff::DiffArgs;
use crate::encryption::EncryptionCommand;
use crate::output::{Format, Target};

/// Finds what leaves etcd readable, reachable, unrecoverable or unable to start.
#[derive(Debug, Parser)]
#[command(name = "etcdlint", version, args_conflicts_with_subcommands = true)]
#[command(
    after_help = "Exit code: 0 clean, 1 findings at or above --fail-on, 2 wrong usage or unreadable input."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) check: CheckArgs,
    /// When to use colours; NO_COLOR, FORCE_COLOR and CLICOLOR are honoured
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto, global = true, help_heading = "Output")]
    pub(crate) color: When,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Lint files and folders (this is what happens without a command)
    Check(CheckArgs),
    /// Compare two versions of an EncryptionConfiguration: what can no longer be read after the step?
    Diff(DiffArgs),
    /// Begin with encryption at rest, rotate its keys, and see what is stored how
    #[command(subcommand)]
    Encryption(EncryptionCommand),
    /// Show a rule's page: why it matters, what is wrong and right, how to fix it
    Explain {
        /// Id or name of the rule, such as ETCD101
        rule: String,
    },
    /// List all rules
    Rules {
        /// Form of the list
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Show or begin the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Serve editors over the Language Server Protocol on standard input and output
    Lsp(SettingsArgs),
    /// Print the completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the pages of the manual into a folder
    #[command(hide = true)]
    Man {
        /// The folder
        folder: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show the settings that hold for a file or folder, and where each comes from
    Show {
        /// The file or folder
        #[arg(default_value = ".")]
        path: PathBuf,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Write an etcdlint.yaml into the current folder, with every key as a comment
    Init,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Files and folders to lint; `-` is standard input; the current folder if there is none
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Shell script, crontab or systemd unit of a backup or of etcd; may be given several times
    #[arg(long, value_name = "PATH")]
    pub(crate) script: Vec<PathBuf>,

    /// Name of standard input, for the report and to find its configuration
    #[arg(long, value_name = "NAME", default_value = "<stdin>")]
    pub(crate) stdin_filename: String,

    /// Form of the report; may be given several times, each with an --output of its own
    #[arg(long, value_enum, help_heading = "Output")]
    format: Vec<Format>,

    /// File for the report of the --format before it; `-` is standard output
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    output: Vec<PathBuf>,

    /// Where the reports go: formats and files of the arguments, paired.
    #[arg(skip)]
    pub(crate) targets: Vec<Target>,

    /// Lowest severity that is reported
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = SeverityName::Info, help_heading = "Output")]
    pub(crate) min_severity: SeverityName,

    /// Whether rule ids are links, where the terminal has them
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto, help_heading = "Output")]
    pub(crate) links: When,

    #[command(flatten)]
    pub(crate) settings: SettingsArgs,

    #[command(flatten)]
    pub(crate) fixes: FixArgs,

    /// Report only what is not in this baseline
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub(crate) baseline: Option<PathBuf>,

    /// Take what is gone out of the baseline; begin it if there is none
    #[arg(long, requires = "baseline", help_heading = "Baseline")]
    pub(crate) write_baseline: bool,

    /// With --write-baseline, take new findings in as well
    #[arg(long, requires = "write_baseline", help_heading = "Baseline")]
    pub(crate) accept_new: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Fixes")]
pub(crate) struct FixArgs {
    /// Change the files: make safe fixes, or suggested ones too
    #[arg(long, value_enum, value_name = "KIND", num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    pub(crate) fix: Option<FixKind>,

    /// Show what --fix would change, with secrets masked, and change nothing
    #[arg(long)]
    pub(crate) diff: bool,
}

/// What decides about rules: the flags that etcdlint.yaml has keys for.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Rules")]
pub(crate) struct SettingsArgs {
    /// Benchmark whose severities hold [default: default]
    #[arg(long, value_enum)]
    pub(crate) profile: Option<ProfileName>,

    /// Switch a rule off; may be given several times
    #[arg(long, value_name = "RULE")]
    pub(crate) disable: Vec<String>,

    /// Switch an opt-in rule on; may be given several times
    #[arg(long, value_name = "RULE")]
    pub(crate) enable: Vec<String>,

    /// Lowest severity that makes the exit code 1 [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,

    /// Report what comments and annotations ask to ignore, too
    #[arg(long)]
    pub(crate) no_ignores: bool,

    /// Version of Kubernetes, where the input does not tell it
    #[arg(long, value_name = "VERSION")]
    pub(crate) kubernetes_version: Option<String>,

    /// Time to judge certificates by, as in 2026-11-23T12:00:00Z, instead of the clock's
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_rfc3339_weak)]
    pub(crate) now: Option<std::time::SystemTime>,

    /// Days before its expiry from which a certificate is reported [default: 30]
    #[arg(long, value_name = "DAYS")]
    pub(crate) certificate_expiry_days: Option<u32>,

    /// Configuration file, instead of the etcdlint.yaml nearest to each file
    #[arg(long, value_name = "FILE", help_heading = "Configuration")]
    pub(crate) config: Option<PathBuf>,

    /// Read no configuration file
    #[arg(long, conflicts_with = "config", help_heading = "Configuration")]
    pub(crate) no_config: bool,
}

/// Whether to use something that not every terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

/// Forms of a list of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Which fixes are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FixKind {
    /// Fixes that cannot stop a working component and need no value that is not there
    Safe,
    /// Those that a person has to look at, too
    Suggested,
}

impl From<FixKind> for Applicability {
    fn from(kind: FixKind) -> Applicability {
        match kind {
            FixKind::Safe => Applicability::Safe,
            FixKind::Suggested => Applicability::Suggested,
        }
    }
}

/// Severities by the names of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SeverityName {
    Error,
    Warning,
    Info,
}

impl From<SeverityName> for Severity {
    fn from(name: SeverityName) -> Severity {
        match name {
            SeverityName::Error => Severity::Error,
            SeverityName::Warning => Severity::Warning,
            SeverityName::Info => Severity::Info,
        }
    }
}

/// Lowest severity that makes a run fail, by the names of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl From<FailOn> for settings::FailOn {
    fn from(name: FailOn) -> settings::FailOn {
        match name {
            FailOn::Error => settings::FailOn::Error,
            FailOn::Warning => settings::FailOn::Warning,
            FailOn::Info => settings::FailOn::Info,
            FailOn::Never => settings::FailOn::Never,
        }
    }
}

/// The profiles by the names of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileName {
    /// The severities of the rules themselves
    Default,
    /// CIS Kubernetes Benchmark
    Cis,
    /// DISA Kubernetes STIG
    Stig,
    /// All advice
    Strict,
}

impl From<ProfileName> for Profile {
    fn from(name: ProfileName) -> Profile {
        match name {
            ProfileName::Default => Profile::Default,
            ProfileName::Cis => Profile::Cis,
            ProfileName::Stig => Profile::Stig,
            ProfileName::Strict => Profile::Strict,
        }
    }
}

impl Cli {
    /// Reads the arguments of the process, and ends it with a message where they are wrong.
    pub(crate) fn of_process() -> Cli {
        let matches = Cli::command().get_matches();
        let cli = Cli::from_arg_matches(&matches).and_then(|mut cli| {
            match &mut cli.command {
                Some(Command::Check(args)) => args.pair(matches.subcommand().map(|(_, matches)| matches))?,
                Some(_) => {}
                None => cli.check.pair(Some(&matches))?,
            }
            Ok(cli)
        });
        cli.unwrap_or_else(|error| error.format(&mut Cli::command()).exit())
    }
}

impl CheckArgs {
    /// Gives each format the file that stands behind it.
    fn pair(&mut self, matches: Option<&ArgMatches>) -> Result<(), clap::Error> {
        let places = |id| matches.and_then(|matches| matches.indices_of(id)).into_iter().flatten();
        let formats = self.format.iter().map(|format| Word::Format(*format));
        let files = self.output.iter().map(|file| Word::File(file.clone()));
        let mut in_order: Vec<_> = places("format").zip(formats).chain(places("output").zip(files)).collect();
        in_order.sort_by_key(|(at, _)| *at);
        self.targets = targets(in_order.into_iter().map(|(_, word)| word))?;
        Ok(())
    }
}

/// A word about where reports go.
enum Word {
    Format(Format),
    File(PathBuf),
}

fn targets(words: impl Iterator<Item = Word>) -> Result<Vec<Target>, clap::Error> {
    let mut targets: Vec<Target> = Vec::new();
    let mut takes_file = false;
    for word in words {
        match (word, targets.last_mut()) {
            (Word::Format(format), _) => {
                targets.push(Target { format, file: None });
                takes_file = true;
            }
            (Word::File(file), Some(last)) if takes_file => {
                last.file = as_file(file);
                takes_file = false;
            }
            (Word::File(file), None) => {
                targets.push(Target { format: Format::Text, file: as_file(file) });
            }
            (Word::File(_), Some(_)) => {
                return Err(usage("each --format takes one --output, which follows it"));
            }
        }
    }
    if targets.is_empty() {
        targets.push(Target { format: Format::Text, file: None });
    }
    match targets.iter().filter(|target| target.file.is_none()).count() {
        0 | 1 => Ok(targets),
        _ => Err(usage("only one report can go to standard output; give the others an --output FILE")),
    }
}

/// `-` is standard output, as it is standard input where files are read.
fn as_file(name: PathBuf) -> Option<PathBuf> {
    (name != Path::new("-")).then_some(name)
}

fn usage(message: &str) -> clap::Error {
    clap::Error::raw(ErrorKind::ArgumentConflict, message)
}

//! The arguments, with the words of `--help`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use etcdlint_core::settings::{self, Options, OptionsError, Profile, Settings};
use etcdlint_core::subject::image::Version;

/// Finds what leaves etcd readable, reachable, unrecoverable or unable to start.
#[derive(Debug, Parser)]
#[command(name = "etcdlint", version, args_conflicts_with_subcommands = true, arg_required_else_help = true)]
#[command(
    after_help = "Exit code: 0 clean, 1 findings at or above --fail-on, 2 wrong usage or unreadable input."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) check: CheckArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Lint files and folders (this is what happens without a command)
    Check(CheckArgs),
    /// Show a rule's page: why it matters, what is wrong and right, how to fix it
    Explain {
        /// Id or name of the rule, such as ETCD101
        rule: String,
    },
    /// List all rules
    Rules {
        /// Form of the list
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Files and folders to lint; `-` is standard input
    #[arg(required_unless_present = "script", value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Shell script, crontab or systemd unit of a backup or of etcd; may be given several times
    #[arg(long, value_name = "PATH")]
    pub(crate) script: Vec<PathBuf>,

    /// Form of the report
    #[arg(long, value_enum, default_value_t = Format::Text, help_heading = "Output")]
    pub(crate) format: Format,

    /// Name to report for standard input
    #[arg(long, value_name = "NAME", default_value = "<stdin>", help_heading = "Output")]
    pub(crate) stdin_filename: String,

    /// Lowest severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Error, help_heading = "Output")]
    pub(crate) fail_on: FailOn,

    /// Benchmark whose severities hold
    #[arg(long, value_enum, default_value_t = ProfileName::Default, help_heading = "Rules")]
    pub(crate) profile: ProfileName,

    /// Switch a rule off
    #[arg(long, value_name = "RULE", value_parser = rule_id, help_heading = "Rules")]
    pub(crate) disable: Vec<String>,

    /// Switch an opt-in rule on
    #[arg(long, value_name = "RULE", value_parser = rule_id, help_heading = "Rules")]
    pub(crate) enable: Vec<String>,

    /// Report what comments and annotations ask to ignore, too
    #[arg(long, help_heading = "Rules")]
    pub(crate) no_ignores: bool,

    /// Version of Kubernetes, where the input does not tell it
    #[arg(long, value_name = "VERSION", value_parser = version, help_heading = "Rules")]
    pub(crate) kubernetes_version: Option<String>,

    /// Time to judge certificates by, as in 2026-11-23T12:00:00Z, instead of the clock's
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_rfc3339_weak, help_heading = "Rules")]
    pub(crate) now: Option<std::time::SystemTime>,

    /// Days before its expiry from which a certificate is reported
    #[arg(long, value_name = "DAYS", default_value_t = 30, help_heading = "Rules")]
    pub(crate) certificate_expiry_days: u32,
}

/// Forms of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs; its shape has a version
    Json,
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

impl CheckArgs {
    /// What the arguments say, as options of the core.
    pub(crate) fn options(&self) -> Options {
        Options {
            profile: self.profile.into(),
            fail_on: self.fail_on.into(),
            disabled_rules: self.disable.clone(),
            enabled_rules: self.enable.clone(),
            kubernetes_version: self.kubernetes_version.clone(),
            certificate_expiry_days: self.certificate_expiry_days,
            honor_annotations: Some(!self.no_ignores),
            ..Options::default()
        }
    }

    /// What the linter makes of them, at this time.
    pub(crate) fn settings(&self, options: &Options) -> Result<Settings, OptionsError> {
        let now = self.now.unwrap_or_else(std::time::SystemTime::now);
        let seconds = now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Ok(Settings {
            now: i64::try_from(seconds).ok(),
            honor_suppressions: options.honor_annotations.unwrap_or(true),
            ..options.compile()?
        })
    }
}

fn rule_id(text: &str) -> Result<String, String> {
    match etcdlint_core::rules::find(text) {
        Some(rule) => Ok(rule.id.to_owned()),
        None => Err("there is no such rule; `etcdlint rules` lists them".to_owned()),
    }
}

fn version(text: &str) -> Result<String, String> {
    match Version::from_tag(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("expected a version such as 1.34".to_owned()),
    }
}

//! The arguments that decide about rules, and what they make of a configuration file.

use std::path::PathBuf;
use std::time::SystemTime;

use clap::{Args, ValueEnum};

use etcdlint_core::settings::{self, Options, Profile};

/// What decides about rules: the flags that etcdlint.yaml has keys for.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Rules")]
pub(crate) struct SettingsArgs {
    /// Benchmark whose severities hold [default: default]
    #[arg(long, value_enum)]
    profile: Option<ProfileName>,

    /// Switch a rule off; may be given several times
    #[arg(long, value_name = "RULE")]
    disable: Vec<String>,

    /// Switch an opt-in rule on; may be given several times
    #[arg(long, value_name = "RULE")]
    enable: Vec<String>,

    /// Lowest severity that makes the exit code 1 [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,

    /// Report what comments and annotations ask to ignore, too
    #[arg(long)]
    no_ignores: bool,

    /// Version of Kubernetes, where the input does not tell it
    #[arg(long, value_name = "VERSION")]
    kubernetes_version: Option<String>,

    /// Time to judge certificates by, as in 2026-11-23T12:00:00Z, instead of the clock's
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_rfc3339_weak)]
    now: Option<SystemTime>,

    /// Days before its expiry from which a certificate is reported [default: 30]
    #[arg(long, value_name = "DAYS")]
    certificate_expiry_days: Option<u32>,

    /// Configuration file, instead of the etcdlint.yaml nearest to each file
    #[arg(long, value_name = "FILE", help_heading = "Configuration")]
    pub(crate) config: Option<PathBuf>,

    /// Read no configuration file
    #[arg(long, conflicts_with = "config", help_heading = "Configuration")]
    pub(super) no_config: bool,
}

/// Lowest severity that makes a run fail, by the names of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
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
enum ProfileName {
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

impl SettingsArgs {
    /// The time to judge by, in seconds since 1970.
    pub(crate) fn seconds(&self) -> Option<i64> {
        let now = self.now.unwrap_or_else(SystemTime::now);
        let seconds = now.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
        i64::try_from(seconds).ok()
    }

    /// Options with what the arguments say instead, or as well.
    pub(super) fn over(&self, mut options: Options) -> Options {
        if let Some(profile) = self.profile {
            options.profile = profile.into();
        }
        if let Some(fail_on) = self.fail_on {
            options.fail_on = fail_on.into();
        }
        if let Some(version) = &self.kubernetes_version {
            options.kubernetes_version = Some(version.clone());
        }
        if let Some(days) = self.certificate_expiry_days {
            options.certificate_expiry_days = days;
        }
        if self.no_ignores {
            options.honor_annotations = Some(false);
        }
        switch(&self.enable, &mut options.enabled_rules, &mut options.disabled_rules);
        switch(&self.disable, &mut options.disabled_rules, &mut options.enabled_rules);
        options
    }
}

/// Puts rules on one list, and takes them off the other, whichever of their names stands there.
fn switch(rules: &[String], to: &mut Vec<String>, from: &mut Vec<String>) {
    let id =
        |name: &String| etcdlint_core::rules::find(name).map_or(name.as_str(), |rule| rule.id).to_owned();
    from.retain(|other| !rules.iter().any(|rule| id(rule) == id(other)));
    to.extend(rules.iter().cloned());
}

//! `etcdlint encryption`: begin with encryption at rest, rotate its keys, and see what is stored how.

mod advance;
mod init;
mod key;
mod snapshot;
mod status;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use etcdlint_core::model::encryption::ProviderName;
use etcdlint_core::rotation::Refusal;

use crate::output::ListFormat;
use crate::{Outcome, name};

#[derive(Debug, Subcommand)]
pub(crate) enum EncryptionCommand {
    /// Write a new configuration with a key, and say what else there is to do
    Init(InitArgs),
    /// Make a key of 32 random bytes, in base64
    Key(KeyArgs),
    /// Go to a new key of the same provider, one step at a time
    Rotate(RotateArgs),
    /// Go to another provider, or back to plain text, one step at a time
    Migrate(MigrateArgs),
    /// Count what is stored under each key, and what is in plain text
    Status(StatusArgs),
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The file to write; it must not exist
    #[arg(default_value = "encryption-config.yaml")]
    file: PathBuf,

    /// What encrypts
    #[arg(long, value_enum, default_value_t = Encrypting::Secretbox)]
    provider: Encrypting,

    /// A resource to encrypt; may be given several times
    #[arg(long = "resource", value_name = "NAME", default_value = "secrets")]
    resources: Vec<String>,

    /// Let the key only read at first: with several API servers no read fails while they take the file
    #[arg(long)]
    staged: bool,

    #[command(flatten)]
    plugin: PluginArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct KeyArgs {
    /// The file to write, readable to its owner alone; it must not exist
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Write the key to standard output, for a pipe: a terminal and a log remember it
    #[arg(long)]
    stdout: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RotateArgs {
    #[command(flatten)]
    step: StepArgs,

    /// The name of the key that is to write in the end, where the names do not tell which is newer
    #[arg(long, value_name = "NAME")]
    newest: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct MigrateArgs {
    #[command(flatten)]
    step: StepArgs,

    /// The provider that is to write in the end
    #[arg(long, value_enum)]
    to: Target,

    #[command(flatten)]
    plugin: PluginArgs,
}

/// What both ways of going on have in common.
#[derive(Debug, Args)]
pub(crate) struct StepArgs {
    /// The EncryptionConfiguration; it is changed in place, its comments and order kept
    file: PathBuf,

    /// Position of the entry that is meant, from 0, where several encrypt
    #[arg(long, value_name = "N")]
    entry: Option<usize>,

    /// Every kube-apiserver has read the file as it is now
    #[arg(long)]
    rolled_out: bool,

    /// And then everything has been rewritten
    #[arg(long)]
    rewritten: bool,

    /// A snapshot of etcd, or the output of etcdctl, from after the rewriting, which proves it
    #[arg(long, value_name = "FILE")]
    etcd_snapshot: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "KMS")]
pub(crate) struct PluginArgs {
    /// Name of the plugin, which becomes part of what is stored
    #[arg(long, value_name = "NAME", default_value = "kms")]
    kms_name: String,

    /// Where the plugin listens
    #[arg(long, value_name = "URL", default_value = "unix:///var/run/kmsplugin/socket.sock")]
    kms_endpoint: String,
}

#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// A snapshot of etcd, or what `etcdctl get /registry --prefix -w json` prints
    #[arg(long, value_name = "FILE")]
    etcd_snapshot: PathBuf,

    /// Form of the counts
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    format: ListFormat,
}

/// What encrypts, by the names of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Encrypting {
    /// XSalsa20 and Poly1305, with a key in the file
    Secretbox,
    /// AES-CBC, with a key in the file; unauthenticated, but what benchmarks ask for
    Aescbc,
    /// AES-GCM, with a key in the file that has to be rotated every 200,000 writes
    Aesgcm,
    /// A plugin that keeps the key elsewhere
    Kms,
}

/// What may write in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Target {
    /// XSalsa20 and Poly1305, with a key in the file
    Secretbox,
    /// AES-CBC, with a key in the file
    Aescbc,
    /// AES-GCM, with a key in the file
    Aesgcm,
    /// A plugin that keeps the key elsewhere
    Kms,
    /// Plain text
    Identity,
}

impl From<Encrypting> for ProviderName {
    fn from(name: Encrypting) -> ProviderName {
        match name {
            Encrypting::Secretbox => ProviderName::Secretbox,
            Encrypting::Aescbc => ProviderName::Aescbc,
            Encrypting::Aesgcm => ProviderName::Aesgcm,
            Encrypting::Kms => ProviderName::Kms,
        }
    }
}

impl From<Target> for ProviderName {
    fn from(name: Target) -> ProviderName {
        match name {
            Target::Secretbox => ProviderName::Secretbox,
            Target::Aescbc => ProviderName::Aescbc,
            Target::Aesgcm => ProviderName::Aesgcm,
            Target::Kms => ProviderName::Kms,
            Target::Identity => ProviderName::Identity,
        }
    }
}

/// What ends a command. No message holds a key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("the operating system has no random bytes: {0}")]
    Random(getrandom::Error),
    #[error("{} exists: what is in it may be needed to read what is stored; it was not touched", name::of(.0))]
    Exists(PathBuf),
    #[error("cannot read {}: {source}", name::of(file))]
    Read { file: PathBuf, source: std::io::Error },
    #[error("cannot write {}: {source}", name::of(file))]
    Write { file: PathBuf, source: std::io::Error },
    #[error("{}: {refusal}", name::of(file))]
    Refused { file: PathBuf, refusal: Refusal },
    #[error("not written: {0}")]
    Unusable(String),
    #[error(transparent)]
    Snapshot(#[from] snapshot::Error),
    #[error("cannot write to standard output: {0}")]
    Stdout(#[from] std::io::Error),
}

/// Runs a command.
pub(crate) fn run(command: &EncryptionCommand) -> Result<Outcome, Error> {
    match command {
        EncryptionCommand::Init(args) => init::run(args),
        EncryptionCommand::Key(args) => key::run(args),
        EncryptionCommand::Rotate(args) => advance::rotate(args),
        EncryptionCommand::Migrate(args) => advance::migrate(args),
        EncryptionCommand::Status(args) => status::run(args),
    }
}

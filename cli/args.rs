//! The commands, with the words of `--help`. What a command with many arguments takes stands with it.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::check::CheckArgs;
use crate::config::{ConfigCommand, SettingsArgs};
use crate::diff::DiffArgs;
use crate::encryption::EncryptionCommand;
use crate::output::{ListFormat, When};

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

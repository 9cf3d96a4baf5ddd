//! The command line: arguments in, report and exit code out. Every rule is in `etcdlint-core`.

mod args;
mod baseline;
mod check;
mod config;
mod diff;
mod encryption;
mod explain;
mod files;
mod fix;
mod git;
mod identity;
mod output;
mod progress;
mod repository;

use std::process::ExitCode;

use anstream::ColorChoice;

use args::{Cli, Command, ConfigCommand, When};

/// What the exit code says, the same for every format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Nothing at or above `--fail-on`.
    Clean = 0,
    /// Findings at or above `--fail-on`.
    Findings = 1,
    /// Wrong usage, or input that could not be read.
    Trouble = 2,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(outcome as u8)
    }
}

/// What ends a run early.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Check(#[from] check::Error),
    #[error(transparent)]
    Configuration(#[from] config::Error),
    #[error(transparent)]
    Diff(#[from] diff::Error),
    #[error(transparent)]
    Encryption(#[from] encryption::Error),
    #[error(transparent)]
    Explain(#[from] explain::Error),
}

fn main() -> ExitCode {
    let cli = Cli::of_process();
    choose_colors(cli.color);
    match run(&cli) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            anstream::eprintln!("etcdlint: {error}");
            Outcome::Trouble.into()
        }
    }
}

fn run(cli: &Cli) -> Result<Outcome, Error> {
    Ok(match &cli.command {
        None => check::run(&cli.check)?,
        Some(Command::Check(args)) => check::run(args)?,
        Some(Command::Diff(args)) => diff::run(args)?,
        Some(Command::Encryption(command)) => encryption::run(command)?,
        Some(Command::Explain { rule }) => explain::explain(rule)?,
        Some(Command::Rules { format }) => explain::list(*format)?,
        Some(Command::Config(ConfigCommand::Show { path, settings })) => config::show(path, settings)?,
        Some(Command::Config(ConfigCommand::Init)) => config::init()?,
    })
}

/// NO_COLOR, CLICOLOR and CLICOLOR_FORCE are heard by anstream itself.
fn choose_colors(when: When) {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match when {
        When::Always => ColorChoice::Always.write_global(),
        When::Never => ColorChoice::Never.write_global(),
        When::Auto if is_set("FORCE_COLOR") && !is_set("NO_COLOR") => ColorChoice::Always.write_global(),
        When::Auto => {}
    }
}

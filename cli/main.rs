//! The command line: arguments in, report and exit code out. Every rule is in `etcdlint-core`.

mod args;
mod check;
mod explain;
mod files;
mod output;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};

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

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command {
        Some(Command::Check(args)) => check::run(&args),
        Some(Command::Explain { rule }) => explain::explain(&rule),
        Some(Command::Rules { format }) => explain::list(format),
        None => check::run(&cli.check),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            anstream::eprintln!("etcdlint: {error}");
            Outcome::Trouble.into()
        }
    }
}

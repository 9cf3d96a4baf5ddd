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
mod lsp;
mod name;
mod output;
mod progress;
mod repository;
mod shell;
mod sources;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use anstream::ColorChoice;
use clap::Parser;

use etcdlint_core::report::Report;
use etcdlint_core::settings::FailOn;

use args::{Cli, Command};
use output::When;

/// What the exit code says, the same for every format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Nothing at or above `--fail-on`.
    Clean = 0,
    /// Findings at or above `--fail-on`.
    Findings = 1,
    /// Wrong usage, input that could not be read, or a rule that could not be run.
    Trouble = 2,
}

impl Outcome {
    /// What a report comes to. Where something of ours failed, nobody knows what it would have found.
    fn of(report: &Report, fail_on: FailOn) -> Outcome {
        match report.worst() {
            _ if report.has_failures() => Outcome::Trouble,
            Some(worst) if fail_on.fails(worst) => Outcome::Findings,
            _ => Outcome::Clean,
        }
    }
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
    #[error(transparent)]
    Shell(#[from] shell::Error),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    choose_colors(cli.color);
    say_nothing_of_the_input_in_panics();
    match catch_unwind(AssertUnwindSafe(|| run(&cli))) {
        Ok(Ok(code)) => code,
        // A reader that has seen enough, such as `head`, is no trouble.
        Ok(Err(error)) if is_broken_pipe(&error) => Outcome::Clean.into(),
        Ok(Err(error)) => {
            anstream::eprintln!("etcdlint: {error}");
            Outcome::Trouble.into()
        }
        // The hook has said it.
        Err(_) => Outcome::Trouble.into(),
    }
}

fn is_broken_pipe(error: &Error) -> bool {
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    let mut io = causes.filter_map(|error| error.downcast_ref::<std::io::Error>());
    io.any(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// The text of a panic may quote what was being read, and that may be a secret.
fn say_nothing_of_the_input_in_panics() {
    std::panic::set_hook(Box::new(|panic| match panic.location() {
        Some(place) => eprintln!("etcdlint: internal error at {place}; please report it"),
        None => eprintln!("etcdlint: internal error; please report it"),
    }));
}

fn run(cli: &Cli) -> Result<ExitCode, Error> {
    let outcome = match &cli.command {
        None => check::run(&cli.check)?,
        Some(Command::Check(args)) => check::run(args)?,
        Some(Command::Diff(args)) => diff::run(args)?,
        Some(Command::Encryption(command)) => encryption::run(command)?,
        Some(Command::Explain { rule }) => explain::explain(rule)?,
        Some(Command::Rules { format }) => explain::list(*format)?,
        Some(Command::Config(command)) => config::run(command)?,
        Some(Command::Completions { shell }) => shell::completions(*shell)?,
        Some(Command::Man { folder }) => shell::manual(folder)?,
        Some(Command::Lsp(settings)) => return Ok(lsp::run(settings)),
    };
    Ok(outcome.into())
}

/// NO_COLOR, CLICOLOR and CLICOLOR_FORCE are honoured by anstream itself.
fn choose_colors(when: When) {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match when {
        When::Always => ColorChoice::Always.write_global(),
        When::Never => ColorChoice::Never.write_global(),
        When::Auto if is_set("FORCE_COLOR") && !is_set("NO_COLOR") => ColorChoice::Always.write_global(),
        When::Auto => {}
    }
}

#[cfg(test)]
mod tests {
    use etcdlint_core::linter::lint;
    use etcdlint_core::rules;
    use etcdlint_core::settings::Settings;

    use super::*;

    #[test]
    fn what_was_not_checked_never_passes() {
        let text =
            "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: etcd, command: [etcd]}]}\n";
        let mut report = lint("etcd.yaml", text, Settings::default());
        assert_eq!(Outcome::of(&report, FailOn::Never), Outcome::Clean);
        assert_eq!(Outcome::of(&report, FailOn::Info), Outcome::Findings);
        let failure = rules::find("INPUT108").expect("a rule");
        report.findings[0].rule = failure;
        for fail_on in [FailOn::Never, FailOn::Error, FailOn::Info] {
            assert_eq!(Outcome::of(&report, fail_on), Outcome::Trouble);
        }
    }
}

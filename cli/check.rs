//! `etcdlint check`: files in, one report out.

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::settings::OptionsError;

use crate::Outcome;
use crate::args::{CheckArgs, Format};
use crate::files::{self, Contents};
use crate::output;

/// What ends a run without a report.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The report could not be written.
    #[error("cannot write the report: {0}")]
    Write(#[from] std::io::Error),
    /// The settings cannot be used.
    #[error(transparent)]
    Settings(#[from] OptionsError),
    /// A rule that does not exist was asked for.
    #[error("there is no rule {0}; `etcdlint rules` lists them")]
    NoRule(String),
}

/// Lints what the arguments name and prints the report.
pub(crate) fn run(args: &CheckArgs) -> Result<Outcome, Error> {
    let options = args.options();
    let mut linter = Linter::new(args.settings(&options)?);
    let mut trouble = false;
    for found in files::find(&args.paths, &args.script) {
        match found.and_then(|file| Ok((file.read()?, file.name(&args.stdin_filename)))) {
            Ok((Contents { text, version_controlled, is_script: false }, name)) => {
                linter.add_text(Input { name, version_controlled }, &text);
            }
            Ok((Contents { text, version_controlled, .. }, name)) => {
                linter.add_script(Input { name, version_controlled }, &text);
            }
            Err(error) => {
                trouble = true;
                anstream::eprintln!("etcdlint: {error}");
            }
        }
    }
    let report = linter.finish();
    match args.format {
        Format::Text => output::text::print(&report)?,
        Format::Json => output::json::print(&report)?,
    }
    let fails = report.worst().is_some_and(|worst| options.fail_on.fails(worst));
    Ok(match (trouble, fails) {
        (true, _) => Outcome::Trouble,
        (false, true) => Outcome::Findings,
        (false, false) => Outcome::Clean,
    })
}

//! Makes the files of this repository that are made from others: `cargo xtask --help`.

mod artifacthub;
mod docs;
mod generated;
mod metadata;
mod module;
mod schema;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use metadata::Metadata;

/// Makes the files of this repository that are made from others
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Put the policy's metadata into its module, as `kwctl annotate` does
    Annotate { module: PathBuf, output: PathBuf },
    /// Write `artifacthub-pkg.yml` from the policy's metadata, as `kwctl scaffold artifacthub` does
    Artifacthub {
        /// Write nothing; fail if the file is not what would be written
        #[arg(long)]
        check: bool,
    },
    /// Write the documentation that is made from the rules and from the README
    Docs {
        /// Write nothing; fail if a file is not what would be written
        #[arg(long)]
        check: bool,
    },
    /// Write the JSON Schema of the settings
    Schema {
        /// Write nothing; fail if the file is not what would be written
        #[arg(long)]
        check: bool,
    },
}

/// Why a task failed.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{}: {source}", path.display())]
    Yaml { path: PathBuf, source: serde_yaml::Error },
    #[error("policy/metadata.yml: {0}")]
    Metadata(String),
    #[error("{0} {1}")]
    Rule(&'static str, &'static str),
    #[error("{}: {reason}", path.display())]
    Module { path: PathBuf, reason: &'static str },
    #[error("{} is out of date: run `cargo xtask {task}`", path.display())]
    OutOfDate { path: PathBuf, task: &'static str },
}

impl Error {
    fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
        move |source| Error::File { path: path.to_owned(), source }
    }
}

fn main() -> ExitCode {
    let result = match Task::parse() {
        Task::Annotate { module, output } => {
            Metadata::read().and_then(|metadata| module::annotate(&module, &metadata, &output))
        }
        Task::Artifacthub { check } => artifacthub::write(check),
        Task::Docs { check } => docs::write(check),
        Task::Schema { check } => schema::write(check),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A file of the repository.
fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).join(path)
}

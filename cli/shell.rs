//! `etcdlint completions` and `etcdlint man`: what a shell and the manual know of the arguments.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::args::Cli;
use crate::{Outcome, name};

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("cannot write to standard output: {0}")]
    Write(#[from] std::io::Error),
    #[error("cannot write the manual into {}: {source}", name::of(folder))]
    Manual { folder: PathBuf, source: std::io::Error },
}

/// Prints the completions for a shell.
pub(crate) fn completions(shell: Shell) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "etcdlint", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(Outcome::Clean)
}

/// Writes the pages of the manual, one for each command, into a folder.
pub(crate) fn manual(folder: &Path) -> Result<Outcome, Error> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    std::fs::create_dir_all(folder)
        .and_then(|()| write_pages(&command, folder))
        .map_err(|source| Error::Manual { folder: folder.to_owned(), source })?;
    Ok(Outcome::Clean)
}

fn write_pages(command: &Command, folder: &Path) -> std::io::Result<()> {
    let version = concat!("etcdlint ", env!("CARGO_PKG_VERSION"));
    Man::new(command.clone()).source(version).generate_to(folder)?;
    let mut shown = command.get_subcommands().filter(|command| !command.is_hide_set());
    shown.try_for_each(|command| write_pages(command, folder))
}

//! Where reports go.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use anstream::AutoStream;
use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command, FromArgMatches};

use etcdlint_core::report::Report;

use super::{Format, When};
use crate::name;

/// A report to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) format: Format,
    /// The file; standard output if there is none.
    pub(crate) file: Option<PathBuf>,
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the report to {}: {source}", .name)]
pub(crate) struct Error {
    name: String,
    source: io::Error,
}

/// The arguments that say where reports go.
#[derive(Debug)]
pub(crate) struct TargetArgs {
    pub(crate) targets: Vec<Target>,
}

/// What clap knows of them. Which file is for which format is a matter of their order.
#[derive(Debug, Args)]
struct FormatAndOutput {
    /// Form of the report; may be given several times, each with an --output of its own
    #[arg(long, value_enum, help_heading = "Output")]
    format: Vec<Format>,

    /// File for the report of the --format before it; `-` is standard output
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    output: Vec<PathBuf>,
}

impl Args for TargetArgs {
    fn augment_args(command: Command) -> Command {
        FormatAndOutput::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        FormatAndOutput::augment_args_for_update(command)
    }
}

impl FromArgMatches for TargetArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<TargetArgs, clap::Error> {
        let words = FormatAndOutput::from_arg_matches(matches)?;
        let places = |id| matches.indices_of(id).into_iter().flatten();
        let formats = words.format.into_iter().map(Word::Format);
        let files = words.output.into_iter().map(Word::File);
        let mut in_order: Vec<_> = places("format").zip(formats).chain(places("output").zip(files)).collect();
        in_order.sort_by_key(|(at, _)| *at);
        paired(in_order.into_iter().map(|(_, word)| word)).map(|targets| TargetArgs { targets })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = TargetArgs::from_arg_matches(matches)?;
        Ok(())
    }
}

/// One of them.
enum Word {
    Format(Format),
    File(PathBuf),
}

/// Gives each format the file that stands behind it.
fn paired(words: impl Iterator<Item = Word>) -> Result<Vec<Target>, clap::Error> {
    let mut targets: Vec<Target> = Vec::new();
    let mut takes_file = false;
    for word in words {
        match (word, targets.last_mut()) {
            (Word::Format(format), _) => {
                targets.push(Target { format, file: None });
                takes_file = true;
            }
            (Word::File(file), Some(last)) if takes_file => {
                last.file = as_file(file);
                takes_file = false;
            }
            (Word::File(file), None) => {
                targets.push(Target { format: Format::Text, file: as_file(file) });
            }
            (Word::File(_), Some(_)) => {
                return Err(usage("each --format takes one --output, which follows it"));
            }
        }
    }
    if targets.is_empty() {
        targets.push(Target { format: Format::Text, file: None });
    }
    match targets.iter().filter(|target| target.file.is_none()).count() {
        0 | 1 => Ok(targets),
        _ => Err(usage("only one report can go to standard output; give the others an --output FILE")),
    }
}

/// `-` is standard output, as it is standard input where files are read.
fn as_file(name: PathBuf) -> Option<PathBuf> {
    (name != Path::new("-")).then_some(name)
}

fn usage(message: &str) -> clap::Error {
    clap::Error::raw(ErrorKind::ArgumentConflict, message)
}

impl Target {
    /// Writes the report.
    pub(crate) fn write(&self, report: &Report, links: When) -> Result<(), Error> {
        let written = match &self.file {
            // A file has no terminal's colours, unless they are asked for.
            Some(path) => File::create(path).and_then(|file| {
                let out = AutoStream::auto(file);
                self.format.write(BufWriter::new(out), report, links == When::Always)
            }),
            None => {
                let has_links = supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
                let links = links == When::Always || links == When::Auto && has_links;
                self.format.write(BufWriter::new(AutoStream::auto(io::stdout().lock())), report, links)
            }
        };
        let name = || self.file.as_deref().map_or("standard output".to_owned(), name::of);
        match written {
            // A reader that has seen enough, such as `head`, is no trouble.
            Err(error) if self.file.is_none() && error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written.map_err(|source| Error { name: name(), source }),
        }
    }
}

//! `--fix` and `--diff`: what can be mended in files.

mod diff;
mod write;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use etcdlint_core::fix::{Applicability, mend};
use etcdlint_core::report::Report;

use crate::baseline::Baseline;
use crate::name;
use crate::sources::{Group, Source};

pub(crate) use write::exchange;

#[derive(Debug, Args)]
#[command(next_help_heading = "Fixes")]
pub(crate) struct FixArgs {
    /// Change the files: make safe fixes, or suggested ones too
    #[arg(long, value_enum, value_name = "KIND", num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    fix: Option<FixKind>,

    /// Show what --fix would change, with secrets masked, and change nothing
    #[arg(long)]
    pub(crate) diff: bool,
}

/// Which fixes are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FixKind {
    /// Fixes that cannot stop a working component and need no value that is not there
    Safe,
    /// Those that a person has to look at, too
    Suggested,
}

impl From<FixKind> for Applicability {
    fn from(kind: FixKind) -> Applicability {
        match kind {
            FixKind::Safe => Applicability::Safe,
            FixKind::Suggested => Applicability::Suggested,
        }
    }
}

/// More rounds than there are fixes that uncover one another.
const MOST_ROUNDS: usize = 30;

/// Why fixes were not made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("--fix changes files, and standard input is none; --diff shows the changes")]
    Stdin,
    #[error("cannot change {}: {source}; it is as it was", name::of(file))]
    Write { file: PathBuf, source: std::io::Error },
    #[error("{} has changed since it was read; it was not touched", name::of(.0))]
    Changed(PathBuf),
    #[error("cannot show the changes: {0}")]
    Show(std::io::Error),
}

impl FixArgs {
    /// Whether there is anything to do.
    pub(crate) fn is_asked_for(&self) -> bool {
        self.fix.is_some() || self.diff
    }

    fn applicability(&self) -> Applicability {
        self.fix.unwrap_or(FixKind::Safe).into()
    }
}

/// What comes of fixes.
pub(crate) struct Applied {
    /// On the files as they are then.
    pub(crate) report: Report,
    /// Whether a file could not be changed, which has then been said.
    pub(crate) trouble: bool,
}

/// Makes the fixes in files, or shows them. What a baseline has is left as it is.
pub(crate) fn apply(group: &mut Group, args: &FixArgs, known: Option<&Baseline>) -> Result<Applied, Error> {
    if !args.diff && group.sources.iter().any(|source| source.path.is_none()) {
        return Err(Error::Stdin);
    }
    let before: Vec<Option<String>> =
        group.sources.iter().map(|source| source.text().map(str::to_owned)).collect();
    let found = group.lint();
    let (mended, fixes) = mend_all(group, found.clone(), args.applicability(), known);
    if args.diff {
        let pairs = group.sources.iter().zip(&before);
        diff::show(pairs.filter_map(|(source, before)| changed(source, before.as_deref()?)))
            .map_err(Error::Show)?;
        return Ok(Applied { report: found, trouble: false });
    }
    let (files, failed) = write_all(&mut group.sources, &before);
    match (fixes, files) {
        _ if failed > 0 => {
            anstream::eprintln!("etcdlint: made fixes in {files} of {} files", files + failed);
            return Ok(Applied { report: group.lint(), trouble: true });
        }
        (_, 0) => {}
        (1, _) => anstream::eprintln!("etcdlint: made 1 fix"),
        (fixes, 1) => anstream::eprintln!("etcdlint: made {fixes} fixes in 1 file"),
        (fixes, files) => anstream::eprintln!("etcdlint: made {fixes} fixes in {files} files"),
    }
    Ok(Applied { report: mended, trouble: false })
}

/// Makes the fixes of a report, and those that they uncover, until none is left; returns the last report, and how
/// many were made.
fn mend_all(
    group: &mut Group,
    mut report: Report,
    upto: Applicability,
    known: Option<&Baseline>,
) -> (Report, usize) {
    let mut fixes = 0;
    let mut seen = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let text_of = |name: &str| group.sources.iter().find(|source| source.name() == name)?.text();
        let unknown = known.map(|baseline| baseline.unknown_of(report.clone()));
        let mended = mend(unknown.as_ref().unwrap_or(&report), upto, text_of);
        // Fixes that come to what was there before would go on forever.
        if mended.texts.is_empty() || seen.contains(&mended.texts) {
            break;
        }
        fixes += mended.fixes;
        for source in &mut group.sources {
            if let Some(text) = mended.texts.get(source.name()) {
                source.set_text(&text.0);
            }
        }
        seen.push(mended.texts);
        report = group.lint();
    }
    (report, fixes)
}

/// Writes what has changed; returns in how many files, and in how many that could not be done, which is said. The
/// text of those is again as it was.
fn write_all(sources: &mut [Source], before: &[Option<String>]) -> (usize, usize) {
    let (mut files, mut failed) = (0, 0);
    for (source, before) in sources.iter_mut().zip(before) {
        let Some(before) = before else { continue };
        let Some((_, _, after)) = changed(source, before) else { continue };
        match write::replace(source, before, after) {
            Ok(()) => files += 1,
            Err(error) => {
                failed += 1;
                anstream::eprintln!("etcdlint: {error}");
                source.set_text(before);
            }
        }
    }
    (files, failed)
}

/// A source, its text on disk, and its text with fixes.
type Changed<'a> = (&'a Source, &'a str, &'a str);

/// A source whose text is no longer what it was.
fn changed<'a>(source: &'a Source, before: &'a str) -> Option<Changed<'a>> {
    let after = source.text()?;
    (before != after).then_some((source, before, after))
}

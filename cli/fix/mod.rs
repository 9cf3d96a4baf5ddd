//! `--fix` and `--diff`: what can be mended in files.

mod diff;
mod write;

use std::path::PathBuf;

use etcdlint_core::fix::{Applicability, mend};
use etcdlint_core::report::Report;

use crate::args::{FixArgs, FixKind};
use crate::check::{Group, Source};
use crate::name;

pub(crate) use write::exchange;

/// More rounds than fixes that uncover one another; the end of fixes that undo one another.
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

/// Makes the fixes in files, or shows them; returns the report on the files as they are then.
pub(crate) fn apply(group: &mut Group, args: &FixArgs) -> Result<Report, Error> {
    if !args.diff && group.sources.iter().any(|source| source.path.is_none()) {
        return Err(Error::Stdin);
    }
    let before: Vec<Option<String>> =
        group.sources.iter().map(|source| source.text().map(str::to_owned)).collect();
    let found = group.lint();
    let (mended, fixes) = mend_all(group, found.clone(), args.applicability());
    let originals = before.iter().map(Option::as_deref);
    let changed = || {
        let pairs = group.sources.iter().zip(originals.clone());
        pairs
            .filter_map(|(source, before)| Some((source, before?, source.text()?)))
            .filter(|(_, a, b)| a != b)
    };
    if args.diff {
        diff::show(changed()).map_err(Error::Show)?;
        return Ok(found);
    }
    for (source, before, after) in changed() {
        write::replace(source, before, after)?;
    }
    match (fixes, changed().count()) {
        (0, _) => {}
        (1, _) => anstream::eprintln!("etcdlint: made 1 fix"),
        (fixes, 1) => anstream::eprintln!("etcdlint: made {fixes} fixes in 1 file"),
        (fixes, files) => anstream::eprintln!("etcdlint: made {fixes} fixes in {files} files"),
    }
    Ok(mended)
}

/// Makes the fixes of a report, and those that they uncover, until none is left; returns the last report, and how
/// many were made.
fn mend_all(group: &mut Group, mut report: Report, upto: Applicability) -> (Report, usize) {
    let mut fixes = 0;
    for _ in 0..MOST_ROUNDS {
        let text_of = |name: &str| group.sources.iter().find(|source| source.name() == name)?.text();
        let mended = mend(&report, upto, text_of);
        if mended.texts.is_empty() {
            break;
        }
        fixes += mended.fixes;
        for source in &mut group.sources {
            if let Some(text) = mended.texts.get(source.name()) {
                source.set_text(&text.0);
            }
        }
        report = group.lint();
    }
    (report, fixes)
}

/// A source, its text on disk, and its text with fixes.
type Changed<'a> = (&'a Source, &'a str, &'a str);

//! Versions of files that Git keeps. Objects are read as they are: no filter or driver of a repository runs.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

/// Why Git has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("cannot run git: {0}")]
    Run(#[from] std::io::Error),
    #[error("there is no commit {0} here")]
    NoCommit(String),
    #[error("git cannot compare these paths with {0}: are they in the repository?")]
    NoComparison(String),
}

/// A file as it was.
pub(crate) struct Version {
    /// Its path from the root of the repository.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The versions that files had at a commit, of those that have changed since or are gone.
pub(crate) fn versions(reference: &str, paths: &[PathBuf]) -> Result<Vec<Version>, Error> {
    let commit = format!("{reference}^{{commit}}");
    let hash = git(["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
    let hash = hash.ok_or_else(|| Error::NoCommit(reference.to_owned()))?;
    let hash = String::from_utf8_lossy(&hash).trim().to_owned();
    let words =
        ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--diff-filter=MDT", &hash, "--"];
    let changed = git(words.iter().map(OsStr::new).chain(paths.iter().map(|path| path.as_os_str())))?;
    let changed = changed.ok_or_else(|| Error::NoComparison(reference.to_owned()))?;
    let mut versions = Vec::new();
    for path in changed.split(|byte| *byte == 0).filter(|path| !path.is_empty()) {
        let Ok(path) = str::from_utf8(path) else { continue };
        let object = git(["cat-file", "blob", &format!("{hash}:{path}")])?;
        let text = object.and_then(|bytes| String::from_utf8(bytes).ok());
        versions.extend(text.map(|text| Version { path: path.to_owned(), text }));
    }
    Ok(versions)
}

/// What Git prints, if it succeeds.
fn git(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Result<Option<Vec<u8>>, Error> {
    let output = Command::new("git").args(arguments).output()?;
    Ok(output.status.success().then_some(output.stdout))
}

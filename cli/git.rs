//! What Git keeps. The settings of a repository may name programs, and a repository may be anybody's: only
//! commands are used that run none of them.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Why Git has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("cannot run git: {0}")]
    Run(#[from] io::Error),
    #[error("there is no commit {0} here")]
    NoCommit(String),
    #[error("git cannot compare these paths with {0}: are they in the repository?")]
    NoComparison(String),
    #[error("git does not have {0} as it was: is this a partial clone?")]
    NotHere(String),
}

/// A file as it was.
pub(crate) struct Version {
    /// Its path from the root of the repository.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The versions that files of text had at a commit, of those that are asked for by their paths from the root
/// of the repository.
pub(crate) fn versions(
    reference: &str,
    paths: &[PathBuf],
    is_asked_for: impl Fn(&str) -> bool,
) -> Result<Vec<Version>, Error> {
    let commit = format!("{reference}^{{commit}}");
    let hash = output(git().args(["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]))?;
    let hash = hash.ok_or_else(|| Error::NoCommit(reference.to_owned()))?;
    let hash = String::from_utf8_lossy(&hash).trim().to_owned();
    let listed = output(git().args(["ls-tree", "-r", "-z", "--full-name", &hash, "--"]).args(paths))?;
    let listed = listed.ok_or_else(|| Error::NoComparison(reference.to_owned()))?;
    let mut objects = Objects::open()?;
    let mut versions = Vec::new();
    for entry in listed.split(|byte| *byte == 0) {
        let Some(File { object, path }) = str::from_utf8(entry).ok().and_then(File::of) else { continue };
        if !is_asked_for(path) {
            continue;
        }
        let bytes = objects.read(object)?.ok_or_else(|| Error::NotHere(path.to_owned()))?;
        let text = String::from_utf8(bytes).ok();
        versions.extend(text.map(|text| Version { path: path.to_owned(), text }));
    }
    Ok(versions)
}

/// Whether Git tracks a file.
pub(crate) fn tracks(path: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(name) = path.file_name() else { return false };
    let words = ["ls-files", "--error-unmatch", "--"].map(OsStr::new);
    let found = git().arg("-C").arg(folder).args(words).arg(name).output();
    found.is_ok_and(|output| output.status.success())
}

fn git() -> Command {
    let mut command = Command::new("git");
    // It would be asked which files have changed.
    command.args(["-c", "core.fsmonitor=false"]);
    // What a partial clone has not would be fetched with the programs that it names.
    command.env("GIT_NO_LAZY_FETCH", "1");
    command
}

/// What Git prints, if it succeeds.
fn output(command: &mut Command) -> io::Result<Option<Vec<u8>>> {
    let output = command.output()?;
    Ok(output.status.success().then_some(output.stdout))
}

/// A file in a listing of a commit.
struct File<'a> {
    object: &'a str,
    path: &'a str,
}

impl File<'_> {
    /// Of a line such as `100644 blob 2b5d…<TAB>deploy/etcd.yaml`.
    fn of(entry: &str) -> Option<File<'_>> {
        let (about, path) = entry.split_once('\t')?;
        let object = about.split_once(" blob ")?.1;
        Some(File { object, path })
    }
}

/// A process of Git that hands out the contents of objects, without filters.
struct Objects {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Objects {
    fn open() -> io::Result<Objects> {
        let mut command = git();
        command.args(["cat-file", "--batch"]);
        let mut process =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (Some(requests), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        Ok(Objects { process, requests, answers: BufReader::new(answers) })
    }

    /// The content of an object; `None` if it is not there.
    fn read(&mut self, object: &str) -> io::Result<Option<Vec<u8>>> {
        writeln!(self.requests, "{object}")?;
        self.requests.flush()?;
        // `OBJECT blob SIZE`, or `OBJECT missing`.
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        let Some(size) = head.rsplit(' ').next().and_then(|size| size.trim_end().parse().ok()) else {
            return Ok(None);
        };
        let mut content = vec![0; size];
        self.answers.read_exact(&mut content)?;
        // A line break follows.
        self.answers.read_exact(&mut [0])?;
        Ok(Some(content))
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

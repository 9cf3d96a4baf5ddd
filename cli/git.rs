//! What Git keeps. The settings of a repository may name programs, and a repository may be anybody's: only
//! commands are used that run none of them.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::files;
use crate::name::printable;

/// Why Git has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("cannot run git: {0}")]
    Run(#[from] io::Error),
    #[error("there is no commit {} here", printable(.0))]
    NoCommit(String),
    #[error("git cannot compare these paths with {}: are they in the repository?", printable(.0))]
    NoComparison(String),
    #[error("git does not have {} as it was: is this a partial clone?", printable(.0))]
    NotHere(String),
    #[error("cannot read {} as it was: it is {what}, and manifests are UTF-8 text", printable(path))]
    NotText { path: String, what: &'static str },
    #[error("cannot ask git for {}: there is a line break in its name", printable(.0))]
    LineBreak(String),
}

/// A commit, and some of what is in it.
pub(crate) struct Commit {
    hash: String,
    /// Files and links, by their paths from the root of the repository.
    pub(crate) listed: BTreeSet<String>,
    objects: Objects,
}

impl Commit {
    /// Opens a commit by its name, branch or tag, and lists what is at and below these paths.
    pub(crate) fn open(reference: &str, paths: &[PathBuf]) -> Result<Commit, Error> {
        let commit = format!("{reference}^{{commit}}");
        let hash = output(git().args(["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]))?;
        let hash = hash.ok_or_else(|| Error::NoCommit(reference.to_owned()))?;
        let hash = String::from_utf8_lossy(&hash).trim().to_owned();
        let listed = output(git().args(["ls-tree", "-r", "-z", "--full-name", &hash, "--"]).args(paths))?;
        let listed = listed.ok_or_else(|| Error::NoComparison(reference.to_owned()))?;
        let entries = listed.split(|byte| *byte == 0).filter_map(|entry| str::from_utf8(entry).ok());
        let listed = entries.filter_map(path_of_entry).map(str::to_owned).collect();
        Ok(Commit { hash, listed, objects: Objects::open()? })
    }

    /// The text of the file that was at a path from the root of the repository, or that a link there led to;
    /// `None` if there was none.
    pub(crate) fn text(&mut self, path: &str) -> Result<Option<String>, Error> {
        // Its end is that of the request.
        if path.contains('\n') {
            return Err(Error::LineBreak(path.to_owned()));
        }
        let bytes = match self.objects.read(&format!("{}:{path}", self.hash))? {
            Answer::File(bytes) => bytes,
            Answer::Missing if self.listed.contains(path) => return Err(Error::NotHere(path.to_owned())),
            Answer::Missing | Answer::NoFile => return Ok(None),
        };
        let text = String::from_utf8(bytes).map_err(|error| {
            let what = files::encoding(error.as_bytes());
            Error::NotText { path: path.to_owned(), what }
        });
        text.map(Some)
    }
}

/// Whether a file is known to be under version control. Asking Git takes longer than linting, so only files
/// are asked about that can hold encryption keys.
pub(crate) fn is_version_controlled<'a>(path: &Path, texts: impl IntoIterator<Item = &'a str>) -> bool {
    texts.into_iter().any(may_hold_keys) && tracks(path)
}

/// Whether a text has the words that stand around encryption keys.
fn may_hold_keys(text: &str) -> bool {
    text.contains("secret") && text.contains("providers")
}

/// Whether Git tracks a file.
fn tracks(path: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(name) = path.file_name() else { return false };
    // Else `[prod].yaml` would be the pattern of other files.
    let words = ["--literal-pathspecs", "ls-files", "--error-unmatch", "--"].map(OsStr::new);
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

/// The path in a line such as `100644 blob 2b5d…<TAB>deploy/etcd.yaml`; `None` for another repository in this one.
fn path_of_entry(entry: &str) -> Option<&str> {
    let (about, path) = entry.split_once('\t')?;
    about.contains(" blob ").then_some(path)
}

/// What Git says of a name.
enum Answer {
    File(Vec<u8>),
    /// A folder, or a link that leads to no file of the commit.
    NoFile,
    Missing,
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
        command.args(["cat-file", "--batch", "--follow-symlinks"]);
        let mut process =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (Some(requests), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        Ok(Objects { process, requests, answers: BufReader::new(answers) })
    }

    /// What there is under a name.
    fn read(&mut self, name: &str) -> io::Result<Answer> {
        writeln!(self.requests, "{name}")?;
        self.requests.flush()?;
        // `OBJECT blob SIZE`; `NAME missing`; `dangling SIZE` and the like for a link that leads nowhere.
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        let words: Vec<&str> = head.split_whitespace().collect();
        let Some(size) = words.last().and_then(|size| size.parse().ok()) else {
            return Ok(Answer::Missing);
        };
        let mut content = vec![0; size];
        self.answers.read_exact(&mut content)?;
        // A line break follows.
        self.answers.read_exact(&mut [0])?;
        let is_file = matches!(words[..], [_, "blob", _]);
        Ok(if is_file { Answer::File(content) } else { Answer::NoFile })
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

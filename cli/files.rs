//! Which files are linted, and what is in them.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use etcdlint_core::model::spelling;
use etcdlint_core::subject::script::is_script;

use crate::pieces::Pieces;
use crate::{git, name};

/// A file to lint, or standard input.
#[derive(Debug)]
pub(crate) enum File {
    Stdin,
    Path(PathBuf),
    /// A shell script or crontab, named as one.
    Script(PathBuf),
}

/// Why a file is not linted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("cannot read {}: {source}{hint}", name::of(path))]
    Read { path: PathBuf, source: std::io::Error, hint: String },
    #[error("cannot read {}: it is {what}, and manifests are UTF-8 text", name::of(path))]
    NotText { path: PathBuf, what: &'static str },
    #[error("cannot look into a folder: {0}")]
    Walk(#[from] ignore::Error),
    #[error("nothing to lint below {}: manifests end in .yaml, .yml or .json", name::of(.0))]
    NoManifests(PathBuf),
    #[error("cannot read {}: no line `---` ends a document in the first 64 MiB", name::of(.0))]
    NoEnd(PathBuf),
    #[error("standard input is empty: did the command before the pipe fail?")]
    EmptyStdin,
}

/// Files that are left out of folders, in the form of a .gitignore.
const IGNORE_FILE: &str = ".etcdlintignore";

/// The files that the paths name: themselves, and for folders the manifests below them, sorted;
/// then the scripts. Each once.
pub(crate) fn find(paths: &[PathBuf], scripts: &[PathBuf]) -> Vec<Result<File, Error>> {
    let scripts = scripts.iter().map(|path| Ok(File::Script(path.clone())));
    let current = [PathBuf::from(".")];
    let paths = if paths.is_empty() && scripts.len() == 0 { &current } else { paths };
    let mut seen = HashSet::new();
    let mut is_new = |found: &Result<File, Error>| match found {
        Ok(file) => seen.insert(file.path().map(Path::to_owned)),
        Err(_) => true,
    };
    paths.iter().flat_map(|path| under(path)).chain(scripts).filter(|found| is_new(found)).collect()
}

fn under(path: &Path) -> Vec<Result<File, Error>> {
    if path == Path::new("-") {
        return vec![Ok(File::Stdin)];
    }
    if !path.is_dir() {
        return vec![Ok(File::Path(path.to_owned()))];
    }
    let walk = WalkBuilder::new(path)
        .require_git(false)
        .add_custom_ignore_filename(IGNORE_FILE)
        .sort_by_file_path(Path::cmp)
        .build();
    let found = walk.filter_map(|entry| match entry {
        Ok(entry)
            if entry.file_type().is_some_and(|kind| kind.is_file()) && may_hold_manifests(entry.path()) =>
        {
            Some(Ok(File::Path(without_dot(entry.into_path()))))
        }
        Ok(_) => None,
        Err(error) => Some(Err(error.into())),
    });
    let found: Vec<_> = found.collect();
    if found.is_empty() { vec![Err(Error::NoManifests(path.to_owned()))] } else { found }
}

/// What is found below `.` is named without it.
fn without_dot(path: PathBuf) -> PathBuf {
    path.strip_prefix(".").map(Path::to_owned).unwrap_or(path)
}

/// By extension; but in a folder of static pods kubelet reads every file, whatever its name, and
/// certificates are looked at where kubeadm or RKE2 lays them: elsewhere they are mostly for tests.
pub(crate) fn may_hold_manifests(path: &Path) -> bool {
    let is_manifest =
        path.extension().and_then(OsStr::to_str).is_some_and(|ext| matches!(ext, "yaml" | "yml" | "json"));
    is_manifest
        || is_certificate(path)
        || path.parent().and_then(Path::file_name) == Some(OsStr::new("manifests"))
}

/// Whether a file is a certificate or key below a folder `pki` or `tls`.
fn is_certificate(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str);
    extension.is_some_and(|ext| matches!(ext, "crt" | "key" | "pem"))
        && path
            .ancestors()
            .skip(1)
            .filter_map(Path::file_name)
            .any(|folder| folder == "pki" || folder == "tls")
}

impl File {
    /// The name to report.
    pub(crate) fn name(&self, stdin: &str) -> String {
        match self {
            File::Stdin => stdin.to_owned(),
            File::Path(path) | File::Script(path) => path.display().to_string(),
        }
    }

    /// The file on disk.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            File::Stdin => None,
            File::Path(path) | File::Script(path) => Some(path),
        }
    }

    /// Its text, piece by piece.
    pub(crate) fn pieces(&self) -> Result<Pieces, Error> {
        let Some(path) = self.path() else { return stdin() };
        let open = std::fs::File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
        let (size, file) = open.map_err(|source| unreadable(path, source))?;
        Ok(Pieces::of(file, path.to_owned(), usize::try_from(size).unwrap_or(usize::MAX)))
    }

    /// Whether it is a shell script, a crontab or a systemd unit, by its name, how it was named, and how it begins.
    pub(crate) fn is_script(&self, text: &str) -> bool {
        let name = self.path().unwrap_or(Path::new("standard input")).to_string_lossy();
        matches!(self, File::Script(_)) || is_script(&name, text)
    }
}

fn stdin() -> Result<Pieces, Error> {
    let mut pieces = Pieces::of(std::io::stdin(), "standard input".into(), 0);
    if pieces.are_blank()? { Err(Error::EmptyStdin) } else { Ok(pieces) }
}

pub(crate) fn unreadable(path: &Path, source: std::io::Error) -> Error {
    let hint = match source.kind() {
        ErrorKind::NotFound => nearest(path).map(|name| format!("; did you mean {}?", name::of(&name))),
        ErrorKind::PermissionDenied => Some("; kubeadm's files are those of root".to_owned()),
        ErrorKind::IsADirectory => Some("; --script takes files".to_owned()),
        _ => None,
    };
    Error::Read { path: path.to_owned(), source, hint: hint.unwrap_or_default() }
}

/// The file of the same folder whose name is nearest to that of a file that is not there.
fn nearest(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let names: Vec<_> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    let likely = spelling::nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str));
    Some(path.with_file_name(likely.first()?))
}

/// What bytes are that are not UTF-8.
pub(crate) fn encoding(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "UTF-16",
        _ if bytes.contains(&0) => "binary",
        _ => "in another encoding",
    }
}

/// Whether a file is known to be under version control. Asking Git takes longer than linting, so only files
/// are asked about that can hold encryption keys.
pub(crate) fn is_version_controlled(path: &Path, text: &str) -> bool {
    may_hold_keys(text) && git::tracks(path)
}

/// Whether a text has the words that stand around encryption keys.
pub(crate) fn may_hold_keys(text: &str) -> bool {
    text.contains("secret") && text.contains("providers")
}

//! Which files are linted, and what is in them.

mod pieces;

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::FileType;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use etcdlint_core::model::spelling;
use etcdlint_core::report::NotChecked;
use etcdlint_core::subject::script::is_script;

use crate::name;

use pieces::Pieces;

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
    #[error("cannot look into a folder: {}", name::printable(&.0.to_string()))]
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

/// What paths lead to.
pub(crate) struct Found {
    pub(crate) files: Vec<Result<File, Error>>,
    /// Links to folders elsewhere, which are not followed.
    not_followed: Vec<PathBuf>,
}

/// The files that the paths name: themselves, and for folders the manifests below them, sorted;
/// then the scripts. Each once, however it is named.
pub(crate) fn find(paths: &[PathBuf], scripts: &[PathBuf]) -> Found {
    let mut found = Found { files: Vec::new(), not_followed: Vec::new() };
    for path in paths {
        found.add(path);
    }
    found.files.extend(scripts.iter().map(|path| Ok(File::Script(path.clone()))));
    let mut seen = HashSet::new();
    found.files.retain(|found| match found {
        Ok(file) => seen.insert(file.path().map(real)),
        Err(_) => true,
    });
    let named: HashSet<PathBuf> = paths.iter().map(|path| real(path)).collect();
    found.not_followed.retain(|link| !named.iter().any(|folder| real(link).starts_with(folder)));
    found
}

/// The path without links; as it is if it leads nowhere.
pub(crate) fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

impl Found {
    /// Whether a file is among them, by its path without links.
    pub(crate) fn has(&self, file: &Path) -> bool {
        self.files.iter().flatten().filter_map(File::path).any(|path| real(path) == file)
    }

    /// What a report has to say of links.
    pub(crate) fn not_checked(&self) -> Vec<NotChecked> {
        let reason =
            "this is a link to a folder, and links to folders are not followed: name it to look below it";
        let not_checked = |link: &PathBuf| NotChecked {
            reason: reason.into(),
            file: link.display().to_string(),
            line: None,
        };
        self.not_followed.iter().map(not_checked).collect()
    }

    fn add(&mut self, path: &Path) {
        if path == Path::new("-") {
            self.files.push(Ok(File::Stdin));
        } else if path.is_dir() {
            self.add_below(path);
        } else {
            self.files.push(Ok(File::Path(path.to_owned())));
        }
    }

    fn add_below(&mut self, folder: &Path) {
        let walk = WalkBuilder::new(folder)
            .require_git(false)
            .add_custom_ignore_filename(IGNORE_FILE)
            .sort_by_file_path(Path::cmp)
            .build();
        let before = self.files.len();
        let mut links = Vec::new();
        for entry in walk {
            match entry {
                Ok(entry) if is_of_type(&entry, FileType::is_file) => self.add_manifest(entry.into_path()),
                Ok(entry) if is_of_type(&entry, FileType::is_symlink) => links.push(entry.into_path()),
                Ok(_) => {}
                Err(error) => self.files.push(Err(error.into())),
            }
        }
        // Behind the files: what is there under its own name has that name.
        for link in links {
            self.add_link(link);
        }
        if self.files.len() == before {
            self.files.push(Err(Error::NoManifests(folder.to_owned())));
        }
    }

    fn add_manifest(&mut self, path: PathBuf) {
        if may_hold_manifests(&path) {
            self.files.push(Ok(File::Path(without_dot(path))));
        }
    }

    fn add_link(&mut self, link: PathBuf) {
        match link.metadata() {
            Ok(target) if target.is_dir() => self.not_followed.push(without_dot(link)),
            Ok(target) if !target.is_file() => {}
            // Whoever reads a broken link says so.
            _ => self.add_manifest(link),
        }
    }
}

fn is_of_type(entry: &DirEntry, is_type: impl Fn(&FileType) -> bool) -> bool {
    entry.file_type().is_some_and(|kind| is_type(&kind))
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
        || path
            .parent()
            .and_then(Path::file_name)
            .is_some_and(|name| name == "manifests" || name == "pod-manifests")
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

fn unreadable(path: &Path, source: std::io::Error) -> Error {
    let hint = match source.kind() {
        ErrorKind::NotFound if path.is_symlink() => Some("; it is a link that leads nowhere".to_owned()),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Root may look into every folder, so no test of the whole program comes to this.
    #[test]
    fn the_name_of_a_folder_begins_no_line() {
        let source = ignore::Error::Io(ErrorKind::PermissionDenied.into());
        let error = ignore::Error::WithPath { path: "a\n::error::x".into(), err: Box::new(source) };
        assert_eq!(
            Error::Walk(error).to_string(),
            r"cannot look into a folder: a\n::error::x: permission denied"
        );
    }
}

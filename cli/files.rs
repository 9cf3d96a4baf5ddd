//! Which files are linted, and what is in them.

use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};

use etcdlint_core::subject::script::is_script;
use ignore::WalkBuilder;

/// A file to lint, or standard input.
#[derive(Debug)]
pub(crate) enum File {
    Stdin,
    Path(PathBuf),
    /// A shell script or crontab, named as one.
    Script(PathBuf),
}

/// What is in a file.
pub(crate) struct Contents {
    pub(crate) text: String,
    pub(crate) version_controlled: bool,
    /// Whether it is a shell script or a crontab, and no manifest.
    pub(crate) is_script: bool,
}

/// Why a file is not linted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("cannot read {}: it is not UTF-8 text", path.display())]
    NotText { path: PathBuf },
    #[error("cannot look into a folder: {0}")]
    Walk(#[from] ignore::Error),
}

/// The files that the paths name: themselves, and for folders the manifests below them, sorted;
/// then the scripts.
pub(crate) fn find(paths: &[PathBuf], scripts: &[PathBuf]) -> Vec<Result<File, Error>> {
    let scripts = scripts.iter().map(|path| Ok(File::Script(path.clone())));
    paths.iter().flat_map(|path| under(path)).chain(scripts).collect()
}

fn under(path: &Path) -> Vec<Result<File, Error>> {
    if path == Path::new("-") {
        return vec![Ok(File::Stdin)];
    }
    if !path.is_dir() {
        return vec![Ok(File::Path(path.to_owned()))];
    }
    let walk = WalkBuilder::new(path).require_git(false).sort_by_file_path(Path::cmp).build();
    walk.filter_map(|entry| match entry {
        Ok(entry)
            if entry.file_type().is_some_and(|kind| kind.is_file()) && may_hold_manifests(entry.path()) =>
        {
            Some(Ok(File::Path(entry.into_path())))
        }
        Ok(_) => None,
        Err(error) => Some(Err(error.into())),
    })
    .collect()
}

/// By extension; but in a folder of static pods kubelet reads every file, whatever its name, and
/// certificates are looked at where kubeadm or RKE2 lays them: elsewhere they are mostly for tests.
fn may_hold_manifests(path: &Path) -> bool {
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

    /// Reads all of it.
    pub(crate) fn read(&self) -> Result<Contents, Error> {
        let path = match self {
            File::Stdin => Path::new("standard input"),
            File::Path(path) | File::Script(path) => path,
        };
        let bytes = match self {
            File::Stdin => {
                let mut bytes = Vec::new();
                std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
            }
            File::Path(path) | File::Script(path) => std::fs::read(path),
        };
        let bytes = bytes.map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let text = String::from_utf8(bytes).map_err(|_| Error::NotText { path: path.to_owned() })?;
        let version_controlled = matches!(self, File::Path(path) if may_hold_keys(&text) && is_tracked(path));
        let is_script = matches!(self, File::Script(_)) || is_script(&path.to_string_lossy(), &text);
        Ok(Contents { text, version_controlled, is_script })
    }
}

/// Asking Git takes longer than linting, so only files are asked about that can hold encryption keys.
fn may_hold_keys(text: &str) -> bool {
    text.contains("secret") && text.contains("providers")
}

/// Whether Git tracks the file.
fn is_tracked(path: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(name) = path.file_name() else { return false };
    std::process::Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["ls-files", "--error-unmatch", "--"])
        .arg(name)
        .output()
        .is_ok_and(|output| output.status.success())
}

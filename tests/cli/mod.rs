//! The command line as its users call it.

mod baseline;
pub(crate) mod canary;
mod check;
mod config;
mod control_plane;
mod diff;
mod encryption;
mod explain;
mod fix;
mod formats;
mod injection;
mod matcher;
mod mistakes;
mod shell;
mod streams;

use std::path::Path;

use snapbox::cmd::{Command, cargo_bin};

/// The binary, in the root of the repository, without colours.
pub(crate) fn etcdlint() -> Command {
    Command::new(cargo_bin!("etcdlint"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .env_remove("CLICOLOR_FORCE")
        .env("NO_COLOR", "1")
}

/// Lints standard input, with a fixed clock.
fn stdin(text: &str) -> Command {
    etcdlint().args(["--now", "2026-11-23T00:00:00Z", "-"]).stdin(text)
}

/// All formats of a report.
const FORMATS: [&str; 7] = ["text", "concise", "json", "sarif", "github", "gitlab", "junit"];

/// An EncryptionConfiguration with two mistakes that have safe fixes, and a key.
const CONFIGURATION: &str = "\
# keys of the lab
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [Secrets, configmaps] # both
    providers:
      - aescbc:
          keys:
            - name: key1
              secret: GJtdpAs9qWxcP6gu4ZEyUQCF4pEjqUgXJBGeFAXjBZw=
        identity: {}
";

/// The key in it.
const KEY: &str = "GJtdpAs9qWxcP6gu4ZEyUQCF4pEjqUgXJBGeFAXjBZw=";

/// A folder with these files; the root of a repository, so that nothing above it is looked at.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join(".git")).expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

/// The binary, in a folder.
fn etcdlint_in(folder: &tempfile::TempDir) -> Command {
    etcdlint().current_dir(folder.path()).args(["--now", "2026-11-23T00:00:00Z"])
}

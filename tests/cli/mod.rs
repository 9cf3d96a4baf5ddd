//! The command line as its users call it.

mod canary;
mod check;
mod control_plane;
mod explain;

use std::path::Path;

use snapbox::cmd::{Command, cargo_bin};

/// The binary, in the root of the repository, with a fixed clock and no colours.
fn etcdlint() -> Command {
    Command::new(cargo_bin!("etcdlint"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .env_remove("CLICOLOR_FORCE")
        .env("NO_COLOR", "1")
}

/// Lints standard input.
fn stdin(text: &str) -> Command {
    etcdlint().args(["--now", "2026-11-23T00:00:00Z", "-"]).stdin(text)
}

//! The real client that people have: Neovim, set up as docs/editors.md says.

use std::path::Path;
use std::process::Command;

use crate::programs::left_out;

#[test]
fn neovim_shows_findings_and_fixes_them() {
    let Ok(version) = Command::new("nvim").arg("--version").output() else {
        return left_out("nvim is not installed; scripts/install.sh nvim installs it");
    };
    assert!(version.status.success());
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    let configuration = super::snippets("lua").concat();
    for (name, text) in [
        ("init.lua", configuration.as_str()),
        ("enc.yaml", super::IDENTITY_FIRST),
        ("backup.sh", "#!/bin/sh\netcdctl snapshot save /backup/etcd.db\n"),
    ] {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let binary = snapbox::cmd::cargo_bin!("etcdlint");
    let programs = std::env::var_os("PATH").unwrap_or_default();
    let first = binary.parent().expect("its folder").to_owned();
    let path = std::env::join_paths(std::iter::once(first).chain(std::env::split_paths(&programs)));
    let output = Command::new("nvim")
        .args(["--headless", "--clean", "-n", "-u", "init.lua", "-S"])
        .arg(repository.join("tests/lsp/neovim.lua"))
        .current_dir(folder.path())
        .env("PATH", path.expect("a PATH"))
        .env("XDG_STATE_HOME", folder.path())
        .env("XDG_CACHE_HOME", folder.path())
        .output()
        .expect("nvim runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("passed"), "{said}{errors}");
}

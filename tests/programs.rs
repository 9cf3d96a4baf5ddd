//! The programs that the linter is compared with: those in the folder `ETCDLINT_TEST_ETCD`, or else what is installed.

use std::process::Command;

/// A program with no variables but the path.
pub(crate) fn clean(program: &str) -> Command {
    let installed = std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".to_owned());
    let path = match std::env::var("ETCDLINT_TEST_ETCD") {
        Ok(folder) => format!("{folder}:{installed}"),
        Err(_) => installed,
    };
    let mut command = Command::new(program);
    command.env_clear().env("PATH", path);
    command
}

/// What a program prints; nothing if it is missing or fails.
pub(crate) fn printed(program: &str, argument: &str) -> Option<String> {
    let output = clean(program).arg(argument).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The number in the first line of what a program says of its version.
pub(crate) fn version(printed: &str) -> Option<String> {
    Some(printed.lines().next()?.rsplit_once(": ")?.1.to_owned())
}

/// Says that a program is missing, and what is not compared for that; in CI nothing may be.
pub(crate) fn left_out(what: &str) {
    assert!(std::env::var_os("CI").is_none(), "{what}");
    eprintln!("left out: {what}");
}

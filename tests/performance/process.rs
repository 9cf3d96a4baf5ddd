//! Processes, and how much memory they take.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often it is asked how much memory a process has.
const PERIOD: Duration = Duration::from_millis(2);

/// The command line on a path, with findings that do not matter.
pub(crate) fn etcdlint(path: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_etcdlint"));
    command.args(["--fail-on", "never", "--format", "concise"]).arg(path).stdout(Stdio::null());
    command
}

/// Runs a command to its end.
pub(crate) fn run(mut command: Command) {
    let status = command.status().expect("the command runs");
    assert!(status.success(), "{command:?} failed");
}

/// Runs a command to its end; returns how long it took, and the most memory that it had, in bytes. That is as
/// little as nothing where the system does not say.
pub(crate) fn watch(mut command: Command) -> (Duration, usize) {
    let start = Instant::now();
    let mut child = command.spawn().expect("the command runs");
    let mut peak = 0;
    let status = loop {
        peak = peak_of(child.id()).unwrap_or_default().max(peak);
        match child.try_wait().expect("it can be waited for") {
            Some(status) => break status,
            None => std::thread::sleep(PERIOD),
        }
    };
    assert!(status.success(), "{command:?} failed");
    (start.elapsed(), peak)
}

/// What Linux says of a process that runs.
fn peak_of(process: u32) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: usize = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// Makes a program that prints a line.
pub(crate) fn hello_world(folder: &Path) -> PathBuf {
    let (source, program) = (folder.join("hello.rs"), folder.join("hello"));
    fs::write(&source, "fn main() { println!(\"hello, world\"); }").expect("a file can be written");
    let mut compiler = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    compiler.arg("-O").arg(&source).arg("-o").arg(&program);
    run(compiler);
    program
}

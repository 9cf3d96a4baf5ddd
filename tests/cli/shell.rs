//! Completions and manual, as the real shells and `man` read them. What is not installed is left out.

use std::path::Path;
use std::process::Command;

use super::etcdlint;
use crate::programs::left_out;

#[test]
fn bash_completes() {
    completes(
        "bash",
        r#"source "$1"; COMP_WORDS=(etcdlint ex) COMP_CWORD=1; _etcdlint etcdlint ex etcdlint; echo "${COMPREPLY[@]}""#,
        "explain\n",
    );
}

#[test]
fn zsh_completes() {
    completes(
        "zsh",
        r#"autoload -U compinit && compinit -D -u && source "$1" && print $_comps[etcdlint]"#,
        "_etcdlint\n",
    );
}

#[test]
fn fish_completes() {
    completes(
        "fish",
        r#"source $argv[-1]; complete --do-complete "etcdlint ex" | string split --field 1 \t"#,
        "explain\n",
    );
}

/// A shell loads its completions and says what they make of `etcdlint ex`.
fn completes(shell: &str, script: &str, expected: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let completions = folder.path().join("completions");
    let output = etcdlint().args(["completions", shell]).output().expect("etcdlint runs");
    std::fs::write(&completions, output.stdout).expect("a file");
    let ran = Command::new(shell)
        .arg("-c")
        .arg(script)
        .arg(shell)
        .arg(&completions)
        .env("HOME", folder.path())
        .output();
    let Ok(ran) = ran else { return left_out(&format!("{shell} is not installed")) };
    assert_eq!(String::from_utf8_lossy(&ran.stderr), "");
    assert_eq!(String::from_utf8_lossy(&ran.stdout), expected);
}

#[test]
fn every_command_has_a_page_in_the_manual() {
    let folder = tempfile::tempdir().expect("a folder");
    etcdlint().arg("man").arg(folder.path()).assert().code(0).stdout_eq("");
    for page in ["etcdlint.1", "etcdlint-check.1", "etcdlint-explain.1", "etcdlint-rules.1"] {
        let page = folder.path().join(page);
        renders(&page, "man", &["--warnings", "--local-file"]);
        renders(&page, "mandoc", &["-W", "error"]);
    }
}

fn renders(page: &Path, program: &str, arguments: &[&str]) {
    let ran = Command::new(program).args(arguments).arg(page).env("MANPAGER", "cat").output();
    let Ok(ran) = ran else { return left_out(&format!("{program} is not installed")) };
    let text = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && ran.stderr.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(text.contains("etcdlint"), "{text}");
}

#[test]
fn a_manual_that_cannot_be_written_is_said() {
    etcdlint()
        .args(["man", "README.md/below"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq("etcdlint: cannot write the manual into README.md/below: Not a directory (os error 20)\n");
}

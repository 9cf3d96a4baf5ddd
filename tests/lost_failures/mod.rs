//! Real shells against BAK118: where etcdctl fails, does the script fail? The linter must report it where it does not.
//!
//! The scripts run under the `sh` and `bash` of the machine. etcdctl always fails there, and the other programs do
//! nothing.

mod forms;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::settings::Settings;

use crate::dice::Dice;
use forms::{FORMS, Form};

/// How many scripts are made of forms within each other.
const NESTED: u64 = 500;

/// How a script may begin, and what runs it.
const HEADS: [(&str, &[&str]); 5] = [
    ("#!/bin/sh\n", &["sh"]),
    ("#!/bin/sh\nset -eu\n", &["sh"]),
    ("#!/bin/sh -e\n", &["sh", "-e"]),
    ("#!/bin/bash\n", &["bash"]),
    ("#!/bin/bash\nset -euo pipefail\n", &["bash"]),
];

const TAILS: [&str; 3] = ["", "echo done\n", "find /backup -name '*.db' -mtime +7 -delete\n"];

/// What a form may stand in, with `{form}` for it and `{shell}` for what runs the script.
const WRAPS: [&str; 8] = [
    "{form}",
    "{\n{form}\n}",
    "(\n{form}\n)",
    "if true; then\n{form}\nfi",
    "for one in 1; do\n{form}\ndone",
    "case x in\nx)\n{form}\n;;\nesac",
    "echo begin\n{form}",
    "{shell} -c '\n{form}\n'",
];

const SAVE: &str = "etcdctl --endpoints=https://127.0.0.1:2379 --cacert=ca.crt --cert=c.crt --key=c.key snapshot save out.db";

#[test]
fn each_form_fails_as_the_linter_says() {
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let programs = programs();
                while let Some(form) = FORMS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let disagreements = disagreements(form, programs.path());
                    wrong.lock().expect("no thread has panicked").extend(disagreements);
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("no thread has panicked");
    assert!(wrong.is_empty(), "{} scripts:\n{}", wrong.len(), wrong.join("\n"));
}

/// Of a form in short scripts.
fn disagreements(form: &Form, programs: &Path) -> Vec<String> {
    let mut wrong = Vec::new();
    for (head, command) in HEADS.into_iter().filter(|(_, command)| form.fits(command)) {
        for tail in &TAILS[..2] {
            let script = format!("{head}{}\n{tail}", form.text.replace("{save}", SAVE));
            match compare(&script, command, programs) {
                Agreement::Agrees => {}
                other => wrong.push(format!("{other:?}:\n{script}")),
            }
        }
    }
    wrong
}

#[test]
fn nested_forms_fail_as_the_linter_says() {
    let programs = programs();
    let mut wrong = Vec::new();
    let mut masked = 0;
    for seed in 0..NESTED {
        let mut dice = Dice::new(seed);
        let (head, command) = HEADS[dice.roll(HEADS.len())];
        let forms: Vec<&Form> = FORMS.iter().filter(|form| form.fits(command)).collect();
        let mut text = forms[dice.roll(forms.len())].text.replace("{save}", SAVE);
        for _ in 0..=dice.roll(2) {
            let wrap = dice.pick(&WRAPS);
            if !(wrap.contains('\'') && text.contains('\'')) {
                text = wrap.replace("{form}", &text).replace("{shell}", command[0]);
            }
        }
        let script = format!("{head}{text}\n{}", dice.pick(&TAILS));
        match compare(&script, command, programs.path()) {
            // What a loop that asks for the save ends in a subshell is not followed out of it.
            Agreement::Missed
                if text.contains("until ") && ["(\n", "-c '"].iter().any(|one| text.contains(one)) => {}
            Agreement::Agrees => masked += usize::from(succeeds(&script, command, programs.path())),
            other => wrong.push(format!("seed {seed}, {other:?}:\n{script}")),
        }
    }
    assert!(wrong.is_empty(), "{} scripts:\n{}", wrong.len(), wrong.join("\n"));
    assert!((60..430).contains(&masked), "{masked} scripts succeed");
}

/// Whether the linter says what the shell does.
#[derive(Debug, PartialEq, Eq)]
enum Agreement {
    Agrees,
    /// The script succeeds, and the linter says nothing.
    Missed,
    /// The script fails, as it should, and the linter says that it does not.
    Mistaken,
}

fn compare(script: &str, command: &[&str], programs: &Path) -> Agreement {
    match (succeeds(script, command, programs), reports(script)) {
        (true, false) => Agreement::Missed,
        (false, true) => Agreement::Mistaken,
        _ => Agreement::Agrees,
    }
}

fn reports(script: &str) -> bool {
    let mut linter = Linter::new(Settings::default());
    linter.add_script(Input { name: "backup.sh".to_owned(), ..Input::default() }, script);
    linter.finish().findings.iter().any(|finding| finding.rule.id == "BAK118")
}

fn succeeds(script: &str, command: &[&str], programs: &Path) -> bool {
    std::fs::write(programs.join("script"), script).expect("a file");
    let status = Command::new(command[0])
        .args(&command[1..])
        .arg("script")
        .current_dir(programs)
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", programs.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.expect("a shell").success()
}

/// A folder with an etcdctl that fails, and with what else scripts call.
fn programs() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let others = ["aws", "find", "logger", "sleep", "tar"].map(|name| (name, "exit 0"));
    let special = [("etcdctl", "exit 1"), ("ssh", "shift\nexec sh -c \"$*\"")];
    for (name, body) in others.into_iter().chain(special) {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{body}\n")).expect("a file");
        let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&path, executable).expect("a program");
    }
    folder
}

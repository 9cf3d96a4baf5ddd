//! What a new user gets wrong: each gets one line that helps, and code 2.

use snapbox::str;

use super::{CONFIGURATION, etcdlint, etcdlint_in, folder, stdin};

#[test]
fn each_mistake_gets_one_line_that_helps() {
    let files = [
        ("etcd.yaml", "kind: Pod\n"),
        ("notes/readme.txt", "no manifest"),
        ("chart/templates/etcd.yaml", "kind: Pod\nmetadata:\n  name: {{ .Values.name }}\n"),
    ];
    let folder = folder(&files);
    std::fs::write(folder.path().join("image.yaml"), b"\x89PNG\0\xff").expect("a file");
    std::fs::write(folder.path().join("utf16.yaml"), b"\xff\xfea\0").expect("a file");
    std::fs::write(folder.path().join("latin1.yaml"), b"a: \xe9\n").expect("a file");
    let rows = [
        (
            &["ecd.yaml"][..],
            "cannot read ecd.yaml: No such file or directory (os error 2); did you mean etcd.yaml?",
        ),
        (&["nowhere/etcd.yaml"], "cannot read nowhere/etcd.yaml: No such file or directory (os error 2)"),
        (&["notes"], "nothing to lint below notes: manifests end in .yaml, .yml or .json"),
        (
            &["--disable=ETCD999", "etcd.yaml"],
            "--disable: there is no rule `ETCD999`; `etcdlint rules` lists them",
        ),
        (
            &["--enable=client-plaintext-listner", "etcd.yaml"],
            "--enable: there is no rule `client-plaintext-listner`; did you mean client-plaintext-listener?",
        ),
        (
            &["--kubernetes-version=new", "etcd.yaml"],
            "--kubernetes-version: expected a version such as \"1.36\", not \"new\"",
        ),
        (&["image.yaml"], "cannot read image.yaml: it is binary, and manifests are UTF-8 text"),
        (&["utf16.yaml"], "cannot read utf16.yaml: it is UTF-16, and manifests are UTF-8 text"),
        (
            &["latin1.yaml"],
            "cannot read latin1.yaml: it is in another encoding, and manifests are UTF-8 text",
        ),
        (&["--script=notes"], "cannot read notes: Is a directory (os error 21); --script takes files"),
        (
            &["--config=etcdlint.yml", "etcd.yaml"],
            "cannot read etcdlint.yml: No such file or directory (os error 2)",
        ),
        (
            &["--format=json", "--output=missing/report.json", "etcd.yaml"],
            "cannot write the report to missing/report.json: No such file or directory (os error 2)",
        ),
    ];
    for (args, expected) in rows {
        let run = etcdlint_in(&folder).args(args);
        run.assert().code(2).stdout_eq("").stderr_eq(format!("etcdlint: {expected}\n"));
    }
    let template = etcdlint_in(&folder).args(["--format=concise", "chart"]).output().expect("etcdlint runs");
    let stdout = String::from_utf8_lossy(&template.stdout);
    assert!(stdout.contains("info[YAML106]") && stdout.contains("render it first"), "{stdout}");
    assert!(!stdout.contains("YAML101"), "{stdout}");
    stdin("")
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq("etcdlint: standard input is empty: did the command before the pipe fail?\n");
    etcdlint()
        .args(["explain", "ETCD999"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq("etcdlint: there is no rule `ETCD999`; `etcdlint rules` lists them\n");
}

/// Root may read everything, so the tests of CI have to ask for another user.
#[cfg(unix)]
#[test]
fn files_of_others_are_said_to_be_theirs() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let folder = folder(&[("enc.yaml", CONFIGURATION)]);
    let set = |name: &str, mode| {
        let path = folder.path().join(name);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("rights");
    };
    set("", 0o755);
    set("enc.yaml", 0o000);
    let mut run = std::process::Command::new(snapbox::cmd::cargo_bin!("etcdlint"));
    run.arg("enc.yaml").current_dir(folder.path());
    if std::fs::read(folder.path().join("enc.yaml")).is_ok() {
        run.uid(65534);
    }
    let Ok(output) = run.output() else {
        crate::programs::left_out(
            "the binary is in a folder that nobody else may look into: files of others",
        );
        return;
    };
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr);
    let expected = "etcdlint: cannot read enc.yaml: Permission denied (os error 13); kubeadm's files are those of root\n";
    assert_eq!(stderr, expected);
}

#[test]
fn unreadable_files_leave_the_others_to_be_linted() {
    let folder = folder(&[("good.yaml", "kind: Pod\n")]);
    etcdlint_in(&folder)
        .args(["missing.yaml", "good.yaml"])
        .assert()
        .code(2)
        .stdout_eq("nothing of etcd's in 1 file, 1 document, 0 subjects\n")
        .stderr_eq("etcdlint: cannot read missing.yaml: No such file or directory (os error 2)\n");
}

#[test]
fn wrong_arguments_are_code_2() {
    for args in [
        &["--format", "xml", "x.yaml"][..],
        &["--fix=all", "x.yaml"],
        &["--accept-new", "x.yaml"],
        &["--no-config", "--config=x", "x.yaml"],
        &["--now=today", "x.yaml"],
    ] {
        etcdlint().args(args).assert().code(2).stdout_eq("");
    }
    etcdlint().args(["--format=json", "--format=sarif", "x.yaml"]).assert().code(2).stderr_eq(str![[r#"
error: only one report can go to standard output; give the others an --output FILE
...
"#]]);
    etcdlint().args(["--format=json", "--output=a", "--output=b", "x.yaml"]).assert().code(2).stderr_eq(
        str![[r#"
error: each --format takes one --output, which follows it
...
"#]],
    );
}

/// As `head` closes it.
#[test]
fn a_closed_pipe_is_no_trouble() {
    for args in [&["rules"][..], &["explain", "ETCD101"], &["completions", "bash"], &["config", "show"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let binary = snapbox::cmd::cargo_bin!("etcdlint");
        let child = std::process::Command::new(binary).args(args).stdout(writer).output().expect("it runs");
        assert_eq!((child.status.code(), String::from_utf8_lossy(&child.stderr).as_ref()), (Some(0), ""));
    }
}

#[test]
fn without_arguments_the_current_folder_is_linted() {
    let folder = folder(&[("a/enc.yaml", super::CONFIGURATION)]);
    let output = etcdlint_in(&folder).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.code() == Some(1) && said.contains("a/enc.yaml"), "{said}");
}

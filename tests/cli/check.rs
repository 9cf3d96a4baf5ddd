//! Reports, exit codes, and input of any kind.

use snapbox::file;

use super::{etcdlint, stdin};

const NOW: [&str; 2] = ["--now", "2026-11-23T00:00:00Z"];

#[test]
fn the_course_page_as_text() {
    etcdlint()
        .args(NOW)
        .arg("tests/corpus/course/etcd.yaml")
        .assert()
        .code(1)
        .stdout_eq(file!["snapshots/course.txt"])
        .stderr_eq("");
}

/// The picture in the README.
#[test]
fn the_course_page_in_colour() {
    etcdlint()
        .args(NOW)
        .arg("tests/corpus/course/etcd.yaml")
        .env_remove("NO_COLOR")
        .env("CLICOLOR_FORCE", "1")
        .assert()
        .code(1)
        .stdout_eq(file!["../../docs/course.svg": TermSvg]);
}

#[test]
fn the_course_page_as_json() {
    etcdlint()
        .args(NOW)
        .args(["--format", "json", "tests/corpus/course/etcd.yaml"])
        .assert()
        .code(1)
        .stdout_eq(file!["snapshots/course.json": Json]);
}

#[test]
fn the_course_page_as_pasted() {
    etcdlint()
        .args(NOW)
        .arg("tests/corpus/course/encryption-config-pasted.yaml")
        .assert()
        .code(1)
        .stdout_eq(file!["snapshots/pasted.txt"]);
}

#[test]
fn causes_in_two_places_have_two_labels() {
    etcdlint()
        .args(NOW)
        .arg("tests/corpus/statefulset/config-file.yaml")
        .assert()
        .code(1)
        .stdout_eq(file!["snapshots/config-file.txt"]);
}

#[test]
fn what_is_good_is_left_alone() {
    let files = [
        "tests/corpus/golden",
        "tests/corpus/kubeadm/etcd.yaml",
        "tests/corpus/kubeadm/kube-apiserver.yaml",
        "tests/corpus/kubeadm/clusterconfiguration-good.yaml",
        "tests/corpus/kubeadm/clusterconfiguration-good-v1beta3.yaml",
        "tests/corpus/kubeadm/clusterconfiguration-good-external.yaml",
        "tests/corpus/cluster-api/kubeadm-control-plane-v1beta1-good.yaml",
        "tests/corpus/cluster-api/kubeadm-control-plane-v1beta2-good.yaml",
    ];
    for file in files {
        for profile in ["default", "cis"] {
            etcdlint()
                .args(NOW)
                .args(["--fail-on=info", "--profile", profile, file])
                .assert()
                .code(0)
                .stderr_eq("");
        }
    }
    etcdlint().args(NOW).args(["--fail-on=info", "--profile=stig", "tests/corpus/golden"]).assert().code(0);
}

#[test]
fn exit_codes_are_the_same_for_every_format() {
    let open = "kind: Pod\nspec:\n  containers:\n  - command: [etcd, \"--listen-client-urls=http://0.0.0.0:1\", \"--advertise-client-urls=http://10.0.0.4:1\"]\n";
    let unrelated = "kind: Pod\nspec:\n  containers:\n  - {image: nginx}\n";
    for format in super::FORMATS {
        for (text, fail_on, code) in [
            (open, "error", 1),
            (open, "warning", 1),
            (open, "never", 0),
            (unrelated, "info", 0),
            ("", "info", 2),
            ("# nothing\n", "info", 0),
            ("a: [Secret", "error", 1),
            ("a: [", "error", 0),
        ] {
            stdin(text).args(["--format", format, "--fail-on", fail_on]).assert().code(code);
        }
    }
}

#[test]
fn bad_input_gets_one_finding_and_never_a_panic() {
    let deep = "[".repeat(100_000);
    let wide = "- ".repeat(100_000);
    let inputs = [
        "a: [",
        "a: 'b",
        "\ta: b",
        "a: b: c",
        "{",
        "{\"a\": }",
        "}",
        "\"",
        "&a *a",
        "a: *b",
        "? [",
        "!!binary \"x\"",
        "<<: 1",
        "%YAML 9.9\n---\na",
        "---\n...\n---\n[",
        "\u{feff}\u{feff}a",
        "a\u{0}b",
        "- - - -",
        ": : :",
        "|",
        ">",
        "@",
        "`",
        deep.as_str(),
        wide.as_str(),
    ];
    for input in inputs {
        let output = stdin(input).output().expect("etcdlint runs");
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 1)), "{:.40?} gives {code:?}", input);
        let errors = String::from_utf8_lossy(&output.stdout).matches("error[").count();
        assert!(errors <= 1, "{:.40?} gives {errors} errors", input);
    }
}

#[test]
fn documents_before_an_error_are_linted() {
    let text = "kind: Pod\nspec:\n  containers:\n  - command: [etcd, --client_cert_auth]\n---\na: [\n";
    let output = stdin(text).output().expect("etcdlint runs");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.contains("ETCD301") && stdout.contains("YAML101"), "{stdout}");
}

#[test]
fn text_and_object_give_the_same_findings() {
    use etcdlint_core::inventory::Input;
    use etcdlint_core::linter::{Linter, lint};
    use etcdlint_core::settings::Settings;
    use etcdlint_core::source::{self, Node};

    for file in
        ["course/etcd.yaml", "kubeadm/etcd.yaml", "statefulset/environment.yaml", "statefulset/shell.yaml"]
    {
        let path = format!("{}/tests/corpus/{file}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("a file of the corpus");
        let document = source::documents(&text).next().expect("a document");
        let mut linter = Linter::new(Settings::default());
        linter.add_object(Input::default(), Node::from(&document.root.to_json()));
        let of = |report: etcdlint_core::report::Report| {
            let mut found: Vec<String> = report
                .findings
                .iter()
                .map(|finding| format!("{} {} {}", finding.rule.id, finding.site.path, finding.message))
                .collect();
            found.sort();
            found
        };
        assert_eq!(of(lint("", &text, Settings::default())), of(linter.finish()), "{file}");
    }
}

#[test]
fn a_file_that_is_named_twice_is_linted_once() {
    let folder = super::folder(&[("a/etcd.yaml", "kind: Pod\n"), ("b.yaml", "kind: Pod\n")]);
    let run = super::etcdlint_in(&folder).args(["a", "a/etcd.yaml", "b.yaml", "b.yaml"]);
    run.assert().code(0).stdout_eq("nothing of etcd's in 2 files, 2 documents, 0 subjects\n");
}

/// Git's own patterns are no names: `[e]nc.yaml` is not `enc.yaml`.
#[test]
fn a_file_is_in_version_control_by_its_own_name() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["enc.yaml", "[e]nc.yaml", "*.yaml"] {
        std::fs::write(folder.path().join(name), super::CONFIGURATION).expect("a file");
    }
    let git = |args: &[&str]| {
        let status = std::process::Command::new("git").arg("-C").arg(folder.path()).args(args).status();
        assert!(status.expect("git runs").success());
    };
    git(&["init", "--quiet"]);
    git(&["add", "enc.yaml"]);
    for (name, is_tracked) in [("enc.yaml", true), ("[e]nc.yaml", false), ("*.yaml", false)] {
        let output = etcdlint().arg(folder.path().join(name)).output().expect("etcdlint runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(said.contains("ENC228"), is_tracked, "{name}: {said}");
    }
}

#[test]
fn folders_leave_out_what_ignore_files_name() {
    let files = [
        (".gitignore", "made/\n"),
        (".etcdlintignore", "lab/*.yaml\n!lab/etcd.yaml\n"),
        ("made/a.yaml", "a: 1\n"),
        ("lab/a.yaml", "a: 1\n"),
        ("lab/etcd.yaml", "a: 1\n"),
        (".hidden/a.yaml", "a: 1\n"),
    ];
    let folder = super::folder(&files);
    let run = |path| super::etcdlint_in(&folder).arg(path).assert().code(0);
    run(".").stdout_eq("nothing of etcd's in 1 file, 1 document, 0 subjects\n");
    run("lab/a.yaml").stdout_eq("nothing of etcd's in 1 file, 1 document, 0 subjects\n");
}

#[cfg(unix)]
#[test]
fn links_in_folders_lead_to_files() {
    use std::os::unix::fs::symlink;
    let files = [
        ("store/etcd", "kind: Pod\n"),
        ("in/a.yaml", "kind: Pod\n"),
        ("mounted/..data/enc.yaml", "kind: Pod\n"),
        ("other/b.yaml", "kind: Pod\n"),
    ];
    let folder = super::folder(&files);
    let link = |target: &str, name: &str| symlink(target, folder.path().join(name)).expect("a link");
    link("../store/etcd", "in/etcd.yaml");
    link("..data/enc.yaml", "mounted/enc.yaml");
    let run = |paths: &[&str]| super::etcdlint_in(&folder).args(paths).assert().code(0).stderr_eq("");
    run(&["in"]).stdout_eq("nothing of etcd's in 2 files, 2 documents, 0 subjects\n");
    run(&["mounted"]).stdout_eq("nothing of etcd's in 1 file, 1 document, 0 subjects\n");

    // A second way to the same file, and one back up.
    link("a.yaml", "in/also.yaml");
    link(".", "in/again");
    run(&["in", "./in/a.yaml"]).stdout_eq("nothing of etcd's in 2 files, 2 documents, 0 subjects\n");

    link("../other", "in/other");
    run(&["in"]).stdout_eq(snapbox::str![[r#"
not checked: in/other: this is a link to a folder, and links to folders are not followed: name it to look below it

nothing of etcd's in 2 files, 2 documents, 0 subjects; 1 place not checked

"#]]);
    run(&["in", "in/other"]).stdout_eq("nothing of etcd's in 3 files, 3 documents, 0 subjects\n");

    link("nowhere", "in/broken.yaml");
    super::etcdlint_in(&folder).arg("in").assert().code(2).stderr_eq(
        "etcdlint: cannot read in/broken.yaml: No such file [..]; it is a link that leads nowhere\n",
    );
}

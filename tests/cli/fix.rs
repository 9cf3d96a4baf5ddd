//! `--fix` and `--diff`.

use snapbox::str;

use super::{CONFIGURATION, KEY, etcdlint_in, folder, stdin};

fn read(folder: &tempfile::TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).expect("a file")
}

/// With both mistakes mended.
fn mended() -> String {
    CONFIGURATION.replace("[Secrets,", "[secrets,").replace("        identity", "      - identity")
}

#[test]
fn a_fix_changes_the_file_and_reports_what_is_left() {
    let folder = folder(&[("enc.yaml", CONFIGURATION)]);
    etcdlint_in(&folder)
        .args(["--fix", "--format=concise", "enc.yaml"])
        .assert()
        .code(0)
        .stdout_eq(str![[r#"
enc.yaml:7:9: info[ENC209] aescbc is unauthenticated encryption (padding oracle, undetected tampering); prefer KMS v2 or secretbox
enc.yaml:7:9: info[ENC212] the aescbc key lies in this file on the control plane node: whoever gets the node's file system decrypts etcd; KMS v2 keeps it elsewhere
2 info in 1 file, 1 document, 1 subject

"#]])
        .stderr_eq("etcdlint: made 2 fixes in 1 file\n");
    assert_eq!(read(&folder, "enc.yaml"), mended());
    etcdlint_in(&folder).args(["--fix", "enc.yaml"]).assert().code(0).stderr_eq("");
    assert_eq!(read(&folder, "enc.yaml"), mended());
}

/// Files that nothing is said of are counted after the last round as after the first.
#[test]
fn what_is_none_of_ours_is_counted_all_the_same() {
    let folder = folder(&[("enc.yaml", CONFIGURATION), ("other.yaml", "kind: A\n---\nkind: B\n")]);
    let run = etcdlint_in(&folder).args(["--fix", "--format=concise", "."]).output().expect("etcdlint runs");
    let report = String::from_utf8(run.stdout).expect("UTF-8");
    assert!(report.ends_with("in 2 files, 3 documents, 1 subject\n"), "{report}");
}

#[test]
fn line_ends_marks_and_carriers_are_kept() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let marked = |text: &str| format!("\u{feff}{text}");
    let carried = |text: &str| {
        let indented = text.replace('\n', "\n    ");
        format!(
            "kind: ConfigMap\nmetadata: {{name: a}} # ours\ndata:\n  encryption.yaml: |\n    {}\n",
            indented.trim_end()
        )
    };
    for dressed in [crlf, marked, carried, |text: &str| format!("# first\n---\na: 1\n---\n{text}---\nb: 1\n")]
    {
        let folder = folder(&[("enc.yaml", &dressed(CONFIGURATION))]);
        etcdlint_in(&folder).args(["--fix", "enc.yaml"]).assert().stdout_eq(str!["..."]);
        assert_eq!(read(&folder, "enc.yaml"), dressed(&mended()));
    }
}

#[test]
fn a_diff_shows_the_change_without_secrets_and_changes_nothing() {
    let folder = folder(&[("enc.yaml", CONFIGURATION), ("other.yaml", "kind: Pod\n")]);
    etcdlint_in(&folder)
        .args(["--diff", "."])
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
--- enc.yaml
+++ enc.yaml
@@ -2,10 +2,10 @@
 apiVersion: apiserver.config.k8s.io/v1
 kind: EncryptionConfiguration
 resources:
-  - resources: [Secrets, configmaps] # both
+  - resources: [secrets, configmaps] # both
     providers:
       - aescbc:
           keys:
             - name: key1
               secret: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=
-        identity: {}
+      - identity: {}

"#]])
        .stderr_eq("etcdlint: what may be secret is shown as `x`, so this is no patch to apply\n");
    assert_eq!(read(&folder, "enc.yaml"), CONFIGURATION);
}

#[test]
fn a_diff_is_a_patch_where_nothing_is_secret() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: etcd}\nspec:\n  containers:\n    - name: etcd\n      image: k8s.gcr.io/etcd:3.6.14-0\n      command: [etcd, --force-new-cluster=false]";
    let folder = folder(&[("etcd.yaml", pod)]);
    let output = etcdlint_in(&folder).args(["--diff", "etcd.yaml"]).output().expect("etcdlint runs");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let patch = std::process::Command::new("git")
        .args(["apply", "-p0", "-"])
        .current_dir(folder.path())
        .stdin(std::process::Stdio::piped())
        .spawn()
        .and_then(|mut git| {
            std::io::Write::write_all(&mut git.stdin.take().expect("a pipe"), &output.stdout)?;
            git.wait()
        });
    assert!(patch.expect("git runs").success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(read(&folder, "etcd.yaml"), pod.replace("k8s.gcr.io", "registry.k8s.io"));
}

#[test]
fn standard_input_cannot_be_changed() {
    stdin(CONFIGURATION)
        .arg("--fix")
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq("etcdlint: --fix changes files, and standard input is none; --diff shows the changes\n");
    let output = stdin(CONFIGURATION).arg("--diff").output().expect("etcdlint runs");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.contains("+  - resources: [secrets,") && !stdout.contains(KEY), "{stdout}");
}

#[test]
fn suggested_fixes_are_made_on_request() {
    let without = CONFIGURATION.replace("Secrets, ", "").replace("        identity: {}\n", "");
    let folder = folder(&[("enc.yaml", &without)]);
    etcdlint_in(&folder).args(["--fix", "enc.yaml"]).assert().stderr_eq("");
    assert_eq!(read(&folder, "enc.yaml"), without);
    etcdlint_in(&folder).args(["--fix=suggested", "enc.yaml"]).assert().stdout_eq(str!["..."]);
    assert!(read(&folder, "enc.yaml").contains("secrets"), "{}", read(&folder, "enc.yaml"));
    assert!(read(&folder, "enc.yaml").contains(KEY));
}

#[cfg(unix)]
#[test]
fn rights_and_links_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder(&[("real/enc.yaml", CONFIGURATION)]);
    let real = folder.path().join("real/enc.yaml");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o600)).expect("rights");
    symlink("real/enc.yaml", folder.path().join("enc.yaml")).expect("a link");
    etcdlint_in(&folder).args(["--fix", "enc.yaml"]).assert().code(0);
    assert_eq!(read(&folder, "real/enc.yaml"), mended());
    assert_eq!(std::fs::metadata(&real).expect("a file").permissions().mode() & 0o777, 0o600);
    assert!(folder.path().join("enc.yaml").is_symlink());
    let left: Vec<_> = std::fs::read_dir(folder.path().join("real")).expect("a folder").collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[cfg(unix)]
#[test]
fn two_names_of_a_file_are_one_file_to_change() {
    let folder = folder(&[("a.yaml", CONFIGURATION), ("b.yaml", CONFIGURATION)]);
    std::os::unix::fs::symlink("a.yaml", folder.path().join("link.yaml")).expect("a link");
    etcdlint_in(&folder)
        .args(["--fix", "a.yaml", "./a.yaml", "link.yaml", "b.yaml"])
        .assert()
        .code(0)
        .stderr_eq("etcdlint: made 4 fixes in 2 files\n");
    assert_eq!(read(&folder, "a.yaml"), mended());
    assert_eq!(read(&folder, "b.yaml"), mended());
}

/// A file in a folder that takes no other one cannot be replaced.
#[cfg(unix)]
#[test]
fn what_cannot_be_changed_leaves_the_others_to_be_mended() {
    use std::os::unix::fs::{PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    let folder = folder(&[("closed/a.yaml", CONFIGURATION), ("open/b.yaml", CONFIGURATION)]);
    let set = |name: &str, mode| {
        let path = folder.path().join(name);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("rights");
    };
    set("", 0o755);
    set("closed", 0o555);
    let mut run = std::process::Command::new(snapbox::cmd::cargo_bin!("etcdlint"));
    run.args(["--fix", "--format=concise", "closed", "open"]).current_dir(folder.path()).env("NO_COLOR", "1");
    if std::fs::write(folder.path().join("closed/root"), "").is_ok() {
        for name in ["open", "open/b.yaml"] {
            chown(folder.path().join(name), Some(65534), Some(65534)).expect("an owner");
        }
        run.uid(65534).gid(65534);
    }
    let Ok(output) = run.output() else {
        crate::programs::left_out(
            "the binary is in a folder that nobody else may look into: fixes of files that cannot be changed",
        );
        return;
    };
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("cannot change closed/a.yaml: Permission denied"), "{stderr}");
    assert!(stderr.ends_with("made fixes in 1 of 2 files\n"), "{stderr}");
    assert!(stdout.contains("closed/a.yaml:5:17: error[ENC1"), "{stdout}");
    assert_eq!(read(&folder, "closed/a.yaml"), CONFIGURATION);
    assert_eq!(read(&folder, "open/b.yaml"), mended());
    set("closed", 0o755);
}

#[test]
fn what_a_baseline_has_is_left_as_it_is() {
    let folder = folder(&[("enc.yaml", CONFIGURATION)]);
    let run = |more: &[&str]| {
        etcdlint_in(&folder).args(["--baseline=known.json", "enc.yaml"]).args(more).assert().code(0)
    };
    run(&["--write-baseline"]);
    run(&["--fix"]).stderr_eq("");
    assert_eq!(read(&folder, "enc.yaml"), CONFIGURATION);
    // A new baseline takes in what is left.
    std::fs::remove_file(folder.path().join("known.json")).expect("a baseline");
    run(&["--fix", "--write-baseline"]).stderr_eq("etcdlint: made 2 fixes in 1 file\n");
    assert_eq!(read(&folder, "enc.yaml"), mended());
}

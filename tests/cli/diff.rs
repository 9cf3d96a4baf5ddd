//! `etcdlint diff`: two files, two folders, and what Git keeps.

use std::path::Path;
use std::process::Command;

use snapbox::str;
use tempfile::TempDir;

use super::etcdlint;

const KEY1: &str = "q83vEjRWeJCrAImoTcoBexObEUFXQjYuamy4nCHKiiQ=";
const KEY2: &str = "FnvLKFEj1nCdQxbJUKJCYcAIAZ9q2C3R2N3l4cUBBxM=";

/// A configuration for Secrets with these secretbox keys, and identity.
fn file(keys: &[(&str, &str)]) -> String {
    let keys: String = keys
        .iter()
        .map(|(name, key)| format!("  - secretbox: {{keys: [{{name: {name}, secret: {key}}}]}}\n"))
        .collect();
    format!(
        "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  providers:\n{keys}  - identity: {{}}\n"
    )
}

fn secret(name: &str, file: &str) -> String {
    let file = serde_json::Value::from(file);
    format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}}}\nstringData:\n  enc.yaml: {file}\n")
}

fn folder(files: &[(&str, String)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"];
    let output =
        Command::new("git").current_dir(folder).args(identity).args(arguments).output().expect("git runs");
    assert!(output.status.success(), "{output:?}");
}

/// A diff in a folder, without its configuration.
fn diff(folder: &TempDir, arguments: &[&str]) -> snapbox::cmd::Command {
    etcdlint().current_dir(folder.path()).args(["diff", "--no-config"]).args(arguments)
}

#[test]
fn two_files() {
    let folder = folder(&[
        ("old.yaml", file(&[("key1", KEY1)])),
        ("new.yaml", file(&[("key2", KEY2)])),
        ("both.yaml", file(&[("key1", KEY1), ("key2", KEY2)])),
    ]);
    diff(&folder, &["old.yaml", "new.yaml"]).assert().code(1).stderr_eq("").stdout_eq(str![[r#"
error[ENC240]: secretbox key "key1" wrote secrets until now and is gone: what it wrote can no longer be read
 --> new.yaml:5:3
  |
5 |   providers:
  |   ^^^^^^^^^
  |
  = help: keep it behind the new one, rewrite everything, and remove it in a change of its own
  = note: EncryptionConfiguration · resources[0].providers

1 error in 1 file, 1 document, 1 subject

"#]]);
    diff(&folder, &["old.yaml", "both.yaml"]).assert().code(0).stderr_eq("").stdout_eq(str![[r#"
no findings in 1 file, 1 document, 1 subject

"#]]);
    diff(&folder, &["both.yaml", "new.yaml"]).assert().code(1);
    diff(&folder, &["--format=json", "old.yaml", "new.yaml"]).assert().code(1).stdout_eq(str![[r#"
{
  "version": 1,
...
      "rule": "ENC240",
...
"#]]);
}

#[test]
fn one_server_has_no_gap() {
    let folder = folder(&[
        ("old.yaml", file(&[("key1", KEY1)])),
        ("new.yaml", file(&[("key2", KEY2), ("key1", KEY1)])),
    ]);
    diff(&folder, &["--fail-on=warning", "old.yaml", "new.yaml"]).assert().code(1);
    diff(&folder, &["--fail-on=warning", "--single-server", "old.yaml", "new.yaml"]).assert().code(0);
}

#[test]
fn two_folders() {
    let folder = folder(&[
        ("old/a/enc.yaml", file(&[("key1", KEY1)])),
        ("old/b/enc.yaml", file(&[("key1", KEY1)])),
        ("new/a/enc.yaml", file(&[("key1", KEY1)])),
        ("new/b/enc.yaml", file(&[("key2", KEY2)])),
    ]);
    diff(&folder, &["--format=concise", "old", "new"]).assert().code(1).stdout_eq(str![[r#"
new/b/enc.yaml:5:3: error[ENC240] [..]
...
"#]]);
}

#[test]
fn what_git_keeps() {
    let folder = folder(&[
        ("plain.yaml", file(&[("key1", KEY1)])),
        ("deploy/secret.yaml", secret("one", &file(&[("key1", KEY1)]))),
        ("other.txt", "nothing of ours".to_owned()),
    ]);
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "--message=first"]);
    diff(&folder, &["--against=HEAD"]).assert().code(0).stderr_eq("");
    write(folder.path(), "plain.yaml", &file(&[("key1", KEY2)]));
    write(folder.path(), "moved/secret.yaml", &secret("one", &file(&[("key2", KEY2)])));
    std::fs::remove_file(folder.path().join("deploy/secret.yaml")).expect("it was there");
    diff(&folder, &["--format=concise", "--against=HEAD"]).assert().code(1).stderr_eq("").stdout_eq(str![[
        r#"
moved/secret.yaml:5:[..]: error[ENC240] [..]
plain.yaml:6:[..]: error[ENC242] [..]
...
"#
    ]]);
    diff(&folder, &["--against=main", "plain.yaml"]).assert().code(1);
    diff(&folder, &["--against=main", "moved"]).assert().code(0);
    // From a folder below, too.
    etcdlint()
        .current_dir(folder.path().join("moved"))
        .args(["diff", "--no-config", "--against=HEAD", "../plain.yaml"])
        .assert()
        .code(1);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "--message=second"]);
    diff(&folder, &["--against=HEAD"]).assert().code(0);
    diff(&folder, &["--against=HEAD~1"]).assert().code(1);
}

/// A repository with one commit of these files.
fn repository(files: &[(&str, String)]) -> TempDir {
    let folder = folder(files);
    git(folder.path(), &["init", "--quiet"]);
    commit(&folder);
    folder
}

fn commit(folder: &TempDir) {
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "--message=one"]);
}

#[test]
fn what_is_gone_or_cannot_be_read_is_trouble() {
    let refused = file(&[("key1", KEY1)]).replace("[secrets]", "[secrets, secrets]");
    for new in ["a: [", "{{ if .Values.on }}\na: 1\n{{ end }}\n", "a: 1\n", &refused] {
        let folder =
            repository(&[("enc.yaml", file(&[("key1", KEY1)])), ("other.yaml", "a: 1\n".to_owned())]);
        write(folder.path(), "enc.yaml", new);
        for arguments in [&["--against=HEAD"][..], &["--against=HEAD", "enc.yaml"]] {
            let compared = diff(&folder, arguments).assert().code(2).stderr_eq("");
            compared.stdout_eq("...\nnot checked: enc.yaml: [..] compared[..]\n...\n");
        }
        // What has not changed is no matter of a comparison.
        commit(&folder);
        diff(&folder, &["--against=HEAD"]).assert().code(0);
    }
    let folder = repository(&[("enc.yaml", file(&[("key1", KEY1)])), ("other.yaml", "a: 1\n".to_owned())]);
    std::fs::remove_file(folder.path().join("enc.yaml")).expect("it was there");
    diff(&folder, &["--against=HEAD"]).assert().code(2);
    diff(&folder, &["--against=HEAD", "enc.yaml"]).assert().code(2);
}

#[test]
fn what_has_no_old_version_is_said() {
    let folder = repository(&[("enc.yaml", file(&[("key1", KEY1)]))]);
    write(folder.path(), "more.yaml", &secret("more", &file(&[("key2", KEY2)])));
    diff(&folder, &["--against=HEAD"]).assert().code(0).stdout_eq(str![[r#"
not checked: more.yaml: EncryptionConfiguration more is new: there is no old version of it to compare with

no findings in 2 files, 2 documents, 2 subjects; 1 place not checked

"#]]);
}

#[test]
fn a_path_in_neither_version_is_a_mistake() {
    let folder = repository(&[("enc.yaml", file(&[("key1", KEY1)]))]);
    let rows = [
        ("encc.yaml", "etcdlint: cannot read encc.yaml[..]; did you mean enc.yaml?\n"),
        ("deploy", "etcdlint: cannot read deploy: [..]\n"),
    ];
    for (path, message) in rows {
        diff(&folder, &["--against=HEAD", path]).assert().code(2).stdout_eq("").stderr_eq(message);
    }
}

#[test]
fn an_old_version_that_is_no_text_is_trouble() {
    let folder = folder(&[("enc.yaml", String::new()), ("gone.yaml", String::new())]);
    std::fs::write(folder.path().join("enc.yaml"), b"\xff\xfea\0").expect("a file");
    git(folder.path(), &["init", "--quiet"]);
    commit(&folder);
    write(folder.path(), "enc.yaml", &file(&[("key1", KEY1)]));
    diff(&folder, &["--against=HEAD"])
        .assert()
        .code(2)
        .stdout_eq("")
        .stderr_eq("etcdlint: cannot read enc.yaml as it was: it is UTF-16, and manifests are UTF-8 text\n");
}

#[cfg(unix)]
#[test]
fn links_are_followed_in_both_versions() {
    use std::os::unix::fs::symlink;
    let folder =
        folder(&[("real/enc.yaml", file(&[("key1", KEY1)])), ("real/v2.yaml", file(&[("key2", KEY2)]))]);
    let at = |name: &str| folder.path().join(name);
    symlink("real/enc.yaml", at("link.yaml")).expect("a link");
    symlink("real", at("linked")).expect("a link");
    git(folder.path(), &["init", "--quiet"]);
    commit(&folder);
    // Another file, which was there before.
    std::fs::remove_file(at("link.yaml")).expect("it was there");
    symlink("real/v2.yaml", at("link.yaml")).expect("a link");
    diff(&folder, &["--against=HEAD", "link.yaml"]).assert().code(1);
    commit(&folder);
    write(folder.path(), "real/v2.yaml", &file(&[("key1", KEY1)]));
    symlink("real", at("new")).expect("a link");
    for path in ["link.yaml", "linked", "linked/v2.yaml", "real/v2.yaml", "new/v2.yaml"] {
        diff(&folder, &["--against=HEAD", path]).assert().code(1);
    }
    // A link to a folder is followed if it is named, and said otherwise.
    write(folder.path(), "in/a.yaml", "a: 1\n");
    symlink("../real", at("in/linked")).expect("a link");
    diff(&folder, &["--against=HEAD", "in"]).assert().code(0).stdout_eq(
        "not checked: in/linked: this is a link to a folder, [..]\n\nnothing of etcd's in 1 file, [..]\n",
    );
    diff(&folder, &["--format=concise", "--against=HEAD", "link.yaml", "./real/v2.yaml"])
        .assert()
        .stdout_eq("link.yaml:[..]\n...\n1 error in 1 file, 1 document, 1 subject\n");
    std::fs::remove_file(at("real/v2.yaml")).expect("it was there");
    diff(&folder, &["--against=HEAD", "linked"]).assert().code(2);
}

/// What is left out of the new version is no part of the old one either.
#[test]
fn what_is_ignored_is_not_gone() {
    let folder = repository(&[
        ("enc.yaml", file(&[("key1", KEY1)])),
        ("fixtures/enc.yaml", file(&[("key1", KEY1)])),
        (".etcdlintignore", "fixtures\n".to_owned()),
    ]);
    diff(&folder, &["--against=HEAD"])
        .assert()
        .code(0)
        .stdout_eq("no findings in 1 file, 1 document, 1 subject\n");
}

/// What is linted may be anybody's repository, and its settings may name programs.
#[test]
fn no_program_of_a_repository_runs() {
    let folder = folder(&[
        ("enc.yaml", file(&[("key1", KEY1)])),
        (".gitattributes", "*.yaml filter=any diff=any\n".to_owned()),
    ]);
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "--message=first"]);
    for setting in ["core.fsmonitor", "filter.any.clean", "filter.any.smudge", "diff.any.textconv"] {
        git(folder.path(), &["config", setting, &format!("touch {setting}; cat")]);
    }
    write(folder.path(), "enc.yaml", &file(&[("key1", KEY2)]));
    diff(&folder, &["--against=HEAD"]).assert().code(1);
    etcdlint().current_dir(folder.path()).args(["--no-config", "enc.yaml"]).assert().code(1);
    let files = std::fs::read_dir(folder.path()).expect("the folder is there");
    let mut names: Vec<_> = files.map(|file| file.expect("a file").file_name()).collect();
    names.sort();
    assert_eq!(names, [".git", ".gitattributes", "enc.yaml"]);
    // Git itself would have run some.
    git(folder.path(), &["diff", "HEAD"]);
    assert!(folder.path().join("filter.any.clean").exists());
}

#[test]
fn mistakes() {
    let folder = folder(&[("a.yaml", file(&[("key1", KEY1)])), ("b/c.yaml", file(&[("key1", KEY1)]))]);
    let rows: [(&[&str], &str); 6] = [
        (&["a.yaml"], "etcdlint: diff takes two paths, OLD and NEW, or --against GIT_REF\n"),
        (&["a.yaml", "b"], "etcdlint: a.yaml and b must be two files or two folders\n"),
        (&["a.yaml", "missing.yaml"], "etcdlint: cannot read missing.yaml[..]\n"),
        (&["--against=HEAD"], "etcdlint: there is no commit HEAD here\n"),
        (&["--against=--output=x"], "etcdlint: there is no commit --output=x here\n"),
        (&[], "etcdlint: diff takes two paths, OLD and NEW, or --against GIT_REF\n"),
    ];
    for (arguments, message) in rows {
        diff(&folder, arguments).assert().code(2).stdout_eq("").stderr_eq(message);
    }
}

#[test]
fn no_key_leaves_in_any_form() {
    let folder = folder(&[
        ("old.yaml", file(&[("key1", KEY1), (KEY1, KEY1)])),
        ("new.yaml", file(&[("key1", KEY2), (KEY2, KEY1)])),
    ]);
    for format in ["text", "concise", "json", "sarif", "github", "gitlab", "junit"] {
        let output = diff(&folder, &["--format", format, "old.yaml", "new.yaml"]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        let all = [output.stdout, output.stderr].concat();
        let all = String::from_utf8_lossy(&all);
        assert!(!all.contains(&KEY1[..10]) && !all.contains(&KEY2[..10]), "{format}: {all}");
    }
}

/// The settings of one folder say nothing of another one.
#[test]
fn each_file_has_its_own_configuration() {
    let (one, other) = (file(&[("key1", KEY1)]), file(&[("key2", KEY2)]));
    let files = |version: &str, text: &str| {
        ["a", "b"].map(|folder| (format!("{version}/{folder}/enc.yaml"), text.to_owned()))
    };
    let settings = ("new/a/etcdlint.yaml".to_owned(), "disabledRules: [ENC240]\n".to_owned());
    let all = files("old", &one).into_iter().chain(files("new", &other)).chain([settings]);
    let all: Vec<_> = all.collect();
    let folder = folder(&all.iter().map(|(name, text)| (name.as_str(), text.clone())).collect::<Vec<_>>());
    let diff = |arguments: [&str; 3]| etcdlint().current_dir(folder.path()).args(arguments).output();
    for (paths, lost) in [(["old", "new"], 1), (["old/a", "new/a"], 0), (["old/b", "new/b"], 1)] {
        let output = diff(["diff", paths[0], paths[1]]).expect("it runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(said.matches("error[ENC240]").count(), lost, "{said}");
        assert_eq!(output.status.code(), Some(lost as i32), "{said}");
    }
}

/// A configuration that stands in a Secret, which a control plane names with its encoding.
#[test]
fn a_configuration_that_is_named_elsewhere_is_compared() {
    use base64::Engine;
    let version = |keys: &[(&str, &str)]| {
        let inner = base64::engine::general_purpose::STANDARD.encode(file(keys));
        format!(
            "apiVersion: controlplane.cluster.x-k8s.io/v1beta1\nkind: KubeadmControlPlane\nmetadata: {{name: a}}\nspec:\n  kubeadmConfigSpec:\n    files:\n    - path: /etc/enc.yaml\n      encoding: base64\n      contentFrom: {{secret: {{name: s, key: enc}}}}\n---\napiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData: {{enc: {inner}}}\n"
        )
    };
    let folder =
        folder(&[("old.yaml", version(&[("key1", KEY1)])), ("new.yaml", version(&[("key2", KEY2)]))]);
    let output = diff(&folder, &["old.yaml", "new.yaml"]).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.code() == Some(1) && said.contains("error[ENC240]"), "{said}");
}

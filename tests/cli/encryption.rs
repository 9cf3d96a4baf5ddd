//! `etcdlint encryption`: what it writes, what it says, and what it refuses.

use std::path::Path;

use tempfile::TempDir;

use super::etcdlint;
use crate::apiserver::Server;
use crate::apiserver::config::{Config, Credential};
use crate::apiserver::envelope::{Kek, Luck};

fn encryption(folder: &TempDir, arguments: &[&str]) -> snapbox::cmd::Command {
    etcdlint().current_dir(folder.path()).arg("encryption").args(arguments)
}

/// What a command says; its exit code is this one.
fn said(folder: &TempDir, arguments: &[&str], code: i32) -> String {
    let output = encryption(folder, arguments).output().expect("it runs");
    let all =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {all}");
    all
}

fn read(folder: &TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).expect("the file is there")
}

/// The keys of a file: whatever stands behind `secret:`.
fn keys(text: &str) -> Vec<&str> {
    let behind = text.split("secret: ").skip(1);
    behind.filter_map(|rest| rest.split(['\n', '}', ',']).next()).map(|key| key.trim_matches('"')).collect()
}

const KEY: &str = "q83vEjRWKLNJIcbsGd9IxMqcffgIdkq2onXt8kMLm20=";

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).expect("the file is there").permissions().mode() & 0o777 == 0o600
}

/// etcdlint has nothing against what it wrote itself, but for advice, and would not change it.
fn is_clean(folder: &TempDir, file: &str) {
    let text = read(folder, file);
    for check in [&["check", "--no-config", "--fail-on=warning", file][..], &["check", "--fix", file]] {
        etcdlint().current_dir(folder.path()).args(check).assert().code(0);
    }
    assert_eq!(read(folder, file), text);
}

#[test]
fn a_new_file_is_complete_and_private() {
    for provider in ["secretbox", "aescbc", "aesgcm", "kms"] {
        let folder = folder();
        let output = said(&folder, &["init", "--provider", provider, "enc.yaml"], 0);
        let text = read(&folder, "enc.yaml");
        assert!(is_private(&folder.path().join("enc.yaml")));
        assert!(text.contains(provider) && output.contains("--encryption-provider-config="));
        assert!(keys(&text).iter().all(|key| key.len() == 44 && !output.contains(key)));
        assert_eq!(keys(&text).len(), usize::from(provider != "kms"));
        if provider != "aesgcm" {
            is_clean(&folder, "enc.yaml");
        }
        // And another time it is left alone.
        assert!(said(&folder, &["init", "enc.yaml"], 2).contains("enc.yaml exists"));
        assert_eq!(read(&folder, "enc.yaml"), text);
    }
}

#[test]
fn resources_and_plugins_are_written_as_yaml_reads_them() {
    let folder = folder();
    let arguments = [
        "init",
        "--provider=kms",
        "--kms-name=my kms",
        "--kms-endpoint=unix:///run/k.sock",
        "--resource=secrets",
        "--resource=*.apps",
        "a.yaml",
    ];
    said(&folder, &arguments, 0);
    let text = read(&folder, "a.yaml");
    assert!(text.contains("- \"*.apps\"\n") && text.contains("name: \"my kms\"\n"), "{text}");
    is_clean(&folder, "a.yaml");
    for wrong in ["--resource=Secrets", "--resource=secret", "--kms-endpoint=http://a", "--kms-name=a:b"] {
        let said = said(&folder, &["init", "--provider=kms", wrong, "b.yaml"], 2);
        assert!(said.contains("not written: "), "{said}");
        assert!(!folder.path().join("b.yaml").exists());
    }
}

#[test]
fn a_staged_beginning_lets_the_key_read_first() {
    let folder = folder();
    let output = said(&folder, &["init", "--staged", "enc.yaml"], 0);
    assert!(output.contains("etcdlint encryption migrate --to secretbox enc.yaml --rolled-out"), "{output}");
    let text = read(&folder, "enc.yaml");
    assert!(text.find("- identity") < text.find("- secretbox"), "{text}");
    is_clean(&folder, "enc.yaml");
    said(&folder, &["migrate", "--to=secretbox", "enc.yaml", "--rolled-out"], 0);
    let text = read(&folder, "enc.yaml");
    assert!(text.find("- identity") > text.find("- secretbox") && !text.contains("ignore["), "{text}");
    is_clean(&folder, "enc.yaml");
}

#[test]
fn the_next_command_is_complete() {
    let folder = folder();
    let entry = |name: &str| {
        let other = KEY.replace("q83v", "q84v");
        let keys = format!("[{{name: a, secret: {KEY}}}, {{name: x, secret: {other}}}]");
        format!("- resources: [{name}]\n  providers:\n  - secretbox: {{keys: {keys}}}\n")
    };
    let file = format!(
        "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n{}{}",
        entry("secrets"),
        entry("configmaps")
    );
    std::fs::write(folder.path().join("a b.yaml"), file).expect("a file");
    let next = "etcdlint encryption rotate --entry 1 --newest x 'a b.yaml' --rolled-out";
    let output = said(&folder, &["rotate", "--entry=1", "--newest=x", "a b.yaml"], 1);
    assert!(output.contains(next), "{output}");
}

#[test]
fn a_key_goes_to_a_new_file_or_to_a_pipe() {
    let folder = folder();
    encryption(&folder, &["key"]).assert().code(2);
    encryption(&folder, &["key", "--stdout", "--output=a"]).assert().code(2);
    let one = said(&folder, &["key", "--stdout"], 0);
    assert_ne!(one, said(&folder, &["key", "--stdout"], 0));
    assert_eq!(one.trim_end().len(), 44);
    let output = said(&folder, &["key", "--output=a.key"], 0);
    let key = read(&folder, "a.key");
    assert!(
        !output.contains(key.trim()) && key.trim().len() == 44 && is_private(&folder.path().join("a.key"))
    );
    assert!(said(&folder, &["key", "--output=a.key"], 2).contains("a.key exists"));
    assert_eq!(read(&folder, "a.key"), key);
}

/// What etcdctl prints of Secrets that are stored with these names.
fn listing(folder: &TempDir, stored: &[(&'static str, &'static str)]) {
    use base64::Engine;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let objects = stored.iter().map(|(provider, name)| {
        let config = Config::everything(Credential::Key { provider, name, material: 0 });
        let object = Server { config: &config, kek: Kek::ByName }.write("secrets", Luck::Good);
        serde_json::json!({ "key": encode(b"/registry/secrets/default/a"), "value": encode(&object.bytes) })
    });
    let text = serde_json::json!({ "header": {}, "kvs": objects.collect::<Vec<_>>(), "count": stored.len() });
    std::fs::write(folder.path().join("etcd.json"), text.to_string()).expect("a file");
}

#[test]
fn a_rotation_cannot_be_hurried() {
    let folder = folder();
    said(&folder, &["init", "enc.yaml"], 0);
    let first = keys(&read(&folder, "enc.yaml"))[0].to_owned();
    let added = said(&folder, &["rotate", "enc.yaml"], 0);
    assert!(added.contains("added secretbox key \"key2\" behind secretbox key \"key1\""), "{added}");
    let text = read(&folder, "enc.yaml");
    assert_eq!(keys(&text)[0], first);
    // Not before all API servers have it.
    for too_early in [&["rotate", "enc.yaml"][..], &["rotate", "enc.yaml", "--rewritten"]] {
        assert!(said(&folder, too_early, 1).contains("Nothing was changed: before the new one writes"));
    }
    assert_eq!(read(&folder, "enc.yaml"), text);
    let promoted = said(&folder, &["rotate", "enc.yaml", "--rolled-out"], 0);
    assert!(
        promoted.contains("kubectl get secrets --all-namespaces -o json | kubectl replace -f -"),
        "{promoted}"
    );
    let text = read(&folder, "enc.yaml");
    assert_eq!(keys(&text)[1], first);
    // Not before everything has been rewritten.
    listing(&folder, &[("secretbox", "key2"), ("secretbox", "key1")]);
    assert!(said(&folder, &["rotate", "enc.yaml", "--rolled-out"], 1).contains("has not been rewritten"));
    assert!(
        said(&folder, &["rotate", "enc.yaml", "--etcd-snapshot=etcd.json"], 1)
            .contains("has not been rewritten")
    );
    let proof = ["rotate", "enc.yaml", "--rolled-out", "--etcd-snapshot=etcd.json"];
    assert!(
        said(&folder, &proof, 1).contains("1 objects in the snapshot are stored with secretbox key \"key1\"")
    );
    assert_eq!(read(&folder, "enc.yaml"), text);
    listing(&folder, &[("secretbox", "key2"), ("aescbc", "key1")]);
    let removed = said(&folder, &proof, 0);
    assert!(removed.contains("removed secretbox key \"key1\""), "{removed}");
    let text = read(&folder, "enc.yaml");
    assert!(keys(&text).len() == 1 && keys(&text)[0] != first);
    assert!(is_private(&folder.path().join("enc.yaml")));
    for said in [added, promoted, removed] {
        assert!(!said.contains(&first) && !said.contains(keys(&text)[0]), "{said}");
    }
}

/// k3s puts the time into the names of keys, colons included.
#[test]
fn a_key_with_colons_in_its_name_is_found_in_the_snapshot() {
    const OLD: &str = "aescbckey-2021-12-10T22:54:38Z";
    let folder = folder();
    let keys = format!(
        "[{{name: key2, secret: {}}}, {{name: '{OLD}', secret: {KEY}}}]",
        KEY.replace("q83v", "q84v")
    );
    let text = format!(
        "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources: [secrets]\n  \
         providers:\n  - aescbc: {{keys: {keys}}}\n"
    );
    std::fs::write(folder.path().join("enc.yaml"), &text).expect("a file");
    let proof = ["rotate", "--newest=key2", "enc.yaml", "--rolled-out", "--etcd-snapshot=etcd.json"];
    listing(&folder, &[("aescbc", "key2"), ("aescbc", OLD)]);
    assert!(said(&folder, &proof, 1).contains("1 objects in the snapshot are stored with"));
    assert_eq!(read(&folder, "enc.yaml"), text);
    let status = said(&folder, &["status", "--etcd-snapshot=etcd.json"], 0);
    assert!(status.contains(&format!("aescbc {OLD}")), "{status}");
    listing(&folder, &[("aescbc", "key2")]);
    said(&folder, &proof, 0);
}

#[test]
fn every_step_passes_the_rules_about_changes() {
    let folder = folder();
    said(&folder, &["init", "--provider=aescbc", "enc.yaml"], 0);
    for target in ["secretbox", "kms", "aesgcm", "identity"] {
        for _ in 0..4 {
            let to = format!("--to={target}");
            std::fs::copy(folder.path().join("enc.yaml"), folder.path().join("old.yaml")).expect("a copy");
            let output = said(&folder, &["migrate", &to, "enc.yaml", "--rolled-out", "--rewritten"], 0);
            let diff = ["diff", "--no-config", "old.yaml", "enc.yaml"];
            etcdlint().current_dir(folder.path()).args(diff).assert().code(0);
            let text = read(&folder, "enc.yaml");
            assert!(keys(&text).iter().all(|key| !output.contains(key)));
            etcdlint().current_dir(folder.path()).args(["--fix", "enc.yaml"]).output().expect("it runs");
            assert_eq!(read(&folder, "enc.yaml"), text);
            if output.contains("writes, and nothing is left") {
                break;
            }
        }
    }
    assert!(read(&folder, "enc.yaml").contains("- identity: {}"));
    assert!(
        said(&folder, &["migrate", "--to=identity", "enc.yaml"], 0).contains("nothing is left to remove")
    );
}

#[test]
fn mistakes_have_one_clear_message() {
    let folder = folder();
    std::fs::write(folder.path().join("pod.yaml"), "kind: Pod\n").expect("a file");
    std::fs::write(folder.path().join("broken.json"), "{\"kvs\": [{\"key\": \"?\"}]}").expect("a file");
    std::fs::write(folder.path().join("empty.db"), "").expect("a file");
    let rows: [(&[&str], &str); 6] = [
        (
            &["rotate", "missing.yaml"],
            "etcdlint: cannot read missing.yaml: No such file or directory (os error 2)\n",
        ),
        (&["rotate", "pod.yaml"], "etcdlint: pod.yaml: there is no EncryptionConfiguration in the file\n"),
        (
            &["status", "--etcd-snapshot=pod.yaml"],
            "etcdlint: cannot read pod.yaml: it is not a bbolt file, as etcd's snapshots are\n",
        ),
        (
            &["status", "--etcd-snapshot=empty.db"],
            "etcdlint: cannot read empty.db: it is not a bbolt file, as etcd's snapshots are\n",
        ),
        (
            &["status", "--etcd-snapshot=broken.json"],
            "etcdlint: cannot read broken.json: it begins like JSON, but is not what `etcdctl get --prefix -w json` prints\n",
        ),
        (
            &["init", "missing/enc.yaml"],
            "etcdlint: cannot write missing/enc.yaml: No such file or directory (os error 2)\n",
        ),
    ];
    for (arguments, message) in rows {
        assert_eq!(said(&folder, arguments, 2), message);
    }
}

#[test]
fn status_shows_names_as_manifests_are_shown() {
    let folder = folder();
    listing(&folder, &[("secretbox", "q83vEjRWeJCrAImoTcoBexObEUFXQjYuamy4nCHKiiQ="), ("aescbc", "key1")]);
    let output = said(&folder, &["status", "--etcd-snapshot=etcd.json"], 0);
    assert!(output.contains("secrets   aescbc key1") && !output.contains("q83vEjRWeJ"), "{output}");
}

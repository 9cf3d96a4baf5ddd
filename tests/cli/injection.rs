//! Who wrote a manifest, or named a file, gets no line of the output to himself, and no say in a terminal.

use super::{FORMATS, etcdlint};

/// What would be a line of its own, a workflow command, and a change of colours.
const NAME: &str = "a\n::error::injected\u{1b}[31m\rb";

/// The same in a double-quoted scalar.
const ESCAPED: &str = "a\\n::error::injected\\e[31m\\rb";

/// Wherever a manifest has room for a name or a value; the last one is not YAML.
const TEMPLATES: [&str; 6] = [
    "kind: Pod\nmetadata: {name: \"NAME\", namespace: \"NAME\"}\nspec:\n  containers:\n  - {name: \"NAME\", image: \"etcd:NAME\", command: [etcd, \"--NAME\", \"--name=NAME\", \"--listen-client-urls=http://NAME:1\", \"--cert-file=NAME\"], env: [{name: \"ETCD_NAME\", value: \"NAME\"}]}\n",
    "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n\"NAME\": 1\nresources:\n- resources: [\"NAME\", secrets]\n  \"NAME\": 1\n  providers:\n  - \"NAME\": {}\n  - kms: {name: \"NAME\", endpoint: \"NAME\", apiVersion: \"NAME\"}\n  - aescbc: {keys: [{name: \"NAME\", secret: \"NAME\"}]}\n",
    "kind: ConfigMap\nmetadata: {name: \"NAME\"}\ndata:\n  \"NAME.yaml\": \"kind: EncryptionConfiguration\\nresources: [{resources: [secrets], providers: [{identity: {}}]}]\"\n",
    "kind: Pod\nspec:\n  containers:\n  - command: [kube-apiserver, \"--NAME\", \"--encryption-provider-config=NAME\", \"--etcd-servers=http://NAME\"]\n",
    "kind: Pod\nmetadata: {annotations: {\"etcdlint.io/ignore\": \"NAME\"}}\nspec:\n  containers:\n  - command: [sh, -c, \"etcdctl snapshot save NAME\"]\n",
    "\"NAME\": [Secret\n",
];

/// The formats that are JSON.
const QUOTING: [&str; 3] = ["json", "sarif", "gitlab"];

fn assert_harmless(what: &str, output: &std::process::Output) {
    for stream in [&output.stdout, &output.stderr] {
        let text = String::from_utf8_lossy(stream);
        let is_strange = |c: char| c.is_ascii_control() && c != '\n';
        assert!(!text.contains(is_strange), "a control character in {what}: {text:?}");
        assert!(!text.lines().any(|line| line.starts_with("::error::injected")), "{what}: {text}");
    }
}

#[test]
fn manifests_and_names_of_files_begin_no_line() {
    for template in TEMPLATES {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(format!("{NAME}.yaml"));
        std::fs::write(&file, template.replace("NAME", ESCAPED)).expect("a file");
        let run = |arguments: &[&str]| {
            etcdlint()
                .current_dir(folder.path())
                .env("FORCE_COLOR", "0")
                .args(["--no-config", "--color=never", "--profile=strict"])
                .args(arguments)
                .arg(".")
                .output()
                .expect("etcdlint runs")
        };
        for format in FORMATS {
            let output = run(&["--format", format]);
            assert_ne!(output.status.code(), Some(0), "{format} of {template}");
            assert_harmless(&format!("{format} of {template}"), &output);
            if QUOTING.contains(&format) {
                assert!(serde_json::from_slice::<serde_json::Value>(&output.stdout).is_ok());
            }
        }
        assert_harmless(&format!("the diff of {template}"), &run(&["--diff"]));
    }
}

#[test]
fn files_that_cannot_be_read_begin_no_line() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(format!("{NAME}.yaml")), b"\xff\xfe").expect("a file");
    let configured = folder.path().join(NAME);
    std::fs::create_dir(&configured).expect("a folder");
    std::fs::write(configured.join("etcdlint.yaml"), "nothing: 1\n").expect("a file");
    std::fs::write(configured.join("a.yaml"), "kind: Pod\n").expect("a file");
    let output = etcdlint().current_dir(folder.path()).arg(".").output().expect("etcdlint runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("injected"));
    assert_harmless("errors", &output);
}

/// GitHub Actions and Azure Pipelines look for these in the whole line.
#[test]
fn no_command_within_a_line() {
    let manifest = TEMPLATES[0].replace("NAME", "##[stop-commands]a ##vso[task.complete]");
    let folder = super::folder(&[("##[group]x.yaml", &manifest)]);
    std::fs::write(folder.path().join("##[group]y.yaml"), b"\xff\xfe").expect("a file");
    for format in ["text", "concise"] {
        let output =
            super::etcdlint_in(&folder).args(["--format", format, "."]).output().expect("etcdlint runs");
        let all = String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8");
        assert!(all.contains("## [stop-commands]") && all.contains("## [group]y.yaml"), "{all}");
        assert!(!all.contains("##[") && !all.contains("##vso["), "{all}");
    }
}

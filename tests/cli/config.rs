//! `etcdlint.yaml`: which one holds, what wins, and what is said of mistakes.

use snapbox::str;

use super::{etcdlint_in, folder};

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: etcd, namespace: lab}
spec:
  containers:
    - name: etcd
      image: registry.k8s.io/etcd:3.6.14-0
      command: [etcd, --data-dir=/tmp/etcd]
";

/// The rules that are reported for the arguments.
fn found(folder: &tempfile::TempDir, args: &[&str]) -> Vec<String> {
    let output = etcdlint_in(folder).arg("--format=json").args(args).output().expect("etcdlint runs");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
        panic!("no report: {}", String::from_utf8_lossy(&output.stderr));
    });
    let findings = report["findings"].as_array().expect("findings").iter();
    findings
        .map(|finding| {
            format!(
                "{} {}",
                finding["file"].as_str().expect("a file"),
                finding["rule"].as_str().expect("a rule")
            )
        })
        .collect()
}

#[test]
fn the_nearest_file_above_holds_up_to_the_root_of_the_repository() {
    let folder = folder(&[
        ("../etcdlint.yaml.not", ""),
        ("etcdlint.yaml", "disabledRules: [ETCD342]\n"),
        ("a/b/etcd.yaml", POD),
        ("lab/etcdlint.yaml", "# all of it\n"),
        ("lab/etcd.yaml", POD),
        ("repo/.git/HEAD", ""),
        ("repo/etcd.yaml", POD),
    ]);
    let rows = [
        (&["a/b/etcd.yaml"][..], 0),
        (&["lab/etcd.yaml"], 1),
        (&["repo/etcd.yaml"], 1),
        (&["a", "lab", "repo"], 2),
        (&["--no-config", "a/b/etcd.yaml"], 1),
        (&["--config=etcdlint.yaml", "lab/etcd.yaml"], 0),
    ];
    for (args, expected) in rows {
        let found = found(&folder, args);
        let count = found.iter().filter(|finding| finding.ends_with("ETCD342")).count();
        assert_eq!(count, expected, "{args:?}: {found:?}");
    }
    let named = etcdlint_in(&folder).args(["--stdin-filename=a/b/x.yaml", "-"]).stdin(POD);
    let output = named.output().expect("etcdlint runs");
    assert!(!String::from_utf8_lossy(&output.stdout).contains("ETCD342"));
}

#[test]
fn arguments_win() {
    let text = "profile: cis\nfailOn: never\ndisabledRules: [data-dir-ephemeral]\nhonorAnnotations: true\n";
    let folder = folder(&[("etcdlint.yaml", text), ("etcd.yaml", POD)]);
    assert!(found(&folder, &["etcd.yaml"]).is_empty());
    assert_eq!(found(&folder, &["--enable=ETCD342", "etcd.yaml"]), ["etcd.yaml ETCD342"]);
    etcdlint_in(&folder).args(["--enable=ETCD342", "etcd.yaml"]).assert().code(0);
    etcdlint_in(&folder).args(["--enable=ETCD342", "--fail-on=error", "etcd.yaml"]).assert().code(1);
}

#[test]
fn each_file_fails_by_its_own_configuration() {
    let lab = "failOn: never\n";
    let folder = folder(&[("lab/etcdlint.yaml", lab), ("lab/etcd.yaml", POD), ("etcd.yaml", "kind: Pod\n")]);
    etcdlint_in(&folder).arg(".").assert().code(0);
    std::fs::write(folder.path().join("etcd.yaml"), POD).expect("a file");
    etcdlint_in(&folder).arg(".").assert().code(1);
}

#[test]
fn exemptions_and_custom_checks_hold() {
    let text = r#"
exemptions:
  - rules: [data-dir-ephemeral]
    objects: $[?$.metadata.namespace == 'lab']
    reason: clusters that live for an hour
customChecks:
  - id: OUR-REGISTRY
    path: $..image
    matches: ^registry\.example\.org/
    message: images come from our own registry
    severity: error
"#;
    let folder =
        folder(&[("etcdlint.yaml", text), ("etcd.yaml", POD), ("prod.yaml", &POD.replace("lab", "prod"))]);
    let expected = ["etcd.yaml OUR-REGISTRY", "prod.yaml OUR-REGISTRY", "prod.yaml ETCD342"];
    assert_eq!(found(&folder, &["etcd.yaml", "prod.yaml"]), expected);
    let ignored = POD.replace("3.6.14-0", "3.6.14-0 # etcdlint: ignore[OUR-REGISTRY] mirrored");
    std::fs::write(folder.path().join("etcd.yaml"), ignored).expect("a file");
    assert!(found(&folder, &["etcd.yaml"]).is_empty());
    assert_eq!(found(&folder, &["--disable=OUR-REGISTRY", "prod.yaml"]), ["prod.yaml ETCD342"]);
}

#[test]
fn mistakes_are_named_with_their_line() {
    let rows = [
        ("profil: cis\n", "etcdlint.yaml:1:1: there is no key `profil`; did you mean `profile`?"),
        ("a: 1\n", "etcdlint.yaml:1:1: there is no key `a`; the keys are profile, failOn,"),
        ("# x\nfailOn: high\n", "etcdlint.yaml:2:9: failOn: unknown variant `high`, expected one of `error`"),
        ("profile: [\n", "etcdlint.yaml:1:10: profile: "),
        ("profile: cis\nprofile: cis\n", "etcdlint.yaml:1:1: duplicate field `profile`"),
        ("kubernetesVersion: 1.30\n", "etcdlint.yaml:1:"),
        ("\ndisabledRules:\n  - ETCD999\n", "etcdlint.yaml:2: disabledRules: there is no rule `ETCD999`"),
        (
            "exemptions:\n- reason: r\n  objects: a\n",
            "etcdlint.yaml:3: exemptions[0].objects: a JSONPath query begins with $",
        ),
        (
            "exemptions:\n- {raeson: r, objects: $.a}\n",
            "exemptions[0]: there is no key `raeson`; did you mean `reason`?",
        ),
        ("- a\n", "etcdlint.yaml:1:1: invalid type: sequence, expected a mapping"),
    ];
    for (text, expected) in rows {
        let folder = folder(&[("etcdlint.yaml", text), ("etcd.yaml", POD)]);
        for command in [&["etcd.yaml"][..], &["config", "show"]] {
            // The clock is an argument of linting.
            let run = super::etcdlint().current_dir(folder.path()).args(command);
            let output = run.output().expect("etcdlint runs");
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert_eq!((output.status.code(), stderr.lines().count()), (Some(2), 1), "{text}: {stderr}");
            assert!(stderr.contains(expected), "{text}: {stderr}");
            assert!(output.stdout.is_empty());
        }
    }
}

#[test]
fn a_configuration_that_is_not_read_is_said() {
    let folder =
        folder(&[("a/etcdlint.yml", "failOn: never\n"), ("a/x.yaml", "a: 1\n"), ("b/x.yaml", "a: 1\n")]);
    let run = |args: &[&str]| etcdlint_in(&folder).args(args).assert();
    run(&["a/x.yaml"])
        .code(2)
        .stdout_eq("")
        .stderr_eq("etcdlint: [..]etcdlint.yml is not read: a configuration is named etcdlint.yaml\n");
    run(&["--no-config", "a/x.yaml"]).code(0);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", folder.path().join("b/etcdlint.yaml")).expect("a link");
        run(&["b/x.yaml"])
            .code(2)
            .stdout_eq("")
            .stderr_eq("etcdlint: cannot read [..]b/etcdlint.yaml: [..]\n");
    }
}

#[test]
fn show_says_where_each_value_comes_from() {
    let text = "# ours\nprofile: cis\nexemptions:\n  - objects: $.a\n    reason: b\n";
    let folder = folder(&[("etcdlint.yaml", text), ("sub/etcd.yaml", POD)]);
    let run = super::etcdlint().current_dir(folder.path());
    run.args(["config", "show", "--fail-on=warning", "sub/etcd.yaml"]).assert().code(0).stdout_eq(str![[
        r#"
# [..]/etcdlint.yaml:2
profile: cis
# arguments
failOn: warning
# default
disabledRules: []
# default
enabledRules: []
# default
severities: {}
# default
kubernetesVersion: null
# default
certificateExpiryDays: 30
# [..]/etcdlint.yaml:3
exemptions:
- rules: null
  objects: $.a
  reason: b
# default
customChecks: []
# default
honorAnnotations: null
# default
mirrorPods: warn
# default
ratchet: true

"#
    ]]);
}

#[test]
fn what_show_prints_is_a_configuration() {
    let folder = folder(&[("etcdlint.yaml", "profile: strict\ncertificateExpiryDays: 7\n")]);
    let show = || {
        let run = super::etcdlint().current_dir(folder.path()).args(["config", "show"]);
        String::from_utf8(run.output().expect("etcdlint runs").stdout).expect("UTF-8")
    };
    let values =
        |text: &str| text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
    let first = show();
    std::fs::write(folder.path().join("etcdlint.yaml"), &first).expect("a file");
    assert_eq!(values(&show()), values(&first));
}

#[test]
fn init_begins_a_configuration_and_never_writes_over_one() {
    let folder = folder(&[("etcd.yaml", POD)]);
    let init = || super::etcdlint().current_dir(folder.path()).args(["config", "init"]);
    init().assert().code(0);
    let text = std::fs::read_to_string(folder.path().join("etcdlint.yaml")).expect("a file");
    assert_eq!(found(&folder, &["etcd.yaml"]), ["etcd.yaml ETCD342"]);
    init().assert().code(2).stderr_eq("etcdlint: etcdlint.yaml is there already\n");
    assert_eq!(std::fs::read_to_string(folder.path().join("etcdlint.yaml")).expect("a file"), text);
}

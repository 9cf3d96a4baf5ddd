//! What was there before a team adopted etcdlint.

use snapbox::str;

use super::{CONFIGURATION, KEY, etcdlint_in, folder};

const OPEN: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: etcd, namespace: kube-system}
spec:
  containers:
    - name: etcd
      image: registry.k8s.io/etcd:3.6.14-0
      command:
        - etcd
        - --data-dir=/tmp/etcd
";

fn run(folder: &tempfile::TempDir, more: &[&str]) -> (Option<i32>, String, String) {
    let run = etcdlint_in(folder).args(["--format=concise", "--baseline=known.json"]).args(more);
    let output = run.args(["etcd.yaml", "enc.yaml"]).output().expect("etcdlint runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn known(folder: &tempfile::TempDir) -> String {
    std::fs::read_to_string(folder.path().join("known.json")).expect("a baseline")
}

#[test]
fn a_baseline_hides_what_was_there_and_shows_what_is_new() {
    let folder = folder(&[("etcd.yaml", OPEN), ("enc.yaml", CONFIGURATION)]);
    let (code, _, stderr) = run(&folder, &[]);
    assert_eq!(code, Some(2), "a baseline that is not there is no empty one: {stderr}");
    assert_eq!(run(&folder, &["--write-baseline"]).0, Some(0), "a new baseline takes all in");
    assert!(!known(&folder).contains(KEY));
    let (code, stdout, stderr) = run(&folder, &[]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(stdout.starts_with("no findings in 2 files") && stdout.contains("in the baseline"), "{stdout}");

    // Lines move, and an argument comes before the others.
    let moved = OPEN.replace("        - --data", "        # more\n\n        - --name=a\n        - --data");
    std::fs::write(folder.path().join("etcd.yaml"), format!("# first\n{moved}")).expect("a file");
    assert_eq!(run(&folder, &["--fail-on=info"]).0, Some(0));

    let worse = moved.replace("        - --data", "        - --force-new-cluster\n        - --data");
    std::fs::write(folder.path().join("etcd.yaml"), worse).expect("a file");
    let (code, stdout, _) = run(&folder, &[]);
    assert_eq!(code, Some(1));
    assert_eq!(stdout.matches("etcd.yaml:").count(), 1, "{stdout}");
    assert!(stdout.contains("error[ETCD340]"), "{stdout}");
}

#[test]
fn a_baseline_shrinks_by_itself_and_grows_only_on_request() {
    let folder = folder(&[("etcd.yaml", OPEN), ("enc.yaml", CONFIGURATION)]);
    run(&folder, &["--write-baseline"]);
    let before = known(&folder);
    let changed = OPEN.replace("/tmp/etcd\n", "/tmp/etcd\n        - --force-new-cluster\n");
    std::fs::write(folder.path().join("etcd.yaml"), changed).expect("a file");
    let (code, stdout, _) = run(&folder, &["--write-baseline"]);
    assert_eq!(code, Some(1), "a new finding is no part of it: {stdout}");
    assert_eq!(known(&folder), before);
    assert_eq!(run(&folder, &["--write-baseline", "--accept-new"]).0, Some(0));
    assert!(known(&folder).contains("ETCD340"));

    std::fs::write(folder.path().join("etcd.yaml"), "kind: Pod\n").expect("a file");
    let (code, _, stderr) = run(&folder, &[]);
    assert_eq!(code, Some(0));
    assert!(stderr.contains("that are gone") && stderr.contains("--write-baseline"), "{stderr}");
    assert_eq!(run(&folder, &["--write-baseline"]).0, Some(0));
    assert!(!known(&folder).contains("ETCD"), "{}", known(&folder));
    assert_eq!(run(&folder, &[]).2, "");
}

/// A run over a part, or over files of which some cannot be read, knows nothing of the others.
#[test]
fn what_was_not_linted_stays_in_the_baseline() {
    let folder = folder(&[("etcd.yaml", OPEN), ("enc.yaml", CONFIGURATION)]);
    run(&folder, &["--write-baseline"]);
    let before = known(&folder);
    let part = |file: &str| {
        let run = etcdlint_in(&folder).args(["--baseline=known.json", "--write-baseline", file]);
        run.output().expect("etcdlint runs")
    };
    part("enc.yaml");
    assert_eq!(known(&folder), before);
    std::fs::write(folder.path().join("etcd.yaml"), b"a: \xe9\n").expect("a file");
    assert_eq!(run(&folder, &["--write-baseline"]).0, Some(2));
    assert_eq!(known(&folder), before);
    std::fs::remove_file(folder.path().join("etcd.yaml")).expect("a file");
    part("enc.yaml");
    assert!(!known(&folder).contains("etcd.yaml") && known(&folder).contains("enc.yaml"));
}

#[test]
fn a_second_finding_of_a_kind_is_new() {
    let pair = OPEN.replace("    - name: etcd\n", "    - {name: etcd, image: \"registry.k8s.io/etcd:3.6.14-0\", command: [etcd, --data-dir=/tmp/etcd]}\n    - name: etcd\n");
    let folder = folder(&[("etcd.yaml", OPEN), ("enc.yaml", CONFIGURATION)]);
    run(&folder, &["--write-baseline"]);
    std::fs::write(folder.path().join("etcd.yaml"), pair).expect("a file");
    assert_eq!(run(&folder, &[]).0, Some(1));
}

/// kube-apiserver reaches etcd in clear: over loopback at first.
const CLEAR: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver, namespace: kube-system}
spec:
  containers:
    - name: kube-apiserver
      image: registry.k8s.io/kube-apiserver:v1.31.0
      command:
        - kube-apiserver
        - --etcd-servers=http://127.0.0.1:2379
";

#[test]
fn what_has_become_worse_is_new() {
    let folder = folder(&[("etcd.yaml", CLEAR), ("enc.yaml", CONFIGURATION)]);
    run(&folder, &["--write-baseline"]);
    let before = known(&folder);
    std::fs::write(folder.path().join("etcd.yaml"), CLEAR.replace("127.0.0.1", "10.9.8.7")).expect("a file");
    let (code, stdout, _) = run(&folder, &[]);
    assert_eq!(code, Some(1));
    assert!(stdout.contains("error[API101]"), "{stdout}");

    // One that has become better is known, and better from then on.
    run(&folder, &["--write-baseline", "--accept-new"]);
    std::fs::write(folder.path().join("etcd.yaml"), CLEAR).expect("a file");
    assert_eq!(run(&folder, &["--fail-on=info", "--write-baseline"]).0, Some(0));
    assert_eq!(known(&folder), before);

    // Baselines had no severities once.
    let severity = regex_lite::Regex::new(r#" *"severity": "[a-z]+",\n"#).expect("a pattern");
    let old = severity.replace_all(&before, "").into_owned();
    assert_ne!(old, before);
    std::fs::write(folder.path().join("known.json"), old).expect("a file");
    std::fs::write(folder.path().join("etcd.yaml"), CLEAR.replace("127.0.0.1", "10.9.8.7")).expect("a file");
    assert_eq!(run(&folder, &[]).0, Some(0));
}

/// Anything may be in it the next time.
#[test]
fn what_could_not_be_read_is_never_known() {
    let folder = folder(&[("etcd.yaml", "kind: [Secret\n"), ("enc.yaml", CONFIGURATION)]);
    for more in [&["--write-baseline"][..], &["--write-baseline", "--accept-new"], &[]] {
        let (code, stdout, _) = run(&folder, more);
        assert_eq!(code, Some(1));
        assert!(stdout.contains("error[YAML101]"), "{stdout}");
        assert!(!known(&folder).contains("YAML101"));
    }
}

#[test]
fn what_is_no_baseline_is_refused() {
    for text in ["", "[]", "{\"version\": 2, \"findings\": []}", "{\"version\": 1, \"finding\": []}"] {
        let folder = folder(&[("etcd.yaml", OPEN), ("enc.yaml", CONFIGURATION), ("known.json", text)]);
        for more in [&[][..], &["--write-baseline"]] {
            let (code, stdout, stderr) = run(&folder, more);
            assert_eq!((code, stdout.as_str()), (Some(2), ""), "{text}");
            assert!(stderr.contains("known.json") && stderr.lines().count() == 1, "{stderr}");
            assert_eq!(known(&folder), text);
        }
    }
    let folder = folder(&[]);
    let run = etcdlint_in(&folder).args(["--write-baseline", "."]);
    run.assert().code(2).stderr_eq(str![[r#"
error: the following required arguments were not provided:
  --baseline <FILE>
...
"#]]);
}

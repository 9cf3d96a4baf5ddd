//! Each format as those read it that it is made for.

use std::collections::BTreeSet;

use serde_json::Value;
use snapbox::file;

use super::{CONFIGURATION, FORMATS, etcdlint, etcdlint_in, folder};

const COURSE: &str = "tests/corpus/course/etcd.yaml";

/// What is printed about a file.
fn printed(format: &str, file: &str) -> String {
    let run = etcdlint().args(["--now=2026-11-23T00:00:00Z", "--format", format, file]);
    String::from_utf8(run.output().expect("etcdlint runs").stdout).expect("UTF-8")
}

fn json(format: &str, file: &str) -> Value {
    serde_json::from_str(&printed(format, file)).expect("JSON")
}

#[test]
fn the_course_page_in_every_format() {
    let run = |format: &str| {
        etcdlint().args(["--now=2026-11-23T00:00:00Z", "--format", format, COURSE]).assert().code(1)
    };
    run("concise").stdout_eq(file!["snapshots/course.concise.txt"]);
    run("sarif").stdout_eq(file!["snapshots/course.sarif": Json]);
    run("github").stdout_eq(file!["snapshots/course.github.txt"]);
    run("gitlab").stdout_eq(file!["snapshots/course.gitlab.json": Json]);
    run("junit").stdout_eq(file!["snapshots/course.junit.xml"]);
}

#[test]
fn sarif_says_what_code_scanning_needs() {
    let log = json("sarif", COURSE);
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 7);
    let mut prints = BTreeSet::new();
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small")];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["markdown"].as_str().expect("a page").starts_with("# "));
        assert!(rule["properties"]["tags"].as_array().expect("tags").len() <= 10);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], COURSE);
        assert!(place["region"]["startLine"].as_u64().expect("a line") > 1);
        assert!(place["region"].get("snippet").is_none());
        assert!(prints.insert(result["partialFingerprints"]["etcdlint/v1"].to_string()));
    }
    let severities =
        |key: &str| rules.iter().filter_map(|rule| rule["properties"][key].as_str()).collect::<Vec<_>>();
    assert!(severities("security-severity").contains(&"8.0"));
}

#[test]
fn clean_reports_are_whole() {
    let clean = "tests/corpus/golden";
    assert_eq!(json("sarif", clean)["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(json("gitlab", clean), serde_json::json!([]));
    assert_eq!(json("json", clean)["findings"], serde_json::json!([]));
    let junit = quick_junit::Report::deserialize_from_str(&printed("junit", clean)).expect("JUnit");
    assert_eq!((junit.tests, junit.failures), (1, 0));
    assert!(!printed("github", clean).contains("::"));
}

#[test]
fn what_was_not_checked_is_in_every_format() {
    let text = "kind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: etcd, image: \"registry.k8s.io/etcd:3.6.14-0\", command: [etcd, --config-file=/etc/etcd.yaml]}]}\n";
    let folder = folder(&[("etcd.yaml", text)]);
    for format in FORMATS {
        let output =
            etcdlint_in(&folder).args(["--format", format, "etcd.yaml"]).output().expect("etcdlint runs");
        let stdout = String::from_utf8_lossy(&output.stdout);
        // GitLab knows issues only; there the finding about it says so.
        let expected = if format == "gitlab" { "INPUT103" } else { "/etc/etcd.yaml" };
        assert!(stdout.contains(expected), "{format}: {stdout}");
    }
}

#[test]
fn gitlab_gets_what_it_demands() {
    let folder = folder(&[("a b/enc.yaml", CONFIGURATION), ("c/enc.yaml", CONFIGURATION)]);
    let output = etcdlint_in(&folder).args(["--format=gitlab", "."]).output().expect("etcdlint runs");
    let issues: Vec<Value> = serde_json::from_slice(&output.stdout).expect("a list");
    let mut prints = BTreeSet::new();
    for issue in &issues {
        assert!(prints.insert(issue["fingerprint"].as_str().expect("a fingerprint")), "{issue}");
        let severity = issue["severity"].as_str().expect("a severity");
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
        assert!(issue["location"]["path"].as_str().expect("a path").ends_with("/enc.yaml"));
        assert!(issue["location"]["lines"]["begin"].as_u64().expect("a line") >= 1);
        assert!(!issue["description"].as_str().expect("a text").is_empty());
    }
    assert_eq!(issues.len(), 4);
}

#[test]
fn fingerprints_outlive_a_moved_line() {
    let prints = |text: &str| {
        let folder = folder(&[("enc.yaml", text)]);
        let output = etcdlint_in(&folder).args(["--format=gitlab", "."]).output().expect("etcdlint runs");
        let issues: Vec<Value> = serde_json::from_slice(&output.stdout).expect("a list");
        issues.iter().map(|issue| issue["fingerprint"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(prints(CONFIGURATION), prints(&format!("# more\n\n{CONFIGURATION}")));
}

#[test]
fn github_shows_the_worst_first() {
    let text = printed("github", "tests/corpus/control-plane/broken");
    let kinds: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("::")?.split(' ').next()).collect();
    let findings = kinds.iter().rposition(|kind| *kind != "notice").expect("findings");
    let worst = kinds.iter().rposition(|kind| *kind == "error").expect("errors");
    assert!(kinds[..=worst].iter().all(|kind| *kind == "error"), "{kinds:?}");
    assert!(kinds[worst + 1..=findings].iter().all(|kind| *kind == "warning"), "{kinds:?}");
}

#[test]
fn junit_is_read_back() {
    let report = quick_junit::Report::deserialize_from_str(&printed("junit", COURSE)).expect("JUnit");
    assert_eq!((report.tests, report.failures), (7, 7));
    assert_eq!(report.test_suites[0].name.as_str(), COURSE);
}

#[test]
fn several_reports_of_one_run() {
    let folder = folder(&[("enc.yaml", CONFIGURATION)]);
    let args = [
        "--format=sarif",
        "--output=a.sarif",
        "--format=concise",
        "--format=junit",
        "--output=b.xml",
        "enc.yaml",
    ];
    let output = etcdlint_in(&folder).args(args).output().expect("etcdlint runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("enc.yaml:5:"));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a report");
    assert!(serde_json::from_str::<Value>(&read("a.sarif")).is_ok());
    assert!(quick_junit::Report::deserialize_from_str(&read("b.xml")).is_ok());
}

#[test]
fn colours_and_links_are_asked_for() {
    let folder = folder(&[("enc.yaml", CONFIGURATION)]);
    let shown = |args: &[&str], variables: &[(&str, &str)]| {
        let run = etcdlint_in(&folder).env_remove("NO_COLOR").envs(variables.iter().copied());
        let output = run.args(args).arg("enc.yaml").output().expect("etcdlint runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let link = "\x1b]8;;https://";
    /// Arguments, variables, and whether there are colours and links.
    type Row = (&'static [&'static str], &'static [(&'static str, &'static str)], bool, bool);
    let rows: [Row; 8] = [
        (&[], &[], false, false),
        (&["--color=always"], &[], true, false),
        (&[], &[("FORCE_COLOR", "1")], true, false),
        (&[], &[("CLICOLOR_FORCE", "1")], true, false),
        (&[], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], false, false),
        (&["--color=never"], &[("FORCE_COLOR", "1")], false, false),
        (&["--color=always", "--links=always"], &[], true, true),
        (&["--format=concise", "--color=always"], &[], true, false),
    ];
    for (args, variables, colour, links) in rows {
        let text = shown(args, variables);
        assert_eq!(text.contains("\x1b["), colour, "{args:?} {variables:?}");
        assert_eq!(text.contains(link), links, "{args:?} {variables:?}");
    }
}

#[test]
fn findings_below_the_least_severity_are_not_reported() {
    let run = |severity: &str| {
        let args =
            ["--now=2026-11-23T00:00:00Z", "--format=json", "--min-severity", severity, "--fail-on=info"];
        let output = etcdlint().args(args).arg(COURSE).output().expect("etcdlint runs");
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        report["findings"].as_array().expect("findings").len()
    };
    assert_eq!((run("info"), run("warning"), run("error")), (7, 7, 5));
}

#[test]
fn a_report_is_never_written_over_what_is_linted() {
    let folder = super::folder(&[("enc.yaml", super::CONFIGURATION)]);
    let run = |args: &[&str]| super::etcdlint_in(&folder).args(args).assert();
    for args in [["--output=./enc.yaml", "enc.yaml"], ["--output=enc.yaml", "--script=enc.yaml"]] {
        run(&args).code(2).stdout_eq("").stderr_eq(
            "etcdlint: --output [..]enc.yaml would be written over what is linted: name another file\n",
        );
    }
    let json = "{\"kind\": \"EncryptionConfiguration\"}";
    std::fs::write(folder.path().join("enc.json"), json).expect("a file");
    for args in [["--output=enc.yaml", "."], ["--output=enc.json", "."]] {
        run(&args).code(2).stdout_eq("");
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a file");
    assert_eq!((read("enc.yaml").as_str(), read("enc.json").as_str()), (super::CONFIGURATION, json));
    std::fs::remove_file(folder.path().join("enc.json")).expect("it is there");
    // The report of an earlier run is in the folder.
    for format in ["json", "sarif", "gitlab"] {
        let args = [&format!("--format={format}"), "--output=report.json", "."];
        run(&args).code(1).stderr_eq("");
        run(&args).code(1).stderr_eq("");
    }
}

#[test]
fn a_dash_is_standard_output() {
    let folder = super::folder(&[("enc.yaml", super::CONFIGURATION)]);
    let args = ["--format=json", "--output=-", "enc.yaml"];
    let output = super::etcdlint_in(&folder).args(args).output().expect("it runs");
    assert!(output.stdout.starts_with(b"{") && !folder.path().join("-").exists());
}

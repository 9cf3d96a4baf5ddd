//! The problem matcher, on what `--format concise` really prints.

use regex_lite::Regex;
use serde_json::Value;

use super::etcdlint;

/// Findings of all three severities.
const FILES: [&str; 2] = ["tests/corpus/course/etcd.yaml", "tests/corpus/course/encryption-config.yaml"];

/// What a matcher reads from a line.
#[derive(Debug, PartialEq)]
struct Annotation {
    file: String,
    place: Option<(u64, u64)>,
    severity: String,
    code: String,
    message: String,
}

/// `.github/etcdlint-matcher.json`
struct Matcher {
    patterns: Vec<(Regex, Value)>,
}

impl Matcher {
    fn read() -> Matcher {
        let text = include_str!("../../.github/etcdlint-matcher.json");
        let file: Value = serde_json::from_str(text).expect("JSON");
        let patterns = file["problemMatcher"].as_array().expect("matchers").iter().map(|matcher| {
            let mut pattern = matcher["pattern"][0].clone();
            pattern["default"] = matcher["severity"].clone();
            (Regex::new(pattern["regexp"].as_str().expect("a text")).expect("a regular expression"), pattern)
        });
        Matcher { patterns: patterns.collect() }
    }

    /// What the runner makes of a line; only one of the matchers may read it.
    fn annotation(&self, line: &str) -> Option<Annotation> {
        let mut found = self.patterns.iter().filter_map(|(regex, pattern)| {
            let captures = regex.captures(line)?;
            let group = |name: &str| {
                let number = usize::try_from(pattern[name].as_u64()?).ok()?;
                captures.get(number).map(|text| text.as_str().to_owned())
            };
            let number = |name| group(name).and_then(|text| text.parse().ok());
            Some(Annotation {
                file: group("file")?,
                place: number("line").zip(number("column")),
                severity: group("severity").or(pattern["default"].as_str().map(str::to_owned))?,
                code: group("code")?,
                message: group("message")?,
            })
        });
        let first = found.next();
        assert!(found.next().is_none(), "two matchers read {line}");
        first
    }
}

fn output(arguments: &[&str]) -> String {
    let output =
        etcdlint().args(["check", "--profile=strict"]).args(arguments).args(FILES).output().expect("it runs");
    String::from_utf8(output.stdout).expect("text")
}

/// The findings as JSON has them.
fn findings() -> Vec<Annotation> {
    let report: Value = serde_json::from_str(&output(&["--format=json"])).expect("JSON");
    let text = |finding: &Value, key: &str| finding[key].as_str().expect("a text").to_owned();
    let findings = report["findings"].as_array().expect("findings").iter().map(|finding| Annotation {
        file: text(finding, "file"),
        place: finding["line"].as_u64().zip(finding["column"].as_u64()),
        severity: text(finding, "severity").replace("info", "notice"),
        code: text(finding, "rule"),
        message: text(finding, "message"),
    });
    findings.collect()
}

#[test]
fn findings_are_read_with_and_without_colors() {
    let matcher = Matcher::read();
    let findings = findings();
    for severity in ["error", "warning", "notice"] {
        assert!(findings.iter().any(|finding| finding.severity == severity), "no {severity}");
    }
    for color in ["--color=never", "--color=always"] {
        let printed = output(&["--format=concise", color]);
        assert_eq!(printed.contains('\u{1b}'), color == "--color=always");
        let read: Vec<_> = printed.lines().filter_map(|line| matcher.annotation(line)).collect();
        assert_eq!(read, findings, "{color}");
    }
}

#[test]
fn lines_are_read_by_one_matcher_or_none() {
    let matcher = Matcher::read();
    let annotation = |file: &str, place, severity: &str, message: &str| Annotation {
        file: file.to_owned(),
        place,
        severity: severity.to_owned(),
        code: "OUR-CHECK".to_owned(),
        message: message.to_owned(),
    };
    let table = [
        ("a.yaml: error[OUR-CHECK] text", Some(annotation("a.yaml", None, "error", "text"))),
        (
            "C:\\a b.yaml:1:2: warning[OUR-CHECK] a: b",
            Some(annotation("C:\\a b.yaml", Some((1, 2)), "warning", "a: b")),
        ),
        (
            "a.yaml:1:2: info[OUR-CHECK] error[X] text",
            Some(annotation("a.yaml", Some((1, 2)), "notice", "error[X] text")),
        ),
        ("a.yaml:3: not checked: no file", None),
        ("6 errors, 1 warning in 1 file, 1 document, 1 subject", None),
        ("", None),
    ];
    for (line, expected) in table {
        assert_eq!(matcher.annotation(line), expected, "{line}");
    }
}

//! What every fix keeps to, shown on all bad examples of all pages, in several dresses.

mod examples;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use etcdlint_core::fix::{self, Applicability, mend};
use etcdlint_core::model::etcd::State;
use etcdlint_core::overview::{Facts, Port};
use etcdlint_core::report::{Report, Reported};
use etcdlint_core::rule::Rule;
use etcdlint_core::{precedence, rules, source};

use examples::{Block, blocks, section};

/// What a fix may bring to light, and why.
const UNCOVERED: [(&str, &[&str]); 8] = [
    // The option did not count before: etcd refused it, or did not know it.
    ("ETCD301", &["ETCD103", "ETCD120", "ETCD203", "ETCD205"]),
    ("ETCD307", &["ETCD103"]),
    ("ETCD315", &["ETCD103"]),
    ("ETCD323", &["INPUT103"]),
    ("API124", &["ETCD107"]),
    // The files that it names have to be mounted as well, which is why it is only suggested.
    ("API102", &["API110"]),
    ("API103", &["API110"]),
    // On the node's network it matters which node it is.
    ("BAK113", &["BAK114"]),
];

fn may_uncover(id: &str, other: &str) -> bool {
    let is_named = |(fixed, found): &(&str, &[&str])| *fixed == id && found.contains(&other);
    precedence::speaks_for(id, other) || UNCOVERED.iter().any(is_named)
}

/// An example, written in some way, with what is found in it and what its fixes make of it.
struct Case {
    rule: &'static Rule,
    block: &'static Block<'static>,
    dress: &'static str,
    text: String,
    before: Report,
    fixed: Vec<Fixed>,
}

/// A text after one fix.
struct Fixed {
    /// The finding, by its position.
    finding: usize,
    text: String,
    after: Report,
}

impl Case {
    fn new(rule: &'static Rule, block: &'static Block<'static>, dress: &'static str, text: String) -> Case {
        let before = block.lint(rule, &text);
        let offered =
            before.findings.iter().enumerate().filter_map(|(at, one)| Some((at, one.fix.as_ref()?)));
        let fixed = offered.filter(|(_, fix)| !fix.edits.is_empty()).map(|(finding, fix)| {
            let text = fix::apply(&text, &fix.edits).expect("edits that fit the text");
            Fixed { finding, after: block.lint(rule, &text), text }
        });
        Case { rule, block, dress, fixed: fixed.collect(), before, text }
    }

    fn lint(&self, text: &str) -> Report {
        self.block.lint(self.rule, text)
    }

    /// Each finding that can be mended, with the text and the report after it.
    fn fixes(&self) -> impl Iterator<Item = (&Reported, &str, &Report)> {
        self.fixed.iter().map(|one| (&self.before.findings[one.finding], one.text.as_str(), &one.after))
    }

    /// The transport states of all etcd servers in a text, by server and port.
    fn states(&self, text: &str) -> BTreeMap<(String, &'static str), State> {
        let (_, overview) = self.block.linter(self.rule, text).finish_with_overview();
        let mut states = BTreeMap::new();
        for (number, one) in overview.subjects.iter().enumerate() {
            if let Facts::Etcd(etcd) = &one.facts {
                let mut add = |name, port: &Port| {
                    states.insert((format!("{number} {}", one.subject), name), port.state)
                };
                add("client", &etcd.client);
                add("peer", &etcd.peer);
                etcd.metrics.iter().for_each(|port| {
                    add("metrics", port);
                });
            }
        }
        states
    }
}

/// All bad examples of all pages, in all dresses.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let mut cases = Vec::new();
    for rule in rules::all() {
        let blocks: &'static [Block] = blocks(section(rule.page, "Bad").unwrap_or_default()).leak();
        for block in blocks {
            let dresses = dresses(block).into_iter();
            cases.extend(dresses.map(|(dress, text)| Case::new(rule, block, dress, text)));
        }
    }
    cases
});

fn dresses(block: &Block) -> Vec<(&'static str, String)> {
    let text = block.text;
    let mut dressed = vec![("as it is", text.to_owned())];
    if block.language == "yaml" && source::documents(text).all(|one| one.error.is_none()) {
        dressed.push(("with CRLF", text.replace('\n', "\r\n")));
        dressed.push(("with comments", commented(text)));
        dressed.push(("among others", format!("{BEFORE}{text}{AFTER}")));
    }
    dressed
}

/// Documents around an example.
const BEFORE: &str = "# before\na: [1]\n---\n";
const AFTER: &str = "---\nb: {c: 1} # after\n";

/// The values of an example's documents, to see whether a dress changed them.
fn values(text: &str) -> Vec<serde_json::Value> {
    source::documents(text).map(|document| document.root.to_json()).collect()
}

/// Comments wherever one may stand: at the ends of lines and between them.
fn commented(text: &str) -> String {
    let meaning = values(text);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for number in 0..lines.len() {
        let plain = lines[number].clone();
        lines[number] = format!("{plain} # note {number}.");
        if values(&lines.join("\n")) != meaning {
            lines[number] = plain;
        }
    }
    lines.join("\n") + "\n"
}

/// Runs a check on all cases, and reports all failures together.
fn for_each_case(check: impl Fn(&Case) -> Vec<String>) {
    assert!(CASES.len() > 500, "only {} cases", CASES.len());
    let failures = CASES.iter().flat_map(|case| {
        let failures = check(case).into_iter();
        failures.map(|failure| format!("{} {}: {failure}", case.rule.id, case.dress))
    });
    let failures: Vec<_> = failures.collect();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

fn count(report: &Report, same: impl Fn(&Reported) -> bool) -> usize {
    report.findings.iter().filter(|finding| same(finding)).count()
}

#[test]
fn a_fix_takes_its_finding_away_and_brings_none_that_is_as_bad() {
    for_each_case(|case| {
        let mut wrong = Vec::new();
        for (finding, text, after) in case.fixes() {
            let id = finding.rule.id;
            let same = |other: &Reported| other.rule.id == id && other.site.keys() == finding.site.keys();
            if count(after, same) >= count(&case.before, same) {
                wrong.push(format!("{id} is still found after its fix:\n{text}"));
            }
            let is_new = |other: &&Reported| {
                let of_kind = |one: &Reported| one.rule.id == other.rule.id;
                other.severity >= finding.severity
                    && count(after, of_kind) > count(&case.before, of_kind)
                    && !may_uncover(id, other.rule.id)
            };
            let new: Vec<_> = after.findings.iter().filter(is_new).map(|other| other.rule.id).collect();
            if !new.is_empty() {
                wrong.push(format!("the fix of {id} brings {new:?}:\n{text}"));
            }
        }
        wrong
    });
}

fn is_readable(report: &Report) -> bool {
    !report.findings.iter().any(|finding| finding.rule.id == "YAML101")
}

#[test]
fn mending_has_an_end_and_is_idempotent() {
    for_each_case(|case| {
        for upto in [Applicability::Safe, Applicability::Suggested] {
            let mut text = case.text.clone();
            for round in 0.. {
                let report = case.lint(&text);
                if !is_readable(&report) && is_readable(&case.before) {
                    return vec![format!("{upto:?} fixes break the document:\n{text}")];
                }
                match mend(&report, upto, |_| Some(&text)).texts.into_values().next() {
                    Some(new) if round < 20 => text = new.0,
                    Some(new) => return vec![format!("{upto:?} fixes have no end:\n{}", new.0)],
                    None => break,
                }
            }
        }
        Vec::new()
    });
}

#[test]
fn a_fix_keeps_comments_line_ends_and_other_documents() {
    for_each_case(|case| {
        let mut wrong = Vec::new();
        for (finding, text, _) in case.fixes() {
            let id = finding.rule.id;
            for line in case.text.lines().filter(|line| line.contains("# note ")) {
                let (content, note) = line.split_at(line.find("# note ").expect("a note"));
                let is_kept =
                    text.contains(note) || !text.lines().any(|line| line.trim_end() == content.trim_end());
                if !is_kept {
                    wrong.push(format!("{id} loses `{note}` of a line that stays:\n{text}"));
                }
            }
            let bare = |text: &str| text.matches('\n').count() - text.matches("\r\n").count();
            if case.dress == "with CRLF" && bare(text) > bare(&case.text) {
                wrong.push(format!("{id} writes line ends of another sort:\n{text:?}"));
            }
            if case.dress == "among others" && !(text.starts_with(BEFORE) && text.ends_with(AFTER)) {
                wrong.push(format!("{id} changes other documents:\n{text}"));
            }
        }
        wrong
    });
}

#[test]
fn a_fix_never_removes_a_key() {
    for_each_case(|case| {
        let secrets = |text: &str| {
            let mut found = Vec::new();
            values(text).iter().for_each(|value| collect_secrets(value, &mut found));
            found
        };
        let mut wrong = Vec::new();
        for (finding, text, _) in case.fixes() {
            // ENC135 writes a key in the other alphabet of base64; it stays the same key.
            let standard = |text: &str| text.replace('-', "+").replace('_', "/");
            let is_lost = |secret: &String| !standard(text).contains(&standard(secret));
            let lost: Vec<_> = secrets(&case.text).into_iter().filter(is_lost).collect();
            if !lost.is_empty() {
                wrong.push(format!("{} removes {lost:?}:\n{text}", finding.rule.id));
            }
        }
        wrong
    });
}

/// The keys of an EncryptionConfiguration, wherever it is in a value.
fn collect_secrets(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect_secrets(item, found)),
        serde_json::Value::Object(entries) => {
            for (key, value) in entries {
                match value.as_str() {
                    Some(secret) if key == "secret" => found.push(secret.trim().to_owned()),
                    _ => collect_secrets(value, found),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn a_fix_never_lowers_what_a_port_demands() {
    let rank = |state: State| match state {
        State::Off => Some(0),
        State::Tls => Some(1),
        State::Mtls => Some(2),
        State::Unknown => None,
    };
    for_each_case(|case| {
        let states = case.states(&case.text);
        let mut wrong = Vec::new();
        for (finding, text, _) in case.fixes() {
            let after = case.states(text);
            for (port, old) in &states {
                let new = after.get(port).copied().unwrap_or(State::Unknown);
                if rank(*old).zip(rank(new)).is_some_and(|(old, new)| new < old) {
                    wrong
                        .push(format!("{} takes {port:?} from {old:?} to {new:?}:\n{text}", finding.rule.id));
                }
            }
        }
        wrong
    });
}

//! What no fix may do, told from a text before and after it.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use etcdlint_core::linter::Linter;
use etcdlint_core::model::etcd::State;
use etcdlint_core::overview::{Facts, Overview, Port};
use etcdlint_core::report::{Report, Reported};
use etcdlint_core::{fix, precedence, source};
use serde_json::Value;

/// What a fix may bring to light, and why.
const UNCOVERED: [(&str, &[&str]); 17] = [
    // The option did not count before: etcd refused it, or did not know it.
    ("ETCD301", &["ETCD103", "ETCD120", "ETCD203", "ETCD205"]),
    ("ETCD307", &["ETCD103"]),
    ("ETCD315", &["ETCD103"]),
    ("ETCD317", &["ETCD107", "ETCD108", "ETCD330"]),
    ("ETCD323", &["INPUT103"]),
    // Neither did what kubeadm left out, or kube-apiserver.
    ("API124", &["ETCD107", "ETCD108", "ETCD214"]),
    ("API107", &["API109", "API110"]),
    // The files that it names have to be mounted as well, which is why it is only suggested.
    ("API102", &["API110"]),
    ("API103", &["API110"]),
    // On the node's network it matters which node it is.
    ("BAK113", &["BAK114"]),
    // Secrets are encrypted from then on: it matters with what, what else is not, and who reads plain text.
    ("ENC201", &["ENC206", "ENC208", "ENC209"]),
    ("ENC203", &["ENC206"]),
    ("ENC205", &["ENC206"]),
    ("INPUT104", &["ENC206", "ENC208"]),
    // No version of kube-apiserver could load the file.
    ("ENC104", &["ENC206", "ENC208"]),
    ("ENC107", &["ENC108"]),
    // A later entry names the resource again, and has an identity of its own.
    ("ENC208", &["ENC208"]),
];

/// Of which fixes less may be known afterwards than before, of what, and why.
const LOWERED: [(&str, &[&str]); 1] = [
    // From then on a file decides that is not among the input, which is why it is only suggested.
    ("ETCD323", &["client", "peer"]),
];

/// A text, with what is found and understood of it.
pub(crate) struct Reading {
    pub(crate) text: String,
    pub(crate) report: Report,
    overview: Overview,
}

impl Reading {
    /// What a linter says that was given the text.
    pub(crate) fn of(text: String, linter: Linter) -> Reading {
        let (report, overview) = linter.finish_with_overview();
        Reading { text, report, overview }
    }

    /// The text after each fix that changes it, with the position of the finding.
    pub(crate) fn fixed(&self, linter: impl Fn(&str) -> Linter) -> Vec<(usize, Reading)> {
        let findings = self.report.findings.iter().enumerate();
        let offered = findings.filter_map(|(at, one)| Some((at, one.fix.as_ref()?)));
        let fixed = offered.filter(|(_, fix)| !fix.edits.is_empty()).map(|(at, fix)| {
            let text = fix::apply(&self.text, &fix.edits).expect("edits that fit the text");
            let linter = linter(&text);
            (at, Reading::of(text, linter))
        });
        fixed.collect()
    }
}

/// Whether the finding is still there, and the rules that find something more than before.
pub(crate) fn left_or_new(finding: &Reported, before: &Reading, after: &Reading) -> Vec<String> {
    let id = finding.rule.id;
    let (before, after) = (&before.report, &after.report);
    let same = |other: &Reported| other.rule.id == id && other.site.keys() == finding.site.keys();
    let mut wrong = Vec::new();
    if count(after, same) >= count(before, same) && !may_uncover(id, id) {
        wrong.push(format!("{id} is still found after its fix"));
    }
    let is_new = |other: &&Reported| {
        let of_kind = |one: &Reported| one.rule.id == other.rule.id;
        count(after, of_kind) > count(before, of_kind) && !may_uncover(id, other.rule.id)
    };
    let new: Vec<_> = after.findings.iter().filter(is_new).map(|other| other.rule.id).collect();
    if !new.is_empty() {
        wrong.push(format!("the fix of {id} brings {new:?}"));
    }
    wrong
}

fn count(report: &Report, same: impl Fn(&Reported) -> bool) -> usize {
    report.findings.iter().filter(|finding| same(finding)).count()
}

fn may_uncover(id: &str, other: &str) -> bool {
    let is_named = |(fixed, found): &(&str, &[&str])| *fixed == id && found.contains(&other);
    precedence::speaks_for(id, other) || UNCOVERED.iter().any(is_named)
}

/// The ports of which a fix makes less than they were, or of which nothing is known any more.
pub(crate) fn lowered(finding: &Reported, before: &Reading, after: &Reading) -> Vec<String> {
    let rank = |state: State| match state {
        State::Unknown => None,
        State::Off => Some(0),
        State::Tls => Some(1),
        State::Mtls => Some(2),
    };
    let id = finding.rule.id;
    let (old, new) = (states(&before.overview), states(&after.overview));
    let is_lowered = |(port, old): &(&Server, &State)| {
        let new = new.get(*port).and_then(|state| rank(*state));
        rank(**old).is_some_and(|old| new.is_none_or(|new| new < old)) && !may_lower(id, port.1)
    };
    let lowered = old.iter().filter(is_lowered);
    lowered.map(|(port, old)| format!("{id} takes {port:?} from {old:?} to {:?}", new.get(port))).collect()
}

fn may_lower(id: &str, port: &str) -> bool {
    LOWERED.iter().any(|(fixed, ports)| *fixed == id && ports.contains(&port))
}

/// A server of a text, by its position among those of its sort, and what it speaks through.
type Server = (usize, &'static str);

/// What each server demands, or a kube-apiserver gives.
fn states(overview: &Overview) -> BTreeMap<Server, State> {
    let mut states = BTreeMap::new();
    let (mut etcds, mut apiservers) = (0, 0);
    for one in &overview.subjects {
        match &one.facts {
            Facts::Etcd(etcd) => {
                let mut add = |name, port: &Port| states.insert((etcds, name), port.state);
                add("client", &etcd.client);
                add("peer", &etcd.peer);
                if let Some(metrics) = &etcd.metrics {
                    add("metrics", metrics);
                }
                etcds += 1;
            }
            Facts::Apiserver(apiserver) => {
                states.insert((apiservers, "to etcd"), apiserver.to_etcd);
                apiservers += 1;
            }
            _ => {}
        }
    }
    states
}

/// The keys that stand in fewer places than before.
pub(crate) fn lost_keys(finding: &Reported, before: &Reading, after: &Reading) -> Vec<String> {
    let (old, new) = (keys(&before.text), keys(&after.text));
    let lost = old.iter().filter(|(key, count)| new.get(*key).is_none_or(|new| new < *count));
    lost.map(|(key, count)| format!("{} leaves {:?} of {count} times {key:?}", finding.rule.id, new.get(key)))
        .collect()
}

/// The keys of EncryptionConfigurations in a text and in the files that it carries, and how often each stands there.
fn keys(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for document in source::documents(text) {
        // Of a text that is no document the reader makes one string, which would be looked into for ever.
        if document.root.as_str().is_none() {
            collect_keys(&document.root.to_json(), &mut found);
        }
    }
    found
}

fn collect_keys(value: &Value, found: &mut BTreeMap<String, usize>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_keys(item, found)),
        Value::Object(entries) => {
            for (name, value) in entries {
                match value.as_str() {
                    // ENC135 writes a key in the other alphabet of base64, or pads it; it stays the same key.
                    Some(key) if name == "secret" => {
                        let key = key.trim().trim_end_matches('=').replace('-', "+").replace('_', "/");
                        *found.entry(key).or_default() += 1;
                    }
                    _ => collect_keys(value, found),
                }
            }
        }
        Value::String(text) => {
            let decoded = STANDARD.decode(text.split_whitespace().collect::<String>()).unwrap_or_default();
            let decoded = String::from_utf8(decoded).unwrap_or_default();
            for carried in [text, &decoded] {
                if carried.contains("secret") && carried.contains(':') {
                    keys(carried)
                        .into_iter()
                        .for_each(|(key, count)| *found.entry(key).or_default() += count);
                }
            }
        }
        _ => {}
    }
}

//! Payloads of the policy, and its answers.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{SystemTime, UNIX_EPOCH};

use etcdlint_core::finding::Severity;
use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::ratchet::{Judged, Judgement};
use etcdlint_core::settings::{FailOn, MirrorPods, Options, Settings};
use etcdlint_core::source::Node;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::leaks::{CANARY, Secrets, without_keys};

/// What the API server takes.
const LONGEST_MESSAGE: usize = 1500;
const LONGEST_WARNING: usize = 120;
const MOST_WARNINGS: usize = 20;

/// Answers a payload of `validate`: always, within the limits of the API server, without a key, and with what the
/// linter says of the object.
pub fn check(data: &[u8]) {
    let answer = etcdlint_policy::validate(data).expect("the policy answers");
    let answer = String::from_utf8(answer).expect("an answer is text");
    let payload = str::from_utf8(data).ok().and_then(|text| serde_json::from_str::<Value>(text).ok());
    secrets(data, payload.as_ref()).assert_untold(&answer);
    let answer = Answer(serde_json::from_str(&answer).expect("an answer is JSON"));
    answer.check_limits();
    let is_read = str::from_utf8(data).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
    assert!(is_read || !answer.accepts(), "what cannot be read is let through");
    if let Some(payload) = payload.as_ref().filter(|payload| is_as_sent(payload)) {
        check_verdict(payload, &answer);
    }
}

/// The canary, unless it is in the settings: the messages of checks are said as they are.
fn secrets(data: &[u8], payload: Option<&Value>) -> Secrets {
    let settings = payload.map(|payload| payload["settings"].to_string()).unwrap_or_default();
    let rest = without_keys(&String::from_utf8_lossy(data));
    Secrets::beside([CANARY], &(rest + &settings))
}

struct Answer(Value);

impl Answer {
    fn accepts(&self) -> bool {
        self.0["accepted"].as_bool().expect("an answer is a verdict")
    }

    fn message(&self) -> &str {
        self.0["message"].as_str().unwrap_or_default()
    }

    /// Whether nothing was looked at.
    fn is_refusal(&self) -> bool {
        self.message().ends_with("it was not checked")
    }

    fn check_limits(&self) {
        let message = self.message();
        assert!(self.accepts() == message.is_empty() && message.len() <= LONGEST_MESSAGE);
        let warnings: Vec<&str> =
            self.0["warnings"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert!(warnings.len() <= MOST_WARNINGS);
        for warning in warnings {
            let is_plain = warning.bytes().all(|byte| (b' '..=b'~').contains(&byte));
            assert!(warning.len() <= LONGEST_WARNING && is_plain);
        }
    }

    /// The ids of the rules that found something, by severity.
    fn ids(&self) -> BTreeMap<String, BTreeSet<String>> {
        let annotations = self.0["audit_annotations"].as_object().into_iter().flatten();
        let ids = |text: &Value| {
            text.as_str().into_iter().flat_map(|ids| ids.split(',')).map(str::to_owned).collect()
        };
        annotations.map(|(severity, text)| (severity.clone(), ids(text))).collect()
    }
}

/// Whether a payload has the shape in which policy-server sends it. serde takes lists for objects as well.
fn is_as_sent(payload: &Value) -> bool {
    let request = &payload["request"];
    let is_object_or_nothing = |value: &Value| value.is_object() || value.is_null();
    request.is_object()
        && is_object_or_nothing(&request["kind"])
        && is_object_or_nothing(&payload["settings"])
}

/// Compares an answer with what the linter says, which is given the whole object whatever is in it.
fn check_verdict(payload: &Value, answer: &Answer) {
    // Whatever the reason for it: nothing is let through.
    if answer.is_refusal() {
        return assert!(!answer.accepts());
    }
    let settings = match &payload["settings"] {
        Value::Null => Ok(Options::default()),
        settings => serde_json::from_value::<Options>(settings.clone()),
    };
    let options = settings.expect("an answer without settings that can be used");
    let request = &payload["request"];
    let (object, stored) = (named(request, "object"), stored(request));
    if is_let_through(&object, &options) {
        assert!(answer.accepts() && answer.ids().is_empty(), "a look at what needs none");
        return;
    }
    let settings = options.compile().expect("an answer without settings that can be used");
    let settings = Settings {
        now: now(),
        honor_suppressions: options.honor_annotations == Some(true),
        admission: true,
        ..settings
    };
    let Judged { findings, hidden, .. } = lint(&object, stored.as_ref(), &settings);
    let failing = || findings.iter().filter(|one| fails(options.fail_on, one.finding.severity));
    let is_ratcheted = stored.as_ref().filter(|stored| options.ratchet || is_being_deleted(stored));
    if answer.accepts() || is_ratcheted.is_none() {
        assert_eq!(answer.ids(), ids(&findings), "the linter finds something else");
    }
    if is_mirror(&object) && options.mirror_pods == MirrorPods::Warn {
        assert!(answer.accepts(), "a mirror pod is rejected");
    } else if let Some(stored) = is_ratcheted {
        assert!(answer.accepts() || failing().next().is_some(), "nothing fails");
        assert!(answer.accepts() || object != *stored, "what is stored is rejected");
        let before = lint(stored, None, &settings);
        let known: Vec<_> = before.findings.iter().chain(&before.hidden).collect();
        let would_fail = hidden.iter().filter(|one| fails(options.fail_on, one.finding.severity));
        assert!(!answer.accepts() || all_in(failing().chain(would_fail), &known), "what is new is tolerated");
    } else {
        assert_eq!(answer.accepts(), failing().next().is_none(), "a verdict of its own");
    }
}

/// An object of a request, as what the API server says that it is.
fn named(request: &Value, key: &str) -> Value {
    let mut object = request[key].clone();
    let text = |key: &str| request["kind"][key].as_str().unwrap_or_default();
    let Some(entries) = object.as_object_mut() else { return object };
    if !text("kind").is_empty() {
        entries.insert("kind".to_owned(), text("kind").into());
    }
    if !text("version").is_empty() {
        let group = if text("group").is_empty() { String::new() } else { text("group").to_owned() + "/" };
        entries.insert("apiVersion".to_owned(), (group + text("version")).into());
    }
    object
}

fn stored(request: &Value) -> Option<Value> {
    let is_update = request["operation"] == "UPDATE" && !request["oldObject"].is_null();
    is_update.then(|| named(request, "oldObject"))
}

/// What the policy documents not to look at.
fn is_let_through(object: &Value, options: &Options) -> bool {
    object.is_null() || is_mirror(object) && options.mirror_pods == MirrorPods::Ignore
}

fn is_being_deleted(stored: &Value) -> bool {
    !stored["metadata"]["deletionTimestamp"].is_null()
}

fn is_mirror(object: &Value) -> bool {
    let annotations = object["metadata"]["annotations"].as_object();
    object["apiVersion"] == "v1"
        && object["kind"] == "Pod"
        && object["spec"]["nodeName"].as_str().is_some_and(|node| !node.is_empty())
        && annotations.is_some_and(|all| all.contains_key("kubernetes.io/config.mirror"))
}

fn lint(object: &Value, stored: Option<&Value>, settings: &Settings) -> Judged {
    let mut linter = Linter::new(settings.clone());
    if let Some(stored) = stored {
        linter.add_previous_object(Input::default(), Node::from(stored));
    }
    linter.add_object(Input::default(), Node::from(object));
    linter.finish_for_ratchet()
}

/// The clock that the policy looks at, for certificates.
fn now() -> Option<i64> {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

fn fails(fail_on: FailOn, severity: Severity) -> bool {
    match fail_on {
        FailOn::Error => severity == Severity::Error,
        FailOn::Warning => severity != Severity::Info,
        FailOn::Info => true,
        FailOn::Never => false,
    }
}

fn ids(findings: &[Judgement]) -> BTreeMap<String, BTreeSet<String>> {
    let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Judgement { finding: one, .. } in findings {
        ids.entry(one.severity.name().to_owned()).or_default().insert(one.rule.id.to_owned());
    }
    ids
}

/// Whether there are as many others of each rule, container and severity, or worse ones, as there are findings.
fn all_in<'r>(findings: impl Iterator<Item = &'r Judgement>, others: &[&Judgement]) -> bool {
    let what =
        |one: &Judgement| (one.finding.rule.id, one.finding.subject.container.clone(), one.finding.severity);
    let known: Vec<_> = others.iter().map(|one| what(one)).collect();
    let wanted: Vec<_> = findings.map(what).collect();
    wanted.iter().all(|(rule, container, severity)| {
        let of_kind = |list: &[(&str, Option<String>, Severity)]| {
            let same = list.iter().filter(|one| one.0 == *rule && one.1 == *container && one.2 >= *severity);
            same.count()
        };
        of_kind(&wanted) <= of_kind(&known)
    })
}

//! From a request to a verdict.

use std::collections::BTreeMap;

use etcdlint_core::finding::Severity;
use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::report::Reported;
use etcdlint_core::settings::{MirrorPods, Options, Settings};
use etcdlint_core::source::{Node, Path};
use etcdlint_core::subject::object::Subject;

use crate::request::Request;

/// The annotation by which the kubelet marks the mirror of a static pod.
const MIRROR: &str = "kubernetes.io/config.mirror";

/// What the policy says of a request.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Findings for which the request is rejected, worst first; none if it is accepted.
    pub rejecting: Vec<Reported>,
    /// Findings that it is accepted with, worst first.
    pub tolerated: Vec<Reported>,
    /// A sentence on why findings are tolerated.
    pub note: Option<&'static str>,
    /// Why it is rejected without having been looked at.
    pub refusal: Option<&'static str>,
}

impl Verdict {
    /// A request that could not be looked at, and therefore is not let through.
    pub fn refused(reason: &'static str) -> Verdict {
        Verdict { refusal: Some(reason), ..Verdict::default() }
    }

    /// Whether the request is let through.
    pub fn accepts(&self) -> bool {
        self.rejecting.is_empty() && self.refusal.is_none()
    }
}

/// Judges a request by rules, at a time in seconds since 1970.
pub fn review(request: &Request, options: &Options, now: Option<i64>) -> Verdict {
    let Some(object) = request.object else { return Verdict::default() };
    if request.is_unrelated(object) && options.compile().is_ok() {
        return Verdict::default();
    }
    let Ok(object) = request.read(object) else {
        return Verdict::refused("the object cannot be read; it was not checked");
    };
    let stored = request.stored();
    let is_mirror = is_mirror_pod(&object);
    if stored.as_ref().is_some_and(is_being_deleted) || is_mirror && options.mirror_pods == MirrorPods::Ignore
    {
        return Verdict::default();
    }
    let Ok(settings) = options.compile() else {
        return Verdict::refused("the settings of the policy cannot be used; it was not checked");
    };
    let settings = Settings {
        now,
        honor_suppressions: options.honor_annotations.unwrap_or(false),
        admission: true,
        ..settings
    };
    let mut findings = lint(object, stored.clone(), &settings);
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let (rejecting, tolerated) =
        findings.into_iter().partition(|finding| options.fail_on.fails(finding.severity));
    let verdict = Verdict { rejecting, tolerated, ..Verdict::default() };
    if is_mirror && options.mirror_pods == MirrorPods::Warn {
        return verdict.tolerating_all("the kubelet runs a static pod whatever admission says");
    }
    match stored.filter(|_| options.ratchet && !verdict.accepts()) {
        Some(stored) => verdict.ratcheted(lint(stored, None, &settings)),
        None => verdict,
    }
}

/// Lints an object, and the step from the stored one to it.
fn lint(object: Node, stored: Option<Node>, settings: &Settings) -> Vec<Reported> {
    let mut linter = Linter::new(settings.clone());
    if let Some(stored) = stored {
        linter.add_previous_object(Input::default(), stored);
    }
    linter.add_object(Input::default(), object);
    linter.finish().findings
}

/// Whether a stored object is being deleted: it is updated for the sake of its finalizers alone. A new object's
/// word would not do, for it is its author's.
fn is_being_deleted(stored: &Node) -> bool {
    field(stored, &["metadata", "deletionTimestamp"]).is_some_and(|time| !time.is_null())
}

/// Whether an object is the mirror of a static pod. On a pod the API server lets nobody change the
/// annotation, and takes it only together with a node; on any other object its author may write it.
fn is_mirror_pod(object: &Node) -> bool {
    let text = |keys: &[&str]| field(object, keys).and_then(Node::as_str).unwrap_or_default();
    text(&["apiVersion"]) == "v1"
        && text(&["kind"]) == "Pod"
        && !text(&["spec", "nodeName"]).is_empty()
        && field(object, &["metadata", "annotations", MIRROR]).is_some()
}

fn field<'a>(object: &'a Node, keys: &[&str]) -> Option<&'a Node> {
    keys.iter().try_fold(object, |node, key| node.get(key))
}

impl Verdict {
    fn tolerating_all(mut self, note: &'static str) -> Verdict {
        if !self.rejecting.is_empty() {
            self.note = Some(note);
        }
        self.rejecting.append(&mut self.tolerated);
        Verdict { tolerated: self.rejecting, rejecting: Vec::new(), ..self }
    }

    /// Rejects for findings alone that the stored object does not have. Positions in lists do not count: an
    /// argument that is added in front of another one moves it, and changes nothing.
    fn ratcheted(self, old: Vec<Reported>) -> Verdict {
        let mut known: BTreeMap<Trait, usize> = BTreeMap::new();
        for finding in &old {
            *known.entry(Trait::of(finding)).or_default() += 1;
        }
        let (mut tolerated, rejecting): (Vec<_>, Vec<_>) =
            self.rejecting.into_iter().partition(|finding| match known.get_mut(&Trait::of(finding)) {
                Some(left @ 1..) => {
                    *left -= 1;
                    true
                }
                _ => false,
            });
        let note = (!tolerated.is_empty())
            .then_some("the stored object has the same findings, so they do not reject");
        tolerated.extend(self.tolerated);
        Verdict { rejecting, tolerated, note, refusal: None }
    }
}

/// What makes a finding the same one in the stored and in the new object.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Trait {
    rule: &'static str,
    severity: Severity,
    subject: Subject,
    keys: Path,
    message: String,
}

impl Trait {
    fn of(finding: &Reported) -> Trait {
        Trait {
            rule: finding.rule.id,
            severity: finding.severity,
            subject: finding.subject.clone(),
            keys: finding.site.keys(),
            message: finding.message.to_string(),
        }
    }
}

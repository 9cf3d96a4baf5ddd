//! From a request to a verdict.

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::ratchet::{Judged, Judgement, Known};
use etcdlint_core::report::{NotChecked, Reported};
use etcdlint_core::settings::{MirrorPods, Options, Settings};
use etcdlint_core::source::Node;

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
    /// Changes that were compared with nothing.
    pub not_compared: Vec<NotChecked>,
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
    if is_mirror && options.mirror_pods == MirrorPods::Ignore {
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
    let judged = judge(object, stored.clone(), &settings);
    let fails = |judgement: &Judgement| options.fail_on.fails(judgement.finding.severity);
    if is_mirror && options.mirror_pods == MirrorPods::Warn {
        return Verdict::of(judged, fails)
            .tolerating_all("the kubelet runs a static pod whatever admission says");
    }
    let may_have_been = |stored: &Node| options.ratchet || is_being_deleted(stored);
    match stored.filter(|stored| may_have_been(stored) && judged.findings.iter().any(fails)) {
        Some(stored) => Verdict::ratcheted(judged, judge(stored, None, &settings), fails),
        None => Verdict::of(judged, fails),
    }
}

/// Lints an object, and the step from the stored one to it.
fn judge(object: Node, stored: Option<Node>, settings: &Settings) -> Judged {
    let mut linter = Linter::new(settings.clone());
    if let Some(stored) = stored {
        linter.add_previous_object(Input::default(), stored);
    }
    linter.add_object(Input::default(), object);
    linter.finish_for_ratchet()
}

/// The findings, worst first.
fn worst_first(mut judgements: Vec<Judgement>) -> Vec<Judgement> {
    judgements.sort_by_key(|one| std::cmp::Reverse(one.finding.severity));
    judgements
}

fn findings(judgements: Vec<Judgement>) -> Vec<Reported> {
    judgements.into_iter().map(|one| one.finding).collect()
}

/// Whether a stored object is being deleted: its finalizers must go, whatever was found of it before. A new object's
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

    fn of(judged: Judged, fails: impl Fn(&Judgement) -> bool) -> Verdict {
        let not_compared = judged.not_compared;
        let (rejecting, tolerated) = worst_first(judged.findings).into_iter().partition(fails);
        Verdict {
            rejecting: findings(rejecting),
            tolerated: findings(tolerated),
            not_compared,
            ..Verdict::default()
        }
    }

    /// Rejects for findings alone that the stored object does not have. What a tolerated finding hides is looked at
    /// as well: it would not be hidden if that one were mended.
    fn ratcheted(judged: Judged, stored: Judged, fails: impl Fn(&Judgement) -> bool) -> Verdict {
        let mut known = Known::of(stored);
        let (failing, passing): (Vec<_>, Vec<_>) = worst_first(judged.findings).into_iter().partition(&fails);
        let hidden = worst_first(judged.hidden).into_iter().filter(fails);
        let (mut tolerated, mut rejecting): (Vec<_>, Vec<_>) =
            failing.into_iter().partition(|judgement| known.take(judgement));
        rejecting.extend(hidden.filter(|judgement| !known.take(judgement)));
        let note = (!tolerated.is_empty())
            .then_some("the stored object has the same findings, so they do not reject");
        tolerated.extend(passing);
        Verdict {
            rejecting: findings(worst_first(rejecting)),
            tolerated: findings(tolerated),
            note,
            not_compared: judged.not_compared,
            refusal: None,
        }
    }
}

//! What comes out: findings with their places in files, ready to print and free of secrets.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use crate::finding::{Finding, Severity};
use crate::fix::{self, Applicability, Fix};
use crate::guard::guarded;
use crate::inventory::Inventory;
use crate::message::Message;
use crate::rule::Rule;
use crate::rules;
use crate::source::position::{Lines, Position};
use crate::source::{DocumentId, Path, Place, Step};
use crate::subject::object::Subject;

/// The result of a run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What was found, by file and place.
    pub findings: Vec<Reported>,
    /// How much of what.
    pub summary: Summary,
    /// What could not be seen. Nothing is known about it; above all not that it is safe.
    pub not_checked: Vec<NotChecked>,
}

/// How much was looked at and found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Files read.
    pub files: usize,
    /// Documents in them.
    pub documents: usize,
    /// Things of ours in those: etcd servers, kube-apiservers, EncryptionConfigurations, and files or
    /// values with certificates or keys.
    pub subjects: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are advice.
    pub infos: usize,
    /// Findings that the user silenced.
    pub suppressed: usize,
    /// Findings that a baseline has.
    pub baselined: usize,
}

impl std::ops::AddAssign for Summary {
    fn add_assign(&mut self, other: Summary) {
        self.files += other.files;
        self.documents += other.documents;
        self.subjects += other.subjects;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.suppressed += other.suppressed;
        self.baselined += other.baselined;
    }
}

impl Summary {
    fn count(&mut self, findings: &[Reported]) {
        let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        self.errors = of(Severity::Error);
        self.warnings = of(Severity::Warning);
        self.infos = of(Severity::Info);
    }
}

/// Something that could not be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotChecked {
    /// What, and why.
    pub reason: Message,
    /// The file.
    pub file: String,
    /// The line, from 1; absent for an object without text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

/// A finding with its place in a file.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is, after profile and settings.
    pub severity: Severity,
    /// What is wrong and what follows.
    pub message: Message,
    /// What it is about.
    pub subject: Subject,
    /// Where.
    pub site: Site,
    /// A few words for the place itself.
    pub label: Option<Message>,
    /// Other places that have to do with it.
    pub related: Vec<(Site, Message)>,
    /// What would mend it.
    pub fix: Option<ReportedFix>,
    /// The place, in the inventory that was linted.
    pub(crate) place: Place,
}

/// A place in a file.
#[derive(Clone, Debug)]
pub struct Site {
    /// The file's name as it was given.
    pub file: String,
    /// The document in the file, from 0.
    pub document: usize,
    /// The value in the outermost document.
    pub path: Path,
    /// The value in the document that it carries, if the place is in one.
    pub embedded: Option<Path>,
    /// Where that is in the text; absent for an object without text.
    pub span: Option<FileSpan>,
}

/// A range of a file's text.
#[derive(Clone, Debug)]
pub struct FileSpan {
    /// Bytes from the start of the file.
    pub bytes: Range<usize>,
    /// Where it begins.
    pub start: Position,
    /// Where it ends: the first character after it.
    pub end: Position,
    /// The line it begins on, or what its document has of it, with whatever may be a secret masked. Places on one
    /// line share it: a file may be nothing but one line.
    pub excerpt: Arc<str>,
    /// Bytes from the start of the file to the start of `excerpt`.
    pub excerpt_start: usize,
}

/// A fix, as edits of text where there is text.
#[derive(Clone, Debug)]
pub struct ReportedFix {
    /// What the change does.
    pub title: Message,
    /// Whether it may be applied without a person looking at it.
    pub applicability: Applicability,
    /// The edits; empty when only a person can write the change.
    pub edits: Vec<FileEdit>,
}

/// A replacement of bytes of a file. Its text may hold what the file held before, secrets included,
/// so debug output shows only its length.
#[derive(Clone, PartialEq, Eq)]
pub struct FileEdit {
    /// The file's name as it was given.
    pub file: String,
    /// The bytes to replace.
    pub bytes: Range<usize>,
    /// What to put there.
    pub text: String,
}

impl std::fmt::Debug for FileEdit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{:?} <- {} bytes", self.file, self.bytes, self.text.len())
    }
}

impl From<Reported> for NotChecked {
    fn from(finding: Reported) -> NotChecked {
        NotChecked {
            reason: finding.message,
            file: finding.site.file,
            line: finding.site.span.map(|span| span.start.line),
        }
    }
}

impl Report {
    /// Brings findings into their final form and order; `unseen` are those that say what could not be seen.
    pub(crate) fn new(
        findings: Vec<Finding>,
        unseen: Vec<Finding>,
        locator: &mut Locator,
        mut summary: Summary,
    ) -> Report {
        let not_checked = locator.in_order(unseen).into_iter().map(NotChecked::from).collect();
        let findings = locator.in_order(findings);
        summary.count(&findings);
        Report { findings, summary, not_checked }
    }

    /// One report of several runs over different files.
    pub fn merged(reports: impl IntoIterator<Item = Report>) -> Report {
        let mut merged = Report::default();
        for report in reports {
            merged.findings.extend(report.findings);
            merged.not_checked.extend(report.not_checked);
            merged.summary += report.summary;
        }
        merged.findings.sort_by(|a, b| a.order().cmp(&b.order()));
        merged.not_checked.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        merged
    }

    /// Takes findings away; returns how many. Those that say that etcdlint failed stay in any case.
    pub fn retain(&mut self, mut keep: impl FnMut(&Reported) -> bool) -> usize {
        let before = self.findings.len();
        self.findings.retain(|finding| rules::is_failure(finding.rule) || keep(finding));
        self.summary.count(&self.findings);
        before - self.findings.len()
    }

    /// Whether something was not checked because of a mistake in etcdlint, which is reported as a finding.
    pub fn has_failures(&self) -> bool {
        self.findings.iter().any(|finding| rules::is_failure(finding.rule))
    }

    /// The worst severity among the findings.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// Two servers in one document may have one mistake: it is said once. Places, not lines, decide, for
/// objects have no lines.
fn without_repeats(findings: Vec<Finding>) -> Vec<Finding> {
    let mut seen = HashSet::new();
    let mut is_new = |finding: &Finding| {
        seen.insert((finding.rule.id, finding.severity, finding.place.clone(), finding.message.clone()))
    };
    findings.into_iter().filter(|finding| is_new(finding)).collect()
}

impl Reported {
    /// By file, place, then worst first.
    fn order(&self) -> (&str, usize, usize, std::cmp::Reverse<Severity>, &str, &Path, &Message) {
        let at = self.site.span.as_ref().map_or(0, |span| span.bytes.start);
        (
            &self.site.file,
            self.site.document,
            at,
            std::cmp::Reverse(self.severity),
            self.rule.id,
            &self.site.path,
            &self.message,
        )
    }
}

impl Site {
    /// The keys on the way to the place: in the object, then in the file that it carries. Positions in lists
    /// are left out: an argument that is added in front of another one moves it, and changes nothing.
    pub fn keys(&self) -> Path {
        let paths = std::iter::once(&self.path).chain(&self.embedded);
        let steps = paths.flat_map(Path::steps);
        steps.filter(|step| matches!(step, Step::Key(_))).cloned().collect()
    }
}

/// Turns places into sites; looks at each document once.
pub(crate) struct Locator<'a> {
    inventory: &'a Inventory,
    texts: HashMap<DocumentId, Masked>,
}

/// A document's text as it may be shown, and its lines.
struct Masked {
    text: String,
    lines: Lines,
    /// Lines that were shown before, by their first byte.
    excerpts: HashMap<usize, Arc<str>>,
}

impl Masked {
    fn excerpt(&mut self, line: Range<usize>) -> Arc<str> {
        let text = &self.text;
        self.excerpts.entry(line.start).or_insert_with(|| text[line].into()).clone()
    }
}

impl<'a> Locator<'a> {
    pub(crate) fn new(inventory: &'a Inventory) -> Locator<'a> {
        Locator { inventory, texts: HashMap::new() }
    }

    pub(crate) fn in_order(&mut self, findings: Vec<Finding>) -> Vec<Reported> {
        let mut reported: Vec<Reported> =
            without_repeats(findings).into_iter().map(|finding| self.reported(finding)).collect();
        reported.sort_by(|a, b| a.order().cmp(&b.order()));
        reported
    }

    fn reported(&mut self, finding: Finding) -> Reported {
        Reported {
            rule: finding.rule,
            severity: finding.severity,
            message: finding.message,
            subject: finding.subject.shown(),
            site: self.site(&finding.place),
            label: finding.label,
            related: finding.related.into_iter().map(|label| (self.site(&label.place), label.text)).collect(),
            fix: finding.fix.map(|fix| self.fix(fix)),
            place: finding.place,
        }
    }

    pub(crate) fn site(&mut self, place: &Place) -> Site {
        let outer = self.inventory.outer_place(place);
        let held = self.inventory.held(outer.document);
        Site {
            file: self.inventory.inputs[held.input].name.clone(),
            document: held.document.index,
            embedded: (outer.document != place.document).then(|| place.path.clone()),
            path: outer.path,
            span: self.span(place),
        }
    }

    fn span(&mut self, place: &Place) -> Option<FileSpan> {
        let (id, range) = self.inventory.text_range(place);
        let range = range?;
        let document = &self.inventory.held(id).document;
        let text = &document.text.0;
        let masked = self.texts.entry(id).or_insert_with(|| Masked {
            text: self.inventory.masked_text(id),
            lines: document.lines(),
            excerpts: HashMap::new(),
        });
        let excerpt = masked.lines.line_at(text, range.start);
        Some(FileSpan {
            start: masked.lines.position(text, range.start),
            end: masked.lines.position(text, range.end),
            excerpt_start: document.offset + excerpt.start,
            excerpt: masked.excerpt(excerpt),
            bytes: document.offset + range.start..document.offset + range.end,
        })
    }

    fn fix(&self, fix: Fix) -> ReportedFix {
        // A finding without its edits is better than none.
        let edits = guarded(|| fix::text_edits(self.inventory, &fix.edits)).flatten().unwrap_or_default();
        let applicability = if edits.is_empty() {
            Applicability::Manual
        } else if fix::touch_shared(&fix.edits, self.inventory) {
            Applicability::Suggested
        } else {
            fix.applicability
        };
        ReportedFix { title: fix.title, applicability, edits }
    }
}

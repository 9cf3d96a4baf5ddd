//! kube-apiserver's own loader against the linter: does it refuse an EncryptionConfiguration at start, with automatic
//! reload, and without the gate of KMS v1, and for what? The linter must say the same of the file beside a kube-apiserver
//! with these flags: the rule that `upstream` names, where the validator's error is, and no other.
//!
//! `validator` is a small program around the loader of k8s.io/apiserver. What it said to a few hundred files is in
//! `tests/data/encryption-verdicts.jsonl`; `scripts/encryption-agreement.sh` asks it about as many as one likes.

pub(crate) mod generator;
mod upstream;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use etcdlint_core::finding::Severity;
use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::settings::Settings;
use serde::{Deserialize, Serialize};

use upstream::{ROWS, Row, Stage, will_do};

const VERDICTS: &str = "tests/data/encryption-verdicts.jsonl";

/// The version of k8s.io/apiserver that `validator/go.mod` names.
const KUBERNETES: &str = "v1.37.2";

/// What the loader says to a file: all its errors, none if it takes the file.
#[derive(Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Verdict {
    /// At start.
    start: Vec<Failure>,
    /// With automatic reload.
    reload: Vec<Failure>,
    /// At start, where the feature gate KMSv1 is off.
    without_kms_v1: Vec<Failure>,
}

/// An error of the loader, without the values that it repeats.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Failure {
    /// Where the validator found it; other errors name no field.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    field: String,
    says: String,
}

#[derive(Deserialize, Serialize)]
struct Recorded {
    text: String,
    #[serde(flatten)]
    verdict: Verdict,
}

#[test]
fn recorded_verdicts_agree() {
    let lines = std::fs::read_to_string(VERDICTS).expect("the verdicts are there");
    let recorded = lines.lines().map(|line| serde_json::from_str::<Recorded>(line).expect("a verdict"));
    let mut summary = Summary::default();
    recorded.for_each(|one| summary.add(&one.text, &one.verdict));
    assert!(summary.accepted > 50 && summary.refused > 50, "{summary:?}");
    assert!(summary.disagreements.is_empty(), "{}", summary.disagreements.join("\n\n"));
    assert!(summary.unseen().is_empty(), "no file is refused for: {:#?}", summary.unseen());
}

/// `ETCDLINT_TEST_CASES` files from `ETCDLINT_TEST_SEED` on, with the program `ETCDLINT_TEST_VALIDATOR`;
/// `ETCDLINT_TEST_RECORD` is where to write what it said.
#[test]
#[ignore = "needs the validator; scripts/encryption-agreement.sh starts it"]
fn the_validator_agrees() {
    let variable = |name: &str| std::env::var(name).ok();
    let number =
        |name: &str, default: u64| variable(name).map_or(default, |text| text.parse().expect("a number"));
    let (cases, seed) = (number("ETCDLINT_TEST_CASES", 1000), number("ETCDLINT_TEST_SEED", 1));
    let texts: Vec<String> = (0..cases).map(|case| generator::text(seed * 1_000_000 + case)).collect();
    let verdicts = ask(&variable("ETCDLINT_TEST_VALIDATOR").expect("the validator's path"), &texts);
    let mut summary = Summary::default();
    texts.iter().zip(&verdicts).for_each(|(text, verdict)| summary.add(text, verdict));
    println!(
        "k8s.io/apiserver of Kubernetes {KUBERNETES}: {cases} files from seed {seed}, {} accepted, {} refused, {} disagreements",
        summary.accepted,
        summary.refused,
        summary.disagreements.len()
    );
    for (row, count) in summary.counts() {
        println!("{count:6} {}:{:?} {}", row.function, row.lines, row.meaning());
    }
    println!("{}", summary.disagreements.join("\n\n"));
    if let Some(path) = variable("ETCDLINT_TEST_RECORD") {
        let line = |(text, verdict): (&String, &Verdict)| {
            let recorded = Recorded { text: text.clone(), verdict: verdict.clone() };
            serde_json::to_string(&recorded).expect("it is JSON") + "\n"
        };
        let mut seen = Summary::default();
        let kept = texts.iter().zip(&verdicts).filter(|(_, verdict)| seen.is_news(verdict));
        std::fs::write(path, kept.map(line).collect::<String>()).expect("a file");
    }
    assert!(summary.disagreements.is_empty());
}

impl Verdict {
    /// The flags of kube-apiserver, each with what it says.
    fn by_flags(&self) -> [(Flags, &[Failure]); 3] {
        [
            (Flags { reload: false, kms_v1: true }, &self.start),
            (Flags { reload: true, kms_v1: true }, &self.reload),
            (Flags { reload: false, kms_v1: false }, &self.without_kms_v1),
        ]
    }
}

impl Failure {
    fn row(&self) -> Option<&'static Row> {
        Row::of(&self.field, &self.says)
    }
}

/// The flags of kube-apiserver on which it depends what it refuses.
#[derive(Clone, Copy, Debug)]
struct Flags {
    reload: bool,
    kms_v1: bool,
}

/// Gives each text to the validator, and reads what it says.
fn ask(program: &str, texts: &[String]) -> Vec<Verdict> {
    let mut validator = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the validator runs");
    let mut stdin = validator.stdin.take().expect("a pipe");
    let stdout = BufReader::new(validator.stdout.take().expect("a pipe"));
    let verdicts = std::thread::scope(|scope| {
        scope.spawn(move || {
            for text in texts {
                writeln!(stdin, "{}", serde_json::Value::from(text.as_str())).expect("the validator reads");
            }
        });
        let lines = stdout.lines().map(|line| line.expect("a line"));
        lines.map(|line| serde_json::from_str(&line).expect("a verdict")).collect::<Vec<_>>()
    });
    validator.wait().expect("the validator ends");
    assert_eq!(verdicts.len(), texts.len(), "the validator has answered to everything");
    verdicts
}

/// How many files of each sort are worth recording.
const ENOUGH: usize = 6;
const ENOUGH_ACCEPTED: usize = 80;

#[derive(Debug, Default)]
struct Summary {
    accepted: usize,
    refused: usize,
    /// How many files were refused at a place, which is a position in the table.
    seen: BTreeMap<usize, usize>,
    disagreements: Vec<String>,
}

impl Summary {
    fn add(&mut self, text: &str, verdict: &Verdict) {
        self.count(verdict);
        for (flags, failures) in verdict.by_flags() {
            let found = findings(text, flags);
            if let Some(wrong) = disagreement(&found, failures) {
                self.disagreements.push(format!(
                    "{flags:?}: {wrong}\nthe linter says {found:?}, the loader {failures:?}\n{text}"
                ));
            }
        }
    }

    fn count(&mut self, verdict: &Verdict) {
        match verdict.start.is_empty() {
            true => self.accepted += 1,
            false => self.refused += 1,
        }
        for at in positions(verdict) {
            *self.seen.entry(at).or_default() += 1;
        }
    }

    /// Whether the files before it leave something open.
    fn is_news(&mut self, verdict: &Verdict) -> bool {
        let is_rare = |at: &usize| self.seen.get(at).is_none_or(|count| *count < ENOUGH);
        let is_news = verdict.start.is_empty() && self.accepted < ENOUGH_ACCEPTED
            || positions(verdict).iter().any(is_rare);
        if is_news {
            self.count(verdict);
        }
        is_news
    }

    fn counts(&self) -> impl Iterator<Item = (&'static Row, usize)> {
        ROWS.iter().enumerate().map(|(at, row)| (row, self.seen.get(&at).copied().unwrap_or_default()))
    }

    /// The places for which there was no file.
    fn unseen(&self) -> Vec<&'static Row> {
        self.counts().filter(|(row, count)| row.rule().is_some() && *count == 0).map(|(row, _)| row).collect()
    }
}

/// The positions in the table of the places that refuse a file.
fn positions(verdict: &Verdict) -> BTreeSet<usize> {
    let failures = verdict.by_flags().into_iter().flat_map(|(_, failures)| failures);
    let rows = failures.filter_map(Failure::row);
    rows.filter_map(|row| ROWS.iter().position(|one| std::ptr::eq(one, row))).collect()
}

/// What the linter says: a rule, and the path of the value that it is about.
#[derive(Debug)]
struct Found {
    id: &'static str,
    path: String,
}

impl Found {
    /// Whether it speaks of the field, of what is in it, or of what it is in.
    fn is_about(&self, field: &str) -> bool {
        let holds = |outer: &str, inner: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        self.path.is_empty() || field.is_empty() || holds(&self.path, field) || holds(field, &self.path)
    }
}

/// What the linter does not say of what the loader says, or says alone.
fn disagreement(found: &[Found], failures: &[Failure]) -> Option<String> {
    let mut said: Vec<(&str, &Failure)> = Vec::new();
    let mut stage = None;
    for failure in failures {
        let Some((row, id)) = failure.row().and_then(|row| Some((row, row.rule()?))) else {
            return Some(format!("no row of the table fits {failure:?}"));
        };
        if !found.iter().any(|one| will_do(one.id, id) && one.is_about(&failure.field)) {
            return Some(format!("{id} is missing for {failure:?}"));
        }
        said.push((id, failure));
        stage = Some(row.stage);
    }
    let is_alone = |one: &&Found| {
        !said.iter().any(|(id, failure)| will_do(one.id, id) && one.is_about(&failure.field))
            && !stage.is_some_and(|stage| comes_after(one.id, stage))
    };
    let alone = found.iter().find(is_alone)?;
    Some(format!("the loader says nothing like {alone:?}"))
}

/// Whether the loader has stopped before it could say what the rule says.
fn comes_after(id: &str, stage: Stage) -> bool {
    let is_later = |row: &Row| stage == Stage::Read || row.stage == Stage::Build;
    ROWS.iter().any(|row| row.rule() == Some(id) && is_later(row))
}

/// What the linter says for which kube-apiserver refuses the file.
fn findings(text: &str, flags: Flags) -> Vec<Found> {
    const FOLDER: &str = "/etc/kubernetes/enc";
    let Flags { reload, kms_v1 } = flags;
    let server = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: kube-apiserver}}\nspec:\n  containers:\n  - name: kube-apiserver\n    \
         image: registry.k8s.io/kube-apiserver:{KUBERNETES}\n    command:\n    - kube-apiserver\n    \
         - --encryption-provider-config={FOLDER}/enc.yaml\n    - --feature-gates=KMSv1={kms_v1}\n    \
         - --encryption-provider-config-automatic-reload={reload}\n    \
         volumeMounts: [{{name: enc, mountPath: {FOLDER}}}]\n  volumes: [{{name: enc, hostPath: {{path: {FOLDER}}}}}]\n"
    );
    let mut linter = Linter::new(Settings::default());
    let input = |name: &str| Input { name: name.to_owned(), ..Input::default() };
    linter.add_text(input("/etc/kubernetes/manifests/kube-apiserver.yaml"), &server);
    linter.add_text(input(&format!("{FOLDER}/enc.yaml")), text);
    let report = linter.finish();
    // Of a second document it reads nothing, and refuses nothing.
    let refuses = |id: &str| (id.starts_with("ENC1") || id.starts_with("YAML10")) && id != "ENC108";
    let errors = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error && refuses(finding.rule.id));
    errors.map(|one| Found { id: one.rule.id, path: one.site.path.to_string() }).collect()
}

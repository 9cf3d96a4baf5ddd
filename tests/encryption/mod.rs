//! kube-apiserver's own loader against the linter: does it refuse an EncryptionConfiguration at start, and with
//! automatic reload? The linter must say the same of the file beside a kube-apiserver with these flags.
//!
//! `validator` is a small program around the loader of k8s.io/apiserver. What it said to a few hundred files is in
//! `tests/data/encryption-verdicts.jsonl`; `scripts/encryption-agreement.sh` asks it about as many as one likes.

pub(crate) mod generator;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use etcdlint_core::finding::Severity;
use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::settings::Settings;
use serde::{Deserialize, Serialize};

const VERDICTS: &str = "tests/data/encryption-verdicts.jsonl";

/// The version of k8s.io/apiserver that `validator/go.mod` names.
const KUBERNETES: &str = "v1.37.2";

/// What the loader says to a file.
#[derive(Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Verdict {
    /// Its error at start; empty if it takes the file.
    error: String,
    /// The same with automatic reload.
    reload_error: String,
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
    println!("errors: {:#?}", summary.errors);
    println!("{}", summary.disagreements.join("\n\n"));
    if let Some(path) = variable("ETCDLINT_TEST_RECORD") {
        let line = |(text, verdict): (&String, &Verdict)| {
            let recorded = Recorded { text: text.clone(), verdict: verdict.without_text() };
            serde_json::to_string(&recorded).expect("it is JSON") + "\n"
        };
        std::fs::write(path, texts.iter().zip(&verdicts).map(line).collect::<String>()).expect("a file");
    }
    assert!(summary.disagreements.is_empty());
}

impl Verdict {
    /// Some errors repeat the file; what they begin with is enough.
    fn without_text(&self) -> Verdict {
        let start = |error: &str| {
            let error = error.split_once(".yaml\": ").map_or(error, |(_, rest)| rest);
            error.chars().take(100).collect()
        };
        Verdict { error: start(&self.error), reload_error: start(&self.reload_error) }
    }
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

#[derive(Debug, Default)]
struct Summary {
    accepted: usize,
    refused: usize,
    /// How often the loader said what.
    errors: BTreeMap<String, usize>,
    disagreements: Vec<String>,
}

impl Summary {
    fn add(&mut self, text: &str, verdict: &Verdict) {
        if verdict.error.is_empty() {
            self.accepted += 1
        } else {
            self.refused += 1
        }
        let error = verdict.without_text().error;
        let kind: String = error.chars().filter(|c| !c.is_ascii_digit()).take(40).collect();
        *self.errors.entry(kind).or_default() += 1;
        for (reload, error) in [(false, &verdict.error), (true, &verdict.reload_error)] {
            let found = errors(text, reload);
            if found.is_empty() != error.is_empty() {
                self.disagreements.push(format!(
                    "reload {reload}: the linter says {found:?}, the loader {error:?}\n{text}"
                ));
            }
        }
    }
}

/// The rules that say that kube-apiserver refuses the file.
fn errors(text: &str, reload: bool) -> Vec<&'static str> {
    const FOLDER: &str = "/etc/kubernetes/enc";
    let server = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: kube-apiserver}}\nspec:\n  containers:\n  - name: kube-apiserver\n    \
         image: registry.k8s.io/kube-apiserver:{KUBERNETES}\n    command:\n    - kube-apiserver\n    \
         - --encryption-provider-config={FOLDER}/enc.yaml\n    - --feature-gates=KMSv1=true\n    \
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
    errors.map(|finding| finding.rule.id).collect()
}

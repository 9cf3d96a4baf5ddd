//! The rules together, against Kubernetes' own verdicts and on what their pages do not show.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::fix::{Applicability, Edit, Scalar};
use crate::inventory::{Input, Inventory};
use crate::linter::Linter;
use crate::report::Report;
use crate::rule::Check;
use crate::settings::Settings;
use crate::subject::image::Version;
use crate::subject::object::Subject;
use crate::testing::{report, report_of};

const HEAD: &str = "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n";

/// A key of 32 bytes that is no key.
const KEY: &str = "thisKeyIsOnlyForTheDocumentationOfEtcdlint0=";

/// What k8s.io/apiserver v0.37.2 said to a file of `tests/data/encryption-configs`.
#[derive(serde::Deserialize)]
struct Verdict {
    file: String,
    /// The error of the decoder or the validator.
    err: Option<String>,
    /// The error of the validator with automatic reload.
    err_reload: Option<String>,
}

impl Verdict {
    fn all() -> Vec<Verdict> {
        let lines = std::fs::read_to_string(data("verdicts.jsonl")).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn error(&self, reload: bool) -> Option<&str> {
        let is_decoding = |error: &&str| error.starts_with("decode:");
        let error = self.err.as_deref();
        if reload { error.filter(is_decoding).or(self.err_reload.as_deref()) } else { error }
    }

    fn text(&self) -> String {
        std::fs::read_to_string(data(&self.file)).unwrap()
    }
}

fn data(file: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "tests", "data", "encryption-configs", file].iter().collect()
}

/// What each error of Kubernetes is called here.
const ERRORS: [(&str, &str); 37] = [
    ("Object 'Kind' is missing", "ENC102"),
    ("Object 'apiVersion' is missing", "ENC102"),
    ("is registered for version", "ENC103"),
    ("unknown field \"Kind\"", "ENC104"),
    ("unknown field \"metadata\"", "ENC104"),
    ("unknown field \"resources[0]", "ENC104"),
    ("already set in map", "ENC105"),
    ("duplicate field", "ENC105"),
    ("cannot unmarshal", "ENC106"),
    ("json parse error: invalid character", "ENC107"),
    ("at least one resources is required", "ENC110"),
    ("at least one resources[0].resources is required", "ENC111"),
    ("at least one resources[0].providers is required", "ENC112"),
    ("resource name should not contain capital letters", "ENC113"),
    ("use '*.' to encrypt all the resources", "ENC114"),
    ("resources which do not have REST API/s", "ENC115"),
    ("'*.events.k8s.io' objects are stored", "ENC116"),
    ("'extensions' group has been removed", "ENC117"),
    ("encrypting the same resource across groups", "ENC118"),
    ("the same resource cannot be specified multiple times", "ENC119"),
    ("using overlapping resources", "ENC120"),
    ("does not contain any of the expected providers", "ENC130"),
    ("more than one provider specified", "ENC131"),
    ("at least one keys is required", "ENC132"),
    ("name is a mandatory field for a key", "ENC133"),
    ("secret is a mandatory field for a key", "ENC134"),
    ("secrets must be base64 encoded", "ENC135"),
    ("secret is not of the expected length", "ENC136"),
    ("name is a mandatory field for a provider", "ENC140"),
    ("must not contain ':'", "ENC141"),
    ("duplicate KMS provider name", "ENC142"),
    ("timeout should be a positive value", "ENC143"),
    ("endpoint is a mandatory field for a kms", "ENC144"),
    ("only unix is supported", "ENC145"),
    ("cachesize is not supported in v2", "ENC146"),
    ("or negative to disable", "ENC147"),
    ("unsupported apiVersion apiVersion", "ENC148"),
];

/// Only the loader refuses it, which was not run for the verdicts.
const REFUSED_BY_LOADER: &str = "masked_entries.yaml";

/// Its key is a placeholder: ENC216 says so in place of ENC135.
const PLACEHOLDER: &str = "placeholder.yaml";

/// The findings that say that kube-apiserver refuses the file: YAML101 and YAML102 where it cannot
/// be read.
fn errors(report: &Report) -> BTreeSet<&'static str> {
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let is_refusal = |id: &&str| id.starts_with("ENC1") || ["YAML101", "YAML102"].contains(id);
    errors.map(|finding| finding.rule.id).filter(is_refusal).collect()
}

/// Compares the errors with the verdict; what differs.
fn difference(verdict: &Verdict, reload: bool, found: &BTreeSet<&str>) -> Option<String> {
    if verdict.file == PLACEHOLDER {
        return None;
    }
    let error = verdict.error(reload);
    let expected = ERRORS.iter().filter(|(text, _)| error.is_some_and(|error| error.contains(text)));
    let missing: Vec<_> = expected.map(|(_, id)| *id).filter(|id| !found.contains(id)).collect();
    let differs = found.is_empty() == error.is_some() || !missing.is_empty();
    differs.then(|| format!("{} (reload {reload}): found {found:?}, missing {missing:?}", verdict.file))
}

#[test]
fn errors_are_those_of_the_validator() {
    let settings = Settings { kubernetes_version: Some(Version::minor(1, 34)), ..Settings::default() };
    let compare = |verdict: &Verdict| {
        let mut found = errors(&report_of(&verdict.file, &verdict.text(), settings.clone()));
        // The loader looks at the feature gate of KMS v1; the validator does not.
        found.remove("ENC149");
        if verdict.file == REFUSED_BY_LOADER {
            assert_eq!(found.pop_first(), Some("ENC121"));
        }
        difference(verdict, false, &found)
    };
    let wrong: Vec<String> = Verdict::all().iter().filter_map(compare).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same beside a kube-apiserver whose flags are known.
#[test]
fn errors_hang_on_the_flags_of_kube_apiserver() {
    let verdicts = Verdict::all();
    assert_eq!(verdicts.len(), 105);
    let mut wrong = Vec::new();
    for reload in [false, true] {
        let flag = format!("--encryption-provider-config-automatic-reload={reload}");
        let server = apiserver("v1.34.0", &["--feature-gates=KMSv1=true", &flag]);
        for verdict in &verdicts {
            let mut linter = Linter::new(Settings::default());
            linter.add_text(Input { name: "server.yaml".to_owned(), ..Input::default() }, &server);
            linter.add_text(Input { name: verdict.file.clone(), ..Input::default() }, &verdict.text());
            let mut found = errors(&linter.finish());
            if verdict.file == REFUSED_BY_LOADER {
                assert_eq!(found.pop_first(), Some("ENC121"));
            }
            wrong.extend(difference(verdict, reload, &found));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn apiserver(tag: &str, flags: &[&str]) -> String {
    let flags: String = flags.iter().map(|flag| format!("    - {flag}\n")).collect();
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: kube-apiserver}}\nspec:\n  containers:\n  \
         - name: kube-apiserver\n    image: registry.k8s.io/kube-apiserver:{tag}\n    command:\n    \
         - kube-apiserver\n{flags}"
    )
}

/// The ids of what these rules find with an entry, by its text in flow or block notation.
fn found_in_entry(entry: &str) -> Vec<&'static str> {
    found_in(&format!("{HEAD}resources:\n- {entry}\n"))
}

fn found_in(text: &str) -> Vec<&'static str> {
    found_at("1.34", text)
}

fn found_at(version: &str, text: &str) -> Vec<&'static str> {
    let settings = Settings { kubernetes_version: Version::from_tag(version), ..Settings::default() };
    ids(&report_of("cluster/enc.yaml", text, settings))
}

fn ids(report: &Report) -> Vec<&'static str> {
    let ids = report.findings.iter().map(|finding| finding.rule.id);
    let ids: BTreeSet<_> = ids.filter(|id| id.starts_with("ENC1")).collect();
    ids.into_iter().collect()
}

const SERVED: &str = "kms: {apiVersion: v2, name: a, endpoint: 'unix:///run/a.sock'}";

#[test]
fn names_of_resources() {
    let rows: [(&str, &[&str]); 22] = [
        ("secrets", &[]),
        ("'*.', '*.apps', 'a.b.example'", &[]),
        ("'*.*'", &[]),
        ("''", &[]),
        ("secret, v1/secrets", &[]),
        ("Secrets", &["ENC113"]),
        ("Secrets, secrets", &["ENC113"]),
        ("'*'", &["ENC114"]),
        ("apiserveripinfo", &["ENC115"]),
        ("apiserveripinfo.", &[]),
        ("events", &[]),
        ("events.events.k8s.io", &["ENC116"]),
        ("events.sub.events.k8s.io", &[]),
        ("ingresses.extensions", &["ENC117"]),
        ("'secrets.*'", &["ENC118"]),
        ("secrets, secrets.", &["ENC119"]),
        ("'*.', '*.'", &["ENC119"]),
        ("'*.*', secrets", &["ENC120"]),
        ("deployments.apps, '*.apps'", &["ENC120"]),
        ("'*.apps', secrets", &[]),
        ("null", &[]),
        ("", &["ENC111"]),
    ];
    for (names, expected) in rows {
        let found = found_in_entry(&format!("{{resources: [{names}], providers: [{{{SERVED}}}]}}"));
        assert_eq!(found, expected, "{names}");
    }
}

#[test]
fn providers_and_keys() {
    let rows: [(String, &[&str]); 27] = [
        ("identity: {}".into(), &[]),
        ("identity: ".into(), &["ENC130"]),
        ("".into(), &["ENC130"]),
        ("aescbc: null, identity: {}".into(), &[]),
        (format!("{SERVED}, identity: {{}}"), &["ENC131"]),
        ("aesgcm: {}".into(), &["ENC132"]),
        ("aesgcm: {keys: []}".into(), &["ENC132"]),
        ("aesgcm: {keys: [null]}".into(), &["ENC133", "ENC134"]),
        (format!("secretbox: {{keys: [{{name: '', secret: {KEY}}}]}}"), &["ENC133"]),
        ("secretbox: {keys: [{name: a, secret: ''}]}".into(), &["ENC134"]),
        (format!("secretbox: {{keys: [{{name: a, secret: {KEY}}}]}}"), &[]),
        (format!("aescbc: {{keys: [{{name: 'a:b', secret: {KEY}}}]}}"), &[]),
        ("aescbc: {keys: [{name: a, secret: 'AQID BAUG'}]}".into(), &["ENC135"]),
        ("aescbc: {keys: [{name: a, secret: AQID}]}".into(), &["ENC136"]),
        ("secretbox: {keys: [{name: a, secret: thisKeyIsOnlyForTheDoc==}]}".into(), &["ENC136"]),
        ("aesgcm: {keys: [{name: a, secret: thisKeyIsOnlyForTheDoc==}]}".into(), &[]),
        ("aescbc: {keys: [{name: a, secret: 'ENC[AES256_GCM,data:AA==,type:str]'}]}".into(), &[]),
        ("aescbc: {keys: [{name: a, secret: '{{ .Values.key }}'}]}".into(), &[]),
        (SERVED.into(), &[]),
        ("kms: {apiVersion: v2, name: '', endpoint: 'unix:///a'}".into(), &["ENC140"]),
        ("kms: {apiVersion: v2, name: 'a:b', endpoint: 'unix:///a'}".into(), &["ENC141"]),
        ("kms: {apiVersion: v2, name: a, endpoint: 'unix:///a', timeout: 0s}".into(), &["ENC143"]),
        ("kms: {apiVersion: v2, name: a, endpoint: 'unix:///a', timeout: 1ns}".into(), &[]),
        ("kms: {apiVersion: v2, name: a, endpoint: ''}".into(), &["ENC144"]),
        ("kms: {apiVersion: v2, name: a, endpoint: /a}".into(), &["ENC145"]),
        ("kms: {apiVersion: v2, name: a, endpoint: 'unix:///a', cachesize: 0}".into(), &["ENC146"]),
        ("kms: {apiVersion: V2, name: a, endpoint: 'unix:///a'}".into(), &["ENC148"]),
    ];
    for (provider, expected) in rows {
        let found = found_in_entry(&format!("{{resources: [secrets], providers: [{{{provider}}}]}}"));
        assert_eq!(found, expected, "{provider}");
    }
}

#[test]
fn decoding() {
    let entry = format!("resources: [{{resources: [secrets], providers: [{{{SERVED}}}]}}]\n");
    let rows: [(String, &[&str]); 13] = [
        (format!("{HEAD}{entry}"), &[]),
        (format!("\u{feff}---\n{HEAD}{entry}---\n"), &[]),
        (format!("apiVersion: v1\nkind: EncryptionConfig\n{entry}"), &[]),
        (entry.clone(), &["ENC102"]),
        (format!("---\n---\n# a\n---\n{HEAD}{entry}"), &["ENC102"]),
        (format!("apiVersion: a/b/c\nkind: EncryptionConfiguration\n{entry}"), &["ENC103"]),
        (format!("{HEAD}{entry}sops: {{version: 3.9.0}}\n"), &[]),
        (format!("{HEAD}{entry}stringData: {{}}\n"), &["ENC104"]),
        (format!("{HEAD}{entry}kind: EncryptionConfiguration\n"), &["ENC105"]),
        (format!("{HEAD}resources: [{{resources: secrets}}]\n"), &["ENC106"]),
        (format!("{HEAD}{entry}---\nkind: Foo\n"), &["ENC108"]),
        (format!("{HEAD}resources: [null]\n"), &["ENC111", "ENC112"]),
        (HEAD.to_owned(), &["ENC110"]),
    ];
    for (text, expected) in rows {
        assert_eq!(found_in(&text), expected, "{text}");
    }
}

/// k8s.io/apiserver v0.37.2: invalid character '{' after top-level value.
#[test]
fn nothing_follows_json() {
    let root = r#"{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "EncryptionConfiguration", "resources":
        [{"resources": ["secrets"], "providers": [{"identity": {}}]}]}
"#;
    assert_eq!(found_in(root), Vec::<&str>::new());
    for rest in [root, "{}\n", "---\nkind: Foo\n"] {
        assert_eq!(found_in(&format!("{root}{rest}")), ["ENC107"], "{rest}");
    }
}

#[test]
fn a_second_configuration_is_worse_than_other_documents() {
    let entry = format!("resources: [{{resources: [secrets], providers: [{{{SERVED}}}]}}]\n");
    let rows = [
        (format!("{HEAD}{entry}---\nkind: Foo\n---\nkind: Bar\n"), vec![Severity::Warning]),
        (format!("{HEAD}{entry}---\nkind: Foo\n---\n{HEAD}{entry}"), vec![Severity::Error]),
        (format!("kind: Foo\n---\n{HEAD}{entry}"), vec![]),
    ];
    for (text, expected) in rows {
        let report = report(&text, Settings::default());
        let found = report.findings.iter().filter(|finding| finding.rule.id == "ENC108");
        assert_eq!(found.map(|finding| finding.severity).collect::<Vec<_>>(), expected, "{text}");
    }
}

#[test]
fn files_without_content() {
    let rows: [(&str, &str, &[&str]); 8] = [
        ("encryption-config.yaml", "", &["ENC101"]),
        ("/etc/kubernetes/enc/enc.yaml", "", &["ENC101"]),
        ("values.yaml", "", &[]),
        ("encryption-config.yaml", "\n", &["ENC102"]),
        ("encryption-config.yaml", "# to be written\n", &["ENC102"]),
        ("encryption-config.yaml", "---\n# to be written\n", &["ENC102"]),
        ("values.yaml", "---\n# to be written\n", &[]),
        ("encryption-config.yaml", "kind: Pod\n", &[]),
    ];
    for (name, text, expected) in rows {
        let report = report_of(name, text, Settings::default());
        assert_eq!(ids(&report), expected, "{name} {text:?}");
        let mut empty = report.findings.iter().filter(|finding| finding.rule.id == "ENC101");
        assert!(empty.all(|finding| finding.subject.kind.as_deref() == Some("EncryptionConfiguration")));
    }
    let secret =
        "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {encryption-config.yaml: ''}\n";
    assert_eq!(found_in(secret), ["ENC101"]);
}

#[test]
fn files_that_objects_carry() {
    let carried = |file: &str| {
        let indented: String = file.lines().map(|line| format!("    {line}\n")).collect();
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  enc.yaml: |\n{indented}")
    };
    let entry =
        |name: &str| format!("{HEAD}resources: [{{resources: [{name}], providers: [{{{SERVED}}}]}}]\n");
    let rows: [(String, &[&str]); 5] = [
        (entry("secrets"), &[]),
        (entry("Secrets"), &["ENC113"]),
        (format!("---\n# a\n---\n{}", entry("secrets")), &["ENC102"]),
        (format!("{}---\na: b\n", entry("secrets")), &["ENC108"]),
        ("a: b\n---\nc: d\n".to_owned(), &[]),
    ];
    for (file, expected) in rows {
        assert_eq!(found_in(&carried(&file)), expected, "{file}");
    }
}

#[test]
fn versions_of_kubernetes() {
    let kms = |version: &str| format!("kms: {{{version}name: a, endpoint: 'unix:///a'}}");
    let entry = |name: &str, provider: &str| {
        format!("{HEAD}resources:\n- {{resources: ['{name}'], providers: [{{{provider}}}]}}\n")
    };
    let rows = [
        ("1.26", entry("*.", SERVED), vec![("ENC122", Severity::Error)]),
        ("1.27", entry("*.", SERVED), vec![]),
        ("1.25", entry("a.example.com", SERVED), vec![("ENC122", Severity::Error)]),
        ("1.26", entry("a.example.com", SERVED), vec![]),
        ("1.25", entry("deployments.apps", SERVED), vec![]),
        ("", entry("*.", SERVED), vec![]),
        ("1.29", entry("secrets", &kms("")), vec![("ENC149", Severity::Error)]),
        ("1.29", entry("secrets", &kms("apiVersion: v1, ")), vec![("ENC149", Severity::Error)]),
        ("", entry("secrets", &kms("apiVersion: v1, ")), vec![("ENC149", Severity::Warning)]),
        ("1.28", entry("secrets", &kms("apiVersion: v1, ")), vec![("ENC149", Severity::Info)]),
        ("1.34", entry("secrets", &kms("apiVersion: v2, ")), vec![]),
    ];
    for (version, text, expected) in rows {
        let settings = Settings { kubernetes_version: Version::from_tag(version), ..Settings::default() };
        let found = report(&text, settings).findings;
        let found = found.iter().map(|finding| (finding.rule.id, finding.severity));
        let found: Vec<_> = found.filter(|(id, _)| id.starts_with("ENC1")).collect();
        assert_eq!(found, expected, "{version} {text}");
    }
}

/// Kubernetes 1.30 ignores what 1.31 refuses, and the text says so.
#[test]
fn strictness_hangs_on_the_version() {
    let entry = format!("resources: [{{resources: [secrets], providers: [{{{SERVED}}}]}}]\n");
    let twice = "resources: [{resources: [secrets], resources: [pods]}]\n";
    for text in [format!("{HEAD}metadata: {{}}\n{entry}"), format!("{HEAD}{twice}")] {
        for (version, is_silent) in [("1.30", true), ("1.31", false)] {
            let settings = Settings { kubernetes_version: Version::from_tag(version), ..Settings::default() };
            let report = report(&text, settings);
            let finding =
                report.findings.iter().find(|finding| ["ENC104", "ENC105"].contains(&finding.rule.id));
            let message = finding.unwrap().message.as_str();
            assert_eq!(message.contains("in silence"), is_silent, "{message}");
        }
    }
}

/// What may be refused some day does not hide what is unprotected today.
#[test]
fn a_warning_hides_no_error() {
    let kms = "kms: {apiVersion: v1, name: a, endpoint: 'unix:///a'}";
    let entry = format!("{{resources: [secrets], providers: [{{identity: {{}}}}, {{{kms}}}, {{{kms}}}]}}");
    let found = report_of("enc.yaml", &format!("{HEAD}resources:\n- {entry}\n"), Settings::default());
    let severity = |id| found.findings.iter().find(|finding| finding.rule.id == id).map(|it| it.severity);
    assert_eq!(severity("ENC142"), Some(Severity::Warning));
    assert_eq!(severity("ENC201"), Some(Severity::Error));
}

/// What these rules find, before anything is silenced.
fn findings(text: &str) -> Vec<Finding> {
    let mut inventory = Inventory::default();
    inventory.add_text(Input { name: "test.yaml".to_owned(), ..Input::default() }, text);
    inventory.build_models();
    let settings = Settings::default();
    let context = Context { settings: &settings, inventory: &inventory, transitions: &[] };
    let mut found = Vec::new();
    for rule in super::RULES {
        match rule.check {
            Check::Encryption(check) => {
                for encryption in &inventory.encryptions {
                    check(encryption, &context, &mut Findings::new(rule, &encryption.subject, &mut found));
                }
            }
            Check::Inventory(check) => {
                check(&context, &mut Findings::new(rule, &Subject::default(), &mut found));
            }
            Check::Document(check) => {
                for held in &inventory.documents {
                    check(held, &context, &mut Findings::new(rule, &held.subject(), &mut found));
                }
            }
            _ => panic!("{} checks something else", rule.id),
        }
    }
    found
}

/// An edit in one line.
fn described(edit: &Edit) -> String {
    let path = edit.path();
    match edit {
        Edit::Replace { value: Scalar::String(text), .. } => format!("{path} = '{text}'"),
        Edit::Replace { value: Scalar::Bare(text), .. } => format!("{path} = {text}"),
        Edit::Rename { key, .. } => format!("{path} -> {key}"),
        Edit::Remove { .. } => format!("- {path}"),
        Edit::Insert { index, value, .. } => format!("+ {path}[{index}]: {value}"),
        Edit::Add { key, value, .. } => format!("+ {path}.{key}: {value}"),
        Edit::Move { from, to, .. } => format!("{path}[{from}] to [{to}]"),
        Edit::Split { key, .. } => format!("split {path} at {key}"),
        Edit::Rewrite { text, .. } => text.0.clone(),
    }
}

/// The edits that the first finding of a rule offers, and whether they are safe.
fn fix_of(id: &str, text: &str) -> (Option<Applicability>, Vec<String>) {
    let found = findings(text);
    let finding = found.iter().find(|finding| finding.rule.id == id);
    let fix = finding.unwrap_or_else(|| panic!("no {id} in {text}")).fix.as_ref();
    (fix.map(|fix| fix.applicability), fix.iter().flat_map(|fix| &fix.edits).map(described).collect())
}

const SAFE: Option<Applicability> = Some(Applicability::Safe);
const SUGGESTED: Option<Applicability> = Some(Applicability::Suggested);
const MANUAL: Option<Applicability> = Some(Applicability::Manual);

#[test]
fn fixes_of_the_whole_file() {
    const GROUP: &str = "apiVersion = 'apiserver.config.k8s.io/v1'";
    const KIND: &str = "kind = 'EncryptionConfiguration'";
    const ADD_GROUP: &str = "+ .apiVersion: \"apiserver.config.k8s.io/v1\"";
    const ADD_KIND: &str = "+ .kind: \"EncryptionConfiguration\"";
    let entry = format!("resources: [{{resources: [secrets], providers: [{{{SERVED}}}]}}]\n");
    let flow = "{apiVersion: v1, kind: EncryptionConfig} # a\n";
    let rows: [(&str, String, Option<Applicability>, &[&str]); 13] = [
        ("ENC102", entry.clone(), SAFE, &[ADD_GROUP, ADD_KIND]),
        ("ENC102", format!("apiVersion: v1\n{entry}"), SAFE, &[GROUP, ADD_KIND]),
        ("ENC102", format!("kind:\n{entry}"), SAFE, &[ADD_GROUP, KIND]),
        ("ENC102", format!("---\n# a\n---\n{HEAD}{entry}"), SAFE, &["# a\n"]),
        ("ENC103", format!("apiVersion: v1\nkind: EncryptionConfiguration\n{entry}"), SAFE, &[GROUP]),
        ("ENC103", format!("apiVersion: v1\nkind: encryptionconfig\n{entry}"), SAFE, &[GROUP, KIND]),
        ("ENC103", format!("apiVersion: v1\nkind: Foo\n{entry}"), SUGGESTED, &[GROUP, KIND]),
        (
            "ENC104",
            format!("{HEAD}{entry}").replace("apiVersion", "apiversion"),
            SAFE,
            &["apiversion -> apiVersion"],
        ),
        ("ENC104", format!("{HEAD}Resources: []\n"), SAFE, &["Resources -> resources"]),
        ("ENC104", format!("{HEAD}{entry}Resources: []\n"), MANUAL, &[]),
        ("ENC104", format!("{HEAD}metadata: {{}}\n{entry}"), SAFE, &["- metadata"]),
        ("ENC104", format!("{HEAD}resources: [{{metadata: {{}}}}]\n"), MANUAL, &[]),
        ("ENC107", flow.to_owned(), SAFE, &["---\n{apiVersion: v1, kind: EncryptionConfig} # a\n"]),
    ];
    for (id, text, applicability, edits) in rows {
        let (found, found_edits) = fix_of(id, &text);
        assert_eq!(
            (found, found_edits.iter().map(String::as_str).collect::<Vec<_>>()),
            (applicability, edits.to_vec()),
            "{text}"
        );
    }
}

#[test]
fn fixes_of_an_entry() {
    let key = |name: &str, secret: &str| {
        format!(
            "resources: [secrets], providers: [{{aescbc: {{keys: [{{name: {name}, secret: '{secret}'}}]}}}}]"
        )
    };
    let kms = |settings: &str| format!("resources: [secrets], providers: [{{kms: {{{settings}}}}}]");
    let names = |names: &str| format!("resources: [{names}], providers: [{{identity: {{}}}}]");
    let unpadded = KEY.trim_end_matches('=');
    let with_blanks = format!(" {KEY} ");
    let repaired = format!("providers[0].aescbc.keys[0].secret = '{KEY}'");
    let rows: [(&str, String, Option<Applicability>, &[&str]); 41] = [
        ("ENC104", kms("apiversion: v2"), MANUAL, &[]),
        ("ENC104", kms("cacheSize: 1"), SUGGESTED, &["providers[0].kms.cacheSize -> cachesize"]),
        ("ENC104", kms("Timeout: 0s"), SUGGESTED, &["providers[0].kms.Timeout -> timeout"]),
        ("ENC104", kms("endPoint: 'unix:///a'"), SAFE, &["providers[0].kms.endPoint -> endpoint"]),
        ("ENC104", "providers: [{aesCBC: {}}]".to_owned(), SAFE, &["providers[0].aesCBC -> aescbc"]),
        ("ENC104", "providers: [{aesCBC: {}, kms: }]".to_owned(), SAFE, &["providers[0].aesCBC -> aescbc"]),
        (
            "ENC104",
            "providers: [{aescbc: {}, Identity: {}}]".to_owned(),
            SUGGESTED,
            &["providers[0].Identity -> identity"],
        ),
        ("ENC106", key("01", KEY), SAFE, &["providers[0].aescbc.keys[0].name = '01'"]),
        ("ENC106", key("yes", KEY), SAFE, &["providers[0].aescbc.keys[0].name = 'yes'"]),
        ("ENC106", key("!!int 1", KEY), MANUAL, &[]),
        ("ENC106", key("{}", KEY), MANUAL, &[]),
        (
            "ENC106",
            key("a", KEY).replace('\'', "").replace(KEY, "1234"),
            SUGGESTED,
            &["providers[0].aescbc.keys[0].secret = '1234'"],
        ),
        ("ENC106", kms("timeout: 3"), SUGGESTED, &["providers[0].kms.timeout = '3s'"]),
        ("ENC106", kms("timeout: 1d"), MANUAL, &[]),
        ("ENC106", kms("cachesize: '1'"), MANUAL, &[]),
        (
            "ENC106",
            "resources: 'secrets, pods'".to_owned(),
            SAFE,
            &["- resources", "+ resources: [\"secrets\",\"pods\"]"],
        ),
        ("ENC113", names("configMaps"), SAFE, &["resources[0] = 'configmaps'"]),
        ("ENC113", names("secrets, Secrets"), SAFE, &["- resources[1]"]),
        ("ENC114", names("'*'"), MANUAL, &[]),
        ("ENC115", names("secrets, apiserveripinfo"), SAFE, &["- resources[1]"]),
        ("ENC115", names("apiserveripinfo"), MANUAL, &[]),
        ("ENC116", names("'*.events.k8s.io'"), SAFE, &["resources[0] = 'events'"]),
        ("ENC116", names("events.events.k8s.io, events"), SAFE, &["- resources[0]"]),
        ("ENC117", names("deployments.extensions"), SUGGESTED, &["resources[0] = 'deployments.apps'"]),
        ("ENC117", names("podsecuritypolicies.extensions"), MANUAL, &[]),
        ("ENC119", names("secrets, secrets."), SAFE, &["- resources[1]"]),
        ("ENC120", names("secrets, '*.'"), SAFE, &["- resources[0]"]),
        ("ENC130", "providers: [{identity: }]".to_owned(), SAFE, &["providers[0].identity = {}"]),
        ("ENC130", "providers: [{aescbc: }]".to_owned(), None, &[]),
        (
            "ENC131",
            "providers: [{aescbc: {}, secretbox: {}, identity: {}}]".to_owned(),
            SAFE,
            &["split providers[0] at secretbox", "split providers[0] at identity"],
        ),
        ("ENC135", key("a", unpadded), SAFE, &[&repaired]),
        ("ENC135", key("a", &with_blanks), SAFE, &[&repaired]),
        ("ENC135", key("a", "AQ"), MANUAL, &[]),
        ("ENC135", key("a", "<key>"), MANUAL, &[]),
        ("ENC143", kms("timeout: 0s"), SAFE, &["- providers[0].kms.timeout"]),
        ("ENC145", kms("endpoint: /a"), SAFE, &["providers[0].kms.endpoint = 'unix:///a'"]),
        ("ENC145", kms("endpoint: 'http://a'"), MANUAL, &[]),
        ("ENC145", kms("endpoint: //a"), MANUAL, &[]),
        ("ENC146", kms("apiVersion: v2, cachesize: 1"), SAFE, &["- providers[0].kms.cachesize"]),
        ("ENC147", kms("cachesize: 0"), SAFE, &["- providers[0].kms.cachesize"]),
        ("ENC148", kms("apiVersion: V2"), SUGGESTED, &["providers[0].kms.apiVersion = 'v2'"]),
    ];
    for (id, entry, applicability, edits) in rows {
        let (found, found_edits) = fix_of(id, &format!("{HEAD}resources:\n- {{{entry}}}\n"));
        let found_edits: Vec<_> = found_edits
            .iter()
            .map(|edit| edit.replace("resources[0].", "").replace("resources[0]+", "+"))
            .collect();
        assert_eq!(
            (found, found_edits),
            (applicability, edits.iter().map(|edit| edit.to_string()).collect()),
            "{entry}"
        );
    }
}

#[test]
fn a_masked_entry_moves_up_unless_that_turns_the_tables() {
    let entries = |first: &str, second: &str| {
        format!("{HEAD}resources:\n- {{resources: ['{first}']}}\n- {{resources: ['{second}']}}\n")
    };
    assert_eq!(
        fix_of("ENC121", &entries("*.", "secrets")),
        (SUGGESTED, vec!["resources[1] to [0]".to_owned()])
    );
    assert_eq!(fix_of("ENC121", &entries("*.", "*.")), (MANUAL, vec![]));
    let one_list = format!("{HEAD}resources:\n- {{resources: ['*.', secrets]}}\n");
    assert_eq!(fix_of("ENC121", &one_list), (MANUAL, vec![]));
}

/// No message and no label holds any of a key, whatever is wrong with it.
#[test]
fn keys_are_not_printed() {
    let rows = [
        format!("aescbc: {{keys: [{{name: a, secret: {KEY}}}]}}, identity: {{}}"),
        format!("aescbc: {{keys: [{{name: a, secret: '{KEY} {KEY}'}}]}}"),
        format!("aescbc: {{keys: [{{name: a, secret: {}}}]}}", KEY.trim_end_matches('=')),
        format!("aescbc: {{keys: [{{name: {KEY}, secret: AQID}}]}}"),
        "aescbc: {keys: [{name: a, secret: 12345678901234567890}]}".to_owned(),
    ];
    for provider in rows {
        let found =
            findings(&format!("{HEAD}resources:\n- {{resources: [secrets], providers: [{{{provider}}}]}}\n"));
        assert!(!found.is_empty(), "{provider}");
        for finding in &found {
            let shown =
                format!("{:?} {:?} {:?} {:?}", finding.message, finding.label, finding.related, finding.fix);
            assert!(!shown.contains("thisKeyIs") && !shown.contains("1234567"), "{shown}");
        }
    }
}

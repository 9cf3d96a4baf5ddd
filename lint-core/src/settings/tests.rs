//! What users may write, what it does, and what each mistake is answered with.

use serde_json::{Value, json};

use super::*;
use crate::inventory::Input;
use crate::linter::Linter;
use crate::report::Report;

const ETCD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: etcd, namespace: kube-system, labels: {tier: control-plane}}
spec:
  containers:
    - name: etcd
      image: registry.example.org/etcd:3.6.14-0
      command: [etcd, --data-dir=/tmp/etcd, --force-new-cluster]
";

fn options(value: Value) -> Options {
    serde_json::from_value(value).unwrap()
}

fn report(options: Value, text: &str) -> Report {
    let mut linter = Linter::new(self::options(options).compile().unwrap());
    linter.add_text(Input { name: "etcd.yaml".to_owned(), ..Input::default() }, text);
    linter.finish()
}

/// `ID path`, for findings of the rules with this beginning.
fn found(report: &Report, ids: &str) -> Vec<String> {
    let own = report.findings.iter().filter(|finding| finding.rule.id.starts_with(ids));
    own.map(|finding| format!("{} {}", finding.rule.id, finding.site.path)).collect()
}

fn error(options: Value) -> String {
    match serde_json::from_value::<Options>(options) {
        Ok(options) => options.compile().unwrap_err().to_string(),
        Err(error) => error.to_string(),
    }
}

/// A custom check with one key set to something else.
fn check_with(key: &str, value: Value) -> Value {
    let mut check = json!({ "id": "REGISTRY", "path": "$.x", "exists": true, "message": "m" });
    check[key] = value;
    json!({ "customChecks": [check] })
}

#[test]
fn nothing_is_required_and_the_defaults_are_those_of_the_type() {
    assert_eq!(options(json!({})), Options::default());
    let settings = Options::default().compile().unwrap();
    assert_eq!((settings.certificate_expiry_days, settings.profile), (30, Profile::Default));
    assert!(options(json!({ "kubernetesVersion": "" })).compile().unwrap().kubernetes_version.is_none());
}

#[test]
fn every_mistake_names_its_key() {
    let rows = [
        (json!({ "failon": "error" }), "unknown field `failon`"),
        (json!({ "failOn": "high" }), "unknown variant `high`"),
        (json!({ "disabledRules": ["ETCD999"] }), "disabledRules: there is no rule `ETCD999`"),
        (json!({ "disabledRules": ["client-plaintext-listner"] }), "did you mean client-plaintext-listener?"),
        (json!({ "severities": { "nope": "info" } }), "severities: there is no rule `nope`"),
        (json!({ "kubernetesVersion": 1.30 }), "kubernetesVersion must be quoted"),
        (json!({ "kubernetesVersion": "new" }), "kubernetesVersion: expected a version"),
        (json!({ "exemptions": [{ "objects": "$.a", "reason": " " }] }), "exemptions[0].reason: say why"),
        (json!({ "exemptions": [{ "objects": "a", "reason": "r" }] }), "exemptions[0].objects: a JSONPath"),
        (json!({ "exemptions": [{ "objects": "$.a" }] }), "missing field `reason`"),
        (
            json!({ "exemptions": [{ "rules": ["X"], "objects": "$.a", "reason": "r" }] }),
            "exemptions[0].rules: there is no rule `X`",
        ),
        (check_with("id", json!("registry")), "customChecks[0].id: an id begins with a capital"),
        (check_with("id", json!("ETCD101")), "customChecks[0].id: a rule of etcdlint has this id"),
        (check_with("path", json!("x")), "customChecks[0].path: a JSONPath query begins with $"),
        (check_with("exists", json!(false)), "customChecks[0].exists: only `true`"),
        (check_with("absent", json!(true)), "customChecks[0]: give exactly one of"),
        (check_with("exists", Value::Null), "customChecks[0]: give exactly one of"),
        (check_with("message", json!("two\nlines")), "customChecks[0].message: a message is one line"),
        (check_with("message", json!("x".repeat(201))), "customChecks[0].message: a message has at most 200"),
        (check_with("severty", json!("error")), "unknown field `severty`"),
        (
            json!({ "customChecks": [{ "id": "R", "path": "$.x", "matches": "(", "message": "m" }] }),
            "customChecks[0].matches: this is no regular expression",
        ),
        (
            json!({ "customChecks": [{ "id": "R", "path": "$.x", "matches": "\\w{999999}", "message": "m" }] }),
            "customChecks[0].matches",
        ),
    ];
    for (options, expected) in rows {
        let error = error(options.clone());
        assert!(error.contains(expected), "{options}: {error}");
    }
    let check = json!({ "id": "TWICE", "path": "$.x", "exists": true, "message": "m" });
    assert!(error(json!({ "customChecks": [check, check] })).contains("customChecks[1].id: another check"));
}

#[test]
fn exempt_objects_have_no_findings_of_the_rules_that_are_named() {
    let exempt = |rules: Value, objects: &str| {
        let mut exemption = json!({ "objects": objects, "reason": "a test cluster" });
        if !rules.is_null() {
            exemption["rules"] = rules;
        }
        report(json!({ "exemptions": [exemption] }), ETCD)
    };
    let all = report(json!({}), ETCD);
    let count = all.findings.len();
    assert!(count > 1);
    let rows = [
        (Value::Null, "$.metadata[?@=='etcd']", 0),
        (Value::Null, "$.metadata.labels[?@=='control-plane']", 0),
        (json!(["data-dir-ephemeral"]), "$.metadata.name", count - 1),
        (Value::Null, "$.metadata[?@=='other']", count),
    ];
    for (rules, objects, expected) in rows {
        let report = exempt(rules, objects);
        assert_eq!(report.findings.len(), expected, "{objects}");
        assert_eq!(report.summary.suppressed, count - expected, "{objects}");
    }
}

#[test]
fn an_exemption_of_one_item_leaves_the_other_items_of_a_list_alone() {
    let item = |name: &str| ETCD.replace("name: etcd,", &format!("name: {name},")).replace('\n', "\n    ");
    let list = format!("kind: List\nitems:\n  - {}\n  - {}", item("one").trim(), item("two").trim());
    let both = found(&report(json!({}), &list), "ETCD342");
    assert_eq!(both.len(), 2);
    let exemption = json!([{ "objects": "$.metadata[?@=='one']", "reason": "a test cluster" }]);
    let rest = found(&report(json!({ "exemptions": exemption }), &list), "ETCD342");
    assert_eq!(rest, both[1..]);
}

#[test]
fn custom_checks_find_what_does_not_meet_their_demand() {
    let rows: [(&str, Value, &[&str]); 8] = [
        ("$.spec.nodeName", json!({ "exists": true }), &["C "]),
        ("$.spec.containers", json!({ "exists": true }), &[]),
        ("$.spec.containers[*].image", json!({ "absent": true }), &["C spec.containers[0].image"]),
        ("$.spec.hostPID", json!({ "absent": true }), &[]),
        ("$.metadata.namespace", json!({ "equals": "kube-system" }), &[]),
        ("$.metadata.namespace", json!({ "oneOf": ["etcd", 1] }), &["C metadata.namespace"]),
        ("$.spec.containers[*].image", json!({ "matches": "^registry\\.example\\.org/" }), &[]),
        ("$.spec.containers", json!({ "matches": "." }), &["C spec.containers"]),
    ];
    for (path, demand, expected) in rows {
        let mut check = json!({ "id": "C", "path": path, "message": "not here" });
        check.as_object_mut().unwrap().extend(demand.as_object().unwrap().clone());
        assert_eq!(
            found(&report(json!({ "customChecks": [check] }), ETCD), "C"),
            expected,
            "{path} {demand}"
        );
    }
}

#[test]
fn custom_checks_look_at_what_is_ours_and_of_their_kinds() {
    let check = |kinds: Value| {
        json!({ "customChecks": [
            { "id": "C", "kinds": kinds, "path": "$.nowhere", "exists": true, "message": "m", "severity": "error" },
        ]})
    };
    let carried =
        "kind: ConfigMap\ndata:\n  enc.yaml: |\n    kind: EncryptionConfiguration\n    resources: []\n";
    let text = format!("{ETCD}---\nkind: Deployment\nspec: {{}}\n---\n{carried}");
    let rows = [
        (json!(["Pod"]), 1),
        (json!(["Deployment"]), 0),
        (json!(["ConfigMap", "EncryptionConfiguration"]), 2),
        (Value::Null, 3),
    ];
    for (kinds, expected) in rows {
        let report = report(check(kinds.clone()), &text);
        assert_eq!(found(&report, "C").len(), expected, "{kinds}");
    }
}

#[test]
fn a_custom_check_is_a_rule_to_all_other_settings() {
    let with = |more: Value| {
        let check =
            json!({ "id": "SITE-1", "kinds": ["Pod"], "path": "$.x", "exists": true, "message": "m" });
        let mut options = json!({ "customChecks": [check] });
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        report(options, ETCD)
    };
    let severity = |report: &Report| {
        let own = report.findings.iter().find(|finding| finding.rule.id == "SITE-1");
        own.map(|finding| finding.severity)
    };
    assert_eq!(severity(&with(json!({}))), Some(Severity::Warning));
    assert_eq!(severity(&with(json!({ "severities": { "SITE-1": "error" } }))), Some(Severity::Error));
    assert_eq!(severity(&with(json!({ "disabledRules": ["SITE-1"] }))), None);
    let exemption = json!([{ "rules": ["SITE-1"], "objects": "$.metadata.name", "reason": "r" }]);
    assert_eq!(severity(&with(json!({ "exemptions": exemption }))), None);
}

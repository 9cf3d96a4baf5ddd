//! The rules of this family on small configurations: every condition, and every exception.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::fix::{Applicability, Edit, Scalar};
use crate::inventory::{Input, Inventory};
use crate::linter::Linter;
use crate::rule::Check;
use crate::settings::{Profile, Settings};
use crate::source::{Node, Path, Step};
use crate::subject::object::Subject;
use crate::testing;

/// The keys of the pages.
const KEY_A: &str = "q83vEjRWKLNJIcbsGd9IxMqcffgIdkq2onXt8kMLm20=";
const KEY_B: &str = "ECEyQ1RlSAyOXqVrufpV7VbNSWLe6bxwQd6TsP2GH6g=";
/// The same of 16 bytes.
const KEY_SHORT: &str = "q83vEjRWjfSZXwhcoYEYuQ==";
/// The key of the example for secretbox in the Kubernetes documentation.
const KEY_PUBLISHED: &str = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY=";

/// A configuration of these entries.
fn config(entries: &Value) -> Value {
    json!({
        "apiVersion": "apiserver.config.k8s.io/v1", "kind": "EncryptionConfiguration", "resources": entries,
    })
}

/// A configuration of one entry.
fn entry(resources: Value, providers: Value) -> Value {
    config(&json!([{ "resources": resources, "providers": providers }]))
}

/// A configuration for Secrets.
fn secrets(providers: Value) -> Value {
    entry(json!(["secrets"]), providers)
}

fn kms() -> Value {
    kms_with(json!({}))
}

/// A KMS provider with other settings than the usual ones.
fn kms_with(settings: Value) -> Value {
    let mut kms =
        json!({ "apiVersion": "v2", "name": "vault", "endpoint": "unix:///var/run/kmsplugin/socket.sock" });
    for (key, value) in settings.as_object().into_iter().flatten() {
        kms[key] = value.clone();
    }
    json!({ "kms": kms })
}

fn identity() -> Value {
    json!({ "identity": {} })
}

/// A provider with keys, given as names and secrets.
fn local(provider: &str, keys: &[(&str, &str)]) -> Value {
    let keys: Vec<Value> =
        keys.iter().map(|(name, secret)| json!({ "name": name, "secret": secret })).collect();
    json!({ provider: { "keys": keys } })
}

fn settings(profile: Profile) -> Settings {
    Settings { profile, honor_suppressions: true, ..Settings::default() }
}

/// What this family finds, as `ENC201 error`, sorted.
fn found_in(text: &str, profile: Profile) -> Vec<String> {
    found_by(testing::report(text, settings(profile)))
}

fn found_by(report: crate::report::Report) -> Vec<String> {
    let own = report.findings.iter().filter(|finding| finding.rule.id.starts_with("ENC2"));
    let mut found: Vec<String> = own.map(|one| format!("{} {}", one.rule.id, one.severity)).collect();
    found.sort_unstable();
    found
}

/// Checks a table of configurations.
fn check(rows: &[(&str, Value, &[&str])]) {
    check_in(Profile::Default, rows);
}

fn check_in(profile: Profile, rows: &[(&str, Value, &[&str])]) {
    for (what, config, expected) in rows {
        assert_eq!(found_in(&config.to_string(), profile), *expected, "{what}");
    }
}

/// The findings of this family before any of them is silenced, with their fixes as steps.
fn raw_findings(config: &Value) -> Vec<Finding> {
    let mut inventory = Inventory::default();
    inventory.add_object(Input::default(), Node::from(config));
    inventory.build_models();
    // With several, one that has not the new version yet cannot read what another writes.
    let settings = Settings { single_server: true, ..Settings::default() };
    let context = Context { settings: &settings, inventory: &inventory, transitions: &[] };
    let mut found = Vec::new();
    for rule in super::RULES.iter().filter(|rule| settings.is_on(rule)) {
        match rule.check {
            Check::Encryption(check) => {
                for one in &inventory.encryptions {
                    check(one, &context, &mut Findings::new(rule, &one.subject, &mut found));
                }
            }
            Check::Inventory(check) => {
                check(&context, &mut Findings::new(rule, &Subject::default(), &mut found))
            }
            _ => panic!("{} checks something else", rule.id),
        }
    }
    found
}

/// Carries out steps on a tree.
fn apply(tree: &mut Value, edits: &[Edit]) {
    for edit in edits {
        match edit {
            Edit::Move { from, to, .. } => {
                let list = at(tree, edit.path()).as_array_mut().unwrap();
                let item = list.remove(*from);
                list.insert(*to, item);
            }
            Edit::Insert { index, value, .. } => {
                at(tree, edit.path()).as_array_mut().unwrap().insert(*index, value.clone());
            }
            Edit::Replace { value: Scalar::String(text), .. } => {
                *at(tree, edit.path()) = Value::from(text.as_str());
            }
            Edit::Remove { .. } => {
                let list = at(tree, &edit.path().parent().unwrap()).as_array_mut().unwrap();
                let Some(Step::Index(index)) = edit.path().last() else { panic!("not an item") };
                list.remove(*index);
            }
            _ => panic!("this family has no such step"),
        }
    }
}

fn at<'a>(tree: &'a mut Value, path: &Path) -> &'a mut Value {
    path.steps().into_iter().fold(tree, |value, step| match step {
        Step::Key(key) => &mut value[key],
        Step::Index(index) => &mut value[*index],
    })
}

#[test]
fn which_provider_writes() {
    let a = || local("secretbox", &[("a", KEY_A)]);
    check(&[
        ("golden", entry(json!(["secrets", "configmaps"]), json!([kms(), identity()])), &[]),
        ("identity first", secrets(json!([identity(), kms()])), &["ENC201 error"]),
        ("identity first by wildcard", entry(json!(["*.*"]), json!([identity(), kms()])), &["ENC201 error"]),
        (
            "identity first for another resource",
            config(&json!([
                { "resources": ["secrets"], "providers": [kms(), identity()] },
                { "resources": ["configmaps"], "providers": [identity(), kms_with(json!({ "name": "b" }))] },
            ])),
            &["ENC201 warning"],
        ),
        ("identity only", secrets(json!([identity()])), &["ENC202 error"]),
        ("identity only by wildcard", entry(json!(["*."]), json!([identity()])), &["ENC202 error"]),
        (
            "exemption from a wildcard",
            config(&json!([
                { "resources": ["events"], "providers": [identity()] },
                { "resources": ["*.*"], "providers": [kms(), identity()] },
            ])),
            &[],
        ),
        (
            "a wildcard of identity that secrets do not fall under",
            config(&json!([
                { "resources": ["secrets"], "providers": [kms(), identity()] },
                { "resources": ["*.*"], "providers": [identity()] },
            ])),
            &[],
        ),
        ("no fallback", secrets(json!([kms()])), &["ENC207 info"]),
        ("a local key", secrets(json!([a(), identity()])), &["ENC212 info"]),
        (
            "local keys in two entries are one matter",
            config(&json!([
                { "resources": ["configmaps"], "providers": [a(), identity()] },
                { "resources": ["secrets"], "providers": [a(), identity()] },
            ])),
            &["ENC212 info"],
        ),
        (
            "aescbc",
            secrets(json!([local("aescbc", &[("a", KEY_A)]), identity()])),
            &["ENC209 info", "ENC212 info"],
        ),
        ("aescbc reads", secrets(json!([kms(), local("aescbc", &[("a", KEY_A)]), identity()])), &[]),
        ("aesgcm", secrets(json!([local("aesgcm", &[("a", KEY_A)]), identity()])), &["ENC210 warning"]),
        ("kms behind a local key", secrets(json!([a(), kms(), identity()])), &["ENC225 info"]),
        ("kms behind identity", secrets(json!([identity(), kms()])), &["ENC201 error"]),
    ]);
}

#[test]
fn profiles() {
    let other = |resources: Value| {
        config(&json!([
            { "resources": ["secrets"], "providers": [kms()] },
            { "resources": resources, "providers": [local("aesgcm", &[("a", KEY_A)])] },
        ]))
    };
    check_in(
        Profile::Strict,
        &[
            ("identity at the end", secrets(json!([kms(), identity()])), &["ENC206 info", "ENC208 info"]),
            ("no identity", secrets(json!([kms()])), &["ENC206 info"]),
            (
                "configmaps exempted",
                config(&json!([
                    { "resources": ["secrets"], "providers": [kms()] },
                    { "resources": ["configmaps"], "providers": [identity()] },
                ])),
                &["ENC202 info"],
            ),
            ("wildcard", entry(json!(["*."]), json!([kms()])), &[]),
            (
                "OpenShift",
                entry(json!(["secrets", "configmaps", "routes.route.openshift.io"]), json!([kms()])),
                &["ENC206 info"],
            ),
            (
                "aescbc",
                entry(json!(["*."]), json!([local("aescbc", &[("a", KEY_A)])])),
                &["ENC209 warning", "ENC212 info"],
            ),
            ("aesgcm, seldom written", other(json!(["configmaps"])), &["ENC210 warning"]),
            ("aesgcm for events", other(json!(["configmaps", "events"])), &["ENC210 error"]),
            (
                "aesgcm for leases",
                other(json!(["configmaps", "leases.coordination.k8s.io"])),
                &["ENC210 error"],
            ),
            ("aesgcm for a group", other(json!(["configmaps", "*.discovery.k8s.io"])), &["ENC210 error"]),
            ("aesgcm for everything", other(json!(["*.*"])), &["ENC210 error"]),
        ],
    );
    for profile in [Profile::Default, Profile::Cis] {
        check_in(
            profile,
            &[
                (
                    "golden",
                    entry(
                        json!(["secrets", "configmaps"]),
                        json!([kms_with(json!({ "timeout": "3s" })), identity()]),
                    ),
                    &[],
                ),
                (
                    "aescbc is never an error",
                    secrets(json!([local("aescbc", &[("a", KEY_A)]), identity()])),
                    &["ENC209 info", "ENC212 info"],
                ),
            ],
        );
    }
}

const IDENTITY_FIRST: &str = "\
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources: [secrets]
  providers:
  - identity: {}
  - kms: {apiVersion: v2, name: a, endpoint: 'unix:///a'}
";

#[test]
fn decrypting_on_purpose() {
    let text = |comment: &str| format!("{comment}\n{IDENTITY_FIRST}");
    let rows = [
        ("", "ENC201 error"),
        ("# etcdlint: decrypt-migration", "ENC201 info"),
        ("#etcdlint: decrypt-migration until Friday", "ENC201 info"),
        ("# etcdlint: decrypt-migrations", "ENC201 error"),
        ("# see etcdlint: decrypt-migration", "ENC201 error"),
    ];
    for (comment, expected) in rows {
        assert_eq!(found_in(&text(comment), Profile::Default), [expected], "{comment}");
    }
    let carried = |annotations: Value| {
        json!({ "apiVersion": "v1", "kind": "List", "items": [{
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": { "name": "a", "annotations": annotations },
            "data": { "enc.yaml": text("") },
        }]})
    };
    let rows = [
        (json!({ "etcdlint": "decrypt-migration" }), "ENC201 info"),
        (json!({ "etcdlint": "decrypt" }), "ENC201 error"),
        (json!({}), "ENC201 error"),
    ];
    for (annotations, expected) in rows {
        let list = carried(annotations.clone()).to_string();
        assert_eq!(found_in(&list, Profile::Default), [expected], "{annotations}");
    }
}

#[test]
fn which_resources_are_named() {
    let one = |resources: Value| entry(resources, json!([kms(), identity()]));
    let two = |first: Value, second: Value| {
        config(&json!([
            { "resources": ["secrets"], "providers": first },
            { "resources": ["secrets"], "providers": second },
        ]))
    };
    let b = || kms_with(json!({ "name": "b" }));
    check(&[
        ("secrets missing", one(json!(["configmaps"])), &["ENC203 error"]),
        ("core group by its dot", one(json!(["secrets."])), &[]),
        ("all of the core group", one(json!(["*."])), &[]),
        ("everything", one(json!(["*.*"])), &[]),
        ("another group", one(json!(["*.apps"])), &["ENC203 error"]),
        ("OpenShift's own", one(json!(["routes.route.openshift.io"])), &["ENC203 info"]),
        (
            "OpenShift's and others",
            one(json!(["routes.route.openshift.io", "configmaps"])),
            &["ENC203 error"],
        ),
        ("a near miss speaks for both", one(json!(["secret"])), &["ENC205 error"]),
        ("two near misses", one(json!(["secret", "v1/secrets"])), &["ENC205 error", "ENC205 error"]),
        ("a wildcard meant to cover them", one(json!(["v1/*"])), &["ENC205 error"]),
        ("a wildcard meant to cover others", one(json!(["apps/v1/*"])), &["ENC203 error", "ENC205 warning"]),
        ("a near miss beside the right name", one(json!(["secrets", "secret"])), &["ENC205 warning"]),
        ("wrong group of secrets", one(json!(["secrets.apps"])), &["ENC205 error"]),
        ("no near miss of secrets", one(json!(["configmap"])), &["ENC203 error", "ENC205 warning"]),
        ("custom resources", one(json!(["secrets", "pandas.example.com", "*.example.com"])), &[]),
        ("an unknown name in core", one(json!(["secrets", "pandas"])), &["ENC205 warning"]),
        ("an empty name", one(json!(["secrets", ""])), &["ENC205 warning"]),
        ("a subresource", one(json!(["secrets", "pods/status"])), &["ENC205 warning"]),
        ("one resource twice", two(json!([kms(), identity()]), json!([b()])), &["ENC204 warning"]),
        ("identity wins", two(json!([identity()]), json!([kms()])), &["ENC204 error"]),
        (
            "identity in both",
            two(json!([identity()]), json!([identity()])),
            &["ENC202 error", "ENC204 warning"],
        ),
    ]);
    let mut patch = one(json!(["configmaps"]));
    patch["resources"][0]["$patch"] = "merge".into();
    assert!(raw_findings(&patch).is_empty(), "a patch holds only a part of the file");
}

#[test]
fn refused_names_are_left_to_other_rules() {
    for name in ["Secrets", "*", "secrets.*", "events.events.k8s.io", "ingresses.extensions"] {
        let found = raw_findings(&entry(json!(["secrets", name]), json!([kms(), identity()])));
        assert!(found.is_empty(), "{name}");
    }
}

/// No version loads these files, so nothing is left in plain text by what is misspelt.
#[test]
fn misspelt_fields_are_one_mistake() {
    let config = config(
        &json!([{ "resources": ["secrets"], "providers": [local("aescbc", &[("a", KEY_A)]), identity()] }]),
    );
    let text = config.to_string();
    let below = r#""aescbc":{"keys":"#;
    let beside = text.replacen(below, r#""aescbc":null,"keys":"#, 1).replacen("]}}", "]}", 1);
    let rows = [
        text.replacen("\"resources\":[{", "\"resource\":[{", 1),
        text.replacen("\"resources\":[\"", "\"resource\":[\"", 1),
        text.replacen("aescbc", "aesCBC", 1),
        beside,
    ];
    for text in rows {
        assert!(
            testing::report(&text, Settings::default()).findings.iter().any(|one| one.rule.id == "ENC104")
        );
        assert_eq!(found_in(&text, Profile::Default), [""; 0], "{text}");
    }
}

#[test]
fn keys() {
    let one = |secret: &str| secrets(json!([kms(), local("aescbc", &[("a", secret)]), identity()]));
    let two = |provider: &str, a: (&str, &str), b: (&str, &str)| {
        secrets(json!([kms(), local(provider, &[a, b]), identity()]))
    };
    check(&[
        ("32 bytes", one(KEY_A), &[]),
        ("16 bytes", one(KEY_SHORT), &["ENC211 warning"]),
        ("zeros", one("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), &["ENC214 error"]),
        ("16 zeros are one matter", one("AAAAAAAAAAAAAAAAAAAAAA=="), &["ENC214 error"]),
        ("a password", one("Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZSAxMjM="), &["ENC214 error"]),
        ("published", one(KEY_PUBLISHED), &["ENC215 error"]),
        ("published, 16 bytes", one("c2VjcmV0IGlzIHNlY3VyZQ=="), &["ENC215 error"]),
        ("two names", two("secretbox", ("a", KEY_A), ("b", KEY_B)), &[]),
        ("one name, aescbc", two("aescbc", ("a", KEY_A), ("a", KEY_B)), &["ENC217 error"]),
        ("one name, secretbox", two("secretbox", ("a", KEY_A), ("a", KEY_B)), &["ENC217 warning"]),
        ("the same key again", two("aescbc", ("a", KEY_A), ("a", KEY_A)), &[]),
        ("one key, two names", two("secretbox", ("a", KEY_A), ("b", KEY_A)), &["ENC218 warning"]),
        ("a name and a colon", two("secretbox", ("a", KEY_A), ("a:b", KEY_B)), &["ENC219 warning"]),
        ("no collision", two("secretbox", ("a", KEY_A), ("ab:c", KEY_B)), &["ENC219 info"]),
        (
            "one name in two provider types",
            secrets(json!([kms(), local("aescbc", &[("a", KEY_A)]), local("secretbox", &[("a", KEY_B)])])),
            &["ENC207 info"],
        ),
        (
            "one key in two provider types",
            secrets(json!([
                kms(),
                local("aescbc", &[("a", KEY_A)]),
                local("secretbox", &[("a", KEY_A)]),
                identity()
            ])),
            &["ENC218 warning"],
        ),
        (
            "one name in two entries that no resource shares",
            config(&json!([
                { "resources": ["secrets"], "providers": [kms(), local("aescbc", &[("a", KEY_A)])] },
                { "resources": ["configmaps"], "providers": [local("aescbc", &[("a", KEY_B)]), identity()] },
            ])),
            &["ENC207 info", "ENC209 info", "ENC212 info"],
        ),
        (
            "one key with one name in two entries",
            config(&json!([
                { "resources": ["secrets"], "providers": [local("secretbox", &[("a", KEY_A)]), identity()] },
                { "resources": ["events"], "providers": [local("secretbox", &[("a", KEY_A)]), identity()] },
            ])),
            &["ENC212 info"],
        ),
    ]);
}

#[test]
fn published_keys_by_themselves_in_secrets() {
    let secret = |field: &str, value: &str| {
        let mut secret = json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "a" } });
        secret[field] = json!({ "key": value });
        secret
    };
    // The key of the documentation in base64, and that text in base64 once more.
    let twice = "WVdKalpHVm1aMmhwYW10c2JXNXZjSEZ5YzNSMWRuZDRlWG94TWpNME5UWT0=";
    check(&[
        ("the key", secret("data", KEY_PUBLISHED), &["ENC215 error"]),
        ("its text", secret("data", twice), &["ENC215 error"]),
        ("its text, literally", secret("stringData", KEY_PUBLISHED), &["ENC215 error"]),
        ("another key", secret("data", KEY_A), &[]),
        ("its text and a newline", secret("stringData", &format!("{KEY_PUBLISHED}\n")), &["ENC215 error"]),
    ]);
    let config_map = json!({ "apiVersion": "v1", "kind": "ConfigMap", "data": { "key": KEY_PUBLISHED } });
    assert!(raw_findings(&config_map).is_empty());
}

#[test]
fn leaked_keys_are_seen_in_refused_configurations() {
    let mut config = secrets(json!([local("aescbc", &[("a", KEY_PUBLISHED)])]));
    config["kind"] = "EncryptionConfig".into();
    let found: Vec<_> = raw_findings(&config).iter().map(|finding| finding.rule.id).collect();
    assert!(found.contains(&"ENC215"));
}

#[test]
fn placeholders() {
    let with = |secret: &str| secrets(json!([kms(), local("secretbox", &[("a", secret)]), identity()]));
    let rows = [
        ("<base64-encoded-encryption-key>", true),
        ("$(head -c 32 /dev/urandom | base64)", true),
        ("{{ .Values.key }}", true),
        ("${KEY}", true),
        ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=", true),
        ("ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]", true),
        (KEY_A, false),
    ];
    for (secret, is_found) in rows {
        let found = found_in(&with(secret).to_string(), Profile::Default);
        assert_eq!(found == ["ENC216 error"], is_found, "{secret}");
        assert_eq!(found.is_empty(), !is_found, "{secret}");
    }
    let mut sops = with("ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]");
    sops["sops"] = json!({ "version": "3.9.0" });
    assert!(raw_findings(&sops).is_empty(), "SOPS decrypts it");
    let template = with("{{ .Values.key }}").to_string();
    let rows = [("enc.yaml", 1), ("enc.yaml.j2", 0), ("a/ENC.YAML.TMPL", 0), ("enc.gotmpl", 0)];
    for (name, count) in rows {
        let found = found_by(testing::report_of(name, &template, settings(Profile::Default)));
        assert_eq!(found.len(), count, "{name}");
    }
}

#[test]
fn kms_settings() {
    let one = |settings: Value| secrets(json!([kms_with(settings), identity()]));
    let endpoint = |endpoint: &str| one(json!({ "endpoint": endpoint }));
    let v1 = |size: Value| {
        let settings = json!({ "apiVersion": "v1", "cachesize": size });
        raw_findings(&one(settings)).iter().map(|finding| finding.rule.id).collect::<Vec<_>>()
    };
    check(&[
        ("two slashes", endpoint("unix://var/run/kms.sock"), &["ENC220 error"]),
        ("a host and nothing else", endpoint("unix://kms.sock"), &["ENC220 error"]),
        ("upper case", endpoint("UNIX:///var/run/kms.sock"), &[]),
        ("one slash", endpoint("unix:/var/run/kms.sock"), &[]),
        ("localhost", endpoint("unix://localhost/run/kms.sock"), &[]),
        ("localhost alone", endpoint("unix://localhost"), &["ENC220 error"]),
        ("no slash", endpoint("unix:kms.sock"), &["ENC220 error"]),
        ("no path", endpoint("unix://"), &["ENC220 error"]),
        ("abstract", endpoint("unix:///@kms"), &["ENC221 warning"]),
        ("abstract with two slashes", endpoint("unix://@kms"), &["ENC220 error"]),
        ("ten seconds", one(json!({ "timeout": "10s" })), &[]),
        ("more", one(json!({ "timeout": "10.1s" })), &["ENC222 info"]),
    ]);
    for (size, is_small) in [(json!(-1), true), (json!(99), true), (json!(100), false), (json!(0), false)] {
        assert_eq!(v1(size.clone()).contains(&"ENC223"), is_small, "{size}");
    }
    assert!(v1(json!(null)).is_empty());
}

#[test]
fn kms_sockets_and_mounts() {
    let pod = |flags: &[&str], mount: &str| {
        let command: Vec<&str> = std::iter::once("kube-apiserver").chain(flags.iter().copied()).collect();
        json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "kube-apiserver" },
            "spec": {
                "containers": [{
                    "name": "kube-apiserver", "image": "registry.k8s.io/kube-apiserver:v1.34.2",
                    "command": command, "volumeMounts": [{ "name": "a", "mountPath": mount }],
                }],
                "volumes": [{ "name": "a", "hostPath": { "path": mount } }],
            },
        })
    };
    let flag = "--encryption-provider-config=/etc/kubernetes/enc.yaml";
    let rows: [(&str, &[&str], &str, usize); 6] = [
        ("elsewhere", &[flag], "/etc/kubernetes", 1),
        ("the folder", &[flag], "/var/run/kmsplugin", 0),
        ("a folder above", &[flag], "/var", 0),
        ("through the link", &[flag], "/run/kmsplugin", 0),
        ("a folder of a like name", &[flag], "/var/run/kms", 1),
        ("no encryption", &[], "/etc/kubernetes", 0),
    ];
    for (what, flags, mount, count) in rows {
        let text = format!("{}\n---\n{}", pod(flags, mount), secrets(json!([kms(), identity()])));
        let found = found_in(&text, Profile::Default);
        assert_eq!(found.iter().filter(|one| *one == "ENC224 error").count(), count, "{what}");
    }
    // The Secret that the file is made into is not in the input.
    let mut with_secret = pod(&[flag], "/etc/kubernetes");
    with_secret["spec"]["volumes"] = json!([{ "name": "a", "secret": { "secretName": "enc" } }]);
    let configuration = secrets(json!([kms(), identity()]));
    let mut linter = Linter::new(settings(Profile::Default));
    for (name, content) in
        [("api.yaml", &with_secret), ("enc.yaml", &configuration), ("old.yaml", &configuration)]
    {
        linter.add_text(Input { name: name.to_owned(), ..Input::default() }, &content.to_string());
    }
    let findings = linter.finish().findings;
    let of_rule = findings.iter().filter(|one| one.rule.id == "ENC224");
    let files: Vec<_> = of_rule.map(|one| one.site.file.to_string()).collect();
    assert_eq!(files, ["enc.yaml"], "of two the one that the flag names");
}

/// A configuration with a key, carried by an object.
fn carried(kind: &str, metadata: Value, providers: Value) -> Value {
    let text = secrets(providers).to_string();
    match kind {
        "KubeadmControlPlane" => json!({
            "apiVersion": "controlplane.cluster.x-k8s.io/v1beta1", "kind": kind, "metadata": metadata,
            "spec": { "kubeadmConfigSpec": { "files": [{ "path": "/etc/enc.yaml", "content": text }] } },
        }),
        "Secret" => {
            let data = json!({ "enc.yaml": text });
            json!({ "apiVersion": "v1", "kind": kind, "metadata": metadata, "stringData": data })
        }
        _ => json!({ "apiVersion": "v1", "kind": kind, "metadata": metadata, "data": { "enc.yaml": text } }),
    }
}

#[test]
fn what_carries_a_key() {
    let key = || json!([local("secretbox", &[("a", KEY_A)]), identity()]);
    let no_key = || json!([kms(), identity()]);
    let name = || json!({ "name": "enc" });
    let labelled = json!({ "name": "enc", "labels": { "cluster.x-k8s.io/cluster-name": "prod" } });
    let mut typed = carried("Secret", name(), key());
    typed["type"] = "cluster.x-k8s.io/secret".into();
    check(&[
        ("ConfigMap", carried("ConfigMap", name(), key()), &["ENC226 error"]),
        ("ConfigMap without keys", carried("ConfigMap", name(), no_key()), &[]),
        ("Cluster API", carried("KubeadmControlPlane", name(), key()), &["ENC227 warning"]),
        ("Cluster API without keys", carried("KubeadmControlPlane", name(), no_key()), &[]),
        ("Secret", carried("Secret", name(), key()), &["ENC212 info", "ENC229 info"]),
        ("Secret of a cluster", carried("Secret", labelled, key()), &["ENC212 info"]),
        ("Secret of Cluster API", typed, &["ENC212 info"]),
    ]);
    let hosted = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "kube-apiserver" },
        "spec": { "template": { "spec": {
            "containers": [{
                "name": "kube-apiserver", "image": "registry.k8s.io/kube-apiserver:v1.34.2",
                "command": ["kube-apiserver", "--encryption-provider-config=/enc/enc.yaml"],
            }],
            "volumes": [{ "name": "enc", "secret": { "secretName": "enc" } }],
        } } },
    });
    let text = format!("{hosted}\n---\n{}", carried("Secret", name(), key()));
    assert_eq!(found_in(&text, Profile::Default), ["ENC212 info"], "a hosted control plane mounts it");
}

#[test]
fn keys_of_two_clusters() {
    let key = || json!([local("secretbox", &[("a", KEY_A)]), identity()]);
    let object = |kind: &str, name: &str| carried(kind, json!({ "name": name }), key());
    let shared = |texts: &[Value]| {
        let mut linter = Linter::new(Settings::default());
        for (index, text) in texts.iter().enumerate() {
            let name = format!("{index}/enc.yaml");
            linter.add_text(Input { name, ..Input::default() }, &text.to_string());
        }
        found_by(linter.finish()).iter().any(|one| one == "ENC218 warning")
    };
    assert!(shared(&[object("KubeadmControlPlane", "a"), object("KubeadmControlPlane", "b")]));
    assert!(!shared(&[object("KubeadmControlPlane", "a"), object("KubeadmControlPlane", "a")]), "a copy");
    assert!(!shared(&[object("KubeadmControlPlane", "a"), object("Secret", "b")]), "maybe one cluster");
    assert!(!shared(&[secrets(key()), secrets(key())]), "files of the nodes of one cluster");
}

#[test]
fn committed_keys() {
    let rows = [
        (secrets(json!([kms(), local("secretbox", &[("a", KEY_A)]), identity()])), 1),
        (secrets(json!([kms(), local("secretbox", &[("a", KEY_A), ("b", KEY_B)]), identity()])), 2),
        (secrets(json!([kms(), identity()])), 0),
        (secrets(json!([kms(), local("secretbox", &[("a", "<key>")]), identity()])), 0),
        (secrets(json!([kms(), local("secretbox", &[("a", "ENC[AES256_GCM,data:AA==]")]), identity()])), 0),
        (carried("Secret", json!({ "name": "a" }), json!([local("secretbox", &[("a", KEY_A)])])), 1),
    ];
    for (config, count) in rows {
        for version_controlled in [false, true] {
            let mut linter = Linter::new(Settings::default());
            let name = "enc.yaml".to_owned();
            linter.add_text(Input { name, version_controlled }, &config.to_string());
            let found = found_by(linter.finish());
            let expected = if version_controlled { count } else { 0 };
            assert_eq!(found.iter().filter(|one| *one == "ENC228 error").count(), expected, "{config}");
        }
    }
}

#[test]
fn files_among_objects() {
    let configuration = secrets(json!([kms(), identity()])).to_string();
    let object = |kind: &str| json!({ "apiVersion": "v1", "kind": kind, "metadata": { "name": "a" } });
    let rows = [
        (object("ConfigMap").to_string(), false),
        (carried("ConfigMap", json!({ "name": "a" }), json!([kms(), identity()])).to_string(), true),
        (json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "a" } }).to_string(), true),
        (object("Pod").to_string(), false),
        (configuration.clone(), false),
    ];
    for (other, is_found) in rows {
        let found = found_in(&format!("{other}\n---\n{configuration}"), Profile::Default);
        assert_eq!(found.iter().any(|one| one == "ENC232 info"), is_found, "{other}");
    }
    let service = json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "a" } }).to_string();
    for (folder, is_found) in [("enc", true), ("deploy", false)] {
        let mut linter = Linter::new(Settings::default());
        for (name, text) in [("enc/enc.yaml", &configuration), (&format!("{folder}/service.yaml"), &service)]
        {
            linter.add_text(Input { name: name.to_owned(), ..Input::default() }, text);
        }
        let found = found_by(linter.finish());
        assert_eq!(found.iter().any(|one| one == "ENC232 info"), is_found, "{folder}");
    }
}

#[test]
fn fixes_leave_nothing_behind() {
    let b = || kms_with(json!({ "name": "b" }));
    let legacy = {
        let mut config = secrets(json!([kms(), identity()]));
        config["apiVersion"] = "v1".into();
        config["kind"] = "EncryptionConfig".into();
        config
    };
    let rows = [
        ("ENC201", secrets(json!([identity(), kms()]))),
        ("ENC201", secrets(json!([identity(), kms(), b()]))),
        ("ENC201", entry(json!(["configmaps", "*.*"]), json!([identity(), kms()]))),
        ("ENC203", entry(json!(["configmaps"]), json!([kms(), identity()]))),
        (
            "ENC203",
            config(&json!([
                { "resources": ["events"], "providers": [identity()] },
                { "resources": ["*.apps"], "providers": [kms(), identity()] },
            ])),
        ),
        ("ENC205", entry(json!(["secret"]), json!([kms(), identity()]))),
        ("ENC205", entry(json!(["secrets", "apps/v1/deployments"]), json!([kms(), identity()]))),
        ("ENC205", entry(json!(["secrets", "events.k8s.io/v1/events"]), json!([kms(), identity()]))),
        (
            "ENC205",
            config(&json!([
                { "resources": ["configmap"], "providers": [kms(), identity()] },
                { "resources": ["*.*"], "providers": [identity()] },
            ])),
        ),
        ("ENC230", legacy),
    ];
    for (id, mut tree) in rows {
        let before = raw_findings(&tree);
        let offered = before.iter().filter(|one| one.rule.id == id).filter_map(|one| one.fix.as_ref());
        let fix = offered.clone().find(|fix| fix.applicability != Applicability::Manual);
        let fix = fix.unwrap_or_else(|| panic!("{id}: no fix for {tree}"));
        apply(&mut tree, &fix.edits);
        let after = raw_findings(&tree);
        assert!(after.iter().all(|one| one.rule.id != id), "{id}: still in {tree}");
        let ids = |findings: &[Finding]| findings.iter().map(|one| one.rule.id).collect::<BTreeSet<_>>();
        assert!(ids(&after).is_subset(&ids(&before)), "{id}: something new in {tree}");
    }
}

/// What would make stored objects unreadable, or kube-apiserver refuse the file, is not offered as safe.
#[test]
fn unsafe_fixes_are_only_suggested() {
    let rows = [
        ("ENC203", entry(json!(["configmaps"]), json!([kms()]))),
        (
            "ENC203",
            config(&json!([
                { "resources": ["configmaps"], "providers": [kms(), identity()] },
                { "resources": ["pods"], "providers": [kms_with(json!({ "name": "b" })), identity()] },
            ])),
        ),
        ("ENC203", entry(json!(["configmaps"]), json!([identity()]))),
        ("ENC205", entry(json!(["secret"]), json!([kms()]))),
        ("ENC205", entry(json!(["secrets", "secret"]), json!([kms(), identity()]))),
        ("ENC205", entry(json!(["secrets", "deployments"]), json!([kms(), identity()]))),
        ("ENC205", entry(json!(["v1/*"]), json!([kms(), identity()]))),
        ("ENC205", entry(json!(["secrets", "v1/*"]), json!([kms(), identity()]))),
        ("ENC205", entry(json!(["secrets", "deployments.apps", "apps/v1/*"]), json!([kms(), identity()]))),
        (
            "ENC205",
            config(&json!([
                { "resources": ["*."], "providers": [kms(), identity()] },
                { "resources": ["configmap"], "providers": [kms_with(json!({ "name": "b" })), identity()] },
            ])),
        ),
        (
            "ENC205",
            config(&json!([
                { "resources": ["deployment.apps"], "providers": [kms(), identity()] },
                { "resources": ["*.*"], "providers": [kms_with(json!({ "name": "b" })), identity()] },
            ])),
        ),
        ("ENC201", secrets(json!([identity(), kms()]))),
        ("ENC201", secrets(json!([identity(), identity(), kms()]))),
        ("ENC220", secrets(json!([kms_with(json!({ "endpoint": "unix://@kms" })), identity()]))),
        ("ENC220", secrets(json!([kms_with(json!({ "endpoint": "unix://opt/kms.sock" })), identity()]))),
    ];
    for (id, tree) in rows {
        let found = raw_findings(&tree);
        let own: Vec<_> = found.iter().filter(|one| one.rule.id == id).collect();
        assert!(!own.is_empty(), "{id}: {tree}");
        let is_safe =
            |one: &&&Finding| one.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe);
        assert!(!own.iter().any(|one| is_safe(&one)), "{id}: {tree}");
    }
}

/// Everything that a report says about its findings.
fn words(report: &crate::report::Report) -> String {
    let mut words = String::new();
    for finding in &report.findings {
        words.push_str(&format!("{}\n{}\n", finding.message, finding.subject));
        words.extend(finding.label.iter().map(|label| format!("{label}\n")));
        words.extend(finding.fix.iter().map(|fix| format!("{}\n", fix.title)));
        let spans = std::iter::once(&finding.site).chain(finding.related.iter().map(|(site, _)| site));
        words.extend(spans.filter_map(|site| site.span.as_ref()).map(|span| format!("{}\n", span.excerpt)));
        words.extend(finding.related.iter().map(|(_, text)| format!("{text}\n")));
    }
    words
}

#[test]
fn no_message_shows_key_material() {
    // Each is unlike any word, so that six characters of it in a row must have come from the key.
    let secrets_of_keys = [
        "Zk9wQ3xWv7Lm2RtYpB8nHs5JdK1gAfUe4oXiCzN6qTM=",
        "Zk9wQ3xWv7Lm2RtYpB8nHg==",
        "Zk9wQ3xWv7Lm2RtYpB8nHs5JdK1gAfUe4oXiCzN6qTM",
        " Zk9wQ3xWv7Lm2RtYpB8nHs5JdK1gAfUe4oXiCzN6qTM= ",
        "Zk9wQ3xWv7Lm2RtYpB8nHs5JdK1gAfUe4oXiCzN6qT-_",
        "WnF4dkp3S3l1UGJ0R21EaFpxeHZKd0t5dVBidEdtRGg=",
        "ZqxvJwKyuPbtGmDhZqxvJwKyuPbtGmDh",
        "<ZqxvJwKyuPbtGmDh>",
        "${ZqxvJwKyuPbtGmDh}",
        "ENC[AES256_GCM,data:ZqxvJwKyuPbtGmDh]",
        KEY_PUBLISHED,
    ];
    let decoded = ["ZqxvJwKyuPbtGmDhZqxvJwKyuPbtGmDh", "abcdefghijklmnopqrstuvwxyz123456"];
    for secret in secrets_of_keys {
        for provider in ["aescbc", "aesgcm", "secretbox"] {
            let providers = json!([
                local(provider, &[("a", secret), ("a", KEY_B), ("a:b", secret)]),
                local("aescbc", &[("c", secret)]),
            ]);
            for document in wrapped(&providers) {
                let said = words_about(&document);
                let canaries = decoded.iter().copied().chain([secret]).flat_map(windows);
                for canary in canaries {
                    assert!(!said.contains(&canary), "{canary} of {secret} in:\n{said}");
                }
            }
        }
    }
}

/// Six characters in a row.
fn windows(text: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = text.trim().chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let windows: Vec<String> = letters.windows(6).map(|six| six.iter().collect()).collect();
    windows
        .into_iter()
        .filter(|window| !window.contains("AES256") && !"ENCAES256GCMdata".contains(window.as_str()))
}

/// The providers in every sort of document that can carry them, and in refused ones.
fn wrapped(providers: &Value) -> Vec<Value> {
    let mut documents = vec![secrets(providers.clone())];
    for kind in ["ConfigMap", "Secret", "KubeadmControlPlane"] {
        documents.push(carried(kind, json!({ "name": "a" }), providers.clone()));
    }
    let mut nameless = secrets(providers.clone());
    nameless["kind"] = Value::Null;
    documents.push(nameless);
    let mut unknown = secrets(providers.clone());
    unknown["metadata"] = json!({ "name": "a" });
    documents.push(unknown);
    documents
}

/// What is said about a document with every profile and every rule on.
fn words_about(document: &Value) -> String {
    let mut said = String::new();
    for profile in [Profile::Default, Profile::Strict] {
        let mut settings = settings(profile);
        settings.enabled = super::RULES.iter().map(|rule| rule.id.to_owned()).collect();
        for text in [document.to_string(), block_style(document)] {
            let mut linter = Linter::new(settings.clone());
            linter.add_text(Input { name: "a.yaml".to_owned(), version_controlled: true }, &text);
            let report = linter.finish();
            assert!(!report.findings.is_empty());
            said.push_str(&words(&report));
        }
    }
    said
}

/// The same document in several lines, as people write it.
fn block_style(document: &Value) -> String {
    serde_json::to_string_pretty(document).unwrap()
}

#[test]
fn severities_of_a_key_in_a_configmap_are_errors() {
    let text = carried("ConfigMap", json!({ "name": "a" }), json!([local("secretbox", &[("a", KEY_A)])]));
    let report = testing::report(&text.to_string(), settings(Profile::Default));
    let finding = report.findings.iter().find(|one| one.rule.id == "ENC226").unwrap();
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!(
        finding.site.embedded.as_ref().map(Path::to_string).as_deref(),
        Some("resources[0].providers[0].secretbox.keys[0].secret")
    );
}

//! What skimming calls unrelated, the linter has nothing to say of.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::inventory::Input;
use crate::inventory::skim::object::is_unrelated;
use crate::inventory::skim::{PARTS, PARTS_OF_FILES};
use crate::linter::Linter;
use crate::report::Report;
use crate::rules;
use crate::settings::{Profile, Settings};
use crate::source::{self, Node};
use crate::subject::object::ObjectId;

fn skims(object: &Value) -> bool {
    let text = |key: &str| object[key].as_str().unwrap_or_default().to_owned();
    let id = ObjectId { api_version: text("apiVersion"), kind: text("kind"), ..ObjectId::default() };
    is_unrelated(&id, &object.to_string())
}

/// All that any rule says of an object, whatever it takes to switch the rule on.
fn report(object: &Value) -> Report {
    let mut linter = Linter::new(Settings {
        profile: Profile::Strict,
        enabled: rules::all().map(|rule| rule.id.to_owned()).collect(),
        now: Some(1_800_000_000),
        admission: true,
        ..Settings::default()
    });
    linter.add_object(Input::default(), Node::from(object));
    linter.finish()
}

fn is_silent(object: &Value) -> bool {
    let report = report(object);
    report.findings.is_empty() && report.not_checked.is_empty() && report.summary.subjects == 0
}

fn pod(container: Value) -> Value {
    json!({ "apiVersion": "v1", "kind": "Pod", "spec": { "containers": [container] } })
}

#[test]
fn what_others_run_is_unrelated() {
    let rows = [
        json!({ "name": "web", "image": "nginx:1", "args": ["--port=80"] }),
        json!({ "name": "web", "command": ["sh", "-c", "echo 'hello' && exec \"/bin/web\""] }),
        json!({ "name": "web", "env": [{ "name": "URL", "value": "http://$(HOST):80" }] }),
        json!({ "name": "web", "args": ["--web.listen-address=:9100", "--data-dir=/data"] }),
    ];
    for container in rows {
        assert!(skims(&pod(container.clone())), "{container}");
    }
    let files = json!({ "a.conf": "worker_processes 1;", "b": "ZXRjZA==" });
    assert!(skims(&json!({ "apiVersion": "v1", "kind": "ConfigMap", "data": files })));
    let data = json!({ "password": "aHVudGVyMg==" });
    assert!(skims(&json!({ "apiVersion": "v1", "kind": "Secret", "data": data })));
}

/// Objects that something is said of, each for one reason alone.
#[test]
fn what_is_ours_is_not() {
    let env = json!([{ "name": "A", "value": "et" }, { "name": "B", "value": "cd" }]);
    let runs = |command: &[&str]| json!({ "name": "a", "image": "a/b:1", "command": command, "env": env });
    let containers = [
        runs(&["etcd", "--x"]),
        runs(&["sh", "-c", "et''cd --x"]),
        runs(&["sh", "-c", "e\\tcd --x"]),
        runs(&["sh", "-c", "et\\\ncd --x"]),
        runs(&["sh", "-c", "\"et\"'cd' --x"]),
        runs(&["sh", "-c", "sh -c 'et\"\"cd --x'"]),
        runs(&["sh", "-c", "a=et; ${a}cd --x"]),
        runs(&["$(A)$(B)", "--x"]),
        runs(&["sh", "-c", "$(A)$(B) --x"]),
        json!({ "name": "a", "args": ["$(A)$(B)", "--x"], "env": env }),
        runs(&["env", "A=B", "k3s", "server", "--x"]),
        runs(&["rke2", "server", "--x"]),
        runs(&["kube-apiserver", "--x"]),
        runs(&["hyperkube", "apiserver", "--x"]),
        runs(&["run", "-listen-peer-urls", "x"]),
        runs(&["run", "--listen-client-urls=x"]),
        runs(&["cp", "-r", "/x/member/snap", "/y"]),
        json!({ "name": "a", "image": "registry.k8s.io/etcd:3.6.14-0" }),
        json!({ "name": "a", "command": ["run"], "env": [{ "name": "ETCD_LISTEN_PEER_URLS", "value": "x" }] }),
        json!({ "name": "a", "env": [{ "name": "A", "value": "-----BEGIN PRIVATE KEY-----\nAAAA\n" }] }),
    ];
    let config_map = |files: Value| json!({ "apiVersion": "v1", "kind": "ConfigMap", "data": files });
    let secret = |files: Value| json!({ "apiVersion": "v1", "kind": "Secret", "data": files });
    let server = json!({ "extraArgs": { "encryption-provider-config": "/x" } });
    let files = [
        json!({ "a": "resources: [{resources: [secrets], providers: [{identity: {}}]}]" }),
        json!({ "a": "{kind: EncryptionConfiguration}" }),
        json!({ "a": "listen-metrics-urls: x\nQUOTA-BACKEND-BYTES: 1" }),
        json!({ "a": "initial-cluster-token: x" }),
        json!({ "a": "peer-transport-security: {}" }),
        json!({ "a": "data-dir: /x" }),
        json!({ "a": format!("{{kind: ClusterConfiguration, apiVersion: kubeadm.k8s.io/v1beta3, apiServer: {server}}}") }),
        json!({ "a": "#cloud-config\nwrite_files: [{path: /enc.json, encoding: b64, content: '!'}]" }),
        json!({ "a": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" }),
        json!({ "encryption-config.yaml": "" }),
    ];
    let encoded = |files: &Value| -> Value {
        let files = files.as_object().expect("files").iter();
        files
            .map(|(name, text)| (name.clone(), json!(STANDARD.encode(text.as_str().expect("a text")))))
            .collect()
    };
    let begin =
        STANDARD.encode(STANDARD.encode("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"));
    let own = json!({ "name": "m", "image": "a/b:1", "command": ["run"],
        "envFrom": [{ "prefix": "E", "configMapRef": { "name": "m" } }] });
    let others = [
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "binaryData": encoded(&files[3]) }),
        json!({ "apiVersion": "v1", "kind": "Secret", "stringData": files[3] }),
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "m" },
            "data": { "TCD_LISTEN_PEER_URLS": "x" }, "spec": { "template": { "spec": { "containers": [own] } } } }),
        json!({ "apiVersion": "v1", "kind": "List", "items": [config_map(files[3].clone())] }),
        json!({ "apiVersion": "v1", "kind": "ConfigMapList", "items": [{ "data": files[3] }] }),
        secret(json!({ "key": STANDARD.encode("secret is secure") })),
        secret(json!({ "key": STANDARD.encode(STANDARD.encode("secret is secure")) })),
        secret(json!({ "ca.crt": begin })),
        secret(json!({ "etcd.conf": "/w==" })),
        json!({ "apiVersion": "v1", "kind": "encryption-config" }),
        json!({ "apiVersion": "v1", "kind": "Foo", "resources": [{ "providers": [{ "aescbc": {} }] }] }),
        json!({ "apiVersion": "kubeadm.k8s.io/v1beta3", "kind": "ClusterConfiguration", "apiServer": server }),
        json!({ "apiVersion": "controlplane.cluster.x-k8s.io/v1beta1", "kind": "KubeadmControlPlane",
            "spec": { "kubeadmConfigSpec": { "clusterConfiguration": { "apiServer": server } } } }),
        json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "a" },
            "spec": { "type": "NodePort", "ports": [{ "port": 2379 }] } }),
    ];
    let pods = containers.into_iter().map(pod);
    let config_maps = files.iter().map(|files| config_map(files.clone()));
    let secrets = files.iter().map(|files| secret(encoded(files)));
    for object in pods.chain(config_maps).chain(secrets).chain(others) {
        assert!(!is_silent(&object), "nothing is said of {object}");
        assert!(!skims(&object), "{object}");
    }
}

/// A word is looked for in what a string means, not in how it is written.
#[test]
fn escapes_hide_nothing() {
    let object = pod(json!({ "name": "a", "command": ["etcd"] })).to_string();
    let escaped = object.replace("etcd", "\\u0065t\\u0063d");
    let id = ObjectId { api_version: "v1".to_owned(), kind: "Pod".to_owned(), ..ObjectId::default() };
    assert!(!is_unrelated(&id, &escaped));
    assert!(is_unrelated(&id, &object.replace("etcd", "\\u0065t\\u0063")));
}

#[test]
fn what_cannot_be_read_is_not_unrelated() {
    let id = ObjectId { api_version: "v1".to_owned(), kind: "Pod".to_owned(), ..ObjectId::default() };
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for text in ["", "{", "{}}", "{\"a\": 1e999}", "{\"a\": \"\\ud800\"}", &deep] {
        assert!(!is_unrelated(&id, text), "{text}");
    }
    assert!(is_unrelated(&id, "{}"));
    assert!(!is_unrelated(&ObjectId::default(), "{}"), "of what kind nobody knows");
}

/// The documents of the corpus and of the rules' pages that say what they are.
fn corpus() -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = [root.join("../tests/corpus"), root.join("src/rules")].into_iter().flat_map(files);
    let texts = files.filter_map(|path| std::fs::read_to_string(path).ok());
    let objects = texts.flat_map(|text| {
        let blocks: Vec<&str> = text.split("```").collect();
        let parts = if blocks.len() == 1 { blocks } else { blocks.into_iter().skip(1).step_by(2).collect() };
        let parts = parts.into_iter().map(|part| part.strip_prefix("yaml").unwrap_or(part));
        parts
            .flat_map(|part| {
                source::documents(part).map(|document| document.root.to_json()).collect::<Vec<_>>()
            })
            .collect::<Vec<_>>()
    });
    let found: Vec<Value> = objects.filter(|object| object["kind"].is_string()).collect();
    assert!(found.len() > 300, "{}", found.len());
    found
}

fn files(folder: PathBuf) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    paths.flat_map(|path| if path.is_dir() { files(path) } else { vec![path] }).collect()
}

#[test]
fn the_corpus_is_not_silenced() {
    for object in corpus() {
        assert!(!skims(&object) || is_silent(&object), "{object}");
    }
}

/// Numbers that say what to do next.
struct Choices<'a>(&'a [u8], usize);

impl Choices<'_> {
    fn below(&mut self, end: usize) -> usize {
        self.1 += 1;
        usize::from(self.0[self.1 % self.0.len()].wrapping_add((self.1 / self.0.len()) as u8)) % end
    }

    /// A word as it is, taken apart, or spoilt, which is the most likely.
    fn rewritten(&mut self, word: &str) -> String {
        const BETWEEN: [&str; 9] = ["", "''", "\"\"", "\\", "\\\n", "$(NONE)", "${NONE}", "$NONE", "\"'"];
        let (first, rest) = word.split_at(1 + self.below(2));
        match self.below(16) {
            0 => word.to_owned(),
            1 => format!("{first}{}{rest}", BETWEEN[self.below(BETWEEN.len())]),
            2 => ["$(A)$(B)", "$(A)cd", "et$(B)", "${A}cd", "et$B", "\"$A$B\""][self.below(6)].to_owned(),
            _ => format!("x{}", &word[1..]),
        }
    }

    fn text(&mut self, text: &mut String) {
        const OTHERS: [&str; 6] =
            ["-----BEGIN ", "PRIVATE KEY-----", "exporter", "Encryption", "cluster.x-k8s.io", "resources"];
        for word in PARTS.iter().chain(&PARTS_OF_FILES).chain(&OTHERS) {
            if text.contains(word) {
                *text = text.replace(word, &self.rewritten(word));
            }
        }
        if self.below(40) == 0 {
            *text = format!("sh -c '{text}'");
        }
    }

    fn value(&mut self, value: &mut Value, is_data: bool) {
        match value {
            Value::String(text) => {
                match STANDARD.decode(&text).ok().and_then(|bytes| String::from_utf8(bytes).ok()) {
                    Some(mut inner) if is_data => {
                        self.text(&mut inner);
                        *text = STANDARD.encode(inner);
                    }
                    _ => self.text(text),
                }
            }
            Value::Array(items) => {
                items.iter_mut().for_each(|item| self.value(item, false));
                if self.below(20) == 0 && !items.is_empty() {
                    items.remove(self.below(items.len()));
                }
            }
            Value::Object(entries) => self.entries(entries),
            _ => {}
        }
    }

    fn entries(&mut self, entries: &mut serde_json::Map<String, Value>) {
        for (mut key, mut value) in std::mem::take(entries) {
            let is_data = matches!(key.as_str(), "data" | "binaryData");
            match &mut value {
                Value::Object(files) if is_data => files.values_mut().for_each(|file| self.value(file, true)),
                value => self.value(value, false),
            }
            if self.below(30) == 0 {
                continue;
            }
            if key != "containers" && key != "template" {
                self.text(&mut key);
            }
            entries.insert(key, value);
        }
        if entries.contains_key("command") || entries.contains_key("args") {
            let variables = json!([{ "name": "A", "value": "et" }, { "name": "B", "value": "cd" }]);
            entries.entry("env").or_insert(variables);
        }
        if self.below(60) == 0 {
            let kinds = ["Pod", "ConfigMap", "Secret", "Job", "Widget", "CronJob", "PodList", "Certificate"];
            entries.insert("kind".to_owned(), kinds[self.below(kinds.len())].into());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_silenced(which in any::<prop::sample::Index>(), numbers in prop::collection::vec(any::<u8>(), 200)) {
        thread_local!(static CORPUS: Vec<Value> = corpus());
        let mut object = CORPUS.with(|corpus| which.get(corpus).clone());
        Choices(&numbers, 0).value(&mut object, false);
        prop_assert!(!skims(&object) || is_silent(&object), "{}: {:?}", object, report(&object).findings);
    }
}

//! Writes what the fuzzers begin with: `seeds FOLDER` makes a folder in it for each of them.
//!
//! All of it is in the repository in another form: the corpora of the tests, and the examples of the rules' pages.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use etcdlint_core::rules;
use etcdlint_core::source::{self, Node};
use serde_json::{Value, json};

/// A key that must not be told; see `leaks::CANARY`.
const CANARY: &str = "6JwMRqk3vH0xNbT9cZs5Yf2UeGd8LoPa1iKhXyWrEQ4=";

const SETTINGS: &[&str] = &[
    "profile: strict\nfailOn: warning\n",
    "disabledRules: [ETCD101]\nenabledRules: [INPUT105]\nseverities: {ETCD353: info}\n",
    "kubernetesVersion: \"1.36\"\ncertificateExpiryDays: 14\n",
    "exemptions:\n- {rules: [ETCD101], objects: \"$[?@.name == 'etcd']\", reason: lab}\n",
    "customChecks:\n- {id: MINE-1, path: \"$.spec.hostNetwork\", equals: true, message: no, kinds: [Pod]}\n",
    "customChecks:\n- {id: MINE-2, path: \"$..image\", matches: \"^registry[.]k8s[.]io/\", message: no}\n",
    r#"{"mirrorPods":"ignore","ratchet":false,"honorAnnotations":true}"#,
    r#"{"failOn":"6JwMRqk3vH0xNbT9cZs5Yf2UeGd8LoPa1iKhXyWrEQ4="}"#,
    "failOn: 6JwMRqk3vH0xNbT9cZs5Yf2UeGd8LoPa1iKhXyWrEQ4=\n",
    "6JwMRqk3vH0xNbT9cZs5Yf2UeGd8LoPa1iKhXyWrEQ4=: 1\n",
    "kubernetesVersion: 6JwMRqk3vH0xNbT9cZs5Yf2UeGd8LoPa1iKhXyWrEQ4=\n",
    "disabledRules: [6JwMRqk3vH0xNbT9cZs5Yf2UeGd8LoPa1iKhXyWrEQ4=]\n",
    "severities: {ETCD101: 6JwMRqk3vH0xNbT9cZs5Yf2UeGd8LoPa1iKhXyWrEQ4=}\n",
];

const QUERIES: &[&str] = &[
    "$.spec.containers[*].image",
    "$..*",
    "$[?$.metadata.namespace == 'kube-system']",
    "$.spec.containers[?@.name == 'etcd' && length(@.command) > 2].command[0:5:2]",
    "$['metadata']['labels'][?count(@.*) >= 1]",
    "$.spec.volumes[?(@.hostPath.path != '/var') || !@.x].name",
    "$[-1]",
    "$.spec[?@.a == '6JwMRqk3vH0xNbT9cZs5Yf2UeGd8LoPa1iKhXyWrEQ4='",
    "$.6JwMRqk3vH0xNbT9cZs5Yf2UeGd8LoPa1iKhXyWrEQ4=",
    "^(a+)+$",
    "[a-z]{1,20}(x|y)*",
];

fn main() -> io::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).expect("the folder to write to"));
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut texts = Vec::new();
    for name in ["tests/corpus", "tests/data/encryption-configs", "tests/data/kubeadm", "policy/manifests"] {
        files_in(&repository.join(name), &mut texts)?;
    }
    for rule in rules::all() {
        texts.extend(fences(rule.page));
    }
    let scripts: Vec<String> = texts.iter().filter(|text| is_script(text)).cloned().collect();
    let texts: Vec<String> = texts.into_iter().map(with_keys).collect();
    let marked: Vec<String> =
        texts.iter().enumerate().filter_map(|(at, text)| with_canary(text, at)).collect();
    let texts = [texts, marked].concat();
    for target in ["text", "events", "fixes"] {
        write(&folder, target, &texts)?;
    }
    let configurations = || texts.iter().filter(|text| text.contains("EncryptionConfig"));
    write(&folder, "rotation", &configurations().cloned().collect::<Vec<_>>())?;
    write(&folder, "change", &changes(&configurations().collect::<Vec<_>>()))?;
    write(&folder, "admission", &requests(&texts))?;
    write(&folder, "settings", SETTINGS)?;
    write(&folder, "jsonpath", QUERIES)?;
    let marked: Vec<String> =
        scripts.iter().enumerate().map(|(at, script)| with_canary_as_word(script, at)).collect();
    write(&folder, "shell", &[scripts, marked].concat())?;
    write(
        &folder,
        "snapshot",
        &[snapshot(), br#"{"kvs":[{"key":"L3JlZ2lzdHJ5L3NlY3JldHMvYQ==","value":"azhz"}]}"#.to_vec()],
    )?;
    let mut certificates = Vec::new();
    files_in(&repository.join("tests/data/certificates"), &mut certificates)?;
    write(&folder, "pem", &certificates)?;
    // Nothing but chance makes sense of these.
    write(&folder, "argv", &[[0; 64].to_vec(), (0..=255).collect()])?;
    write(&folder, "carriers", &[[0; 64].to_vec(), (0..=255).collect()])
}

fn files_in(folder: &Path, found: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files_in(&path, found)?;
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push(text);
        }
    }
    Ok(())
}

/// The fenced blocks of a page.
fn fences(page: &str) -> impl Iterator<Item = String> {
    let inside = page.split("\n```").skip(1).step_by(2);
    inside.filter_map(|block| Some(block.split_once('\n')?.1.to_owned()))
}

/// Puts the canary in the place of each key.
fn with_keys(text: String) -> String {
    let lines = text.split_inclusive('\n').map(|line| match line.split_once("secret: ") {
        Some((before, after)) if after.trim_end().len() >= 32 && !after.contains(['{', '}', ',']) => {
            format!("{before}secret: {CANARY}\n")
        }
        _ => line.to_owned(),
    });
    lines.collect()
}

/// Ways to put the canary into a text: alone, and where passwords stand.
const PLACES: [&str; 4] = ["CANARY", "https://root:CANARY@10.0.0.4:2379", "--password=CANARY", "x CANARY y"];

/// Puts the canary in the place of one text of a document, which depends on the number of the seed.
fn with_canary(text: &str, number: usize) -> Option<String> {
    let mut places = Vec::new();
    for document in source::documents(text) {
        strings(&document.root, document.offset, &mut places);
    }
    let place = places.get(number * 7 % places.len().max(1))?.clone();
    let words = PLACES[number % PLACES.len()].replace("CANARY", CANARY);
    let mut marked = text.to_owned();
    marked.replace_range(place, &format!("\"{words}\""));
    Some(marked)
}

/// The bytes of all texts on one line.
fn strings(node: &Node, offset: usize, found: &mut Vec<Range<usize>>) {
    match (&node.value, &node.location) {
        (source::Value::Sequence(items), _) => items.iter().for_each(|item| strings(item, offset, found)),
        (source::Value::Mapping(entries), _) => {
            entries.iter().for_each(|entry| strings(&entry.node, offset, found));
        }
        (source::Value::String(text), Some(at)) if at.alias.is_none() && !text.contains('\n') => {
            found.push(offset + at.span.start..offset + at.span.end);
        }
        _ => {}
    }
}

/// Puts the canary behind a word of a script, or behind the `=` of one.
fn with_canary_as_word(script: &str, number: usize) -> String {
    let ends = script.match_indices([' ', '=']).map(|(at, _)| at + 1);
    let ends: Vec<usize> = ends.filter(|at| !script[..*at].ends_with("  ")).collect();
    let Some(at) = ends.get(number * 7 % ends.len().max(1)) else { return script.to_owned() };
    let words = PLACES[number % PLACES.len()].replace("CANARY", CANARY);
    format!("{}{words} {}", &script[..*at], &script[*at..])
}

fn is_script(text: &str) -> bool {
    text.starts_with("#!")
        || text.contains("[Service]")
        || text.contains("* * ")
        || text.contains("etcdctl ")
        || text.contains("\nETCD_")
}

fn changes(texts: &[&String]) -> Vec<String> {
    texts.windows(2).step_by(4).map(|pair| format!("{}\n=====\n{}", pair[0], pair[1])).collect()
}

/// Settings of the policy for which a verdict comes about in another way each.
const REQUEST_SETTINGS: [&str; 6] = [
    "{}",
    r#"{"failOn":"never","profile":"strict"}"#,
    r#"{"failOn":"info","honorAnnotations":true}"#,
    r#"{"failOn":"warning","ratchet":false}"#,
    r#"{"mirrorPods":"ignore"}"#,
    r#"{"mirrorPods":"reject","disabledRules":["ETCD101"]}"#,
];

/// Objects in which nothing is ours, for what is let through without a look.
fn unrelated() -> Vec<Value> {
    let pod =
        json!({ "containers": [{ "name": "web", "image": "nginx", "command": ["sh", "-c", "echo $A"] }] });
    vec![
        json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "web" }, "spec": pod }),
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "data": { "a": "b" }, "binaryData": { "c": "ZA==" } }),
        json!({ "apiVersion": "v1", "kind": "Secret", "data": { "password": "aHVudGVyMg==" } }),
        json!({ "apiVersion": "example.org/v1", "kind": "Any", "spec": [1, { "a": null }] }),
    ]
}

/// Requests for each object, and updates from the one before it of its kind.
fn requests(texts: &[String]) -> Vec<String> {
    let objects = texts.iter().flat_map(|text| source::documents(text));
    let objects = objects.map(|document| document.root.to_json()).filter(|object| object["kind"].is_string());
    let mut stored: BTreeMap<String, Value> = BTreeMap::new();
    let requests = unrelated().into_iter().chain(objects).enumerate().map(|(number, mut object)| {
        if number % 11 == 0 && object["spec"]["containers"].is_array() {
            object["spec"]["nodeName"] = "a".into();
            object["metadata"]["annotations"] = json!({ "kubernetes.io/config.mirror": "a" });
        }
        let kind = kind_of(&object);
        let before = stored.insert(kind.to_string(), object.clone()).unwrap_or_else(|| object.clone());
        let (operation, old) = match number % 5 {
            0 => ("UPDATE", object.clone()),
            1 => ("UPDATE", before),
            _ => ("CREATE", Value::Null),
        };
        let request = json!({ "operation": operation, "kind": kind, "object": object, "oldObject": old });
        let settings = REQUEST_SETTINGS[number % REQUEST_SETTINGS.len()];
        format!(r#"{{"request":{request},"settings":{settings}}}"#)
    });
    requests.collect()
}

/// What the API server would say that an object is.
fn kind_of(object: &Value) -> Value {
    let api_version = object["apiVersion"].as_str().unwrap_or_default();
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    json!({ "group": group, "version": version, "kind": object["kind"] })
}

/// A bbolt file of four pages: two that lead to the root, the root, and the bucket of etcd's keys.
fn snapshot() -> Vec<u8> {
    const SIZE: usize = 4096;
    let mut file = vec![0; 4 * SIZE];
    let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
    for page in 0..2_usize {
        let at = page * SIZE;
        put(at, &(page as u64).to_le_bytes());
        put(at + 8, &4_u16.to_le_bytes());
        put(at + 16, &0xED0C_DAED_u32.to_le_bytes());
        put(at + 20, &2_u32.to_le_bytes());
        put(at + 24, &4096_u32.to_le_bytes());
        put(at + 32, &2_u64.to_le_bytes());
        put(at + 64, &(page as u64 + 1).to_le_bytes());
    }
    let bucket = [3_u64.to_le_bytes(), 0_u64.to_le_bytes()].concat();
    leaf(&mut put, 2, &[(1, b"key", &bucket)]);
    let pair = |key: &[u8], value: &[u8]| {
        [&[0x0a, key.len() as u8], key, &[0x2a, value.len() as u8], value].concat()
    };
    let secret = pair(b"/registry/secrets/default/a", format!("k8s:enc:aescbc:v1:key1:{CANARY}").as_bytes());
    let plain = pair(b"/registry/secrets/default/b", format!("k8s\0\n{CANARY}").as_bytes());
    leaf(&mut put, 3, &[(0, &[0; 17], &secret), (0, &[1; 17], &plain), (0, b"11111111111111111t", &plain)]);
    file
}

fn leaf(put: &mut impl FnMut(usize, &[u8]), page: usize, entries: &[(u32, &[u8], &[u8])]) {
    let start = page * 4096;
    put(start, &(page as u64).to_le_bytes());
    put(start + 8, &2_u16.to_le_bytes());
    put(start + 10, &(entries.len() as u16).to_le_bytes());
    let mut at = start + 16 + entries.len() * 16;
    for (number, (flags, key, value)) in entries.iter().enumerate() {
        let element = start + 16 + number * 16;
        put(element, &flags.to_le_bytes());
        put(element + 4, &((at - element) as u32).to_le_bytes());
        put(element + 8, &(key.len() as u32).to_le_bytes());
        put(element + 12, &(value.len() as u32).to_le_bytes());
        put(at, key);
        put(at + key.len(), value);
        at += key.len() + value.len();
    }
}

fn write(folder: &Path, target: &str, seeds: &[impl AsRef<[u8]>]) -> io::Result<()> {
    let folder = folder.join(target);
    fs::create_dir_all(&folder)?;
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(folder.join(format!("seed-{number:04}")), seed)?;
    }
    Ok(())
}

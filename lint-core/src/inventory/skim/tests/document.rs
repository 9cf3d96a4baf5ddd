//! The fast way and the slow way give the same, on all texts of the repository and on what chance makes of them.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;

use crate::inventory::read::OTHER_KINDS;
use crate::inventory::skim::PROVIDERS;
use crate::inventory::skim::document::{CONDITIONS, WORDS, is_unrelated};
use crate::inventory::{Held, Input, Inventory};
use crate::source::Outline;

/// Documents that are kept, each for one reason alone.
const KEPT: [&str; 60] = [
    // Programs.
    "{kind: Pod, spec: {containers: [{command: [etcd, --x]}]}}",
    "{kind: Pod, spec: {containers: [{command: [/usr/local/bin/etcd-3.5.1]}]}}",
    "{kind: Pod, spec: {containers: [{image: registry.k8s.io/etcd}]}}",
    "{kind: Foo, spec: {template: {spec: {initContainers: [{command: [timeout, '5', kube-apiserver]}]}}}}",
    "{kind: Pod, spec: {containers: [{command: [hyperkube, apiserver]}]}}",
    "{kind: Pod, spec: {containers: [{command: [/bin/k3s, server]}]}}",
    "{kind: Pod, spec: {containers: [{command: [rke2, server]}]}}",
    "{kind: Pod, spec: {containers: [{image: rancher/k3s, args: [server]}]}}",
    "{kind: Pod, spec: {containers: [{command: [run], env: [{name: ETCD_LISTEN_PEER_URLS, value: x}]}]}}",
    "{kind: Pod, spec: {containers: [{command: [run, --listen-client-urls=x]}]}}",
    "{kind: Pod, spec: {containers: [{command: [run, -listen-peer-urls, x]}]}}",
    "{kind: Pod, spec: {containers: [{command: [cp, /x/member/snap/db, /y]}]}}",
    "{kind: Pod, spec: {containers: [{image: x509-certificate-exporter}]}}",
    // Programs whose names are put together.
    "{kind: Pod, spec: {containers: [{command: [sh, -c, \"e't'cd --x\"]}]}}",
    "{kind: Pod, spec: {containers: [{command: [sh, -c, 'et\"cd\" --x']}]}}",
    "{kind: Pod, spec: {containers: [{command: [sh, -c, 'e\\tcd --x']}]}}",
    "kind: Pod\nspec:\n  containers:\n  - command:\n    - sh\n    - -c\n    - |\n      et\\\n      cd --x\n",
    "{kind: Pod, spec: {containers: [{command: [sh, -c, 'A=et; ${A}cd --x']}]}}",
    "{kind: Pod, spec: {containers: [{command: [$(A)cd], env: [{name: A, value: et}]}]}}",
    "{kind: Pod, spec: {initContainers: [{command: [sh, -c, '$0cd', et]}]}}",
    "{kind: Pod, spec: {containers: [{command: [sh, -c, \"kube-api'server' --x\"]}]}}",
    "{kind: Pod, spec: {containers: [{command: [sh, -c, \"sh -c 'et\\\\'\\\"\\n\\\"'cd --x'\"]}]}}",
    // Spellings of YAML.
    "{kind: Pod, spec: {containers: [{command: [\"\\x65tcd\"]}]}}",
    "{kind: Pod, spec: {containers: [{command: [\"et\\\n  cd\"]}]}}",
    "{kind: Pod, spec: {containers: [{command: [!!binary ZXRjZA==]}]}}",
    "{\"kind\": \"Pod\", 'spec': {\"containers\": [{\"command\": [\"\\u0065tcd\"]}]}}",
    "a: &a {}\nkind: Foo\nspec: *a\nb: *c\n",
    "{kind: Foo, <<: 1}",
    "{kind: Foo, <<: [1]}",
    "{kind: Foo, a: !!int x}",
    "{kind: Foo, a: .inf}",
    "{kind: Foo, a: [-.Inf]}",
    "{kind: Foo, ~: 1}",
    "{kind: Foo, a: {Null: 1}}",
    "{kind: Foo, a: {18446744073709551615: 1}}",
    "{kind: Foo, [a]: 1}",
    "{kind: Foo, a: {? {b: c} : 1}}",
    // Kinds.
    "{kind: Service}",
    "{kind: NetworkPolicy}",
    "{kind: NetworkPolicyList, apiVersion: v1, items: [{}]}",
    "{kind: List, items: [{kind: List, items: [{kind: Service}]}]}",
    "{kind: ServiceList, apiVersion: v1, items: [{}]}",
    "{kind: ConfigMap, apiVersion: v1, data: {a: b}}",
    "{kind: ConfigMapList, apiVersion: v1, items: [{data: {a: b}}]}",
    "{kind: Secret, apiVersion: v1, stringData: {a: b}}",
    "{kind: SecretList, apiVersion: v1, items: [{data: {a: b}}]}",
    "{kind: Certificate, apiVersion: cert-manager.io/v1}",
    "{kind: CertificateList, apiVersion: cert-manager.io/v1, items: [{}]}",
    "{kind: ClusterConfiguration, apiVersion: kubeadm.k8s.io/v1beta4}",
    "{kind: Foo, apiVersion: bootstrap.cluster.x-k8s.io/v1, spec: {files: [{content: a}]}}",
    "{kind: InitConfiguration, apiVersion: kubeadm.k8s.io/v1beta4, patches: {directory: /a}}",
    "{kind: InstanceGroup, apiVersion: kops.k8s.io/v1alpha2, spec: {a: encryption-provider}}",
    // What an EncryptionConfiguration is known by.
    "{kind: encryption-config}",
    "{Kind: Encryption.Provider.Config, kind: }",
    "{kind: Foo, resources: [{providers: [{identity: {}}]}]}",
    "{listen-client: x, name: a, data-dir: b, initial-cluster-state: c}",
    "kind: 5\napiVersion: apiserver.config.k8s.io/v1\nkeys:\nsecret: a\n",
    // The rest.
    "apiVersion: v1\nkind: Pod\nmetadata:\nname: a\nspec:\ncontainers:\n- name: b\nimage: c\n",
    "{kind: Foo, env: {a: \"-----BEGIN PRIVATE KEY-----\"}}",
    "#cloud-config\nkind: Foo\nwrite_files: [{content: a}]\n",
];

/// A text without its documents that the outline shows to be unrelated, and how many it has.
fn read(text: &str, is_unrelated: &dyn Fn(&Outline) -> bool) -> (Inventory, usize) {
    let mut inventory = Inventory::default();
    let count = inventory.add_text_without(Input::default(), text, is_unrelated);
    (inventory, count)
}

/// What is kept of a text: the position, offset, line and length of each document, and how many there are of
/// what else is kept.
type Kept = (Vec<[usize; 4]>, [usize; 7]);

/// Documents that one document carries are kept with it, so they need not be compared.
fn kept(text: &str, is_unrelated: &dyn Fn(&Outline) -> bool) -> Kept {
    let (inventory, count) = read(text, is_unrelated);
    let place = |held: &Held| {
        let document = &held.document;
        [document.index, document.offset, document.position.line, document.text.0.len()]
    };
    let counts = [
        count,
        inventory.others.len(),
        inventory.pems.len(),
        inventory.unreadable.len(),
        inventory.unread.len(),
        inventory.referenced.len(),
        inventory.offsets.len(),
    ];
    (inventory.documents.iter().map(place).collect(), counts)
}

fn is_same(text: &str, is_unrelated: &dyn Fn(&Outline) -> bool) -> bool {
    kept(text, is_unrelated) == kept(text, &|_| false)
}

/// The manifests of the corpus, the examples of the rules' pages, and [`KEPT`].
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut texts: Vec<String> = KEPT.iter().map(|text| text.to_string()).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    collect(&root.join("../tests/corpus"), &mut |text| texts.push(text));
    collect(&root.join("src/rules"), &mut |page| {
        texts.extend(
            page.split("\n```")
                .skip(1)
                .step_by(2)
                .filter_map(|block| block.split_once('\n').map(|(_, text)| text.to_owned())),
        );
    });
    texts
});

fn collect(folder: &Path, take: &mut dyn FnMut(String)) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            collect(&path, take);
        } else if path.extension().is_none_or(|ending| ending != "rs")
            && let Ok(text) = fs::read_to_string(&path)
        {
            take(text);
        }
    }
}

#[test]
fn all_that_is_kept_is_still_kept() {
    for text in KEPT {
        let (inventory, _) = read(text, &|_| false);
        assert!(!inventory.documents.is_empty(), "nothing is kept of {text}");
    }
    let joined = TEXTS.join("\n---\n");
    for text in TEXTS.iter().chain([&joined]) {
        assert!(is_same(text, &is_unrelated), "{text}");
    }
}

#[test]
fn most_others_are_skipped() {
    let skipped = [
        "{kind: Pod, spec: {containers: [{image: nginx, args: [--port=1]}]}}",
        "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      containers:\n      - command: [sh, -c, \"echo 'a'\"]\n",
        "kind: ClusterRole\nrules:\n- verbs: [get]\n",
        "kind: Role\nmetadata: {annotations: {a/b: '{\"c\": \"$d\"}'}}\n",
    ];
    for text in skipped {
        let (inventory, count) = read(text, &is_unrelated);
        assert!(inventory.documents.is_empty() && count == 1, "{text}");
        let mut documents = crate::source::documents(text);
        assert!(documents.next_unless(&is_unrelated).is_some_and(|document| document.is_none()), "{text}");
    }
}

/// Each condition holds back something that the others would let go, or it would not be needed.
#[test]
fn every_condition_is_needed() {
    for left_out in 0..CONDITIONS.len() {
        let others = |outline: &Outline| {
            let mut conditions = CONDITIONS.iter().enumerate().filter(|(at, _)| *at != left_out);
            conditions.all(|(_, holds)| holds(outline))
        };
        assert!(KEPT.iter().any(|text| !is_same(text, &others)), "nothing needs condition {left_out}");
    }
}

/// The words that stand elsewhere, too, are those that stand there.
#[test]
fn what_others_look_for_is_looked_for() {
    let lists = OTHER_KINDS.iter().map(|kind| format!("{kind}List"));
    let whole = OTHER_KINDS.iter().chain([&PROVIDERS]).map(|word| word.to_string()).chain(lists);
    for word in whole.map(|word| format!("\0{word}\0")) {
        assert!(WORDS.iter().any(|one| one == word), "{word:?}");
    }
}

/// The position of [`lacks_words`] among the conditions.
const LACKS_WORDS: usize = 2;

/// For each word there is a document that is kept and has no other of the words.
#[test]
fn every_word_is_needed() {
    for word in WORDS.iter() {
        let has_others = |scalars: &str| WORDS.iter().any(|other| other != word && scalars.contains(other));
        let lacks_others = |outline: &Outline| {
            let mut other_conditions = CONDITIONS.iter().enumerate().filter(|(at, _)| *at != LACKS_WORDS);
            other_conditions.all(|(_, holds)| holds(outline)) && !has_others(outline.scalars())
        };
        assert!(KEPT.iter().any(|text| !is_same(text, &lacks_others)), "nothing needs {word:?}");
    }
}

/// A change of a text at places that two numbers choose.
fn changed(text: &str, sort: u8, a: usize, b: usize) -> String {
    const NAMES: [&str; 14] = [
        "etcd",
        "kube-apiserver",
        "hyperkube",
        "k3s",
        "rke2",
        "listen-client-urls",
        "providers",
        "containers",
        "ConfigMap",
        "Service",
        "Secret",
        "kind",
        "exporter",
        "Certificate",
    ];
    const KINDS: [&str; 12] = [
        "Pod",
        "List",
        "PodList",
        "Deployment",
        "Foo",
        "ConfigMapList",
        "ServiceAccount",
        "Service",
        "CronJob",
        "encryption_config",
        "DeploymentList",
        "Certificate",
    ];
    let name = NAMES[b % NAMES.len()];
    let other = TEXTS[b % TEXTS.len()].as_str();
    let replace_one = |from: &str, to: &str| {
        let places: Vec<usize> = text.match_indices(from).map(|(at, _)| at).collect();
        let Some(at) = places.get(a % places.len().max(1)) else { return text.to_owned() };
        format!("{}{to}{}", &text[..*at], &text[at + from.len()..])
    };
    let cut_name = |middle: &str| replace_one(name, &format!("{}{middle}{}", &name[..2], &name[2..]));
    let change_line = |change: &dyn Fn(&str) -> String| {
        let lines: Vec<&str> = text.lines().collect();
        let at = a % lines.len().max(1);
        let change = |(line, text): (usize, &&str)| if line == at { change(text) } else { text.to_string() };
        lines.iter().enumerate().map(change).collect::<Vec<_>>().join("\n")
    };
    match sort % 18 {
        0 => cut_name("''"),
        1 => cut_name("\\"),
        2 => cut_name("\\\n"),
        3 => cut_name("$X"),
        4 => replace_one(name, &format!("\"\\x{:02x}{}\"", name.as_bytes()[0], &name[1..])),
        5 => replace_one(name, "app"),
        6 => text.replace(name, "app"),
        7 => change_line(&|line| match line.split_once("kind: ") {
            Some((before, _)) => format!("{before}kind: {}", KINDS[b % KINDS.len()]),
            None => line.to_owned(),
        }),
        8 => replace_one(": ", ": &a "),
        9 => replace_one(": ", ": *a "),
        10 => replace_one("- ", "- !!str "),
        11 => change_line(&|line| line.trim_start().to_owned()),
        12 => change_line(&|_| String::new()),
        13 => change_line(&|line| format!("{line}\n{line}")),
        14 => crate::source::documents(text)
            .map(|document| document.root.to_json().to_string())
            .collect::<Vec<_>>()
            .join("\n---\n"),
        15 => format!("{text}\n---\n{other}"),
        16 => crate::source::documents(text)
            .map(|document| {
                serde_json::json!({"kind": "List", "items": [document.root.to_json()]}).to_string()
            })
            .collect::<Vec<_>>()
            .join("\n---\n"),
        _ => replace_one(" ", "\n"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn chance_finds_no_difference(
        text in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<u8>(), any::<u16>(), any::<u16>()), 1..6),
    ) {
        let text = text.get(&TEXTS).clone();
        let text = changes.iter().fold(text, |text, (sort, a, b)| changed(&text, *sort, (*a).into(), (*b).into()));
        prop_assert!(is_same(&text, &is_unrelated), "{}", text);
    }
}

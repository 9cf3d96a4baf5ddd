//! Derived commands, compared with what kubeadm wrote (tests/data/kubeadm).

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::defaults::{NODE_ADDRESS, NODE_NAME};
use crate::inventory::{Input, Inventory};
use crate::model::etcd::Home;
use crate::subject::volume::clean;

#[derive(Deserialize)]
struct Row {
    file: String,
    error: Option<String>,
    etcd: Option<Pod>,
    apiserver: Option<Pod>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Pod {
    command: Vec<String>,
    mounts: BTreeMap<String, String>,
}

fn data(path: &str) -> String {
    let base = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/data/kubeadm");
    std::fs::read_to_string(base.join(path)).unwrap()
}

fn inventory(text: &str) -> Inventory {
    let mut inventory = Inventory::default();
    inventory.add_text(Input::default(), text);
    inventory.build_models();
    inventory
}

/// The pod of a home, for the node that the recorder describes.
fn derived(inventory: &Inventory, home: Home) -> Pod {
    let (_, container) = inventory.home(home);
    let on_node = |text: &str| text.replace(NODE_NAME, "cp1").replace(NODE_ADDRESS, "192.0.2.7");
    Pod {
        command: container.argv.iter().map(|word| on_node(&word.text)).collect(),
        mounts: container.mounts.iter().map(|mount| (mount.volume.clone(), mount.path.clone())).collect(),
    }
}

/// As recorded, but for folders that kubeadm mounts only where the node has them.
fn recorded(mut pod: Pod) -> Pod {
    let of_node = ["etc-ca-certificates", "usr-share-ca-certificates", "usr-local-share-ca-certificates"];
    pod.mounts.retain(|name, _| !of_node.contains(&name.as_str()));
    pod.mounts.values_mut().for_each(|path| *path = clean(path));
    pod
}

#[test]
fn commands_are_those_that_kubeadm_writes() {
    let mut compared = 0;
    for line in data("commands.jsonl").lines() {
        let row: Row = serde_json::from_str(line).unwrap();
        if row.error.is_some() {
            continue;
        }
        let inventory = inventory(&data(&format!("configurations/{}", row.file)));
        let etcd = inventory.etcds.first().map(|etcd| derived(&inventory, etcd.home.unwrap()));
        // Without a section, kubeadm's defaults hold, and there is nothing to judge.
        let says_nothing_of_etcd = etcd.is_none() && !inventory.kubeadms[0].components().any(|_| true);
        if !says_nothing_of_etcd {
            assert_eq!(etcd, row.etcd.map(recorded), "{}", row.file);
        }
        if let Some(apiserver) = inventory.apiservers.first() {
            assert_eq!(
                Some(derived(&inventory, apiserver.home)),
                row.apiserver.map(recorded),
                "{}",
                row.file
            );
            compared += 1;
        }
    }
    assert!(compared >= 12, "{compared}");
}

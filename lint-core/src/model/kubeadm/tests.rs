//! Derived commands, compared with what kubeadm wrote (tests/data/kubeadm).

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::defaults::{NODE_ADDRESS, NODE_NAME};
use crate::inventory::{Input, Inventory};
use crate::model::etcd::{Home, Side};
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

fn configuration(sections: &str) -> Inventory {
    inventory(&format!("apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n{sections}\n"))
}

/// Of kubeadm's addresses only that of the node is not known.
#[test]
fn ports_of_defaults_are_known() {
    let inventory = configuration("etcd: {local: {}}");
    let client = &inventory.etcds[0].transport(Side::Client).listeners;
    assert_eq!(client.iter().map(|url| url.port()).collect::<Vec<_>>(), [Some(2379); 2]);
    let peer = &inventory.etcds[0].transport(Side::Peer).listeners;
    assert_eq!(peer.iter().map(|url| url.port()).collect::<Vec<_>>(), [Some(2380)]);
}

/// By `getEtcdCertVolumes`, which leaves out what is mounted anyway, or with a folder above.
#[test]
fn folders_of_the_files_for_an_external_etcd() {
    let table: [([&str; 3], &[&str]); 4] = [
        (["/etc/kubernetes/pki/etcd/ca.crt", "/etc/ssl/certs/a.crt", "/etc/etcd/a.key"], &["/etc/etcd"]),
        (["/etc/etcd/ca.crt", "/etc/etcd/pki/a.crt", "/etc/etcd/pki/a.key"], &["/etc/etcd"]),
        (["/etc/etcd/pki/ca.crt", "/etc/etcd/a.crt", "/etc/etcd/a.key"], &["/etc/etcd"]),
        (["/srv/ca.crt", "/etc/etcd/a.crt", "/srv/a.key"], &["/etc/etcd", "/srv"]),
    ];
    for (files, expected) in table {
        let [ca, certificate, key] = files;
        let inventory = configuration(&format!(
            "etcd: {{external: {{endpoints: ['https://a:1'], caFile: {ca}, certFile: {certificate}, keyFile: {key}}}}}"
        ));
        let mounts = derived(&inventory, inventory.apiservers[0].home).mounts;
        let of_etcd = mounts.iter().filter(|(name, _)| name.starts_with("etcd-certs"));
        assert_eq!(of_etcd.map(|(_, path)| path.as_str()).collect::<Vec<_>>(), expected, "{files:?}");
    }
}

#[test]
fn arguments_are_added_to_a_section_that_is_there() {
    let external = "etcd: {external: {endpoints: ['https://a:1']}}";
    for (section, expected) in [("", false), ("apiServer: {}\n", true)] {
        let inventory = configuration(&format!("{section}{external}"));
        let edits = inventory.apiservers[0].set("profiling", "false");
        assert_eq!(edits.is_some(), expected, "{section}");
    }
}

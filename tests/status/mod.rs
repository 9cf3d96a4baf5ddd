//! `etcdlint encryption status` against the real etcd: it counts what was put there.

mod server;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::apiserver::config::{Config, Credential};
use crate::apiserver::envelope::{Kek, Luck};
use crate::apiserver::{Object, Server};
use crate::programs::left_out;
use server::Etcd;

const fn key(provider: &'static str, name: &'static str) -> Credential {
    Credential::Key { provider, name, material: 0 }
}

/// What is put into etcd: of each resource how many objects with what. 10,000 in all.
const STORED: [(&str, Credential, usize); 8] = [
    ("secrets", key("secretbox", "key2"), 6_000),
    ("secrets", key("aescbc", "key1"), 490),
    ("secrets", Credential::Identity, 10),
    ("configmaps", key("aesgcm", "2026-11"), 2_000),
    ("pandas.example.com", Credential::Kms { version: "v2", name: "vault", endpoint: 0 }, 1_000),
    ("pandas.example.com", Credential::Kms { version: "v1", name: "vault", endpoint: 0 }, 100),
    ("pods", Credential::Identity, 300),
    ("leases", Credential::Identity, 100),
];

/// What stands in the objects that are stored in plain text: no answer may have it.
const CANARIES: [&str; 2] = ["q83vEjRWeJCrAImoTcoBexObEUFXQjYuamy4nCHKiiQ=", "hunter2-correct-horse-battery"];

/// How long counting may take, in a build for debugging and on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

/// The key of an object in etcd.
fn path(resource: &str, number: usize) -> String {
    match resource.split_once('.') {
        Some((resource, group)) => format!("/registry/{group}/{resource}/default/{number}"),
        None => format!("/registry/{resource}/default/{number}"),
    }
}

fn object(resource: &str, credential: Credential) -> Object {
    let config = Config::everything(credential);
    Server { config: &config, kek: Kek::ByName }.write(resource, Luck::Good)
}

/// An object in plain text, with the canaries.
fn plain(resource: &str) -> Object {
    let mut object = object(resource, Credential::Identity);
    CANARIES.iter().for_each(|canary| object.bytes.extend(format!("\n/{canary}/").bytes()));
    object
}

/// Fills etcd as years do: objects are written in plain text, rewritten, and some of them deleted.
fn fill(etcd: &Etcd) {
    let mut number = 0;
    let mut puts = Vec::new();
    let mut deletions = Vec::new();
    for (resource, credential, count) in STORED {
        let plain = plain(resource);
        let stored =
            if credential == Credential::Identity { plain.clone() } else { object(resource, credential) };
        for _ in 0..count {
            number += 1;
            let history = if number % 7 == 0 { vec![&plain, &stored] } else { vec![&stored] };
            puts.extend(history.into_iter().map(|object| (path(resource, number), object.bytes.clone())));
        }
        let deleted = path(resource, number + 100_000);
        puts.push((deleted.clone(), stored.bytes.clone()));
        deletions.push(deleted);
    }
    // Deleted, and there again.
    let back = path("secrets", 1);
    puts.push(("compact_rev_key".to_owned(), b"17".to_vec()));
    etcd.put(&puts);
    deletions.push(back.clone());
    etcd.delete(&deletions);
    etcd.put(&[(back, object("secrets", key("secretbox", "key2")).bytes)]);
}

fn status(file: &Path, form: &str) -> (Vec<u8>, Duration) {
    let start = Instant::now();
    let output = Command::new(snapbox::cmd::cargo_bin!("etcdlint"))
        .args(["encryption", "status", "--format", form, "--etcd-snapshot"])
        .arg(file)
        .output()
        .expect("etcdlint runs");
    assert!(output.status.success(), "{output:?}");
    assert_no_leak(&output);
    (output.stdout, start.elapsed())
}

/// No piece of a canary is in what was said.
fn assert_no_leak(output: &Output) {
    let said = String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned();
    for canary in CANARIES {
        let pieces = (0..=canary.len() - 12).map(|at| &canary[at..at + 12]);
        for piece in pieces {
            assert!(!said.contains(piece), "{piece:?} is in {said}");
        }
    }
}

/// The counts as they are printed.
fn counted(file: &Path) -> BTreeMap<(String, String), usize> {
    let rows: Vec<Value> = serde_json::from_slice(&status(file, "json").0).expect("JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let with = |row: &Value| format!("{} {}", text(&row["provider"]), text(&row["key"])).trim().to_owned();
    let count = |row: &Value| row["objects"].as_u64().expect("a number") as usize;
    rows.iter().map(|row| ((text(&row["resource"]), with(row)), count(row))).collect()
}

fn expected() -> BTreeMap<(String, String), usize> {
    let with = |credential| match credential {
        Credential::Identity => String::new(),
        Credential::Key { provider, name, .. } => format!("{provider} {name}"),
        Credential::Kms { version, name, .. } => format!("kms {version} {name}"),
    };
    STORED.iter().map(|(resource, one, count)| (((*resource).to_owned(), with(*one)), *count)).collect()
}

#[test]
fn it_counts_what_was_put_into_the_real_etcd() {
    let Some(etcd) = Etcd::start() else {
        return left_out("etcd or etcdctl is not installed: no objects are counted");
    };
    fill(&etcd);
    let folder = tempfile::tempdir().expect("a folder");
    let (snapshot, listing) = (folder.path().join("snapshot.db"), folder.path().join("listing.json"));
    etcd.save(&snapshot);
    std::fs::write(&listing, etcd.get_all()).expect("a file");
    assert_eq!(counted(&snapshot), expected());
    assert_eq!(counted(&listing), expected());
    let (text, took) = status(&snapshot, "text");
    let text = String::from_utf8(text).expect("text");
    assert!(took < PATIENCE, "{took:?}");
    eprintln!("counted 10,000 objects in {took:?}");
    insta::assert_snapshot!(text);

    // After compaction and defragmentation free pages are left, and others have moved.
    etcd.compact();
    etcd.save(&snapshot);
    assert_eq!(counted(&snapshot), expected());
    damaged_files_are_refused(&snapshot);
}

/// Whatever is broken, there is a sentence, and no panic.
fn damaged_files_are_refused(snapshot: &Path) {
    let whole = std::fs::read(snapshot).expect("the snapshot");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("damaged.db");
    let mut state = 1_u64;
    for round in 0..60 {
        let mut bytes = whole.clone();
        if round % 3 == 0 {
            bytes.truncate(whole.len() * round / 60);
        }
        for _ in 0..=round * 20 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = (state >> 20) as usize % bytes.len().max(1);
            // Headers of pages above all: they lead somewhere.
            let at = if state & 1 == 0 { at / 4096 * 4096 + at % 64 } else { at };
            if let Some(byte) = bytes.get_mut(at) {
                *byte = (state >> 8) as u8;
            }
        }
        std::fs::write(&file, &bytes).expect("a file");
        let form = ["text", "json"][round % 2];
        let output = Command::new(snapbox::cmd::cargo_bin!("etcdlint"))
            .args(["encryption", "status", "--format", form, "--etcd-snapshot"])
            .arg(&file)
            .output()
            .expect("etcdlint runs");
        assert_no_leak(&output);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 2)), "{round}: {output:?}");
        assert!(output.status.success() || said.starts_with("etcdlint: cannot read "), "{round}: {said}");
    }
}

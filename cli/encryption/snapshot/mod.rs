//! What is stored under which key: from a snapshot of etcd, or from what etcdctl prints.

mod bolt;
mod stored;

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::hash::Hash;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use prost::Message;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use bolt::Bolt;
pub(crate) use stored::{Stored, With};

/// How many objects of each resource are stored with what.
pub(crate) type Counts = BTreeMap<Stored, usize>;

/// Why nothing was counted.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {reason}", file.display())]
pub(crate) struct Error {
    file: PathBuf,
    reason: Reason,
}

#[derive(Debug, thiserror::Error)]
enum Reason {
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Bolt(#[from] bolt::Error),
    #[error("it begins like JSON, but is not what `etcdctl get --prefix -w json` prints")]
    NotEtcdctl,
}

/// Counts the objects in a file of either form.
pub(crate) fn count(file: &Path) -> Result<Counts, Error> {
    sorted(file, Stored::of)
}

/// How many objects in a file of either form begin with one of the prefixes, as kube-apiserver compares them.
pub(crate) fn count_with(file: &Path, prefixes: &[String]) -> Result<usize, Error> {
    let begins = |value: &[u8]| prefixes.iter().any(|prefix| value.starts_with(prefix.as_bytes()));
    let counts = sorted(file, |_, value| Some(begins(value)))?;
    Ok(counts.get(&true).copied().unwrap_or_default())
}

/// Sorts the objects in a file by what `sort` makes of their keys and values, and counts each sort.
fn sorted<S: Sort>(
    file: &Path,
    sort: impl Fn(&[u8], &[u8]) -> Option<S>,
) -> Result<BTreeMap<S, usize>, Error> {
    let counted = File::open(file).map_err(Reason::from).and_then(|mut open| {
        let mut first = [0];
        let is_json = open.read(&mut first)? == 1 && first == *b"{";
        open.rewind()?;
        if is_json { of_etcdctl(open, sort) } else { Ok(of_snapshot(open, sort)?) }
    });
    counted.map_err(|reason| Error { file: file.to_owned(), reason })
}

/// What objects are sorted by.
trait Sort: Clone + Ord + Hash {}

impl<S: Clone + Ord + Hash> Sort for S {}

/// What etcd keeps for each revision of a key.
#[derive(Clone, PartialEq, Message)]
struct KeyValue {
    #[prost(bytes = "vec", tag = "1")]
    key: Vec<u8>,
    #[prost(bytes = "vec", tag = "5")]
    value: Vec<u8>,
}

/// A revision that deletes its key has this behind its number.
const TOMBSTONE: u8 = b't';

/// The length of a revision: two numbers with a `_` between them.
const REVISION: usize = 17;

/// Revisions come in order, so the last one of a key is what it is now.
fn of_snapshot<S: Sort>(
    file: File,
    sort: impl Fn(&[u8], &[u8]) -> Option<S>,
) -> Result<BTreeMap<S, usize>, bolt::Error> {
    let mut sorts: Vec<S> = Vec::new();
    let mut numbers: HashMap<S, u32> = HashMap::new();
    // Of a key its digest is kept: there may be millions.
    let mut latest: HashMap<[u8; 16], u32> = HashMap::new();
    Bolt::open(file)?.each_of(b"key", |revision, value| {
        let Ok(entry) = KeyValue::decode(value) else {
            return Err(bolt::Error::Damaged("a value that is none of etcd's"));
        };
        let mut key = [0; 16];
        key.copy_from_slice(&Sha256::digest(&entry.key)[..16]);
        if revision.get(REVISION) == Some(&TOMBSTONE) {
            latest.remove(&key);
        } else if let Some(one) = sort(&entry.key, &entry.value) {
            let number = *numbers.entry(one.clone()).or_insert_with(|| {
                sorts.push(one);
                (sorts.len() - 1) as u32
            });
            latest.insert(key, number);
        }
        Ok(())
    })?;
    let mut counts = BTreeMap::new();
    for number in latest.into_values() {
        *counts.entry(sorts[number as usize].clone()).or_default() += 1;
    }
    Ok(counts)
}

/// What `etcdctl get --prefix -w json` prints.
#[derive(Deserialize)]
struct Answer {
    kvs: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    key: String,
    #[serde(default)]
    value: String,
}

fn of_etcdctl<S: Sort>(
    file: File,
    sort: impl Fn(&[u8], &[u8]) -> Option<S>,
) -> Result<BTreeMap<S, usize>, Reason> {
    let answer: Answer = serde_json::from_reader(BufReader::new(file)).map_err(|_| Reason::NotEtcdctl)?;
    let mut counts = BTreeMap::new();
    for pair in answer.kvs {
        let bytes = |text: &str| STANDARD.decode(text).map_err(|_| Reason::NotEtcdctl);
        if let Some(one) = sort(&bytes(&pair.key)?, &bytes(&pair.value)?) {
            *counts.entry(one).or_default() += 1;
        }
    }
    Ok(counts)
}

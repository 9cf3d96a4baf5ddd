//! Snapshots of etcd, and what etcdctl prints.

use std::io::Write;

use etcdlint_core::message::show;

use crate::leaks::Secrets;

// The command line is a program and no library, so its reader is taken by its file.
#[allow(dead_code, unused_imports, reason = "it is a module of the command line")]
#[path = "../../../cli/encryption/snapshot/mod.rs"]
mod reader;

/// Where meta pages may be.
const METAS: [usize; 3] = [0, 4096, 8192];

/// Counts the objects in a file, and tells nothing of their values.
pub fn check(data: &[u8]) {
    let mut bytes = data.to_vec();
    METAS.iter().for_each(|start| sum(&mut bytes, *start));
    let mut file = tempfile::NamedTempFile::new_in(folder()).expect("a file for the snapshot");
    file.write_all(&bytes).expect("room for the snapshot");
    let told = match reader::count(file.path()) {
        Ok(counts) => {
            assert!(counts.values().all(|objects| *objects > 0));
            counts.keys().map(told).collect()
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            error.to_string()
        }
    };
    Secrets::of_input(&String::from_utf8_lossy(&bytes)).assert_untold(&told);
}

/// What `etcdlint encryption status` prints of it: names are shown as those of a manifest are.
fn told(stored: &reader::Stored) -> String {
    let with = match &stored.with {
        reader::With::Provider(provider, name) => format!("{} {}", show(provider), show(name)),
        other => format!("{other:?}"),
    };
    format!("{} {with}\n", show(&stored.resource))
}

/// In memory, where there is such a folder.
fn folder() -> std::path::PathBuf {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
}

/// Puts the right checksum into a meta page: nobody hits it by chance, and behind it is what is to be tried.
fn sum(bytes: &mut [u8], start: usize) {
    let Some(meta) = bytes.get_mut(start + 16..start + 80) else { return };
    let sum = meta[..56].iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    meta[56..].copy_from_slice(&sum.to_le_bytes());
}

//! The texts that are measured, by name.

pub(crate) mod mixed;

use std::io::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

const ETCD: &str = include_str!("../../../tests/corpus/kubeadm/etcd.yaml");
const COURSE: &str = include_str!("../../../tests/corpus/course/etcd.yaml");
const ENCRYPTION: &str = include_str!("../../../tests/corpus/course/encryption-config.yaml");

/// The text of a name.
pub(crate) fn input(name: &str) -> String {
    match name {
        "etcd" => ETCD.to_owned(),
        "course" => COURSE.to_owned(),
        "encryption" => ENCRYPTION.to_owned(),
        "servers" => servers(),
        "many_documents" => many_documents(),
        "gzip_bomb" => gzip_bomb(),
        "large_config_map" => large_config_map(),
        "many_entries" => many_entries(),
        "many_configurations" => many_configurations(),
        _ => mixed::stream(10_000_000),
    }
}

/// A thousand lines of nothing but etcd pods.
fn servers() -> String {
    let pods = COURSE.lines().count();
    format!("{COURSE}\n---\n").repeat(1000 / pods)
}

/// A Cluster API object with a file of 32 MiB in 32 KiB of gzip, a hundred times.
fn gzip_bomb() -> String {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![b' '; 32 * 1024 * 1024]).expect("writing to memory works");
    let content = STANDARD.encode(encoder.finish().expect("writing to memory works"));
    let file = format!("  - {{path: /opt/blob, encoding: gzip+base64, content: {content}}}\n");
    let head = "apiVersion: bootstrap.cluster.x-k8s.io/v1beta1\nkind: KubeadmConfig\nspec:\n  files:\n";
    format!("{head}{}", file.repeat(50))
}

/// A ConfigMap of a megabyte that holds one EncryptionConfiguration, with a finding on every thousandth line.
fn large_config_map() -> String {
    let mut text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  enc.yaml: |\n".to_owned();
    for line in ENCRYPTION.lines() {
        text.push_str(&format!("    {line}\n"));
    }
    while text.len() < 1024 * 1024 {
        text.push_str(
            "    # As long as this comment is, it has to be walked over to find what comes after it.\n",
        );
    }
    text
}

/// A Secret with 10,000 entries, none of which is of interest.
fn many_entries() -> String {
    let mut text = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n".to_owned();
    for number in 0..10_000 {
        text.push_str(&format!("  key-{number}: {}\n", STANDARD.encode(format!("value {number}"))));
    }
    text
}

/// A Secret with 1,000 EncryptionConfigurations.
fn many_configurations() -> String {
    let content = STANDARD.encode(ENCRYPTION);
    let mut text = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n".to_owned();
    for number in 0..1000 {
        text.push_str(&format!("  enc-{number}.yaml: {content}\n"));
    }
    text
}

/// A ConfigMap with a file of 2,000 small documents, each of which is kept.
fn many_documents() -> String {
    let document = "    kind: EncryptionConfiguration\n    apiVersion: apiserver.config.k8s.io/v1\n    resources: []\n    ---\n";
    let head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  enc.yaml: |\n";
    format!("{head}{}", document.repeat(2000))
}

//! Documents that travel inside other documents: a file in a ConfigMap, a Secret, or a Cluster API object.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::object::ObjectId;
use crate::source::{Cursor, Place};

/// A file that an object carries.
pub struct Carried {
    /// How it is carried.
    pub carrier: Carrier,
    /// The value that holds it in the outer document.
    pub place: Place,
    /// Its name: a key of `data`, or a path on the node.
    pub name: String,
    /// Its text, decoded; or why it cannot be.
    pub text: Result<String, Undecodable>,
    /// Whether the text stands in the outer document as it is, so that positions in it can be mapped.
    pub verbatim: bool,
}

/// What carries a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// `data` or `binaryData` of a ConfigMap.
    ConfigMap,
    /// `data` or `stringData` of a Secret.
    Secret,
    /// `files[].content` of a Cluster API object.
    ClusterApi,
}

/// Why a carried file has no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undecodable {
    /// It should be base64 and is not.
    #[error("not base64")]
    Base64,
    /// It is bytes, not text.
    #[error("not UTF-8 text")]
    Utf8,
    /// It has an encoding that is not looked into.
    #[error("of an encoding that is not read")]
    Encoding,
}

/// The files that the object at `object` carries.
pub fn files(object: &Cursor, id: &ObjectId) -> Vec<Carried> {
    match (id.group(), id.kind.as_str()) {
        ("", "ConfigMap") => {
            let mut files = map(object, "data", Carrier::ConfigMap, false);
            files.extend(map(object, "binaryData", Carrier::ConfigMap, true));
            files
        }
        ("", "Secret") => {
            let mut files = map(object, "data", Carrier::Secret, true);
            files.extend(map(object, "stringData", Carrier::Secret, false));
            files
        }
        ("controlplane.cluster.x-k8s.io" | "bootstrap.cluster.x-k8s.io", _) => cluster_api(object),
        _ => Vec::new(),
    }
}

fn map(object: &Cursor, key: &str, carrier: Carrier, encoded: bool) -> Vec<Carried> {
    let map = object.get(key);
    let entries = map.iter().flat_map(|map| map.entries().collect::<Vec<_>>());
    entries
        .filter_map(|(name, value)| {
            let text = value.node.as_str()?;
            Some(Carried {
                carrier,
                place: value.place(),
                name: name.to_owned(),
                text: if encoded { decode(text) } else { Ok(text.to_owned()) },
                verbatim: !encoded,
            })
        })
        .collect()
}

/// `files` of a KubeadmControlPlane or KubeadmConfig and of their templates.
fn cluster_api(object: &Cursor) -> Vec<Carried> {
    let homes: [&[&str]; 4] = [
        &["spec", "kubeadmConfigSpec", "files"],
        &["spec", "template", "spec", "kubeadmConfigSpec", "files"],
        &["spec", "files"],
        &["spec", "template", "spec", "files"],
    ];
    let lists = homes.iter().filter_map(|home| object.at(home));
    lists
        .flat_map(|list| list.items().collect::<Vec<_>>())
        .filter_map(|file| cluster_api_file(&file))
        .collect()
}

fn cluster_api_file(file: &Cursor) -> Option<Carried> {
    let content = file.get("content")?;
    let text = content.node.as_str()?;
    let encoding = file.str("encoding").unwrap_or_default();
    Some(Carried {
        carrier: Carrier::ClusterApi,
        place: content.place(),
        name: file.str("path").unwrap_or_default().to_owned(),
        text: match encoding {
            "" => Ok(text.to_owned()),
            "base64" => decode(text),
            _ => Err(Undecodable::Encoding),
        },
        verbatim: encoding.is_empty(),
    })
}

/// Kubernetes reads `[]byte` fields as Go does: line ends inside are skipped.
fn decode(text: &str) -> Result<String, Undecodable> {
    let compact: String = text.chars().filter(|c| *c != '\n' && *c != '\r').collect();
    let bytes = STANDARD.decode(compact).map_err(|_| Undecodable::Base64)?;
    String::from_utf8(bytes).map_err(|_| Undecodable::Utf8)
}

//! Documents that travel inside other documents: a file in a ConfigMap, a Secret, a Cluster API object,
//! or a cloud-config.

mod cloud_config;
mod cluster_api;
mod encoding;
mod multipart;

pub use self::cloud_config::{files as files_of_cloud_config, is_cloud_config, is_template};
pub use self::encoding::Budget;
use self::encoding::Encoding;
pub use self::multipart::{begins as is_multipart, parts};
use super::object::ObjectId;
use crate::source::{Cursor, Place};

/// A file that a document carries.
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
    /// `write_files[].content` of a cloud-config.
    CloudConfig,
}

/// A value of a Secret or a ConfigMap.
#[derive(Clone, Debug)]
pub struct ValueOf {
    /// Whether it is in a Secret or in a ConfigMap.
    pub carrier: Carrier,
    /// The name of that object.
    pub object: String,
    /// Its namespace, if it is known.
    pub namespace: Option<String>,
    /// The key of the value.
    pub key: String,
}

/// A file on a node whose content is a value of another object.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The reference.
    pub place: Place,
    /// The object that makes it.
    pub owner: ObjectId,
    /// The path of the file on the node.
    pub name: String,
    /// What it names.
    pub value: ValueOf,
    /// Where that value stands, if it is part of the input; known once all is read.
    pub found: Option<Place>,
    /// How the value is written; none if that is not known.
    encoding: Option<Encoding>,
}

impl Reference {
    /// Whether the file is the value as it stands.
    pub fn is_verbatim(&self) -> bool {
        self.encoding == Some(Encoding::Text)
    }

    /// The text of the file, from that of the value.
    pub fn decode(&self, text: &str, budget: &mut Budget) -> Result<String, Undecodable> {
        self.encoding.ok_or(Undecodable::Encoding)?.decode(text, budget)
    }
}

/// Why a carried file has no text. Each completes "the content is …".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undecodable {
    /// It should be base64 and is not.
    #[error("not base64")]
    Base64,
    /// It should be compressed, and is not or is damaged.
    #[error("not gzip data")]
    Gzip,
    /// It is bytes, not text.
    #[error("not UTF-8 text")]
    Utf8,
    /// It has an encoding that is not looked into.
    #[error("of an encoding that is not read")]
    Encoding,
    /// It unpacks to too much.
    #[error("beyond the 3 MiB that are unpacked for one document")]
    Limit,
    /// It is carried by what is carried by too many others.
    #[error("nested in more than four files")]
    Nested,
}

impl crate::message::Public for Undecodable {}

/// The files that the object at `object` carries.
pub fn files(object: &Cursor, id: &ObjectId, budget: &mut Budget) -> Vec<Carried> {
    match (id.group(), id.kind.as_str()) {
        ("", "ConfigMap") => {
            let mut files = texts(object, "data", Carrier::ConfigMap);
            files.extend(bytes(object, "binaryData", Carrier::ConfigMap, budget));
            files
        }
        ("", "Secret") => {
            let mut files = bytes(object, "data", Carrier::Secret, budget);
            files.extend(texts(object, "stringData", Carrier::Secret));
            files
        }
        (group, _) if is_cluster_api(group) => cluster_api::files(object, budget),
        _ => Vec::new(),
    }
}

/// The files for which the object at `object` names another object.
pub fn references(object: &Cursor, id: &ObjectId) -> Vec<Reference> {
    if is_cluster_api(id.group()) { cluster_api::references(object, id) } else { Vec::new() }
}

/// Whether a group is one whose objects lay files on nodes.
pub fn is_cluster_api(group: &str) -> bool {
    matches!(group, "controlplane.cluster.x-k8s.io" | "bootstrap.cluster.x-k8s.io")
}

fn texts(object: &Cursor, field: &str, carrier: Carrier) -> Vec<Carried> {
    values(object, field, carrier, |_, text| (Ok(text.to_owned()), true))
}

fn bytes(object: &Cursor, field: &str, carrier: Carrier, budget: &mut Budget) -> Vec<Carried> {
    values(object, field, carrier, |name, text| (text_of_file(name, text, budget), false))
}

/// What the strings of a mapping carry: of each the text, and whether it stands there as it is.
fn values(
    object: &Cursor,
    field: &str,
    carrier: Carrier,
    mut read: impl FnMut(&str, &str) -> (Result<String, Undecodable>, bool),
) -> Vec<Carried> {
    let map = object.get(field);
    let entries = map.iter().flat_map(|map| map.entries().collect::<Vec<_>>());
    entries
        .filter_map(|(name, value)| {
            let (text, verbatim) = read(name, value.node.as_str()?);
            Some(Carried { carrier, place: value.place(), name: name.to_owned(), text, verbatim })
        })
        .collect()
}

/// Keys under which machines find their user data: Cluster API's `value`, and what KubeVirt, Metal3 and
/// others call it. cloud-init unpacks user data by how it begins.
const USER_DATA: [&str; 4] = ["value", "userData", "userdata", "user-data"];

/// Whether compressed bytes begin as user data do, whatever their key.
fn is_packed_user_data(bytes: &[u8]) -> bool {
    let begin = String::from_utf8_lossy(&encoding::begin_of_packed(bytes)).into_owned();
    is_cloud_config(&begin) || multipart::begins(&begin)
}

/// A `[]byte` of an object as text.
pub(crate) fn text_of_bytes(written: &str) -> Result<String, Undecodable> {
    encoding::text(encoding::bytes_of_object(written)?)
}

fn text_of_file(name: &str, written: &str, budget: &mut Budget) -> Result<String, Undecodable> {
    let bytes = encoding::bytes_of_object(written)?;
    if encoding::is_gzip(&bytes) && (USER_DATA.contains(&name) || is_packed_user_data(&bytes)) {
        return encoding::text(budget.unpack(&bytes)?);
    }
    encoding::text(bytes)
}

//! A model of kube-apiserver's storage: what it writes to etcd, and in which order it tries to read.
//!
//! It shares nothing with etcdlint's own model: it is what that one is compared with. Formats and order are
//! those of `pkg/storage/value` and `pkg/server/options/encryptionconfig` in k8s.io/apiserver; ciphers are
//! real. A KMS plugin is a key that is known by its name or by its address.

pub(crate) mod config;
pub(crate) mod envelope;

use config::Config;
use envelope::{Kek, Luck};

/// An object in etcd.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Object {
    pub(crate) resource: String,
    pub(crate) bytes: Vec<u8>,
}

/// The content of every object, as protobuf of Kubernetes begins.
pub(crate) const CONTENT: &[u8] = b"k8s\0\n\x0c\n\x02v1\x12\x06Secret a value that nobody may read";

/// A kube-apiserver that has read its configuration.
pub(crate) struct Server<'a> {
    pub(crate) config: &'a Config,
    /// What the plugins of this world know their keys by.
    pub(crate) kek: Kek,
}

impl Server<'_> {
    /// Stores an object of a resource.
    pub(crate) fn write(&self, resource: &str, luck: Luck) -> Object {
        let writer = self.config.credentials(resource).remove(0);
        Object {
            resource: resource.to_owned(),
            bytes: envelope::seal(&writer, self.kek, &path(resource), luck),
        }
    }

    /// Reads an object: every credential whose prefix fits is tried, in order.
    pub(crate) fn read(&self, object: &Object) -> Option<Vec<u8>> {
        let credentials = self.config.credentials(&object.resource);
        credentials
            .iter()
            .find_map(|one| envelope::open(one, self.kek, &path(&object.resource), &object.bytes))
    }

    /// Whether reading an object gives what was stored.
    pub(crate) fn reads(&self, object: &Object) -> bool {
        self.read(object).as_deref() == Some(CONTENT)
    }
}

/// The key in etcd, which some ciphers authenticate.
fn path(resource: &str) -> String {
    format!("/registry/{resource}/default/one")
}

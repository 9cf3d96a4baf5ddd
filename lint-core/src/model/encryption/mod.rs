//! An EncryptionConfiguration as kube-apiserver's decoder, validator and loader see it.
//!
//! Two passes read the same tree. [`decode`] lists what the strict decoder refuses; [`config`]
//! reads leniently, so that a key that has already leaked is seen even in a refused document.

mod builtin_resources;
pub mod config;
pub mod decode;
pub mod effective;
pub mod endpoint;
pub mod mismatch;
mod placeholder;
mod published_keys;
pub mod recognise;
pub mod resources;
mod schema;
pub mod secret;
mod weakness;

pub use config::{
    EncryptionConfig, Entry, Key, Kms, Located, Provider, ProviderKind, ProviderName, ResourceName,
};
pub use decode::{Expected, Problem, ProblemKind, STRICT_SINCE, TypeField};
pub use effective::{Effective, ProviderRef};
pub use endpoint::{Endpoint, EndpointError};
pub use mismatch::{Cause, Mismatch, mismatch};
pub use placeholder::Marker;
pub(crate) use recognise::is_near_kind;
pub use recognise::{Recognised, is_file_name, looks_like};
pub use resources::{GroupResource, Refusal};
pub use secret::{DecodeError, Decoded, KeyMaterial, LengthHint, Repair, Repaired};
pub use weakness::{TextEncoding, Weakness};

use crate::source::DocumentId;
use crate::subject::carrier::Carrier;
use crate::subject::object::Subject;

/// An EncryptionConfiguration and where it was found.
#[derive(Clone, Debug)]
pub struct Encryption {
    /// What findings about it are about.
    pub subject: Subject,
    /// The document that it is.
    pub document: DocumentId,
    /// What it travels in; `None` for a file of its own.
    pub carrier: Option<Carrier>,
    /// What it says.
    pub config: EncryptionConfig,
}

//! Certificates and private keys: the PEM that an input holds, and who uses it as what.
//!
//! [`PemFile`]s are found while the input is read; [`Credential`]s say which of them belong together
//! and are built once all inputs are there. Of a private key only the fingerprint of its public part
//! is kept.

mod certificate;
mod credential;
mod date;
mod der;
mod name_constraints;
mod pem;
mod private_key;

use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub use certificate::{Certificate, Fingerprint, Key, Name, San, Signature, Usage};
pub use credential::{Credential, Role, User};
pub(crate) use credential::{Named, named_by_path};
pub use date::{DAY, Date};
pub(crate) use pem::BEGIN;
pub use pem::Damage;
pub use private_key::PrivateKey;

use crate::source::{DocumentId, Place};
use crate::subject::carrier::Carrier;
use crate::subject::object::{ObjectId, Subject};

/// A file or value that holds PEM.
#[derive(Clone, Debug)]
pub struct PemFile {
    /// The document it is in.
    pub document: DocumentId,
    /// What findings about it are about.
    pub subject: Subject,
    /// The object that carries it; nothing for a file of its own.
    pub object: ObjectId,
    /// How it got into the input.
    pub holder: Holder,
    /// Its name: a key of a Secret, or a path.
    pub name: String,
    /// The value or the text that holds it.
    pub place: Place,
    /// Whether it is PEM, and not another text with PEM somewhere in it.
    pub is_pem: bool,
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
    /// Whether it was encoded in base64 once too often.
    pub overcoded: Option<Overcoded>,
}

/// What holds PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A file of its own.
    File,
    /// A Secret.
    Secret,
    /// A ConfigMap.
    ConfigMap,
    /// A file of a Cluster API object or a cloud-config.
    NodeFile,
    /// An annotation, an environment variable or an argument.
    Field,
}

impl From<Carrier> for Holder {
    fn from(carrier: Carrier) -> Holder {
        match carrier {
            Carrier::ConfigMap => Holder::ConfigMap,
            Carrier::Secret => Holder::Secret,
            _ => Holder::NodeFile,
        }
    }
}

/// A block of PEM.
#[derive(Clone, Debug)]
pub struct Block {
    /// Where it stands: the block itself, or the value that holds it encoded.
    pub place: Place,
    /// Whether its BEGIN line announces a private key.
    pub says_private_key: bool,
    /// What it is, or why that cannot be told.
    pub content: Result<Content, Damage>,
}

/// What a block of PEM is.
#[derive(Clone, Debug)]
pub enum Content {
    /// A certificate.
    Certificate(Box<Certificate>),
    /// A private key.
    PrivateKey(PrivateKey),
    /// A private key that needs a password.
    EncryptedKey,
    /// A certificate that does not say that it is one: `X509 CERTIFICATE`.
    Mislabelled,
    /// A certificate signing request, a public key, a revocation list, parameters, …
    Other,
}

/// PEM that was encoded in base64 once too often.
#[derive(Clone)]
pub struct Overcoded {
    /// The text as it should stand in `data`, if it holds certificates alone.
    pub(crate) right: Option<String>,
}

impl std::fmt::Debug for Overcoded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Overcoded")
    }
}

/// How the BEGIN line of every sort of private key ends.
pub(crate) const PRIVATE_KEY: &str = "PRIVATE KEY-----";

/// How the base64 of `-----BEGIN ` begins.
const ENCODED_BEGIN: &str = "LS0tLS1CRUdJTi";

/// Where a text with PEM comes from.
pub(crate) struct Source<'a> {
    pub(crate) object: &'a ObjectId,
    pub(crate) holder: Holder,
    pub(crate) name: &'a str,
    pub(crate) place: Place,
    /// Whether the text stands at its place as it is.
    pub(crate) verbatim: bool,
}

/// Whether a text that is an input of its own is PEM: it begins with a block, or has one behind
/// what `openssl x509 -text` prints, and is no manifest.
pub(crate) fn is_pem(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let is_manifest = |line: &str| line.starts_with("apiVersion:") || line.starts_with("kind:");
    text.trim_start().starts_with(pem::BEGIN)
        || text.contains(pem::BEGIN)
            && text.lines().any(|line| line.starts_with(pem::BEGIN))
            && !text.lines().any(is_manifest)
}

impl PemFile {
    /// The PEM in a text, if there is any.
    pub(crate) fn of(text: &str, source: Source) -> Option<PemFile> {
        let overcoded = overcoded(text, &source);
        if !text.contains(pem::BEGIN) && overcoded.is_none() {
            return None;
        }
        let part = |range: Range<usize>| match (source.holder, source.verbatim) {
            (Holder::File, _) => Place::text(source.place.document, range),
            (_, true) => source.place.within(range),
            (_, false) => source.place.clone(),
        };
        let mut blocks: Vec<Block> =
            pem::blocks(text).into_iter().map(|raw| Block::of(part(raw.range.clone()), raw)).collect();
        if blocks.is_empty() && text.contains(PRIVATE_KEY) {
            // In a line of other text, such as JSON: of no use to etcd, but readable all the same.
            let place = source.place.clone();
            blocks.push(Block { place, says_private_key: true, content: Err(Damage::OneLine) });
        }
        blocks.retain(|block| source.holder != Holder::Field || block.says_private_key);
        if blocks.is_empty() && overcoded.is_none() {
            return None;
        }
        Some(PemFile {
            document: source.place.document,
            subject: source.object.subject(),
            object: source.object.clone(),
            holder: source.holder,
            name: source.name.to_owned(),
            place: source.place,
            is_pem: text.trim_start().starts_with(pem::BEGIN) || has_pem_name(source.name),
            blocks,
            overcoded,
        })
    }

    /// The certificates, with their blocks.
    pub fn certificates(&self) -> impl Iterator<Item = (&Block, &Certificate)> {
        self.blocks.iter().filter_map(|block| Some((block, block.certificate()?)))
    }

    /// The first certificate: that of a server or client, before the chain that signed it.
    pub fn leaf(&self) -> Option<(&Block, &Certificate)> {
        self.certificates().next()
    }

    /// The certificates that may sign others.
    pub fn authorities(&self) -> impl Iterator<Item = &Certificate> {
        self.certificates().map(|(_, certificate)| certificate).filter(|certificate| certificate.is_ca)
    }

    /// The certificates that others can be verified with where this is a CA file.
    pub fn roots(&self) -> impl Iterator<Item = &Certificate> {
        self.certificates()
            .map(|(_, certificate)| certificate)
            .filter(|certificate| certificate.may_be_root())
    }

    /// The first private key, with its block.
    pub fn private_key(&self) -> Option<(&Block, &PrivateKey)> {
        self.blocks.iter().find_map(|block| match &block.content {
            Ok(Content::PrivateKey(key)) => Some((block, key)),
            _ => None,
        })
    }
}

fn has_pem_name(name: &str) -> bool {
    [".crt", ".cert", ".key", ".pem"].iter().any(|end| name.ends_with(end))
}

/// A Secret's value that is base64 of PEM when it should be PEM.
fn overcoded(text: &str, source: &Source) -> Option<Overcoded> {
    if source.holder != Holder::Secret || !is_overcoded(text) {
        return None;
    }
    let compact: String = text.split_whitespace().collect();
    let decoded = STANDARD.decode(&compact).ok()?;
    let inner = String::from_utf8(decoded).ok()?;
    let blocks = pem::blocks(&inner);
    let is_certificate = |block: pem::RawBlock| {
        block.label == "CERTIFICATE" && block.der.is_ok_and(|der| Certificate::read(&der.0).is_ok())
    };
    let is_plain = !source.verbatim && !blocks.is_empty() && blocks.into_iter().all(is_certificate);
    Some(Overcoded { right: is_plain.then_some(compact) })
}

/// Whether a text begins as base64 of PEM does.
pub(crate) fn is_overcoded(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| !c.is_whitespace());
    ENCODED_BEGIN.chars().all(|c| letters.next() == Some(c))
}

impl Block {
    fn of(place: Place, raw: pem::RawBlock) -> Block {
        let says_private_key = raw.label.ends_with("PRIVATE KEY");
        let content = match raw.label {
            "ENCRYPTED PRIVATE KEY" => raw.der.map(|_| Content::EncryptedKey),
            _ if raw.encrypted => raw.der.map(|_| Content::EncryptedKey),
            "CERTIFICATE" => raw
                .der
                .and_then(|der| Certificate::read(&der.0).map(|read| Content::Certificate(Box::new(read)))),
            label if says_private_key => {
                raw.der.and_then(|der| PrivateKey::read(label, der)).map(Content::PrivateKey)
            }
            _ => raw.der.map(|der| match Certificate::read(&der.0) {
                Ok(_) => Content::Mislabelled,
                Err(_) => Content::Other,
            }),
        };
        Block { place, says_private_key, content }
    }

    /// The certificate, if it is one.
    pub fn certificate(&self) -> Option<&Certificate> {
        match &self.content {
            Ok(Content::Certificate(certificate)) => Some(certificate),
            _ => None,
        }
    }
}

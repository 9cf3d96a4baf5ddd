//! What kube-apiserver makes of an object before etcd gets it, and the way back.

use std::sync::LazyLock;

use aes::Aes256;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use crypto_secretbox::XSalsa20Poly1305;
use crypto_secretbox::aead::{Aead as _, KeyInit as _};

use super::CONTENT;
use super::config::{Credential, bytes};

/// What a plugin knows its key by. Two plugins of one name have the same key, or they have not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kek {
    ByName,
    ByEndpoint,
}

/// Whether a random initialisation vector is one with which a wrong key of AES-CBC is not noticed. One in
/// 256 is; here the test decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Luck {
    Good,
    Bad,
}

/// The bytes that etcd gets.
pub(crate) fn seal(credential: &Credential, kek: Kek, path: &str, luck: Luck) -> Vec<u8> {
    let sealed = match credential {
        Credential::Identity => CONTENT.to_vec(),
        Credential::Key { provider: "aescbc", material, .. } => seal_cbc(*material, luck),
        Credential::Key { provider: "aesgcm", material, .. } => seal_gcm(&bytes(*material), path, CONTENT),
        Credential::Key { material, .. } => seal_secretbox(*material),
        Credential::Kms { .. } => {
            let dek = bytes(100);
            let wrapped = seal_gcm(&plugin(credential, kek), "", &dek);
            let length = u16::try_from(wrapped.len()).expect("a wrapped key is short").to_be_bytes();
            [&length[..], &wrapped, &seal_gcm(&dek, path, CONTENT)].concat()
        }
    };
    [prefix(credential).into_bytes(), sealed].concat()
}

/// What is in the bytes from etcd; nothing if the prefix is another one, or the cipher notices something.
pub(crate) fn open(credential: &Credential, kek: Kek, path: &str, stored: &[u8]) -> Option<Vec<u8>> {
    if *credential == Credential::Identity {
        return (!stored.starts_with(b"k8s:enc:")).then(|| stored.to_vec());
    }
    let sealed = stored.strip_prefix(prefix(credential).as_bytes())?;
    match credential {
        Credential::Identity => None,
        Credential::Key { provider: "aescbc", material, .. } => open_cbc(*material, sealed),
        Credential::Key { provider: "aesgcm", material, .. } => open_gcm(&bytes(*material), path, sealed),
        Credential::Key { material, .. } => open_secretbox(*material, sealed),
        Credential::Kms { .. } => {
            let (length, rest) = sealed.split_first_chunk::<2>()?;
            let (wrapped, data) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            let dek = open_gcm(&plugin(credential, kek), "", wrapped)?.try_into().ok()?;
            open_gcm(&dek, path, data)
        }
    }
}

/// The prefix that says what an object is stored with; nothing for identity.
pub(crate) fn prefix(credential: &Credential) -> String {
    match credential {
        Credential::Identity => String::new(),
        Credential::Key { provider, name, .. } => format!("k8s:enc:{provider}:v1:{name}:"),
        Credential::Kms { version, name, .. } => format!("k8s:enc:kms:{version}:{name}:"),
    }
}

/// The key that a plugin has.
fn plugin(credential: &Credential, kek: Kek) -> [u8; 32] {
    match (credential, kek) {
        (Credential::Kms { name, .. }, Kek::ByName) => bytes(name.bytes().fold(200, u8::wrapping_add)),
        (Credential::Kms { endpoint, name, .. }, Kek::ByEndpoint) => {
            bytes(name.bytes().fold(*endpoint, u8::wrapping_add))
        }
        _ => unreachable!("only a plugin has a key of its own"),
    }
}

/// A nonce, and the ciphertext with its tag.
fn seal_gcm(key: &[u8; 32], path: &str, content: &[u8]) -> Vec<u8> {
    let nonce = [7; 12];
    let payload = Payload { msg: content, aad: path.as_bytes() };
    let sealed = Aes256Gcm::new(key.into()).encrypt(&Nonce::from(nonce), payload).expect("it encrypts");
    [&nonce[..], &sealed].concat()
}

fn open_gcm(key: &[u8; 32], path: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, data) = sealed.split_first_chunk::<12>()?;
    let payload = Payload { msg: data, aad: path.as_bytes() };
    Aes256Gcm::new(key.into()).decrypt(&Nonce::from(*nonce), payload).ok()
}

/// A nonce and a box.
fn seal_secretbox(material: u8) -> Vec<u8> {
    let nonce = [9; 24];
    let sealed =
        XSalsa20Poly1305::new(&bytes(material).into()).encrypt(&nonce.into(), CONTENT).expect("it encrypts");
    [&nonce[..], &sealed].concat()
}

fn open_secretbox(material: u8, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, data) = sealed.split_first_chunk::<24>()?;
    XSalsa20Poly1305::new(&bytes(material).into()).decrypt(&(*nonce).into(), data).ok()
}

/// The key of the same name that somebody may have put in the place of another one.
pub(crate) const OTHER: [u8; 2] = [1, 0];

/// An initialisation vector and the ciphertext with its padding. The vector is looked for: with bad luck the
/// other key does not notice, with good luck it does.
fn seal_cbc(material: u8, luck: Luck) -> Vec<u8> {
    static SEALED: LazyLock<[[Vec<u8>; 2]; 2]> =
        LazyLock::new(|| [0, 1].map(|material| [Luck::Good, Luck::Bad].map(|luck| find_cbc(material, luck))));
    SEALED[usize::from(material)][luck as usize].clone()
}

fn find_cbc(material: u8, luck: Luck) -> Vec<u8> {
    let other = OTHER[usize::from(material)];
    let mut sealed = (0..).map(|attempt| seal_cbc_with(material, attempt));
    let is_it = |sealed: &Vec<u8>| open_cbc(other, sealed).is_some() == (luck == Luck::Bad);
    sealed.find(is_it).expect("one of 256 has it")
}

fn seal_cbc_with(material: u8, attempt: u64) -> Vec<u8> {
    let mut iv = [3; 16];
    iv[..8].copy_from_slice(&attempt.to_be_bytes());
    let padding = 16 - CONTENT.len() % 16;
    let mut data = [CONTENT, &vec![padding as u8; padding]].concat();
    let length = data.len();
    let cipher = cbc::Encryptor::<Aes256>::new(&bytes(material).into(), &iv.into());
    cipher.encrypt_padded::<NoPadding>(&mut data, length).expect("whole blocks");
    [&iv[..], &data].concat()
}

/// Go takes padding of up to the whole length for good.
fn open_cbc(material: u8, sealed: &[u8]) -> Option<Vec<u8>> {
    let (iv, data) = sealed.split_first_chunk::<16>()?;
    let cipher = cbc::Decryptor::<Aes256>::new(&bytes(material).into(), &(*iv).into());
    let mut content = data.to_vec();
    cipher.decrypt_padded::<NoPadding>(&mut content).ok()?;
    let last = *content.last()?;
    let length = content.len().checked_sub(usize::from(last)).filter(|_| last != 0)?;
    let is_padded = content[length..].iter().all(|byte| *byte == last);
    content.truncate(length);
    is_padded.then_some(content)
}

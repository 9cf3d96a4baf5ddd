//! What an X.509 certificate says.

use std::fmt;
use std::net::IpAddr;

use sha1::Sha1;
use sha2::{Digest, Sha256};
use x509_cert::certificate::{CertificateInner, Raw, Version};
use x509_cert::der::asn1::{AnyRef, ObjectIdentifier, UintRef};
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAltName,
    SubjectKeyIdentifier,
};
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::Time;

use crate::message::Public;

/// What a certificate says.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// Whom it is for.
    pub subject: Name,
    /// Who signed it.
    pub issuer: Name,
    /// The host names and addresses it is for.
    pub sans: Vec<San>,
    /// When its validity begins, in seconds since 1970-01-01T00:00:00Z.
    pub not_before: i64,
    /// The last second of its validity, counted likewise.
    pub not_after: i64,
    /// Its public key.
    pub key: Key,
    /// SHA-256 of its SubjectPublicKeyInfo.
    pub public_key: Fingerprint,
    /// The digest that its signature uses, where that is broken: `SHA-1`.
    pub weak_signature: Option<&'static str>,
    /// What it may be used for; `None` is anything.
    pub usages: Option<Vec<Usage>>,
    /// Whether it may sign other certificates.
    pub is_ca: bool,
    /// SHA-256 of all of it.
    pub fingerprint: Fingerprint,
    /// The identifiers by which others may name its key.
    key_ids: Vec<Vec<u8>>,
    issuer_key_id: Option<Vec<u8>>,
}

/// A distinguished name.
#[derive(Clone, Debug)]
pub struct Name {
    /// As RFC 4514 writes it: `CN=etcd-ca,O=x`.
    pub text: String,
    /// Its organizations, which are groups to Kubernetes.
    pub organizations: Vec<String>,
    /// Its last common name.
    pub common_name: Option<String>,
    der: Vec<u8>,
}

/// Names are compared byte for byte, as Go does.
impl PartialEq for Name {
    fn eq(&self, other: &Name) -> bool {
        self.der == other.der
    }
}

/// A host that a certificate is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum San {
    /// A name, perhaps with a wildcard.
    Dns(String),
    /// An address.
    Ip(IpAddr),
    /// What etcd has no use for: a mail address, a URI, …
    Other,
}

/// An extended key usage that etcd asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// TLS server.
    Server,
    /// TLS client.
    Client,
    /// Anything.
    Any,
    /// Any other.
    Other,
}

/// The sort and strength of a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// RSA, with the bits of its modulus.
    Rsa(usize),
    /// An elliptic curve, with its bits.
    Ec(usize),
    /// DSA.
    Dsa,
    /// Ed25519 and all that is not known.
    Other,
}

/// SHA-256 of something public. It displays as its first 8 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(super) fn of(bytes: &[u8]) -> Fingerprint {
        Fingerprint(Sha256::digest(bytes).into())
    }

    /// That of a SubjectPublicKeyInfo.
    pub(super) fn of_public_key(info: &SubjectPublicKeyInfoOwned) -> Option<Fingerprint> {
        info.to_der().ok().map(|der| Fingerprint::of(&der))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Public for Fingerprint {}

impl Certificate {
    /// Reads the DER of a certificate.
    pub(super) fn read(der: &[u8]) -> Option<Certificate> {
        let certificate = CertificateInner::<Raw>::from_der(der).ok()?;
        let tbs = certificate.tbs_certificate();
        let public = tbs.subject_public_key_info();
        let constraints = tbs.get_extension::<BasicConstraints>().ok()?;
        let key_usage = tbs.get_extension::<KeyUsage>().ok()?;
        let may_sign = key_usage.is_none_or(|(_, usage)| usage.key_cert_sign());
        // Go asks only certificates of version 3 for basic constraints.
        let is_ca = constraints.map_or(tbs.version() != Version::V3, |(_, constraints)| constraints.ca);
        let sans = tbs.get_extension::<SubjectAltName>().ok()?;
        let usages = tbs.get_extension::<ExtendedKeyUsage>().ok()?;
        let issuer_key_id = tbs.get_extension::<AuthorityKeyIdentifier>().ok()?;
        let key_id = tbs.get_extension::<SubjectKeyIdentifier>().ok()?;
        Some(Certificate {
            subject: Name::of(tbs.subject())?,
            issuer: Name::of(tbs.issuer())?,
            sans: sans.iter().flat_map(|(_, names)| names.0.iter().map(San::of)).collect(),
            not_before: seconds(tbs.validity().not_before),
            not_after: seconds(tbs.validity().not_after),
            key: Key::of(public),
            public_key: Fingerprint::of_public_key(public)?,
            weak_signature: weak_digest(certificate.signature_algorithm().oid),
            usages: usages.map(|(_, usages)| usages.0.iter().map(Usage::of).collect()),
            is_ca: is_ca && may_sign,
            fingerprint: Fingerprint::of(der),
            key_ids: key_id.map_or(Vec::new(), |(_, id)| key_ids(id.0.as_bytes(), public)),
            issuer_key_id: issuer_key_id
                .and_then(|(_, id)| id.key_identifier.map(|id| id.as_bytes().to_vec())),
        })
    }

    /// Whether it names itself as its issuer.
    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Whether `issuer` has the name that this certificate gives for its issuer.
    pub fn names_issuer(&self, issuer: &Certificate) -> bool {
        self.issuer == issuer.subject
    }

    /// Whether the key identifiers of the two do not contradict that `issuer` signed it.
    /// The signature itself is not looked at.
    pub fn matches_key_of(&self, issuer: &Certificate) -> bool {
        match &self.issuer_key_id {
            Some(wanted) => issuer.key_ids.is_empty() || issuer.key_ids.contains(wanted),
            None => true,
        }
    }

    /// Whether it may be used so. A certificate that names no usages may be used for all.
    pub fn allows(&self, usage: Usage) -> bool {
        self.usages.as_ref().is_none_or(|usages| usages.contains(&usage) || usages.contains(&Usage::Any))
    }

    /// Whether a client that dials `host` accepts it, as Go compares names.
    pub fn covers_name(&self, host: &str) -> bool {
        self.sans.iter().any(|san| matches!(san, San::Dns(pattern) if matches_host(pattern, host)))
    }

    /// Whether a client that dials this address accepts it.
    pub fn covers_ip(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        self.sans.iter().any(|san| matches!(san, San::Ip(own) if own.to_canonical() == ip))
    }
}

impl Name {
    fn of(name: &x509_cert::name::Name) -> Option<Name> {
        const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
        const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
        let values = |oid| {
            let own = name.iter().filter(move |attribute| attribute.oid == oid);
            own.map(|attribute| String::from_utf8_lossy(attribute.value.value()).into_owned())
        };
        Some(Name {
            text: name.to_string(),
            organizations: values(ORGANIZATION).collect(),
            common_name: values(COMMON_NAME).last(),
            der: name.to_der().ok()?,
        })
    }
}

impl San {
    fn of(name: &GeneralName) -> San {
        match name {
            GeneralName::DnsName(name) => San::Dns(name.as_str().to_owned()),
            GeneralName::IpAddress(bytes) => ip(bytes.as_bytes()).map_or(San::Other, San::Ip),
            _ => San::Other,
        }
    }
}

fn ip(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

impl Usage {
    fn of(oid: &ObjectIdentifier) -> Usage {
        match oid.to_string().as_str() {
            "1.3.6.1.5.5.7.3.1" => Usage::Server,
            "1.3.6.1.5.5.7.3.2" => Usage::Client,
            "2.5.29.37.0" => Usage::Any,
            _ => Usage::Other,
        }
    }
}

impl Key {
    fn of(info: &SubjectPublicKeyInfoOwned) -> Key {
        match info.algorithm.oid.to_string().as_str() {
            "1.2.840.113549.1.1.1" => {
                modulus_bits(info.subject_public_key.raw_bytes()).map_or(Key::Other, Key::Rsa)
            }
            "1.2.840.10040.4.1" => Key::Dsa,
            "1.2.840.10045.2.1" => {
                let curve = info.algorithm.parameters.as_ref();
                let curve = curve.and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok());
                curve.and_then(|oid| curve_bits(&oid.to_string())).map_or(Key::Other, Key::Ec)
            }
            _ => Key::Other,
        }
    }
}

/// The identifier that a certificate gives its key, and those that tools compute from the key: SHA-1
/// of it (RFC 5280), or the first 160 bits of its SHA-256 (RFC 7093, Go from 1.25 on). A CA that is
/// made anew for the same key may have another one than before, and what it signed is still good.
fn key_ids(given: &[u8], public: &SubjectPublicKeyInfoOwned) -> Vec<Vec<u8>> {
    let key = public.subject_public_key.raw_bytes();
    let sha256 = Sha256::digest(key).into_iter().take(20).collect();
    vec![given.to_vec(), Sha1::digest(key).to_vec(), sha256]
}

/// The bits of the modulus in an `RSAPublicKey`.
fn modulus_bits(der: &[u8]) -> Option<usize> {
    let modulus = AnyRef::from_der(der).ok()?.sequence(|reader| {
        let modulus = UintRef::decode(reader)?.as_bytes().to_vec();
        UintRef::decode(reader)?;
        Ok::<_, x509_cert::der::Error>(modulus)
    });
    let modulus = modulus.ok()?;
    let first = modulus.first()?;
    Some(modulus.len() * 8 - first.leading_zeros() as usize)
}

fn curve_bits(oid: &str) -> Option<usize> {
    Some(match oid {
        "1.2.840.10045.3.1.1" => 192,
        "1.3.132.0.33" => 224,
        "1.2.840.10045.3.1.7" | "1.3.132.0.10" => 256,
        "1.3.132.0.34" => 384,
        "1.3.132.0.35" => 521,
        _ => return None,
    })
}

/// The digest of a signature algorithm, where it is broken.
fn weak_digest(oid: ObjectIdentifier) -> Option<&'static str> {
    match oid.to_string().as_str() {
        "1.2.840.113549.1.1.2" => Some("MD2"),
        "1.2.840.113549.1.1.4" => Some("MD5"),
        "1.2.840.113549.1.1.5" | "1.2.840.10045.4.1" | "1.2.840.10040.4.3" => Some("SHA-1"),
        _ => None,
    }
}

fn seconds(time: Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}

/// A wildcard stands for exactly the first label; case does not count, nor does a final dot of the host. One in
/// the certificate makes a name that matches nothing but itself.
fn matches_host(pattern: &str, host: &str) -> bool {
    let (pattern, host) = (pattern.to_ascii_lowercase(), host.to_ascii_lowercase());
    let plain = host.strip_suffix('.').unwrap_or(&host);
    if plain.is_empty() {
        return false;
    }
    let is_covered = match pattern.strip_prefix("*.") {
        Some(domain) => {
            plain.split_once('.').is_some_and(|(label, rest)| !label.is_empty() && rest == domain)
        }
        None => pattern == plain,
    };
    is_covered || pattern == host
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_match_as_in_go() {
        let rows = [
            ("etcd-0.etcd", "etcd-0.etcd", true),
            ("ETCD", "etcd", true),
            ("etcd", "etcd.", true),
            ("etcd.", "etcd.", true),
            ("etcd.", "etcd", false),
            ("*.etcd", "a.etcd.", true),
            ("*.etcd.", "a.etcd.", false),
            ("*.etcd.", "a.etcd", false),
            ("*.etcd.kube.svc", "etcd-0.etcd.kube.svc", true),
            ("*.etcd.kube.svc", "etcd.kube.svc", false),
            ("*.etcd", "a.b.etcd", false),
            ("*.etcd", ".etcd", false),
            ("e*.etcd", "e1.etcd", false),
            ("", "", false),
            (".", ".", false),
        ];
        for (pattern, host, expected) in rows {
            assert_eq!(matches_host(pattern, host), expected, "{pattern} {host}");
        }
    }

    #[test]
    fn garbage_is_no_certificate() {
        for der in [&[][..], &[0x30], &[0x30, 0x82, 0xff, 0xff], &[0x30, 0], &[0xff; 64]] {
            assert!(Certificate::read(der).is_none());
        }
    }
}

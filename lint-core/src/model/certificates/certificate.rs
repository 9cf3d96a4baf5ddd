//! What an X.509 certificate says.

use std::fmt;
use std::net::IpAddr;

use sha1::Sha1;
use sha2::{Digest, Sha256};
use x509_cert::der::Decode;
use x509_cert::der::asn1::ObjectIdentifier;

use super::date;
use super::der::{self, BIT_STRING, INTEGER, OCTET_STRING, OID, SEQUENCE, Value};
use super::name_constraints::NameConstraints;
use super::pem::Damage;
use super::private_key::{EC, ED25519, RSA};
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
    /// What its signature is worth.
    pub signature: Signature,
    /// What it may be used for; none is anything.
    pub usages: Vec<Usage>,
    /// Whether it may sign other certificates.
    pub is_ca: bool,
    /// Whether it is of version 1 or 2, which cannot say what a certificate is for.
    pub is_old: bool,
    /// How many certificates may stand between it and the one at the end of the chain.
    pub path_length: Option<usize>,
    /// What it may sign.
    name_constraints: NameConstraints,
    /// Whether it has an extension that nobody may overlook and that Go does not know.
    pub has_unknown_extension: bool,
    /// Whether its serial number is below zero.
    pub has_negative_serial: bool,
    /// SHA-256 of all of it.
    pub fingerprint: Fingerprint,
    /// The identifier that it gives its key.
    key_id: Option<Vec<u8>>,
    /// The identifiers by which others may name its key.
    key_ids: Vec<Vec<u8>>,
    issuer_key_id: Option<Vec<u8>>,
}

/// What the algorithm of a signature is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// Go verifies it.
    Good,
    /// Its digest is broken: `SHA-1`.
    Broken(&'static str),
    /// Go does not know it.
    Unknown,
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
    /// Ed25519.
    Ed25519,
    /// What Go does not know: another curve, another algorithm, other parameters.
    Unknown,
}

/// SHA-256 of something public. It displays as its first 8 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(super) fn of(bytes: &[u8]) -> Fingerprint {
        Fingerprint(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Public for Fingerprint {}

impl Certificate {
    /// Reads the DER of a certificate, no more strictly than Go does.
    pub(super) fn read(der: &[u8]) -> Result<Certificate, Damage> {
        let parts =
            der::only(der).and_then(|whole| whole.tagged(SEQUENCE)?.inner()).ok_or(Damage::Content)?;
        match parts.as_slice() {
            [
                tbs @ Value { tag: SEQUENCE, .. },
                algorithm @ Value { tag: SEQUENCE, .. },
                Value { tag: BIT_STRING, .. },
            ] => Certificate::of(*tbs, *algorithm, der).ok_or(Damage::Unread),
            _ => Err(Damage::Content),
        }
    }

    fn of(tbs: Value, algorithm: Value, der: &[u8]) -> Option<Certificate> {
        /// The tags of the version and of the extensions.
        const VERSION: u8 = 0xa0;
        const EXTENSIONS: u8 = 0xa3;
        let fields = tbs.inner()?;
        let (version, fields) = match fields.split_first()? {
            (first, rest) if first.tag == VERSION => (first.only()?.number()?, rest),
            _ => (0, fields.as_slice()),
        };
        let [serial, _, issuer, validity, subject, public, optional @ ..] = fields else { return None };
        let validity = validity.inner()?;
        let [not_before, not_after] = validity.as_slice() else { return None };
        let is_old = version < 2;
        let extensions = optional.iter().filter(|_| !is_old).find_map(|field| field.tagged(EXTENSIONS));
        let extensions = Extensions::of(extensions)?;
        let (key, key_bits) = Key::of(*public)?;
        let (subject, issuer) = (Name::of(subject.whole)?, Name::of(issuer.whole)?);
        let (says_ca, path_length) = extensions.basic_constraints()?;
        let name_constraints = NameConstraints::of(&extensions.list(NAME_CONSTRAINTS)?)?;
        // A root of an old version is one by standing where roots stand.
        let is_ca = if is_old { subject == issuer } else { says_ca && extensions.may_sign()? };
        Some(Certificate {
            sans: extensions.sans()?,
            not_before: date::seconds(*not_before)?,
            not_after: date::seconds(*not_after)?,
            key,
            public_key: Fingerprint::of(public.whole),
            signature: Signature::of(algorithm)?,
            usages: extensions.usages()?,
            is_ca,
            is_old,
            path_length,
            has_unknown_extension: extensions.has_unknown(name_constraints.has_unknown()),
            name_constraints,
            has_negative_serial: is_negative(*serial)?,
            fingerprint: Fingerprint::of(der),
            key_id: extensions.key_id()?,
            key_ids: key_ids(key_bits, public.whole),
            issuer_key_id: extensions.issuer_key_id()?,
            subject,
            issuer,
        })
    }

    /// Whether it can be what others are verified with, if it stands in a CA file: Go asks those of an old version
    /// for nothing.
    pub fn may_be_root(&self) -> bool {
        self.is_ca || self.is_old
    }

    /// Whether names and key identifiers say that it signed itself.
    pub fn is_self_signed(&self) -> bool {
        let is_own = |id: &Vec<u8>| self.key_id.as_ref() == Some(id) || self.key_ids.contains(id);
        self.names_issuer(self) && self.issuer_key_id.as_ref().is_none_or(is_own)
    }

    /// Whether `issuer` has the name that this certificate gives for its issuer.
    pub fn names_issuer(&self, issuer: &Certificate) -> bool {
        self.issuer == issuer.subject
    }

    /// Whether the key identifiers of the two do not contradict that `issuer` signed it. The one that is looked
    /// for may be of another certificate for the same key, so those that tools make from the key count as well.
    /// The signature itself is not looked at.
    pub fn matches_key_of(&self, issuer: &Certificate) -> bool {
        match (&self.issuer_key_id, &issuer.key_id) {
            (Some(wanted), Some(given)) => wanted == given || issuer.key_ids.contains(wanted),
            _ => true,
        }
    }

    /// Whether the names of a certificate below it are those that it may sign for.
    pub fn allows_names_of(&self, below: &Certificate) -> bool {
        below.sans.iter().all(|name| self.name_constraints.allow(name))
    }

    /// Whether it may be used so. A certificate that names no usages may be used for all.
    pub fn allows(&self, usage: Usage) -> bool {
        let is_it = |own: &Usage| *own == usage || *own == Usage::Any;
        self.usages.is_empty() || self.usages.iter().any(is_it)
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
    fn of(der: &[u8]) -> Option<Name> {
        const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
        const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
        if !has_good_texts(der)? {
            return None;
        }
        let name = x509_cert::name::Name::from_der(der).ok()?;
        let values = |oid| {
            let own = name.iter().filter(move |attribute| attribute.oid == oid);
            own.map(|attribute| String::from_utf8_lossy(attribute.value.value()).into_owned())
        };
        Some(Name {
            text: name.to_string(),
            organizations: values(ORGANIZATION).collect(),
            common_name: values(COMMON_NAME).last(),
            der: der.to_vec(),
        })
    }
}

/// The extensions of a certificate.
struct Extensions<'a>(Vec<Extension<'a>>);

struct Extension<'a> {
    oid: &'a [u8],
    is_critical: bool,
    value: &'a [u8],
}

/// The last number of the extensions `2.5.29.…`.
const SUBJECT_KEY_IDENTIFIER: u8 = 14;
const KEY_USAGE: u8 = 15;
const SUBJECT_ALT_NAME: u8 = 17;
const BASIC_CONSTRAINTS: u8 = 19;
const NAME_CONSTRAINTS: u8 = 30;
const AUTHORITY_KEY_IDENTIFIER: u8 = 35;
const EXTENDED_KEY_USAGE: u8 = 37;

impl<'a> Extensions<'a> {
    fn of(field: Option<Value<'a>>) -> Option<Extensions<'a>> {
        let Some(field) = field else { return Some(Extensions(Vec::new())) };
        let extensions = field.only()?.tagged(SEQUENCE)?.inner()?;
        let found: Vec<Extension> = extensions.into_iter().map(Extension::of).collect::<Option<_>>()?;
        let is_twice =
            |(at, one): (usize, &Extension)| found.iter().skip(at + 1).any(|other| other.oid == one.oid);
        (!found.iter().enumerate().any(is_twice)).then_some(Extensions(found))
    }

    /// The value of an extension.
    fn get(&self, number: u8) -> Option<&'a [u8]> {
        self.0.iter().find(|one| one.oid == [0x55, 0x1d, number]).map(|one| one.value)
    }

    /// What is in the sequence that an extension is, if there is one.
    fn list(&self, number: u8) -> Option<Vec<Value<'a>>> {
        match self.get(number) {
            Some(value) => der::only(value)?.tagged(SEQUENCE)?.inner(),
            None => Some(Vec::new()),
        }
    }

    /// Whether it says that it is a CA, and the length of the path below it.
    fn basic_constraints(&self) -> Option<(bool, Option<usize>)> {
        const BOOLEAN: u8 = 0x01;
        let fields = self.list(BASIC_CONSTRAINTS)?;
        let is_ca = fields.iter().any(|field| field.tag == BOOLEAN && field.content != [0]);
        Some((is_ca, fields.iter().find_map(|field| field.number())))
    }

    /// Whether the key usage does not forbid signing certificates. One that names nothing forbids nothing.
    fn may_sign(&self) -> Option<bool> {
        const KEY_CERT_SIGN: u8 = 0x04;
        let Some(value) = self.get(KEY_USAGE) else { return Some(true) };
        let bits = der::only(value)?.bits()?;
        let names_nothing = bits.iter().take(2).all(|byte| *byte == 0);
        Some(names_nothing || bits.first().is_some_and(|first| first & KEY_CERT_SIGN != 0))
    }

    fn sans(&self) -> Option<Vec<San>> {
        self.list(SUBJECT_ALT_NAME)?.into_iter().map(San::of).collect()
    }

    fn usages(&self) -> Option<Vec<Usage>> {
        self.list(EXTENDED_KEY_USAGE)?.into_iter().map(Usage::of).collect()
    }

    fn key_id(&self) -> Option<Option<Vec<u8>>> {
        let Some(value) = self.get(SUBJECT_KEY_IDENTIFIER) else { return Some(None) };
        Some(Some(der::only(value)?.tagged(OCTET_STRING)?.content.to_vec()))
    }

    fn issuer_key_id(&self) -> Option<Option<Vec<u8>>> {
        const KEY_IDENTIFIER: u8 = 0x80;
        let fields = self.list(AUTHORITY_KEY_IDENTIFIER)?;
        let id = fields.first().and_then(|field| field.tagged(KEY_IDENTIFIER));
        Some(id.map(|id| id.content.to_vec()))
    }

    /// Whether one of those that Go does not know is marked critical. Of constraints for names it may not know all.
    fn has_unknown(&self, of_names: bool) -> bool {
        let is_known = |oid: &[u8]| match oid {
            [0x55, 0x1d, NAME_CONSTRAINTS] => !of_names,
            [0x55, 0x1d, number] => {
                let of_policies = [31, 32, 33, 36, 54];
                let of_itself = [SUBJECT_KEY_IDENTIFIER, KEY_USAGE, SUBJECT_ALT_NAME, BASIC_CONSTRAINTS];
                let of_chains = [AUTHORITY_KEY_IDENTIFIER, EXTENDED_KEY_USAGE];
                of_policies.contains(number) || of_itself.contains(number) || of_chains.contains(number)
            }
            _ => false,
        };
        self.0.iter().any(|one| one.is_critical && !is_known(one.oid))
    }
}

impl<'a> Extension<'a> {
    fn of(value: Value<'a>) -> Option<Extension<'a>> {
        let fields = value.tagged(SEQUENCE)?.inner()?;
        let (oid, critical, value) = match fields.as_slice() {
            [oid, value] => (oid, false, value),
            [oid, critical, value] => (oid, critical.content != [0], value),
            _ => return None,
        };
        let (oid, value) = (oid.tagged(OID)?.content, value.tagged(OCTET_STRING)?.content);
        Some(Extension { oid, is_critical: critical, value })
    }
}

/// Whether an integer, which has to be as short as it can be, is below zero.
fn is_negative(integer: Value) -> Option<bool> {
    match integer.tagged(INTEGER)?.content {
        [] | [0, 0..0x80, ..] | [0xff, 0x80..=0xff, ..] => None,
        [first, ..] => Some(*first >= 0x80),
    }
}

/// Whether the values of a distinguished name are strings of the kinds that Go reads.
fn has_good_texts(name: &[u8]) -> Option<bool> {
    let sets = der::only(name)?.inner()?;
    let attributes: Vec<_> = sets.into_iter().map(Value::inner).collect::<Option<Vec<_>>>()?.concat();
    let values = attributes.into_iter().map(|attribute| attribute.inner()?.get(1).copied());
    let values: Vec<Value> = values.collect::<Option<_>>()?;
    Some(values.into_iter().all(|value| match value.tag {
        // UTF8String and PrintableString
        0x0c => std::str::from_utf8(value.content).is_ok(),
        0x13 => {
            value.content.iter().all(|byte| byte.is_ascii_alphanumeric() || b" '()*+,-./:=?&".contains(byte))
        }
        // NumericString, T61String, IA5String and BMPString
        0x12 | 0x14 | 0x16 | 0x1e => true,
        _ => false,
    }))
}

impl San {
    fn of(name: Value) -> Option<San> {
        const DNS: u8 = 0x82;
        const IP: u8 = 0x87;
        Some(match name.tag {
            DNS => {
                San::Dns(std::str::from_utf8(name.content).ok().filter(|name| name.is_ascii())?.to_owned())
            }
            IP => San::Ip(ip(name.content)?),
            _ => San::Other,
        })
    }
}

fn ip(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

impl Usage {
    fn of(oid: Value) -> Option<Usage> {
        Some(match oid.tagged(OID)?.content {
            [0x2b, 6, 1, 5, 5, 7, 3, 1] => Usage::Server,
            [0x2b, 6, 1, 5, 5, 7, 3, 2] => Usage::Client,
            [0x55, 0x1d, 0x25, 0] => Usage::Any,
            _ => Usage::Other,
        })
    }
}

impl Key {
    /// What a SubjectPublicKeyInfo holds, and its bits.
    fn of(info: Value<'_>) -> Option<(Key, &[u8])> {
        const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01];
        let fields = info.tagged(SEQUENCE)?.inner()?;
        let [algorithm, key] = fields.as_slice() else { return None };
        let (algorithm, key) = (algorithm.tagged(SEQUENCE)?.inner()?, key.bits()?);
        let (oid, parameters) = algorithm.split_first()?;
        let kind = match oid.tagged(OID)?.content {
            RSA => modulus_bits(key).map_or(Key::Unknown, Key::Rsa),
            DSA => Key::Dsa,
            EC => {
                let curve = parameters.first().and_then(|curve| curve.tagged(OID));
                curve.and_then(|curve| curve_bits(curve.content)).map_or(Key::Unknown, Key::Ec)
            }
            ED25519 => Key::Ed25519,
            _ => Key::Unknown,
        };
        Some((kind, key))
    }
}

impl Signature {
    /// What an AlgorithmIdentifier is worth.
    fn of(algorithm: Value) -> Option<Signature> {
        const OF_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
        const OF_ECDSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04];
        const OF_DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04];
        let fields = algorithm.inner()?;
        let (oid, parameters) = fields.split_first()?;
        let oid = oid.tagged(OID)?.content;
        let with = |prefix: &[u8]| oid.strip_prefix(prefix);
        Some(match (with(OF_RSA), with(OF_ECDSA), with(OF_DSA)) {
            (Some([2]), ..) => Signature::Broken("MD2"),
            (Some([4]), ..) => Signature::Broken("MD5"),
            (Some([5]), ..) | (_, Some([1]), _) | (.., Some([3])) => Signature::Broken("SHA-1"),
            (Some([11..=13]), ..) | (_, Some([3, 2..=4]), _) => Signature::Good,
            (Some([10]), ..) if parameters.first().is_some_and(|one| is_known_pss(*one)) => Signature::Good,
            _ if oid == ED25519 => Signature::Good,
            _ => Signature::Unknown,
        })
    }
}

/// Whether RSA-PSS is with SHA-256, SHA-384 or SHA-512 and with a salt as long as the digest, as Go demands.
fn is_known_pss(parameters: Value) -> bool {
    const DIGEST: u8 = 0xa0;
    const SALT: u8 = 0xa2;
    let fields = parameters.inner().unwrap_or_default();
    let field = |tag| fields.iter().find_map(|field| field.tagged(tag)?.only());
    let digest = field(DIGEST).and_then(|digest| digest.inner()?.first().copied());
    let salt = field(SALT).and_then(Value::number);
    match digest.map(|oid| oid.content) {
        Some([0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, number @ 1..=3]) => {
            salt == Some(16 + 16 * usize::from(*number))
        }
        _ => false,
    }
}

/// The identifiers that tools compute from a key: SHA-1 of it, or 60 bits of that (RFC 5280), the first 160 bits of
/// its SHA-256 (RFC 7093, Go from 1.25 on), and the same of all of the SubjectPublicKeyInfo.
fn key_ids(key: &[u8], info: &[u8]) -> Vec<Vec<u8>> {
    let sha256 = |bytes| Sha256::digest(bytes).into_iter().take(20).collect();
    let sha1 = Sha1::digest(key).to_vec();
    let mut short = sha1.get(12..).unwrap_or_default().to_vec();
    if let Some(first) = short.first_mut() {
        *first = 0x40 | *first & 0x0f;
    }
    vec![sha1, short, Sha1::digest(info).to_vec(), sha256(key), sha256(info)]
}

/// The bits of the modulus in an `RSAPublicKey`.
fn modulus_bits(key: &[u8]) -> Option<usize> {
    let numbers = der::only(key)?.tagged(SEQUENCE)?.inner()?;
    let [modulus, _] = numbers.as_slice() else { return None };
    if is_negative(*modulus)? {
        return None;
    }
    let bits = modulus.content.len() * 8 - modulus.content.first()?.leading_zeros() as usize;
    (bits > 0).then_some(bits)
}

/// The bits of the curves that Go knows, and of one that is too weak for it.
pub(super) fn curve_bits(oid: &[u8]) -> Option<usize> {
    Some(match oid {
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 1] => 192,
        [0x2b, 0x81, 4, 0, 33] => 224,
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7] => 256,
        [0x2b, 0x81, 4, 0, 34] => 384,
        [0x2b, 0x81, 4, 0, 35] => 521,
        _ => return None,
    })
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
    fn what_signatures_are_worth() {
        let rows = [
            ("1.2.840.113549.1.1.2", Signature::Broken("MD2")),
            ("1.2.840.113549.1.1.4", Signature::Broken("MD5")),
            ("1.2.840.113549.1.1.5", Signature::Broken("SHA-1")),
            ("1.2.840.10045.4.1", Signature::Broken("SHA-1")),
            ("1.2.840.10040.4.3", Signature::Broken("SHA-1")),
            ("1.2.840.10045.4.3.2", Signature::Good),
            ("1.2.840.10045.4.3.1", Signature::Unknown),
        ];
        for (oid, expected) in rows {
            let algorithm = der::wrap(OID, &[ObjectIdentifier::new_unwrap(oid).as_bytes()]);
            let algorithm = Value { tag: SEQUENCE, content: &algorithm, whole: &[] };
            assert_eq!(Signature::of(algorithm), Some(expected), "{oid}");
        }
    }

    #[test]
    fn bits_of_curves() {
        let rows = [
            ("1.2.840.10045.3.1.1", Some(192)),
            ("1.3.132.0.33", Some(224)),
            ("1.2.840.10045.3.1.7", Some(256)),
            ("1.3.132.0.34", Some(384)),
            ("1.3.132.0.35", Some(521)),
            ("1.3.132.0.10", None),
        ];
        for (oid, expected) in rows {
            assert_eq!(curve_bits(ObjectIdentifier::new_unwrap(oid).as_bytes()), expected, "{oid}");
        }
    }

    /// Go takes neither a modulus below zero nor one that is longer than it has to be.
    #[test]
    fn bits_of_a_modulus() {
        let rows: [(&[u8], Option<usize>); 6] = [
            (&[0], None),
            (&[0, 0x80, 1], Some(16)),
            (&[0x7f, 0xff], Some(15)),
            (&[1, 0, 1], Some(17)),
            (&[0x80, 1], None),
            (&[0, 0x7f], None),
        ];
        for (modulus, expected) in rows {
            let numbers = [der::wrap(INTEGER, &[modulus]), der::wrap(INTEGER, &[&[1, 0, 1]])];
            assert_eq!(modulus_bits(&der::wrap(SEQUENCE, &[&numbers.concat()])), expected, "{modulus:x?}");
        }
    }

    #[test]
    fn garbage_is_no_certificate() {
        for der in [&[][..], &[0x30], &[0x30, 0x82, 0xff, 0xff], &[0x30, 0], &[0xff; 64]] {
            assert_eq!(Certificate::read(der).err(), Some(Damage::Content));
        }
    }
}

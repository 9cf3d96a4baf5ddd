//! Private keys: only what is public of them leaves this file.

use curve25519_dalek::edwards::EdwardsPoint;
use sha2::{Digest, Sha512};

use super::certificate::{Fingerprint, curve_bits};
use super::der::{self, BIT_STRING, INTEGER, OCTET_STRING, OID, SEQUENCE, Value};
use super::pem::{Damage, Der};

pub(super) const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
pub(super) const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
pub(super) const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const NULL: &[u8] = &[0x05, 0];

/// A private key, of which only the public part is kept.
#[derive(Clone, Debug)]
pub struct PrivateKey {
    /// SHA-256 of the SubjectPublicKeyInfo that belongs to it; `None` if the key does not tell it.
    pub public_key: Option<Fingerprint>,
    /// Whether it is one that Go loads for TLS.
    pub is_known: bool,
}

/// What a key says of its public part.
enum Public {
    /// Its SubjectPublicKeyInfo.
    Told(Vec<u8>),
    /// Nothing that could be compared.
    Untold,
    /// It is of an algorithm that Go has no use for.
    Unknown,
}

impl PrivateKey {
    /// Reads a key in one of the forms that Go's `tls.X509KeyPair` takes, which it tries one after the other
    /// whatever the label is. The bytes are dropped.
    pub(super) fn read(label: &str, der: Der) -> Result<PrivateKey, Damage> {
        let parsed = pkcs1(&der.0).or_else(|| pkcs8(&der.0)).or_else(|| sec1(&der.0, None));
        let has_form = matches!(label, "RSA PRIVATE KEY" | "EC PRIVATE KEY" | "PRIVATE KEY");
        match parsed {
            Some(Public::Told(info)) => {
                Ok(PrivateKey { public_key: Some(Fingerprint::of(&info)), is_known: true })
            }
            Some(Public::Untold) => Ok(PrivateKey { public_key: None, is_known: true }),
            None if has_form => Err(Damage::Content),
            // Those of OpenSSH and others have forms of their own.
            Some(Public::Unknown) | None => Ok(PrivateKey { public_key: None, is_known: false }),
        }
    }
}

fn sequence(der: &[u8]) -> Option<Vec<Value<'_>>> {
    der::only(der)?.tagged(SEQUENCE)?.inner()
}

fn public_key_info(algorithm: &[&[u8]], key: &[u8]) -> Public {
    Public::Told(der::wrap(
        SEQUENCE,
        &[&der::wrap(SEQUENCE, algorithm), &der::wrap(BIT_STRING, &[&[0], key])],
    ))
}

/// `RSAPrivateKey`: version, modulus, public exponent, then what is private.
fn pkcs1(der: &[u8]) -> Option<Public> {
    let fields = sequence(der)?;
    let [version, modulus, exponent, secrets @ ..] = fields.as_slice() else { return None };
    let are_numbers = fields.iter().take(9).all(|field| field.tag == INTEGER);
    if version.number()? > 1 || secrets.len() < 3 || !are_numbers {
        return None;
    }
    // The numbers of a DSA key begin in the same way, but here is one of its large ones.
    exponent.number()?;
    let key = der::wrap(SEQUENCE, &[modulus.whole, exponent.whole]);
    Some(public_key_info(&[&der::wrap(OID, &[RSA]), NULL], &key))
}

/// `ECPrivateKey`: version, the key, the curve and the public key, the last two of which may be absent.
fn sec1(der: &[u8], outer: Option<&[u8]>) -> Option<Public> {
    /// The tags of the curve and of the public key.
    const CURVE: u8 = 0xa0;
    const PUBLIC: u8 = 0xa1;
    let fields = sequence(der)?;
    let [version, key, optional @ ..] = fields.as_slice() else { return None };
    version.number()?;
    key.tagged(OCTET_STRING)?;
    let field = |tag| optional.iter().find_map(|field| field.tagged(tag)?.only());
    let curve = outer.or_else(|| field(CURVE).map(|curve| curve.whole));
    let point = field(PUBLIC).and_then(Value::bits);
    let bits = curve.and_then(|curve| curve_bits(der::only(curve)?.tagged(OID)?.content));
    if bits.is_none_or(|bits| bits < 224) {
        return Some(Public::Unknown);
    }
    Some(match (curve, point) {
        // Go does not look at the point. A compressed one is another text for the same key.
        (Some(curve), Some(point)) if point.first() == Some(&4) => {
            public_key_info(&[&der::wrap(OID, &[EC]), curve], point)
        }
        _ => Public::Untold,
    })
}

/// `PrivateKeyInfo`: version, algorithm, and the key in the form of its algorithm.
fn pkcs8(der: &[u8]) -> Option<Public> {
    let fields = sequence(der)?;
    let [version, algorithm, key, ..] = fields.as_slice() else { return None };
    version.number()?;
    let key = key.tagged(OCTET_STRING)?.content;
    let algorithm = algorithm.tagged(SEQUENCE)?.inner()?;
    let (oid, parameters) = algorithm.split_first()?;
    match oid.tagged(OID)?.content {
        RSA => pkcs1(key),
        // A curve that is written out in parameters is looked for in the key itself.
        EC => sec1(key, parameters.first().and_then(|curve| curve.tagged(OID)).map(|curve| curve.whole)),
        ED25519 => ed25519(key),
        _ => Some(Public::Unknown),
    }
}

/// `CurvePrivateKey` (RFC 8410): a seed, from which the public key has to be computed.
fn ed25519(der: &[u8]) -> Option<Public> {
    let seed = der::only(der)?.tagged(OCTET_STRING)?.content;
    let seed = <[u8; 32]>::try_from(seed).ok()?;
    let hash: [u8; 64] = Sha512::digest(seed).into();
    let scalar = std::array::from_fn(|index| hash[index]);
    let public = EdwardsPoint::mul_base_clamped(scalar).compress();
    Some(public_key_info(&[&der::wrap(OID, &[ED25519])], public.as_bytes()))
}

#[cfg(test)]
mod tests {
    use x509_cert::der::asn1::ObjectIdentifier;

    use super::*;

    /// Go takes versions 0 and 1, and computes what may follow the primes.
    #[test]
    fn the_numbers_of_an_rsa_key() {
        let number = |bytes: &[u8]| der::wrap(INTEGER, &[bytes]);
        let key = |version: u8, exponent: &[u8], secrets: usize| {
            let public = [number(&[version]), number(&[0x7f; 20]), number(exponent)].concat();
            der::wrap(SEQUENCE, &[&public, &number(&[0x7f; 20]).repeat(secrets)])
        };
        let rows = [
            ("version 0", key(0, &[1, 0, 1], 6), true),
            ("version 1", key(1, &[1, 0, 1], 6), true),
            ("version 2", key(2, &[1, 0, 1], 6), false),
            ("nothing behind the primes", key(0, &[1, 0, 1], 3), true),
            ("one prime", key(0, &[1, 0, 1], 2), false),
            ("DSA", key(0, &[0x7f; 20], 3), false),
        ];
        for (what, key, expected) in rows {
            assert_eq!(pkcs1(&key).is_some(), expected, "{what}");
        }
    }

    #[test]
    fn the_weakest_curve_that_go_knows_is_p224() {
        let rows = [("1.2.840.10045.3.1.1", false), ("1.3.132.0.33", true), ("1.2.840.10045.3.1.7", true)];
        for (oid, expected) in rows {
            let curve = der::wrap(OID, &[ObjectIdentifier::new_unwrap(oid).as_bytes()]);
            let secret = der::wrap(OCTET_STRING, &[&[7; 28]]);
            let key = der::wrap(SEQUENCE, &[&[INTEGER, 1, 1], &secret, &der::wrap(0xa0, &[&curve])]);
            let read = PrivateKey::read("EC PRIVATE KEY", Der(key)).unwrap();
            assert_eq!(read.is_known, expected, "{oid}");
        }
    }
}

//! Private keys: only what is public of them leaves this file.

use curve25519_dalek::edwards::EdwardsPoint;
use sha2::{Digest, Sha512};
use x509_cert::der::asn1::{
    Any, AnyRef, BitString, BitStringRef, ContextSpecific, ObjectIdentifier, OctetStringRef, UintRef,
};
use x509_cert::der::{Decode, Encode, ErrorKind, Reader, SliceReader, Tag};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::certificate::Fingerprint;
use super::pem::{Damage, Der};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// A private key, of which only the public part is kept.
#[derive(Clone, Debug)]
pub struct PrivateKey {
    /// SHA-256 of the SubjectPublicKeyInfo that belongs to it; `None` if the key does not tell it.
    pub public_key: Option<Fingerprint>,
}

type Parsed = Result<Option<SubjectPublicKeyInfoOwned>, x509_cert::der::Error>;

impl PrivateKey {
    /// Reads a key in one of the forms that Go's `tls.X509KeyPair` takes. The bytes are dropped.
    pub(super) fn read(label: &str, der: Der) -> Result<PrivateKey, Damage> {
        let parsed = match label {
            "RSA PRIVATE KEY" => pkcs1(&der.0).map(Some),
            "EC PRIVATE KEY" => sec1(&der.0, None),
            "PRIVATE KEY" => pkcs8(&der.0),
            _ => Ok(None),
        };
        let public = parsed.map_err(|_| Damage::Content)?;
        Ok(PrivateKey { public_key: public.as_ref().and_then(Fingerprint::of_public_key) })
    }
}

/// `RSAPrivateKey`: version, modulus, public exponent, then what is private.
fn pkcs1(der: &[u8]) -> Result<SubjectPublicKeyInfoOwned, x509_cert::der::Error> {
    AnyRef::from_der(der)?.sequence(|reader| {
        UintRef::decode(reader)?;
        let public = [AnyRef::decode(reader)?, AnyRef::decode(reader)?];
        skip(reader)?;
        let key = public.to_vec().to_der()?;
        let parameters = Some(Any::null());
        let algorithm = AlgorithmIdentifierOwned { oid: RSA, parameters };
        Ok(SubjectPublicKeyInfoOwned { algorithm, subject_public_key: BitString::from_bytes(&key)? })
    })
}

/// `ECPrivateKey`: version, the key, the curve and the public key, the last two of which may be absent.
fn sec1(der: &[u8], outer: Option<AlgorithmIdentifierOwned>) -> Parsed {
    AnyRef::from_der(der)?.sequence(|reader| {
        UintRef::decode(reader)?;
        <&OctetStringRef>::decode(reader)?;
        let curve = explicit::<Any>(reader, 0)?;
        let public = explicit::<BitStringRef>(reader, 1)?;
        skip(reader)?;
        let own = curve.map(|curve| AlgorithmIdentifierOwned { oid: EC, parameters: Some(curve) });
        let (Some(algorithm), Some(public)) = (outer.or(own), public) else { return Ok(None) };
        let subject_public_key = BitString::from_bytes(public.raw_bytes())?;
        Ok(Some(SubjectPublicKeyInfoOwned { algorithm, subject_public_key }))
    })
}

/// `PrivateKeyInfo`: version, algorithm, and the key in the form of its algorithm.
fn pkcs8(der: &[u8]) -> Parsed {
    AnyRef::from_der(der)?.sequence(|reader| {
        UintRef::decode(reader)?;
        let algorithm = AlgorithmIdentifierOwned::decode(reader)?;
        let key = <&OctetStringRef>::decode(reader)?.as_bytes();
        skip(reader)?;
        match algorithm.oid {
            RSA => pkcs1(key).map(Some),
            EC => sec1(key, Some(algorithm)),
            ED25519 => ed25519(key, algorithm).map(Some),
            _ => Ok(None),
        }
    })
}

/// `CurvePrivateKey` (RFC 8410): a seed, from which the public key has to be computed.
fn ed25519(
    der: &[u8],
    algorithm: AlgorithmIdentifierOwned,
) -> Result<SubjectPublicKeyInfoOwned, x509_cert::der::Error> {
    let seed = <&OctetStringRef>::from_der(der)?.as_bytes();
    let seed = <[u8; 32]>::try_from(seed).map_err(|_| ErrorKind::Length { tag: Tag::OctetString })?;
    let hash: [u8; 64] = Sha512::digest(seed).into();
    let scalar = std::array::from_fn(|index| hash[index]);
    let public = EdwardsPoint::mul_base_clamped(scalar).compress();
    Ok(SubjectPublicKeyInfoOwned { algorithm, subject_public_key: BitString::from_bytes(public.as_bytes())? })
}

/// The content of an explicitly tagged field that may be absent.
fn explicit<'r, T>(reader: &mut SliceReader<'r>, number: u32) -> Result<Option<T>, x509_cert::der::Error>
where
    T: Decode<'r, Error = x509_cert::der::Error> + x509_cert::der::Tagged,
{
    let number = x509_cert::der::TagNumber(number);
    Ok(ContextSpecific::<T>::decode_explicit(reader, number)?.map(|field| field.value))
}

/// Reads over all that is left.
fn skip(reader: &mut SliceReader) -> Result<(), x509_cert::der::Error> {
    while !reader.is_finished() {
        AnyRef::decode(reader)?;
    }
    Ok(())
}

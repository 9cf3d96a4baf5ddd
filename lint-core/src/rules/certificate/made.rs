//! Certificates and keys for the tests, of which nobody verifies the signature.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The object identifiers that the tests need, in DER.
pub(super) const EC: &[u8] = &[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
pub(super) const P256: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const ECDSA_WITH_SHA256: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const COMMON_NAME: &[u8] = &[6, 3, 0x55, 4, 3];
pub(super) const SERVER_AUTH: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1];
pub(super) const CLIENT_AUTH: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 2];

/// The end of the object identifiers of extensions.
pub(super) const KEY_ID: u8 = 14;
pub(super) const KEY_USAGE: u8 = 15;
pub(super) const NAMES: u8 = 17;
pub(super) const CONSTRAINTS: u8 = 19;
pub(super) const NAME_CONSTRAINTS: u8 = 30;
pub(super) const ISSUER_KEY_ID: u8 = 35;
pub(super) const USAGES: u8 = 37;

/// The time of most validities: 2026-11-01 to 2027-11-01.
pub(super) const FROM: (u8, &str) = (0x17, "261101000000Z");
pub(super) const TO: (u8, &str) = (0x17, "271101000000Z");

/// A value of DER.
pub(super) fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut value = vec![tag];
    match content.len() {
        short @ 0..0x80 => value.push(short as u8),
        long @ 0x80..0x100 => value.extend([0x81, long as u8]),
        long => value.extend([0x82, (long >> 8) as u8, long as u8]),
    }
    value.extend(content);
    value
}

/// What a certificate is made of.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) version: u8,
    pub(super) serial: Vec<u8>,
    pub(super) algorithm: Vec<u8>,
    pub(super) subject: &'static str,
    pub(super) issuer: &'static str,
    pub(super) from: (u8, &'static str),
    pub(super) to: (u8, &'static str),
    /// The SubjectPublicKeyInfo.
    pub(super) key: Vec<u8>,
    pub(super) extensions: Vec<(u8, bool, Vec<u8>)>,
}

/// A public key on P-256, as good as any other for who does not compute with it.
pub(super) fn key(number: u8) -> Vec<u8> {
    let point = [&[0, 4][..], &[number; 64]].concat();
    der(0x30, &[&der(0x30, &[EC, P256]), &der(3, &[&point])])
}

/// A CA with a key and an identifier of it.
pub(super) fn ca(subject: &'static str, number: u8) -> Made {
    Made {
        version: 2,
        serial: vec![1],
        algorithm: der(0x30, &[ECDSA_WITH_SHA256]),
        subject,
        issuer: subject,
        from: FROM,
        to: TO,
        key: key(number),
        extensions: vec![
            (CONSTRAINTS, true, der(0x30, &[&[1, 1, 0xff]])),
            (KEY_USAGE, true, vec![3, 2, 2, 4]),
            (KEY_ID, false, der(4, &[&[number; 20]])),
        ],
    }
}

/// A certificate for all uses, by the CA of that name with that key.
pub(super) fn leaf(subject: &'static str, issuer: &'static str, number: u8) -> Made {
    let names = [der(0x82, &[b"localhost"]), der(0x87, &[&[127, 0, 0, 1]])].concat();
    let plain = Made { issuer, key: key(200), extensions: Vec::new(), ..ca(subject, 0) };
    plain
        .with(KEY_USAGE, vec![3, 2, 7, 0x80])
        .with(NAMES, der(0x30, &[&names]))
        .with(USAGES, der(0x30, &[SERVER_AUTH, CLIENT_AUTH]))
        .by(issuer, number)
}

impl Made {
    /// The same by another issuer.
    pub(super) fn by(self, issuer: &'static str, number: u8) -> Made {
        Made { issuer, ..self }.with(ISSUER_KEY_ID, der(0x30, &[&der(0x80, &[&[number; 20]])]))
    }

    /// The same with this extension.
    pub(super) fn with(mut self, number: u8, value: Vec<u8>) -> Made {
        self.extensions.retain(|(own, ..)| *own != number);
        self.extensions.push((number, false, value));
        self
    }

    /// The same without this extension.
    pub(super) fn without(mut self, number: u8) -> Made {
        self.extensions.retain(|(own, ..)| *own != number);
        self
    }

    pub(super) fn pem(&self) -> String {
        let name = |text: &str| {
            let attribute = der(0x30, &[COMMON_NAME, &der(12, &[text.as_bytes()])]);
            der(0x30, &[&der(0x31, &[&attribute])])
        };
        let time = |(tag, text): (u8, &str)| der(tag, &[text.as_bytes()]);
        let extension = |(number, is_critical, value): &(u8, bool, Vec<u8>)| {
            let critical: &[u8] = if *is_critical { &[1, 1, 0xff] } else { &[] };
            der(0x30, &[&[6, 3, 0x55, 0x1d, *number], critical, &der(4, &[value])])
        };
        let extensions: Vec<u8> = self.extensions.iter().flat_map(extension).collect();
        let extensions = match self.version {
            2 => der(0xa3, &[&der(0x30, &[&extensions])]),
            _ => Vec::new(),
        };
        let version = match self.version {
            0 => Vec::new(),
            number => der(0xa0, &[&[2, 1, number]]),
        };
        let tbs = der(
            0x30,
            &[
                &version,
                &der(2, &[&self.serial]),
                &self.algorithm,
                &name(self.issuer),
                &der(0x30, &[&time(self.from), &time(self.to)]),
                &name(self.subject),
                &self.key,
                &extensions,
            ],
        );
        pem("CERTIFICATE", &der(0x30, &[&tbs, &self.algorithm, &der(3, &[&[0; 9]])]))
    }
}

/// A block of PEM.
pub(super) fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}

/// The bytes of a block of PEM.
pub(super) fn bytes(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    STANDARD.decode(body).unwrap()
}

//! The TLS cipher suites that etcd knows, which are those of Go's `crypto/tls`.

/// A cipher suite that `--cipher-suites` accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CipherSuite {
    /// The name, exactly as etcd compares it.
    pub name: &'static str,
    /// Whether the suite belongs to TLS 1.3, where the list has no effect.
    pub tls13: bool,
    /// Why the suite should not be used.
    pub weakness: Option<Weakness>,
}

/// Why a cipher suite should not be used, the gravest reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// RC4 leaks plaintext.
    Rc4,
    /// 3DES has 64-bit blocks.
    TripleDes,
    /// CBC mode with HMAC has a history of padding oracles.
    Cbc,
    /// RSA key exchange has no forward secrecy.
    NoForwardSecrecy,
}

/// The suites of `tls.CipherSuites` and `tls.InsecureCipherSuites`, and the two names of
/// ChaCha20 suites without a hash that etcd adds (client/pkg/tlsutil/cipher_suites.go), sorted.
const NAMES: [&str; 27] = [
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
    "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
    "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_RSA_WITH_RC4_128_SHA",
];

/// The suite of exactly this name; etcd neither folds case nor trims blanks.
pub fn lookup(name: &str) -> Option<CipherSuite> {
    let index = NAMES.binary_search(&name).ok()?;
    let name = NAMES.get(index)?;
    Some(CipherSuite { name, tls13: !name.contains("_WITH_"), weakness: weakness(name) })
}

/// Whether a list of suites satisfies HTTP/2, without which etcd does not start: etcd 3.4.23
/// crashes, later versions exit with `http2: TLSConfig.CipherSuites is missing an HTTP/2-required
/// AES_128_GCM_SHA256 cipher`. An empty list means Go's defaults, which do.
pub fn satisfies_http2<'a>(names: impl IntoIterator<Item = &'a str>) -> bool {
    let mut names = names.into_iter().peekable();
    names.peek().is_none()
        || names.any(|name| {
            matches!(
                name,
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" | "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
            )
        })
}

fn weakness(name: &str) -> Option<Weakness> {
    if name.contains("_RC4_") {
        Some(Weakness::Rc4)
    } else if name.contains("_3DES_") {
        Some(Weakness::TripleDes)
    } else if name.contains("_CBC_SHA") {
        Some(Weakness::Cbc)
    } else if name.starts_with("TLS_RSA_WITH_") {
        Some(Weakness::NoForwardSecrecy)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(NAMES.is_sorted());
    }

    // What is accepted is what etcd 3.4.23 accepts.
    #[test]
    fn lookups() {
        let table = [
            ("TLS_AES_128_GCM_SHA256", Some((true, None))),
            ("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305", Some((false, None))),
            ("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", Some((false, None))),
            ("TLS_RSA_WITH_RC4_128_SHA", Some((false, Some(Weakness::Rc4)))),
            ("TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", Some((false, Some(Weakness::TripleDes)))),
            ("TLS_RSA_WITH_AES_128_CBC_SHA256", Some((false, Some(Weakness::Cbc)))),
            ("TLS_RSA_WITH_AES_256_GCM_SHA384", Some((false, Some(Weakness::NoForwardSecrecy)))),
            ("tls_aes_128_gcm_sha256", None),
            (" TLS_AES_128_GCM_SHA256", None),
            ("TLS_FALLBACK_SCSV", None),
            ("", None),
        ];
        for (name, expected) in table {
            assert_eq!(lookup(name).map(|suite| (suite.tls13, suite.weakness)), expected, "{name}");
        }
    }

    #[test]
    fn http2() {
        let table: [(&[&str], bool); 5] = [
            (&[], true),
            (&["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"], true),
            (&["X", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"], true),
            (&["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"], false),
            (&["TLS_AES_128_GCM_SHA256"], false),
        ];
        for (names, expected) in table {
            assert_eq!(satisfies_http2(names.iter().copied()), expected, "{names:?}");
        }
    }
}

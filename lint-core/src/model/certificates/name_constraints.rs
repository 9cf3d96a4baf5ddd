//! The names for which a CA may sign certificates.

use std::net::IpAddr;

use super::certificate::San;
use super::der::Value;

/// What the extension says of DNS names and addresses; etcd has no use for others.
#[derive(Clone, Debug, Default)]
pub(super) struct NameConstraints {
    permitted: Vec<Subtree>,
    excluded: Vec<Subtree>,
}

/// A set of names.
#[derive(Clone, Debug)]
enum Subtree {
    /// A domain and what is below it; with a dot at its beginning, only what is below.
    Dns(String),
    /// A network: an address, and a mask of the same length.
    Ip(Vec<u8>),
    /// Of mail addresses or URIs.
    Unused,
    /// Of a kind that Go does not know.
    Unknown,
}

impl NameConstraints {
    /// Reads what is in the extension.
    pub(super) fn of(fields: &[Value]) -> Option<NameConstraints> {
        const PERMITTED: u8 = 0xa0;
        const EXCLUDED: u8 = 0xa1;
        let subtrees = |tag| {
            let list = fields.iter().filter_map(|field| field.tagged(tag)?.inner()).flatten();
            list.map(Subtree::of).collect::<Option<Vec<_>>>()
        };
        Some(NameConstraints { permitted: subtrees(PERMITTED)?, excluded: subtrees(EXCLUDED)? })
    }

    /// Whether a certificate below may have this name.
    pub(super) fn allow(&self, name: &San) -> bool {
        let mut of_its_kind = self.permitted.iter().filter(|one| one.is_about(name)).peekable();
        let is_permitted = of_its_kind.peek().is_none() || of_its_kind.any(|one| one.holds(name));
        is_permitted && !self.excluded.iter().any(|one| one.holds(name))
    }

    /// Whether there are constraints of a kind that Go does not know.
    pub(super) fn has_unknown(&self) -> bool {
        self.permitted.iter().chain(&self.excluded).any(|one| matches!(one, Subtree::Unknown))
    }
}

impl Subtree {
    fn of(subtree: Value) -> Option<Subtree> {
        let base = *subtree.inner()?.first()?;
        Some(match base.tag {
            0x82 => Subtree::Dns(std::str::from_utf8(base.content).ok()?.to_ascii_lowercase()),
            0x87 if matches!(base.content.len(), 8 | 32) => Subtree::Ip(base.content.to_vec()),
            0x87 => return None,
            0x81 | 0x86 => Subtree::Unused,
            _ => Subtree::Unknown,
        })
    }

    fn is_about(&self, name: &San) -> bool {
        matches!((self, name), (Subtree::Dns(_), San::Dns(_)) | (Subtree::Ip(_), San::Ip(_)))
    }

    fn holds(&self, name: &San) -> bool {
        match (self, name) {
            (Subtree::Dns(domain), San::Dns(name)) => is_within(&name.to_ascii_lowercase(), domain),
            (Subtree::Ip(network), San::Ip(IpAddr::V4(ip))) => is_in_network(&ip.octets(), network),
            (Subtree::Ip(network), San::Ip(IpAddr::V6(ip))) => is_in_network(&ip.octets(), network),
            _ => false,
        }
    }
}

fn is_within(name: &str, domain: &str) -> bool {
    domain.is_empty()
        || name.strip_suffix(domain).is_some_and(|rest| match domain.starts_with('.') {
            true => !rest.is_empty(),
            false => rest.is_empty() || rest.ends_with('.'),
        })
}

fn is_in_network(ip: &[u8], network: &[u8]) -> bool {
    let (address, mask) = network.split_at(network.len() / 2);
    let masked = address.iter().zip(mask).zip(ip);
    ip.len() == mask.len() && masked.into_iter().all(|((own, mask), other)| own & mask == other & mask)
}

#[cfg(test)]
mod tests {
    use super::super::der::{self, SEQUENCE};
    use super::*;

    #[test]
    fn names_are_within_domains_as_in_go() {
        let rows = [
            ("etcd.example.com", "example.com", true),
            ("example.com", "example.com", true),
            ("example.com", ".example.com", false),
            ("a.example.com", ".example.com", true),
            ("badexample.com", "example.com", false),
            ("localhost", "", true),
            ("com", "example.com", false),
            ("*.example.com", "example.com", true),
        ];
        for (name, domain, expected) in rows {
            assert_eq!(is_within(name, domain), expected, "{name} {domain}");
        }
    }

    #[test]
    fn addresses_are_in_networks() {
        let ten = [10, 0, 0, 0, 255, 0, 0, 0];
        assert!(is_in_network(&[10, 1, 2, 3], &ten));
        assert!(!is_in_network(&[127, 0, 0, 1], &ten));
        assert!(!is_in_network(&[0; 16], &ten));
    }

    fn permitted(tag: u8, base: &[u8]) -> Option<NameConstraints> {
        let subtree = der::wrap(SEQUENCE, &[&der::wrap(tag, &[base])]);
        NameConstraints::of(&[Value { tag: 0xa0, content: &subtree, whole: &[] }])
    }

    /// Each row is a constraint, and whether it is of a kind that Go does not know; `None` is what Go cannot read.
    #[test]
    fn constraints_are_read_as_go_does() {
        let rows: [(u8, &[u8], Option<bool>); 7] = [
            (0x82, b"example.com", Some(false)),
            (0x87, &[10, 0, 0, 0, 255, 0, 0, 0], Some(false)),
            (0x87, &[0; 32], Some(false)),
            (0x87, &[10, 0, 0, 0], None),
            (0x81, b"example.com", Some(false)),
            (0x86, b"example.com", Some(false)),
            (0xa4, &[0x30, 0], Some(true)),
        ];
        for (tag, base, expected) in rows {
            let read = permitted(tag, base);
            assert_eq!(read.map(|read| read.has_unknown()), expected, "{tag:x} {base:?}");
        }
    }

    #[test]
    fn a_network_of_one_kind_permits_nothing_of_the_other() {
        let rows = [
            (&[10, 0, 0, 0, 255, 0, 0, 0][..], [true, false, false]),
            (&[&[0xfd; 1][..], &[0; 15], &[0xff], &[0; 15]].concat(), [false, true, false]),
        ];
        for (network, expected) in rows {
            let constraints = permitted(0x87, network).unwrap();
            let allowed = ["10.0.0.4", "fd00::4", "2001:db8::4"]
                .map(|ip| constraints.allow(&San::Ip(ip.parse().unwrap())));
            assert_eq!(allowed, expected, "{network:?}");
        }
    }
}

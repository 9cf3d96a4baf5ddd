//! What releases of kubeadm do about etcd.

use crate::subject::image::Version;

/// The first etcd that knows its options by their final names.
const NEW_FLAGS: (u32, u32, u32) = (3, 6, 0);

/// The etcd that kubeadm runs with a release of Kubernetes. Patch releases differ, the minor does not.
pub(super) fn etcd_version(kubernetes: Version) -> Option<Version> {
    match kubernetes.minor {
        37 => Some(Version::minor(3, 7)),
        34..=36 => Some(Version::minor(3, 6)),
        22..=33 => Some(Version::minor(3, 5)),
        17..=21 => Some(Version::minor(3, 4)),
        _ => None,
    }
}

/// The tag of etcd's image in `DefaultEtcdVersion` of kubeadm 1.34.2 to 1.37.2, and in `SupportedEtcdVersion` of 1.34.2
/// for older releases; none for those it does not know.
pub(super) fn etcd_tag(kubernetes: Version) -> Option<&'static str> {
    match kubernetes.minor {
        37 => Some("3.7.0-0"),
        36 => Some("3.6.8-0"),
        35 => Some("3.6.6-0"),
        34 => Some("3.6.5-0"),
        31..=33 => Some("3.5.24-0"),
        _ => None,
    }
}

/// Whether kubeadm uses the flags of etcd 3.6. It looks at the image's tag, and takes one that is no
/// semantic version for an older etcd, also a `3.6.0-0`, which counts as a pre-release of 3.6.0. From 1.37 on it uses no
/// others.
pub(super) fn has_new_etcd_flags(tag: Option<&str>, kubernetes: Option<Version>) -> bool {
    match tag {
        _ if kubernetes.is_some_and(|version| version.minor >= 37) => true,
        Some(tag) => is_at_least_new(tag),
        None => kubernetes.is_none_or(|version| version.minor >= 34),
    }
}

/// In which order kubeadm writes the extra arguments of one name; the program takes the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By their values.
    Sorted,
    /// As they are listed.
    Listed,
    /// One of these: that hangs on the release.
    Unknown,
}

/// The last patch releases that sort all arguments, and the first that sort their own only, by minor version
/// (kubernetes/kubernetes#135400). Between them lies what could not be looked at.
const ORDERS: [(u32, u32, u32); 4] = [(32, 11, 13), (33, 7, 9), (34, 3, 4), (35, 0, 1)];

/// How a release of kubeadm orders arguments.
pub(super) fn order(kubernetes: Option<Version>) -> Order {
    let Some(version) = kubernetes else { return Order::Unknown };
    match (ORDERS.iter().find(|(minor, ..)| *minor == version.minor), version.patch) {
        (None, _) if version.minor < 32 => Order::Sorted,
        (None, _) => Order::Listed,
        (Some((_, last, _)), Some(patch)) if patch <= *last => Order::Sorted,
        (Some((_, _, first)), Some(patch)) if patch >= *first => Order::Listed,
        _ => Order::Unknown,
    }
}

fn is_at_least_new(tag: &str) -> bool {
    let text = tag.strip_prefix('v').unwrap_or(tag);
    let (release, is_prerelease) = match text.find(['-', '+']) {
        Some(at) => {
            (text.get(..at).unwrap_or_default(), text.get(at..).is_some_and(|it| it.starts_with('-')))
        }
        None => (text, false),
    };
    let numbers: Vec<Option<u32>> = release.split('.').map(|number| number.parse().ok()).collect();
    let &[Some(major), Some(minor), Some(patch)] = numbers.as_slice() else { return false };
    let version = (major, minor, patch);
    if is_prerelease { version > NEW_FLAGS } else { version >= NEW_FLAGS }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_flags_go_by_semantic_versions() {
        let table = [
            ("3.6.5-0", true),
            ("v3.6.1", true),
            ("3.6.0", true),
            ("3.6.0-0", false),
            ("3.6.0-rc.4", false),
            ("3.6", false),
            ("3.5.24-0", false),
            ("latest", false),
            ("4.0.0", true),
        ];
        for (tag, expected) in table {
            assert_eq!(has_new_etcd_flags(Some(tag), None), expected, "{tag}");
        }
        assert!(has_new_etcd_flags(Some("3.5.24-0"), Some(Version::minor(1, 37))), "it does not look");
        assert!(has_new_etcd_flags(None, None), "what is not known is new");
        assert!(!has_new_etcd_flags(None, Some(Version::minor(1, 33))));
    }

    /// By `SupportedEtcdVersion` of several releases: 3.3.17-0 for 1.16, 3.4.3-0 for 1.17, 3.4.13-0 for 1.21, 3.5.5-0
    /// for 1.22 and 3.5.24-0 for 1.33; from 1.34 on by the tags below.
    #[test]
    fn versions_of_etcd() {
        let table = [
            ("v1.16.0", None),
            ("v1.17.0", Some((3, 4))),
            ("v1.21.0", Some((3, 4))),
            ("v1.22.0", Some((3, 5))),
            ("v1.33.0", Some((3, 5))),
            ("v1.34.0", Some((3, 6))),
            ("v1.36.0", Some((3, 6))),
            ("v1.37.0", Some((3, 7))),
            ("v1.99.0", None),
        ];
        for (version, expected) in table {
            let found = Version::from_tag(version).and_then(etcd_version);
            assert_eq!(found.map(|etcd| (etcd.major, etcd.minor)), expected, "{version}");
        }
    }

    /// Each tag is of the version that the release runs.
    #[test]
    fn tags_of_etcd() {
        let table = [
            ("v1.30.14", None),
            ("v1.31.14", Some("3.5.24-0")),
            ("v1.33.7", Some("3.5.24-0")),
            ("v1.34.2", Some("3.6.5-0")),
            ("v1.35.0", Some("3.6.6-0")),
            ("v1.36.0", Some("3.6.8-0")),
            ("v1.37.2", Some("3.7.0-0")),
        ];
        for (version, expected) in table {
            let kubernetes = Version::from_tag(version).expect("a version");
            assert_eq!(etcd_tag(kubernetes), expected, "{version}");
            let tagged =
                expected.and_then(Version::from_tag).map(|etcd| Version::minor(etcd.major, etcd.minor));
            assert!(tagged.is_none() || tagged == etcd_version(kubernetes), "{version}");
        }
    }

    /// Seen in the sources of these releases.
    #[test]
    fn the_order_hangs_on_the_patch_release() {
        let table = [
            ("v1.31.14", Order::Sorted),
            ("v1.32.11", Order::Sorted),
            ("v1.32.12", Order::Unknown),
            ("v1.32.13", Order::Listed),
            ("v1.33.7", Order::Sorted),
            ("v1.33.8", Order::Unknown),
            ("v1.33.9", Order::Listed),
            ("v1.34.3", Order::Sorted),
            ("v1.34.4", Order::Listed),
            ("v1.34", Order::Unknown),
            ("v1.35.0", Order::Sorted),
            ("v1.35.1", Order::Listed),
            ("v1.36.0", Order::Listed),
            ("v1.37.2", Order::Listed),
        ];
        for (version, expected) in table {
            assert_eq!(order(Version::from_tag(version)), expected, "{version}");
        }
        assert_eq!(order(None), Order::Unknown);
    }
}

//! What releases of kubeadm do about etcd.

use crate::subject::image::Version;

/// The first etcd that knows its options by their final names.
const NEW_FLAGS: (u32, u32, u32) = (3, 6, 0);

/// The etcd that kubeadm runs with a release of Kubernetes. Patch releases differ, the minor does not.
pub(super) fn etcd_version(kubernetes: Version) -> Option<Version> {
    match kubernetes.minor {
        34.. => Some(Version::minor(3, 6)),
        22..=33 => Some(Version::minor(3, 5)),
        17..=21 => Some(Version::minor(3, 4)),
        _ => None,
    }
}

/// The tag of etcd's image in `SupportedEtcdVersion` of kubeadm 1.34.2; none for releases it does not know.
pub(super) fn etcd_tag(kubernetes: Version) -> Option<&'static str> {
    match kubernetes.minor {
        34 => Some("3.6.5-0"),
        31..=33 => Some("3.5.24-0"),
        _ => None,
    }
}

/// Whether kubeadm uses the flags of etcd 3.6. It looks at the image's tag, and takes one that is no
/// semantic version for an older etcd, also a `3.6.0-0`, which counts as a pre-release of 3.6.0.
pub(super) fn has_new_etcd_flags(tag: Option<&str>, kubernetes: Option<Version>) -> bool {
    match tag {
        Some(tag) => is_at_least_new(tag),
        None => kubernetes.is_none_or(|version| version.minor >= 34),
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
        assert!(has_new_etcd_flags(None, None), "what is not known is new");
        assert!(!has_new_etcd_flags(None, Some(Version::minor(1, 33))));
    }
}

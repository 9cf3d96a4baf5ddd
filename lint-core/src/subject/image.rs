//! Image references and the versions in their tags.

/// A reference to a container image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    /// The registry with its port; `None` means Docker Hub.
    pub registry: Option<String>,
    /// The path in the registry.
    pub repository: String,
    /// The tag; without one, and without a digest, it is `latest`.
    pub tag: Option<String>,
    /// The digest with its algorithm, as `sha256:…`.
    pub digest: Option<String>,
}

/// A version of etcd or Kubernetes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Version {
    /// The first number.
    pub major: u32,
    /// The second number.
    pub minor: u32,
    /// The third number; `None` if the tag has none, or is that of a pre-release.
    pub patch: Option<u32>,
}

impl crate::message::Public for Version {}

impl Image {
    /// Takes a reference apart. Text that is none gives an image without a tag.
    pub fn parse(reference: &str) -> Image {
        let (rest, digest) = match reference.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest.to_owned())),
            None => (reference, None),
        };
        let path_start = rest.rfind('/').map_or(0, |slash| slash + 1);
        let (name, tag) = match rest.get(path_start..).and_then(|segment| segment.find(':')) {
            Some(colon) => {
                let (name, tag) = rest.split_at(path_start + colon);
                (name, tag.strip_prefix(':').map(str::to_owned))
            }
            None => (rest, None),
        };
        let (registry, repository) = match name.split_once('/') {
            Some((host, path)) if is_registry(host) => (Some(host.to_owned()), path),
            _ => (None, name),
        };
        Image { registry, repository: repository.to_owned(), tag, digest }
    }

    /// The last part of the path: the name of the image.
    pub fn last_segment(&self) -> &str {
        self.repository.rsplit('/').next().unwrap_or_default()
    }

    /// The version in the tag, as in `v3.5.21`, `3.5.21-0` or `3.6.1-debian-12-r3`.
    pub fn version(&self) -> Option<Version> {
        Version::from_tag(self.tag.as_deref()?)
    }

    /// The version of etcd, if the image is one of etcd 3: by its tag, and by its name, which is `etcd`, or ends so
    /// but for an architecture. The tags of `alpine:3.18` and `etcd-backup:3.2` tell the versions of something else.
    pub fn etcd_version(&self) -> Option<Version> {
        self.version().filter(|version| version.major == 3 && self.is_of_etcd())
    }

    /// Whether it is one of Bitnami's, whose scripts set variables of their own.
    pub fn is_of_bitnami(&self) -> bool {
        self.repository.contains("bitnami")
    }

    /// Whether the name is `etcd`, or ends so but for an architecture.
    pub fn is_of_etcd(&self) -> bool {
        const ARCHITECTURES: [&str; 5] = ["-amd64", "-arm64", "-arm", "-ppc64le", "-s390x"];
        let name = self.last_segment();
        let name = ARCHITECTURES.iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
        name.ends_with("etcd")
    }

    /// The version of Kubernetes, if the tag is that of one of its components.
    pub fn kubernetes_version(&self) -> Option<Version> {
        self.version().filter(|version| version.major == 1)
    }
}

/// Docker's rule for what is a host and what is the first part of a path on Docker Hub.
fn is_registry(segment: &str) -> bool {
    segment.contains(['.', ':']) || segment == "localhost"
}

impl Version {
    /// A version with all its numbers.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Version {
        Version { major, minor, patch: Some(patch) }
    }

    /// A version of which only the first two numbers are known.
    pub const fn minor(major: u32, minor: u32) -> Version {
        Version { major, minor, patch: None }
    }

    /// Reads a tag: `MAJOR.MINOR[.PATCH]`, with or without a `v`, up to a suffix.
    pub fn from_tag(tag: &str) -> Option<Version> {
        let text = tag.strip_prefix('v').unwrap_or(tag);
        let numbers = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (numbers, suffix) = text.split_at(numbers);
        if !(suffix.is_empty() || suffix.starts_with(['-', '_', '+'])) {
            return None;
        }
        let mut parts = numbers.split('.');
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next()?.parse().ok()?;
        let patch = parts.next().map(str::parse).transpose().ok()?;
        let is_prerelease = ["-alpha", "-beta", "-rc."].iter().any(|mark| suffix.starts_with(mark));
        parts.next().is_none().then_some(Version { major, minor, patch: patch.filter(|_| !is_prerelease) })
    }

    /// Whether this version is `other` or later; `None` if that hangs on a number that is not known.
    pub fn is_at_least(&self, other: Version) -> Option<bool> {
        match (self.major, self.minor).cmp(&(other.major, other.minor)) {
            std::cmp::Ordering::Less => Some(false),
            std::cmp::Ordering::Greater => Some(true),
            std::cmp::Ordering::Equal => match (self.patch, other.patch) {
                (_, None | Some(0)) => Some(true),
                (Some(patch), Some(other)) => Some(patch >= other),
                (None, Some(_)) => None,
            },
        }
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        match self.patch {
            Some(patch) => write!(f, ".{patch}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        let table = [
            (
                "registry.k8s.io/etcd:3.5.21-0",
                Some("registry.k8s.io"),
                "etcd",
                "etcd",
                Some("3.5.21-0"),
                None,
            ),
            ("etcd", None, "etcd", "etcd", None, None),
            (
                "bitnami/etcd:3.6.1-debian-12-r3",
                None,
                "bitnami/etcd",
                "etcd",
                Some("3.6.1-debian-12-r3"),
                None,
            ),
            ("localhost:5000/a/etcd", Some("localhost:5000"), "a/etcd", "etcd", None, None),
            ("localhost/etcd", Some("localhost"), "etcd", "etcd", None, None),
            (
                "quay.io/coreos/etcd:v3.5.9@sha256:ab",
                Some("quay.io"),
                "coreos/etcd",
                "etcd",
                Some("v3.5.9"),
                Some("sha256:ab"),
            ),
            ("k8s.gcr.io/etcd@sha256:ab", Some("k8s.gcr.io"), "etcd", "etcd", None, Some("sha256:ab")),
            ("", None, "", "", None, None),
            ("a/b/", None, "a/b/", "", None, None),
        ];
        for (reference, registry, repository, last, tag, digest) in table {
            let image = Image::parse(reference);
            assert_eq!(image.registry.as_deref(), registry, "{reference}");
            assert_eq!(image.repository, repository, "{reference}");
            assert_eq!(image.last_segment(), last, "{reference}");
            assert_eq!(image.tag.as_deref(), tag, "{reference}");
            assert_eq!(image.digest.as_deref(), digest, "{reference}");
        }
    }

    #[test]
    fn versions() {
        let table = [
            ("3.5.21-0", Some(Version::new(3, 5, 21))),
            ("v3.5.9", Some(Version::new(3, 5, 9))),
            ("3.4.13-r1", Some(Version::new(3, 4, 13))),
            ("3.6.1-debian-12-r3", Some(Version::new(3, 6, 1))),
            ("v3.5.9-arm64", Some(Version::new(3, 5, 9))),
            ("v3.5.12-k3s1", Some(Version::new(3, 5, 12))),
            ("3.5", Some(Version::minor(3, 5))),
            ("v3.6.0-rc.1", Some(Version::minor(3, 6))),
            ("latest", None),
            ("3", None),
            ("3.5.x", None),
            ("3.5.1.2", None),
            ("3..1", None),
            ("99999999999.1.1", None),
            ("v1.34.2", None),
        ];
        for (tag, expected) in table {
            assert_eq!(Image::parse(&format!("etcd:{tag}")).etcd_version(), expected, "{tag}");
        }
        assert_eq!(Image::parse("etcd@sha256:00").etcd_version(), None);
        for image in ["bitnami/etcd:3.5.9", "etcd-amd64:3.5.9", "rancher/mirrored-coreos-etcd:v3.5.9"] {
            assert_eq!(Image::parse(image).etcd_version(), Some(Version::new(3, 5, 9)), "{image}");
        }
        for image in ["alpine:3.18.1", "example.org/etcd/tools:3.2.0", "etcd-backup:3.2.0"] {
            assert_eq!(Image::parse(image).etcd_version(), None, "{image}");
        }
        let apiserver = Image::parse("registry.k8s.io/kube-apiserver:v1.34.2");
        assert_eq!(apiserver.kubernetes_version(), Some(Version::new(1, 34, 2)));
    }

    #[test]
    fn comparisons() {
        let table = [
            (Version::new(3, 5, 8), Version::new(3, 5, 8), Some(true)),
            (Version::new(3, 5, 7), Version::new(3, 5, 8), Some(false)),
            (Version::minor(3, 5), Version::new(3, 5, 8), None),
            (Version::minor(3, 5), Version::new(3, 5, 0), Some(true)),
            (Version::minor(3, 6), Version::new(3, 5, 8), Some(true)),
            (Version::minor(3, 4), Version::new(3, 5, 8), Some(false)),
        ];
        for (version, other, expected) in table {
            assert_eq!(version.is_at_least(other), expected, "{version} {other}");
        }
    }
}

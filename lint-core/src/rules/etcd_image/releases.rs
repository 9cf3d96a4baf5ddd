//! What is known of etcd's releases: which are maintained, and which have holes that were published.
//!
//! To bring the tables up to date, read etcd's changelogs and
//! <https://github.com/etcd-io/etcd/security/advisories>, then set [`AS_OF`].

use crate::subject::image::Version;

/// The day on which the tables were last compared with etcd's changelogs and advisories.
pub(super) const AS_OF: &str = "2026-11-23";

/// How far a minor version of etcd 3 is maintained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Support {
    /// It is the current one or the one before, which etcd promises to maintain.
    Maintained,
    /// It still gets patches, without a promise.
    Ending,
    /// It has got none since that day or year.
    Ended(&'static str),
}

/// The current minor version of etcd 3.
pub(super) const CURRENT: u32 = 7;

/// How far a minor version is maintained. 3.4 ended with 3.4.45 (CHANGELOG-3.4), 3.3 with 3.3.27 in 2021, 2.3 with
/// 2.3.8 in 2017.
pub(super) fn support(version: Version) -> Support {
    match (version.major, version.minor) {
        (0..=2, _) => Support::Ended("2017"),
        (3, 0..=3) => Support::Ended("2021"),
        (3, 4) => Support::Ended("2026-06-01"),
        (3, 5) => Support::Ending,
        _ => Support::Maintained,
    }
}

/// A hole or a bug that loses data, and where it is mended.
#[derive(Debug)]
pub(super) struct Advisory {
    /// The name it is published under.
    pub id: &'static str,
    /// What it does, as the predicate of a sentence about etcd.
    pub effect: &'static str,
    /// What a server must use to be affected.
    pub needs: Needs,
    /// The first version that has it.
    pub since: Version,
    /// The first patch of each minor version without it. Minor versions before the first one listed
    /// were never mended, those after the last one never had it.
    pub fixed: &'static [Version],
}

/// What a server must use to be affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nothing: every server is.
    Nothing,
    /// A listener with TLS.
    Tls,
    /// etcd's own users and roles, which Kubernetes does not use.
    EtcdUsers,
    /// `--listen-client-http-urls` together with `--client-crl-file`.
    SeparateHttpListenerAndCrl,
}

impl Advisory {
    /// Whether a version is affected; `None` if that hangs on a patch number that is not known.
    pub(super) fn affects(&self, version: Version) -> Option<bool> {
        if !version.is_at_least(self.since)? {
            return Some(false);
        }
        match self.fixed_in(version) {
            Some(fixed) => Some(!version.is_at_least(fixed)?),
            None => Some(self.fixed.iter().all(|fixed| version.minor < fixed.minor)),
        }
    }

    /// The first patch of the same minor version that is not affected.
    pub(super) fn fixed_in(&self, version: Version) -> Option<Version> {
        self.fixed.iter().copied().find(|fixed| fixed.minor == version.minor)
    }
}

/// The advisories, those that matter most to Kubernetes first.
pub(super) static ADVISORIES: &[Advisory] = &[
    // "v3.5 data inconsistency" in etcd's Documentation/postmortems.
    Advisory {
        id: "etcd#13766",
        effect: "loses and contradicts writes after a crash",
        needs: Needs::Nothing,
        since: Version::new(3, 5, 0),
        fixed: &[Version::new(3, 5, 3)],
    },
    Advisory {
        id: "GHSA-6vch-q96h-7gc3",
        effect: "lets anyone who reaches a TLS port exhaust its memory",
        needs: Needs::Tls,
        since: Version::new(3, 0, 0),
        fixed: &[Version::new(3, 5, 33), Version::new(3, 6, 14), Version::new(3, 7, 1)],
    },
    // CVE-2026-59818. The flag came with 3.4.25 and 3.5.8; where it is unknown etcd does not start.
    Advisory {
        id: "GHSA-3wh4-j44w-pg92",
        effect: "accepts revoked client certificates, because --listen-client-http-urls is set",
        needs: Needs::SeparateHttpListenerAndCrl,
        since: Version::new(3, 4, 25),
        fixed: &[Version::new(3, 5, 32), Version::new(3, 6, 13), Version::new(3, 7, 0)],
    },
    // GHSA-q8m4-xhhv-38mg
    Advisory {
        id: "CVE-2026-33413",
        effect: "lets anyone call maintenance functions past its users and roles",
        needs: Needs::EtcdUsers,
        since: Version::new(3, 0, 0),
        fixed: &[Version::new(3, 4, 42), Version::new(3, 5, 28), Version::new(3, 6, 9)],
    },
    // GHSA-rfx7-8w68-q57q
    Advisory {
        id: "CVE-2026-33343",
        effect: "lets users read and write all keys through nested transactions",
        needs: Needs::EtcdUsers,
        since: Version::new(3, 0, 0),
        fixed: &[Version::new(3, 4, 42), Version::new(3, 5, 28), Version::new(3, 6, 9)],
    },
    // GHSA-x35m-3gp4-4fh5
    Advisory {
        id: "CVE-2026-44283",
        effect: "lets users read keys of others through PrevKv in transactions",
        needs: Needs::EtcdUsers,
        since: Version::new(3, 0, 0),
        fixed: &[Version::new(3, 4, 44), Version::new(3, 5, 30), Version::new(3, 6, 11)],
    },
    Advisory {
        id: "GHSA-xg4h-6gfc-h4m8",
        effect: "lets users watch keys that they may not read",
        needs: Needs::EtcdUsers,
        since: Version::new(3, 0, 0),
        fixed: &[Version::new(3, 5, 33), Version::new(3, 6, 14), Version::new(3, 7, 1)],
    },
    // GHSA-gmph-wf7j-9gcm
    Advisory {
        id: "CVE-2021-28235",
        effect: "keeps passwords of its users in memory, where a debug function shows them",
        needs: Needs::EtcdUsers,
        since: Version::new(3, 4, 0),
        fixed: &[Version::new(3, 4, 25), Version::new(3, 5, 8)],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn affecting(version: Version) -> Vec<&'static str> {
        let of = |advisory: &&Advisory| advisory.affects(version) == Some(true);
        ADVISORIES.iter().filter(of).map(|advisory| advisory.id).collect()
    }

    /// The boundaries as the changelogs of etcd give them: last affected and first mended patch.
    #[test]
    fn boundaries() {
        let table: [(&str, &[(u32, u32)]); 8] = [
            ("etcd#13766", &[(5, 3)]),
            ("GHSA-6vch-q96h-7gc3", &[(5, 33), (6, 14), (7, 1)]),
            ("GHSA-3wh4-j44w-pg92", &[(5, 32), (6, 13)]),
            ("CVE-2026-33413", &[(4, 42), (5, 28), (6, 9)]),
            ("CVE-2026-33343", &[(4, 42), (5, 28), (6, 9)]),
            ("CVE-2026-44283", &[(4, 44), (5, 30), (6, 11)]),
            ("GHSA-xg4h-6gfc-h4m8", &[(5, 33), (6, 14), (7, 1)]),
            ("CVE-2021-28235", &[(4, 25), (5, 8)]),
        ];
        assert_eq!(table.len(), ADVISORIES.len());
        for (id, fixed) in table {
            for (minor, patch) in fixed {
                assert!(
                    affecting(Version::new(3, *minor, patch - 1)).contains(&id),
                    "{id} 3.{minor}.{patch}"
                );
                assert!(!affecting(Version::new(3, *minor, *patch)).contains(&id), "{id} 3.{minor}.{patch}");
            }
        }
    }

    #[test]
    fn versions_outside_of_the_lists() {
        assert!(affecting(Version::new(3, 8, 0)).is_empty());
        assert!(affecting(Version::new(3, 7, 1)).is_empty());
        assert!(!affecting(Version::new(3, 4, 45)).contains(&"etcd#13766"));
        // Never mended there.
        assert!(affecting(Version::new(3, 4, 45)).contains(&"GHSA-6vch-q96h-7gc3"));
        assert!(affecting(Version::new(3, 3, 27)).contains(&"CVE-2026-33413"));
        assert!(!affecting(Version::new(3, 3, 27)).contains(&"CVE-2021-28235"));
        // A tag without a patch number may mean any of them.
        assert!(affecting(Version::minor(3, 5)).is_empty());
    }

    #[test]
    fn lists_are_in_order() {
        for advisory in ADVISORIES {
            assert!(!advisory.fixed.is_empty(), "{}", advisory.id);
            assert!(advisory.fixed.iter().all(|fixed| fixed.patch.is_some()), "{}", advisory.id);
            assert!(advisory.fixed.is_sorted_by_key(|fixed| fixed.minor), "{}", advisory.id);
        }
    }

    #[test]
    fn support_follows_the_current_version() {
        assert_eq!(support(Version::new(3, CURRENT, 0)), Support::Maintained);
        assert_eq!(support(Version::new(3, CURRENT - 1, 0)), Support::Maintained);
        assert_eq!(support(Version::new(3, CURRENT - 2, 0)), Support::Ending);
        assert!(matches!(support(Version::new(3, 4, 45)), Support::Ended(_)));
        assert!(matches!(support(Version::minor(3, 2)), Support::Ended(_)));
        assert!(matches!(support(Version::new(2, 3, 8)), Support::Ended(_)));
    }
}

//! The flags of etcd, version by version.

use super::go_flag::Kind;
use super::spelling;
use crate::subject::image::Version;

/// The releases whose flags were read from their source, oldest first. 3.7.1 has those of 3.7.0.
pub const TAGS: [Version; 10] = [
    Version::new(3, 3, 0),
    Version::new(3, 4, 0),
    Version::new(3, 4, 13),
    Version::new(3, 4, 23),
    Version::new(3, 4, 45),
    Version::new(3, 5, 0),
    Version::new(3, 5, 33),
    Version::new(3, 6, 0),
    Version::new(3, 6, 14),
    Version::new(3, 7, 0),
];

/// The position of 3.4.0 in [`TAGS`]: a flag of an etcd whose version is not known counts as
/// defined if a release from here on has it.
const FIRST_CURRENT_TAG: usize = 1;

/// A flag that some version of etcd has.
#[derive(Debug, PartialEq, Eq)]
pub struct Flag {
    /// The name, without dashes.
    pub name: &'static str,
    /// What the flag is in each of [`TAGS`], one letter each; [`decode`] explains them.
    tags: &'static [u8; 10],
}

/// What a version of etcd makes of a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It has the flag.
    Defined(Kind),
    /// It accepts the flag, logs a warning and does nothing.
    Ignored,
    /// It exits with `flag provided but not defined`.
    Absent,
    /// The releases that were read do not tell.
    Uncertain,
}

/// A flag that will be gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// The first version without the flag.
    pub removed_in: Version,
}

/// What does the job of a flag that was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor {
    /// The name of the flag.
    pub name: &'static str,
    /// The value that it must have, as in `log-level=debug`; `None` to keep the value.
    pub value: Option<&'static str>,
}

/// What a name that etcd does not know may have been meant to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// The names of flags, best first; several only if they are equally near.
    pub names: Vec<&'static str>,
    /// Whether only spelling is wrong, so that the one name can be put in without a second thought.
    pub only_spelling: bool,
    /// Whether the name is a flag of etcdctl.
    pub etcdctl: bool,
}

/// The flag of this name, in whatever version. Names are exact: etcd folds neither case nor `_`.
pub fn lookup(name: &str) -> Option<&'static Flag> {
    let index = FLAGS.binary_search_by(|flag| flag.name.cmp(name)).ok()?;
    FLAGS.get(index)
}

/// All flags, sorted by name.
pub fn all() -> &'static [Flag] {
    &FLAGS
}

impl Flag {
    /// What a version of etcd makes of this flag.
    pub fn in_version(&self, version: Version) -> Presence {
        let same_minor = |tag: &Version| (tag.major, tag.minor) == (version.major, version.minor);
        let mut known = self.presences().filter(|(tag, _)| same_minor(tag)).peekable();
        if known.peek().is_none() {
            return Presence::Uncertain;
        }
        if let Some(first) = self.first_patch(version) {
            return match version.is_at_least(first) {
                Some(true) => self.presence_after(first),
                Some(false) => Presence::Absent,
                None => Presence::Uncertain,
            };
        }
        let known: Vec<(Version, Presence)> = known.collect();
        let before = known.iter().rev().find(|(tag, _)| version.is_at_least(*tag) == Some(true));
        let after = known.iter().find(|(tag, _)| tag.is_at_least(version) == Some(true));
        match (version.patch, before, after) {
            (None, _, _) => agreed(known.first(), known.last()),
            (Some(_), before, None) => agreed(before, before),
            (Some(_), before, after) => agreed(before, after),
        }
    }

    /// The type of the flag's value: in a version if one is given and is certain, else in the
    /// newest release that has it. `None` if the flag is not defined there.
    pub fn kind(&self, version: Option<Version>) -> Option<Kind> {
        match version.map(|version| self.in_version(version)) {
            Some(Presence::Defined(kind)) => Some(kind),
            Some(Presence::Ignored) => Some(Kind::Ignored),
            Some(Presence::Absent) => None,
            Some(Presence::Uncertain) | None => {
                self.tags.iter().skip(FIRST_CURRENT_TAG).rev().find_map(|letter| kind(decode(*letter)))
            }
        }
    }

    /// The first minor version that lacks the flag although an earlier one had it.
    pub fn removed_in(&self) -> Option<Version> {
        let last = self.presences().filter(|(_, presence)| is_present(*presence)).last()?.0;
        let next = TAGS.iter().find(|tag| (tag.major, tag.minor) > (last.major, last.minor))?;
        Some(Version::new(next.major, next.minor, 0))
    }

    /// The first version from `version` on that has the flag; without a patch number where that
    /// is known only to the minor version. `None` if no later version has it.
    pub fn added_in(&self, version: Version) -> Option<Version> {
        if let Some(first) = self.first_patch(version) {
            return Some(first);
        }
        let (tag, _) = self.presences().find(|(tag, presence)| {
            (tag.major, tag.minor) >= (version.major, version.minor) && is_present(*presence)
        })?;
        if let Some(first) = self.first_patch(tag) {
            return Some(first);
        }
        let exact = tag.patch == Some(0);
        Some(if exact { tag } else { Version::minor(tag.major, tag.minor) })
    }

    /// Whether this minor version is the last with the flag, or has announced the end of it.
    pub fn deprecated_in(&self, version: Version) -> Option<Deprecation> {
        let (is_announced, removed_in) = match self.name {
            "max-snapshots" | "v2-deprecation" => {
                ((version.major, version.minor) >= (3, 6), Version::new(3, 8, 0))
            }
            // It exists in late 3.4 only, for the way back from 3.5.
            "next-cluster-version-compatible" => return None,
            _ => {
                let removed_in = self.removed_in()?;
                (removed_in.minor == version.minor + 1, removed_in)
            }
        };
        let is_defined = || matches!(self.in_version(version), Presence::Defined(_));
        (is_announced && is_defined()).then_some(Deprecation { removed_in })
    }

    /// What does the job of this flag in later versions.
    pub fn successor(&self) -> Option<Successor> {
        if let Some((_, name, value)) = SUCCESSORS.iter().find(|(old, _, _)| *old == self.name) {
            return Some(Successor { name, value: *value });
        }
        let name = self.name.strip_prefix("experimental-").and_then(lookup)?.name;
        Some(Successor { name, value: None })
    }

    /// Whether it decides about encryption, authentication or who can reach etcd.
    pub fn is_security_relevant(&self) -> bool {
        let endings = ["-urls", "-file", "-tls", "-auth", "-cn", "-hostname", "-verification"];
        let names = ["cipher-suites", "tls-min-version", "tls-max-version"];
        self.name != "config-file"
            && (names.contains(&self.name) || endings.iter().any(|ending| self.name.ends_with(ending)))
    }

    fn presences(&self) -> impl Iterator<Item = (Version, Presence)> {
        TAGS.into_iter().zip(self.tags.iter().map(|letter| decode(*letter)))
    }

    fn first_patch(&self, version: Version) -> Option<Version> {
        let same_minor = |first: &Version| (first.major, first.minor) == (version.major, version.minor);
        FIRST_PATCHES
            .iter()
            .find(|(name, first)| *name == self.name && same_minor(first))
            .map(|(_, first)| *first)
    }

    /// What the flag is from the patch release on that added it to its minor version.
    fn presence_after(&self, first: Version) -> Presence {
        self.presences()
            .filter(|(tag, presence)| tag.minor == first.minor && is_present(*presence))
            .map(|(_, presence)| presence)
            .last()
            .unwrap_or(Presence::Uncertain)
    }
}

/// The flags that a misspelled name is nearest to.
pub fn suggest(name: &str) -> Suggestion {
    if matches!(name, "cacert" | "cert" | "key" | "endpoints" | "endpoint" | "insecure-skip-tls-verify") {
        return Suggestion { etcdctl: true, ..Suggestion::default() };
    }
    if let Some((_, meant)) = CONFUSIONS.iter().find(|(confused, _)| *confused == name) {
        return Suggestion { names: vec![meant], ..Suggestion::default() };
    }
    let plain = name.to_ascii_lowercase().replace('_', "-");
    if let Some(flag) = lookup(&plain).filter(|flag| flag.is_worth_suggesting()) {
        return Suggestion { names: vec![flag.name], only_spelling: true, etcdctl: false };
    }
    let candidates = FLAGS.iter().filter(|flag| flag.is_worth_suggesting()).map(|flag| flag.name);
    let names = spelling::nearest(&plain, candidates);
    Suggestion { only_spelling: names.len() == 1, names, etcdctl: false }
}

impl Flag {
    /// Whether a current version has this flag and does something with it.
    fn is_worth_suggesting(&self) -> bool {
        let current = self.tags.iter().skip(FIRST_CURRENT_TAG).map(|letter| decode(*letter));
        current.into_iter().any(|presence| matches!(presence, Presence::Defined(_)))
    }
}

/// Meaning by letter.
fn decode(letter: u8) -> Presence {
    Presence::Defined(match letter {
        b'B' => Kind::Bool,
        b'S' => Kind::String,
        b'U' => Kind::Uint,
        b'W' => Kind::Uint64,
        b'I' => Kind::Int,
        b'L' => Kind::Int64,
        b'D' => Kind::Duration,
        b'V' => Kind::Var,
        b'x' => return Presence::Ignored,
        _ => return Presence::Absent,
    })
}

fn kind(presence: Presence) -> Option<Kind> {
    match presence {
        Presence::Defined(kind) => Some(kind),
        Presence::Ignored => Some(Kind::Ignored),
        Presence::Absent | Presence::Uncertain => None,
    }
}

fn is_present(presence: Presence) -> bool {
    kind(presence).is_some()
}

/// What holds between two releases: what both say. If only the type has changed, the older one.
fn agreed(before: Option<&(Version, Presence)>, after: Option<&(Version, Presence)>) -> Presence {
    match (before, after) {
        (Some((_, before)), Some((_, after))) if is_present(*before) == is_present(*after) => *before,
        _ => Presence::Uncertain,
    }
}

/// Flags that came with a patch release, from etcd's change logs.
const FIRST_PATCHES: [(&str, Version); 16] = [
    ("auth-token-ttl", Version::new(3, 4, 10)),
    ("unsafe-no-fsync", Version::new(3, 4, 10)),
    ("experimental-watch-progress-notify-interval", Version::new(3, 4, 11)),
    ("experimental-warning-apply-duration", Version::new(3, 4, 16)),
    ("experimental-enable-lease-checkpoint-persist", Version::new(3, 4, 20)),
    ("max-concurrent-streams", Version::new(3, 4, 20)),
    ("tls-min-version", Version::new(3, 4, 25)),
    ("tls-max-version", Version::new(3, 4, 25)),
    ("max-concurrent-streams", Version::new(3, 5, 5)),
    ("experimental-compact-hash-check-enabled", Version::new(3, 5, 5)),
    ("experimental-compact-hash-check-time", Version::new(3, 5, 5)),
    ("listen-client-http-urls", Version::new(3, 5, 8)),
    ("tls-min-version", Version::new(3, 5, 8)),
    ("tls-max-version", Version::new(3, 5, 8)),
    ("experimental-stop-grpc-service-on-defrag", Version::new(3, 5, 14)),
    ("experimental-compaction-sleep-interval", Version::new(3, 5, 16)),
];

/// Removed flags whose work another flag does, beside `experimental-X` where `X` exists.
const SUCCESSORS: [(&str, &str, Option<&str>); 11] = [
    ("ca-file", "trusted-ca-file", None),
    ("peer-ca-file", "peer-trusted-ca-file", None),
    ("debug", "log-level", Some("debug")),
    ("log-output", "log-outputs", None),
    ("experimental-compact-hash-check-enabled", "feature-gates", Some("CompactHashCheck=true")),
    ("experimental-enable-lease-checkpoint", "feature-gates", Some("LeaseCheckpoint=true")),
    ("experimental-enable-lease-checkpoint-persist", "feature-gates", Some("LeaseCheckpointPersist=true")),
    ("experimental-initial-corrupt-check", "feature-gates", Some("InitialCorruptCheck=true")),
    ("experimental-stop-grpc-service-on-defrag", "feature-gates", Some("StopGRPCServiceOnDefrag=true")),
    (
        "experimental-txn-mode-write-with-shared-buffer",
        "feature-gates",
        Some("TxnModeWriteWithSharedBuffer=true"),
    ),
    ("discovery", "discovery-token", None),
];

/// Names that people take for flags of etcd, and what they mean.
const CONFUSIONS: [(&str, &str); 13] = [
    ("ca-file", "trusted-ca-file"),
    ("client-ca-file", "trusted-ca-file"),
    ("client-listen-urls", "listen-client-urls"),
    ("client-trusted-ca-file", "trusted-ca-file"),
    ("listen-client-url", "listen-client-urls"),
    ("listen-peer-url", "listen-peer-urls"),
    ("peer-ca-file", "peer-trusted-ca-file"),
    // The remediation text of CIS control 2.4 has this one.
    ("peer-client-file", "peer-cert-file"),
    ("peer-listen-urls", "listen-peer-urls"),
    ("tls-ca-file", "trusted-ca-file"),
    ("tls-cert-file", "cert-file"),
    ("tls-key-file", "key-file"),
    ("tls-private-key-file", "key-file"),
];

const fn flag(name: &'static str, tags: &'static [u8; 10]) -> Flag {
    Flag { name, tags }
}

/// Name and letters by [`TAGS`]: Bool, String, Uint, W for Uint64, Int, L for Int64, Duration,
/// Var; x is accepted and ignored, a dot is absent. `feature-gates` is the one flag that etcd
/// registers through `AddFlag`, from 3.6 on.
#[rustfmt::skip]
const FLAGS: [Flag; 168] = [
    flag("advertise-client-urls", b"VVVVVVVVVV"),
    flag("auth-token", b"SSSSSSSSSS"),
    flag("auth-token-ttl", b"..UUUUUUUU"),
    flag("auto-compaction-mode", b"SSSSSSSSSS"),
    flag("auto-compaction-retention", b"SSSSSSSSSS"),
    flag("auto-tls", b"BBBBBBBBBB"),
    flag("backend-batch-interval", b".DDDDDDDDD"),
    flag("backend-batch-limit", b".IIIIIIIII"),
    flag("backend-bbolt-freelist-type", b".....SSSSS"),
    flag("bcrypt-cost", b".UUUUUUUUU"),
    flag("bootstrap-defrag-threshold-megabytes", b".......UUU"),
    flag("ca-file", b"S........."),
    flag("cert-file", b"SSSSSSSSSS"),
    flag("cipher-suites", b".VVVVVVVVV"),
    flag("client-cert-allowed-hostname", b".SSSSSVVVV"),
    flag("client-cert-auth", b"BBBBBBBBBB"),
    flag("client-cert-file", b".....SSSSS"),
    flag("client-crl-file", b"SSSSSSSSSS"),
    flag("client-key-file", b".....SSSSS"),
    flag("cluster-active-size", b"xxxxxxxxxx"),
    flag("cluster-remove-delay", b"xxxxxxxxxx"),
    flag("cluster-sync-interval", b"xxxxxxxxxx"),
    flag("compact-hash-check-time", b".......DDD"),
    flag("compaction-batch-limit", b".......III"),
    flag("compaction-sleep-interval", b".......DDD"),
    flag("config", b"xxxxxxxxxx"),
    flag("config-file", b"SSSSSSSSSS"),
    flag("corrupt-check-time", b".......DDD"),
    flag("cors", b"VVVVVVVVVV"),
    flag("data-dir", b"SSSSSSSSSS"),
    flag("debug", b"BBBBB....."),
    flag("discovery", b"SSSSSSSSS."),
    flag("discovery-cacert", b".......SSS"),
    flag("discovery-cert", b".......SSS"),
    flag("discovery-dial-timeout", b".......DDD"),
    flag("discovery-endpoints", b".......VVV"),
    flag("discovery-fallback", b"VVVVVVVVVV"),
    flag("discovery-insecure-skip-tls-verify", b".......BBB"),
    flag("discovery-insecure-transport", b".......BBB"),
    flag("discovery-keepalive-time", b".......DDD"),
    flag("discovery-keepalive-timeout", b".......DDD"),
    flag("discovery-key", b".......SSS"),
    flag("discovery-password", b".......SSS"),
    flag("discovery-proxy", b"SSSSSSSSS."),
    flag("discovery-request-timeout", b".......DDD"),
    flag("discovery-srv", b"SSSSSSSSSS"),
    flag("discovery-srv-name", b".SSSSSSSSS"),
    flag("discovery-token", b".......SSS"),
    flag("discovery-user", b".......SSS"),
    flag("distributed-tracing-address", b".......SSS"),
    flag("distributed-tracing-instance-id", b".......SSS"),
    flag("distributed-tracing-sampling-rate", b".......III"),
    flag("distributed-tracing-service-name", b".......SSS"),
    flag("downgrade-check-time", b".......DDD"),
    flag("election-timeout", b"UUUUUUUUUU"),
    flag("enable-distributed-tracing", b".......BBB"),
    flag("enable-grpc-gateway", b".BBBBBBBBB"),
    flag("enable-log-rotation", b".....BBBBB"),
    flag("enable-pprof", b"BBBBBBBBBB"),
    flag("enable-v2", b"BBBBBBB..."),
    flag("experimental-backend-bbolt-freelist-type", b".SSSS....."),
    flag("experimental-bootstrap-defrag-threshold-megabytes", b".....UUUU."),
    flag("experimental-compact-hash-check-enabled", b"......BBB."),
    flag("experimental-compact-hash-check-time", b"......DDD."),
    flag("experimental-compaction-batch-limit", b".IIIIIIII."),
    flag("experimental-compaction-sleep-interval", b"......DDD."),
    flag("experimental-corrupt-check-time", b"DDDDDDDDD."),
    flag("experimental-distributed-tracing-address", b".....SSSS."),
    flag("experimental-distributed-tracing-instance-id", b".....SSSS."),
    flag("experimental-distributed-tracing-sampling-rate", b"......III."),
    flag("experimental-distributed-tracing-service-name", b".....SSSS."),
    flag("experimental-downgrade-check-time", b".....DDDD."),
    flag("experimental-enable-distributed-tracing", b".....BBBB."),
    flag("experimental-enable-lease-checkpoint", b".BBBBBBBB."),
    flag("experimental-enable-lease-checkpoint-persist", b"...BB.BBB."),
    flag("experimental-enable-v2v3", b"SSSSSSS..."),
    flag("experimental-initial-corrupt-check", b"BBBBBBBBB."),
    flag("experimental-memory-mlock", b".....BBBB."),
    flag("experimental-peer-skip-client-san-verification", b".BBBBBBBB."),
    flag("experimental-snapshot-catchup-entries", b"......WWW."),
    flag("experimental-stop-grpc-service-on-defrag", b"......BBB."),
    flag("experimental-txn-mode-write-with-shared-buffer", b".....BBBB."),
    flag("experimental-warning-apply-duration", b"...DDDDDD."),
    flag("experimental-warning-unary-request-duration", b".......DD."),
    flag("experimental-watch-progress-notify-interval", b"..DDDDDDD."),
    flag("feature-gates", b".......VVV"),
    flag("force", b"xxxxxxxxxx"),
    flag("force-new-cluster", b"BBBBBBBBBB"),
    flag("grpc-keepalive-interval", b"DDDDDDDDDD"),
    flag("grpc-keepalive-min-time", b"DDDDDDDDDD"),
    flag("grpc-keepalive-timeout", b"DDDDDDDDDD"),
    flag("heartbeat-interval", b"UUUUUUUUUU"),
    flag("host-whitelist", b".VVVVVVVVV"),
    flag("initial-advertise-peer-urls", b"VVVVVVVVVV"),
    flag("initial-cluster", b"SSSSSSSSSS"),
    flag("initial-cluster-state", b"VVVVVVVVVV"),
    flag("initial-cluster-token", b"SSSSSSSSSS"),
    flag("initial-election-tick-advance", b".BBBBBBBBB"),
    flag("key-file", b"SSSSSSSSSS"),
    flag("listen-client-http-urls", b"....V.VVVV"),
    flag("listen-client-urls", b"VVVVVVVVVV"),
    flag("listen-metrics-urls", b"SVVVVVVVVV"),
    flag("listen-peer-urls", b"VVVVVVVVVV"),
    flag("log-format", b".......SSS"),
    flag("log-level", b".SSSSSSSSS"),
    flag("log-output", b"SVVVV....."),
    flag("log-outputs", b".VVVVVVVVV"),
    flag("log-package-levels", b"SSSSS....."),
    flag("log-rotation-config-json", b".....SSSSS"),
    flag("logger", b".SSSSSSSSS"),
    flag("max-concurrent-streams", b"...VV.VVVV"),
    flag("max-learners", b".......III"),
    flag("max-request-bytes", b"UUUUUUUUUU"),
    flag("max-result-buffer", b"xxxxxxxxxx"),
    flag("max-retry-attempts", b"xxxxxxxxxx"),
    flag("max-snapshots", b"UUUUUUUUUU"),
    flag("max-txn-ops", b"UUUUUUUUUU"),
    flag("max-wals", b"UUUUUUUUUU"),
    flag("memory-mlock", b".......BBB"),
    flag("metrics", b"SSSSSSSSSS"),
    flag("name", b"SSSSSSSSSS"),
    flag("next-cluster-version-compatible", b"....B....."),
    flag("peer-auto-tls", b"BBBBBBBBBB"),
    flag("peer-ca-file", b"S........."),
    flag("peer-cert-allowed-cn", b"SSSSSSVVVV"),
    flag("peer-cert-allowed-hostname", b".SSSSSVVVV"),
    flag("peer-cert-file", b"SSSSSSSSSS"),
    flag("peer-client-cert-auth", b"BBBBBBBBBB"),
    flag("peer-client-cert-file", b".....SSSSS"),
    flag("peer-client-key-file", b".....SSSSS"),
    flag("peer-crl-file", b"SSSSSSSSSS"),
    flag("peer-election-timeout", b"xxxxxxxxxx"),
    flag("peer-heartbeat-interval", b"xxxxxxxxxx"),
    flag("peer-key-file", b"SSSSSSSSSS"),
    flag("peer-skip-client-san-verification", b".......BBB"),
    flag("peer-trusted-ca-file", b"SSSSSSSSSS"),
    flag("pre-vote", b".BBBBBBBBB"),
    flag("proxy", b"VVVVVVV..."),
    flag("proxy-dial-timeout", b"UUUUUUU..."),
    flag("proxy-failure-wait", b"UUUUUUU..."),
    flag("proxy-read-timeout", b"UUUUUUU..."),
    flag("proxy-refresh-interval", b"UUUUUUU..."),
    flag("proxy-write-timeout", b"UUUUUUU..."),
    flag("quota-backend-bytes", b"LLLLLLLLLL"),
    flag("raft-read-timeout", b".....DDDDD"),
    flag("raft-write-timeout", b".....DDDDD"),
    flag("retry-interval", b"xxxxxxxxxx"),
    flag("self-signed-cert-validity", b".....UUUUU"),
    flag("snapshot", b"xxxxxxxxxx"),
    flag("snapshot-catchup-entries", b".......WWW"),
    flag("snapshot-count", b"WWWWWWWWWW"),
    flag("socket-reuse-address", b".....BBBBB"),
    flag("socket-reuse-port", b".....BBBBB"),
    flag("strict-reconfig-check", b"BBBBBBBBBB"),
    flag("test.coverprofile", b"xxxxxxxxxx"),
    flag("test.outputdir", b"xxxxxxxxxx"),
    flag("tls-max-version", b"....S.SSSS"),
    flag("tls-min-version", b"....S.SSSS"),
    flag("trusted-ca-file", b"SSSSSSSSSS"),
    flag("unsafe-no-fsync", b"..BBBBBBBB"),
    flag("v", b"xxxxxxxxxx"),
    flag("v2-deprecation", b".....VVVVV"),
    flag("version", b"BBBBBBBBBB"),
    flag("vv", b"xxxxxxxxxx"),
    flag("wal-dir", b"SSSSSSSSSS"),
    flag("warning-apply-duration", b".......DDD"),
    flag("warning-unary-request-duration", b".......DDD"),
    flag("watch-progress-notify-interval", b".......DDD"),
];

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = include_str!("../../../tests/data/etcd-flags.tsv");

    fn cell(text: &str) -> Presence {
        Presence::Defined(match text {
            "Bool" => Kind::Bool,
            "String" => Kind::String,
            "Uint" => Kind::Uint,
            "Uint64" => Kind::Uint64,
            "Int" => Kind::Int,
            "Int64" => Kind::Int64,
            "Duration" => Kind::Duration,
            "Var" => Kind::Var,
            "ignored" => return Presence::Ignored,
            "-" => return Presence::Absent,
            other => panic!("{other}"),
        })
    }

    #[test]
    fn the_table_is_that_of_the_releases() {
        let mut lines = TABLE.lines();
        let tags: Vec<String> = TAGS.iter().map(|tag| format!("v{tag}")).collect();
        assert_eq!(lines.next().unwrap(), format!("flag\t{}", tags.join("\t")));
        let mut names = Vec::new();
        for line in lines {
            let (name, cells) = line.split_once('\t').unwrap();
            let flag = lookup(name).unwrap_or_else(|| panic!("{name} is missing"));
            let expected: Vec<Presence> = cells.split('\t').map(cell).collect();
            let actual: Vec<Presence> = flag.presences().map(|(_, presence)| presence).collect();
            assert_eq!(actual, expected, "{name}");
            names.push(name);
        }
        let extra: Vec<&str> =
            FLAGS.iter().map(|flag| flag.name).filter(|name| !names.contains(name)).collect();
        assert_eq!(extra, ["feature-gates"]);
        assert!(FLAGS.is_sorted_by_key(|flag| flag.name));
    }

    #[test]
    fn every_release_agrees_with_itself() {
        for flag in all() {
            for (tag, presence) in flag.presences() {
                assert_eq!(flag.in_version(tag), presence, "{} {tag}", flag.name);
            }
        }
        for (name, first) in FIRST_PATCHES {
            assert!(matches!(lookup(name).unwrap().in_version(first), Presence::Defined(_)), "{name}");
        }
    }

    #[test]
    fn between_releases() {
        use Presence::{Absent, Defined, Uncertain};
        let table = [
            ("tls-min-version", Version::new(3, 5, 7), Absent),
            ("tls-min-version", Version::new(3, 5, 8), Defined(Kind::String)),
            ("tls-min-version", Version::minor(3, 5), Uncertain),
            ("tls-min-version", Version::new(3, 4, 24), Absent),
            ("tls-min-version", Version::new(3, 4, 25), Defined(Kind::String)),
            ("unsafe-no-fsync", Version::new(3, 4, 9), Absent),
            ("unsafe-no-fsync", Version::new(3, 4, 10), Defined(Kind::Bool)),
            ("experimental-snapshot-catchup-entries", Version::new(3, 5, 20), Uncertain),
            ("cert-file", Version::minor(3, 5), Defined(Kind::String)),
            ("cert-file", Version::new(3, 5, 12), Defined(Kind::String)),
            ("cert-file", Version::new(3, 7, 9), Defined(Kind::String)),
            ("cert-file", Version::new(3, 9, 0), Uncertain),
            ("cert-file", Version::new(2, 3, 0), Uncertain),
            ("enable-v2", Version::new(3, 6, 3), Absent),
            ("feature-gates", Version::new(3, 5, 33), Absent),
            ("feature-gates", Version::new(3, 6, 0), Defined(Kind::Var)),
            ("peer-cert-allowed-cn", Version::new(3, 5, 12), Defined(Kind::String)),
            ("config", Version::new(3, 5, 12), Presence::Ignored),
        ];
        for (name, version, expected) in table {
            assert_eq!(lookup(name).unwrap().in_version(version), expected, "{name} {version}");
        }
    }

    /// A flag that a patch release brought may have another type in other minor versions.
    #[test]
    fn after_the_first_patch() {
        let flag = flag("tls-min-version", b"....S.VBBB");
        assert_eq!(flag.in_version(Version::new(3, 4, 30)), Presence::Defined(Kind::String));
        assert_eq!(flag.in_version(Version::new(3, 5, 9)), Presence::Defined(Kind::Var));
    }

    #[test]
    fn kinds_of_an_unknown_version_are_those_of_all() {
        let table = [
            ("debug", Some(Kind::Bool)),
            ("enable-v2", Some(Kind::Bool)),
            ("experimental-memory-mlock", Some(Kind::Bool)),
            ("feature-gates", Some(Kind::Var)),
            ("config", Some(Kind::Ignored)),
            ("ca-file", None),
        ];
        for (name, expected) in table {
            assert_eq!(lookup(name).unwrap().kind(None), expected, "{name}");
        }
        assert_eq!(lookup("debug").unwrap().kind(Some(Version::new(3, 5, 0))), None);
        assert!(lookup("encryption-provider-config").is_none());
    }

    #[test]
    fn history() {
        let added = |name: &str, version| lookup(name).unwrap().added_in(version).map(|v| v.to_string());
        assert_eq!(added("tls-min-version", Version::new(3, 5, 3)).as_deref(), Some("3.5.8"));
        assert_eq!(added("feature-gates", Version::new(3, 5, 3)).as_deref(), Some("3.6.0"));
        assert_eq!(added("max-concurrent-streams", Version::new(3, 3, 3)).as_deref(), Some("3.4.20"));
        assert_eq!(
            added("experimental-snapshot-catchup-entries", Version::new(3, 5, 0)).as_deref(),
            Some("3.5")
        );
        assert_eq!(added("debug", Version::new(3, 5, 0)), None);
        let removed = |name: &str| lookup(name).unwrap().removed_in().map(|v| v.to_string());
        let table =
            [("enable-v2", "3.6.0"), ("debug", "3.5.0"), ("ca-file", "3.4.0"), ("discovery", "3.7.0")];
        for (name, expected) in table {
            assert_eq!(removed(name).as_deref(), Some(expected), "{name}");
        }
        assert_eq!(removed("cert-file"), None);
    }

    #[test]
    fn deprecations() {
        let table = [
            ("experimental-memory-mlock", Version::minor(3, 6), Some("3.7.0")),
            ("experimental-memory-mlock", Version::minor(3, 5), None),
            ("enable-v2", Version::new(3, 5, 9), Some("3.6.0")),
            ("enable-v2", Version::new(3, 4, 9), None),
            ("proxy-dial-timeout", Version::minor(3, 5), Some("3.6.0")),
            ("debug", Version::minor(3, 4), Some("3.5.0")),
            ("log-output", Version::minor(3, 4), Some("3.5.0")),
            ("ca-file", Version::minor(3, 3), Some("3.4.0")),
            ("max-snapshots", Version::minor(3, 6), Some("3.8.0")),
            ("max-snapshots", Version::minor(3, 5), None),
            ("v2-deprecation", Version::new(3, 7, 1), Some("3.8.0")),
            ("next-cluster-version-compatible", Version::new(3, 4, 45), None),
            ("cert-file", Version::minor(3, 6), None),
        ];
        for (name, version, expected) in table {
            let removed = lookup(name).unwrap().deprecated_in(version).map(|d| d.removed_in.to_string());
            assert_eq!(removed.as_deref(), expected, "{name} {version}");
        }
    }

    #[test]
    fn what_decides_about_security() {
        let relevant = all().iter().filter(|flag| flag.is_security_relevant()).map(|flag| flag.name);
        let relevant: Vec<&str> = relevant.collect();
        for name in
            ["cert-file", "listen-peer-urls", "peer-auto-tls", "client-cert-auth", "peer-cert-allowed-cn"]
        {
            assert!(relevant.contains(&name), "{name}");
        }
        for name in ["config-file", "data-dir", "auth-token", "name", "log-outputs"] {
            assert!(!relevant.contains(&name), "{name}");
        }
    }

    #[test]
    fn successors() {
        let table = [
            ("debug", Some(("log-level", Some("debug")))),
            ("experimental-memory-mlock", Some(("memory-mlock", None))),
            ("experimental-backend-bbolt-freelist-type", Some(("backend-bbolt-freelist-type", None))),
            ("experimental-initial-corrupt-check", Some(("feature-gates", Some("InitialCorruptCheck=true")))),
            ("experimental-enable-v2v3", None),
            ("proxy", None),
        ];
        for (name, expected) in table {
            let successor = lookup(name).unwrap().successor().map(|s| (s.name, s.value));
            assert_eq!(successor, expected, "{name}");
        }
    }

    #[test]
    fn suggestions() {
        let table: [(&str, &[&str], bool); 11] = [
            ("client_cert_auth", &["client-cert-auth"], true),
            ("Client-Cert-Auth", &["client-cert-auth"], true),
            ("client-cert-aut", &["client-cert-auth"], true),
            ("clinet-cert-auth", &["client-cert-auth"], true),
            ("trusted-ca-flie", &["trusted-ca-file"], true),
            ("peer-client-file", &["peer-cert-file"], false),
            ("ca-file", &["trusted-ca-file"], false),
            ("listen-client-url", &["listen-client-urls"], false),
            ("encryption-provider-config", &[], false),
            // etcd does nothing with its `config`.
            ("Config", &[], false),
            ("", &[], false),
        ];
        for (name, names, only_spelling) in table {
            let suggestion = suggest(name);
            assert_eq!(
                (suggestion.names.as_slice(), suggestion.only_spelling),
                (names, only_spelling),
                "{name}"
            );
        }
        assert!(suggest("cacert").etcdctl);
        assert!(!suggest("cert-file-").etcdctl);
    }
}

//! The flags of kube-apiserver.
//!
//! Those about etcd and encryption at rest are complete: they are what `EtcdOptions.AddFlags` of
//! k8s.io/apiserver defines in 0.17 to 0.37. The others come from the reference documentation and,
//! for 1.34, from the sources; old and rare ones may be missing.

use std::ops::Range;

use super::go_flag::Kind;
use super::spelling;
use crate::subject::image::Version;

/// The flags about etcd and about encryption at rest that kube-apiserver has in 1.37
/// (k8s.io/apiserver pkg/server/options/etcd.go), sorted.
pub const ETCD_AND_ENCRYPTION: [&str; 13] = [
    "encryption-provider-config",
    "encryption-provider-config-automatic-reload",
    "etcd-cafile",
    "etcd-certfile",
    "etcd-compaction-interval",
    "etcd-count-metric-poll-period",
    "etcd-db-metric-poll-interval",
    "etcd-healthcheck-timeout",
    "etcd-keyfile",
    "etcd-prefix",
    "etcd-readycheck-timeout",
    "etcd-servers",
    "etcd-servers-overrides",
];

/// In which minor versions of Kubernetes a flag exists, where not in all from 1.17 on.
const LIFETIMES: [(&str, Range<u32>); 6] = [
    ("encryption-provider-config-automatic-reload", 26..u32::MAX),
    ("etcd-db-metric-poll-interval", 19..u32::MAX),
    ("etcd-healthcheck-timeout", 20..u32::MAX),
    ("etcd-quorum-read", 0..17),
    ("etcd-readycheck-timeout", 25..u32::MAX),
    ("experimental-encryption-provider-config", 0..24),
];

/// Names that people give to kube-apiserver, and the flag that they mean.
const CONFUSIONS: [(&str, &str); 12] = [
    ("ca-file", "etcd-cafile"),
    ("cert-file", "etcd-certfile"),
    ("encryption-config", "encryption-provider-config"),
    ("encryption-provider", "encryption-provider-config"),
    ("encryption-provider-config-file", "encryption-provider-config"),
    ("etcd-ca-file", "etcd-cafile"),
    ("etcd-cert-file", "etcd-certfile"),
    ("etcd-endpoints", "etcd-servers"),
    ("etcd-key-file", "etcd-keyfile"),
    ("experimental-encryption-provider-config", "encryption-provider-config"),
    ("key-file", "etcd-keyfile"),
    ("trusted-ca-file", "etcd-cafile"),
];

/// Whether kube-apiserver has, or once had, a flag of this name, and whether it is a boolean.
/// Types other than booleans are not told apart. `_` must have become `-` already.
pub fn kind(name: &str) -> Option<Kind> {
    let index = FLAGS.binary_search_by(|(flag, _)| (*flag).cmp(name)).ok()?;
    FLAGS.get(index).map(|(_, kind)| *kind)
}

/// Whether a flag is about etcd or encryption at rest but is none that kube-apiserver has now.
pub fn is_unknown_etcd_flag(name: &str) -> bool {
    let concerns_etcd =
        ["etcd-", "encryption-", "experimental-encryption"].iter().any(|p| name.starts_with(p));
    let of_etcd = ["trusted-ca-file", "cert-file", "key-file", "client-cert-auth"].contains(&name);
    (concerns_etcd || of_etcd) && !ETCD_AND_ENCRYPTION.contains(&name)
}

/// Whether a flag about etcd or encryption at rest exists in a version of Kubernetes; in 1.37 where
/// the version is not known.
pub fn exists(name: &str, version: Option<Version>) -> bool {
    match (LIFETIMES.iter().find(|(flag, _)| *flag == name), version) {
        (Some((_, minors)), Some(version)) => minors.contains(&version.minor),
        _ => ETCD_AND_ENCRYPTION.contains(&name),
    }
}

/// The minor version of Kubernetes 1 that brought a flag that exists in 1.37, where that is later than 1.17.
pub fn since(name: &str) -> Option<u32> {
    LIFETIMES.iter().find(|(flag, _)| *flag == name).map(|(_, minors)| minors.start)
}

/// The flags about etcd or encryption at rest that a name was meant to be, best first.
pub fn suggest(name: &str) -> Vec<&'static str> {
    let plain = name.to_ascii_lowercase().replace('_', "-");
    if ETCD_AND_ENCRYPTION.contains(&plain.as_str()) {
        return ETCD_AND_ENCRYPTION.into_iter().filter(|flag| *flag == plain).collect();
    }
    match CONFUSIONS.iter().find(|(confused, _)| *confused == plain) {
        Some((_, meant)) => vec![meant],
        None => spelling::nearest(&plain, ETCD_AND_ENCRYPTION),
    }
}

#[rustfmt::skip]
const FLAGS: [(&str, Kind); 214] = [
    ("add-dir-header", Kind::Bool),
    ("admission-control", Kind::String),
    ("admission-control-config-file", Kind::String),
    ("advertise-address", Kind::String),
    ("aggregator-reject-forwarding-redirect", Kind::Bool),
    ("allow-metric-labels", Kind::String),
    ("allow-metric-labels-manifest", Kind::String),
    ("allow-privileged", Kind::Bool),
    ("alsologtostderr", Kind::Bool),
    ("anonymous-auth", Kind::Bool),
    ("api-audiences", Kind::String),
    ("apiserver-count", Kind::String),
    ("audit-log-batch-buffer-size", Kind::String),
    ("audit-log-batch-max-size", Kind::String),
    ("audit-log-batch-max-wait", Kind::String),
    ("audit-log-batch-throttle-burst", Kind::String),
    ("audit-log-batch-throttle-enable", Kind::Bool),
    ("audit-log-batch-throttle-qps", Kind::String),
    ("audit-log-compress", Kind::Bool),
    ("audit-log-format", Kind::String),
    ("audit-log-maxage", Kind::String),
    ("audit-log-maxbackup", Kind::String),
    ("audit-log-maxsize", Kind::String),
    ("audit-log-mode", Kind::String),
    ("audit-log-path", Kind::String),
    ("audit-log-truncate-enabled", Kind::Bool),
    ("audit-log-truncate-max-batch-size", Kind::String),
    ("audit-log-truncate-max-event-size", Kind::String),
    ("audit-log-version", Kind::String),
    ("audit-policy-file", Kind::String),
    ("audit-webhook-batch-buffer-size", Kind::String),
    ("audit-webhook-batch-initial-backoff", Kind::String),
    ("audit-webhook-batch-max-size", Kind::String),
    ("audit-webhook-batch-max-wait", Kind::String),
    ("audit-webhook-batch-throttle-burst", Kind::String),
    ("audit-webhook-batch-throttle-enable", Kind::Bool),
    ("audit-webhook-batch-throttle-qps", Kind::String),
    ("audit-webhook-config-file", Kind::String),
    ("audit-webhook-initial-backoff", Kind::String),
    ("audit-webhook-mode", Kind::String),
    ("audit-webhook-truncate-enabled", Kind::Bool),
    ("audit-webhook-truncate-max-batch-size", Kind::String),
    ("audit-webhook-truncate-max-event-size", Kind::String),
    ("audit-webhook-version", Kind::String),
    ("authentication-config", Kind::String),
    ("authentication-token-webhook-cache-ttl", Kind::String),
    ("authentication-token-webhook-config-file", Kind::String),
    ("authentication-token-webhook-version", Kind::String),
    ("authorization-config", Kind::String),
    ("authorization-mode", Kind::String),
    ("authorization-policy-file", Kind::String),
    ("authorization-webhook-cache-authorized-ttl", Kind::String),
    ("authorization-webhook-cache-unauthorized-ttl", Kind::String),
    ("authorization-webhook-config-file", Kind::String),
    ("authorization-webhook-version", Kind::String),
    ("azure-container-registry-config", Kind::String),
    ("basic-auth-file", Kind::String),
    ("bind-address", Kind::String),
    ("cert-dir", Kind::String),
    ("client-ca-file", Kind::String),
    ("cloud-config", Kind::String),
    ("cloud-provider", Kind::String),
    ("cloud-provider-gce-l7lb-src-cidrs", Kind::String),
    ("cloud-provider-gce-lb-src-cidrs", Kind::String),
    ("contention-profiling", Kind::Bool),
    ("coordinated-leadership-leader-election", Kind::Bool),
    ("coordinated-leadership-lease-duration", Kind::String),
    ("coordinated-leadership-renew-deadline", Kind::String),
    ("coordinated-leadership-retry-period", Kind::String),
    ("cors-allowed-origins", Kind::String),
    ("debug-socket-path", Kind::String),
    ("default-not-ready-toleration-seconds", Kind::String),
    ("default-unreachable-toleration-seconds", Kind::String),
    ("default-watch-cache-size", Kind::String),
    ("delete-collection-workers", Kind::String),
    ("deserialization-cache-size", Kind::String),
    ("disable-admission-plugins", Kind::String),
    ("disable-http2-serving", Kind::Bool),
    ("disabled-metrics", Kind::String),
    ("egress-selector-config-file", Kind::String),
    ("emulated-version", Kind::String),
    ("emulation-forward-compatible", Kind::Bool),
    ("enable-admission-plugins", Kind::String),
    ("enable-aggregator-routing", Kind::Bool),
    ("enable-bootstrap-token-auth", Kind::Bool),
    ("enable-garbage-collector", Kind::Bool),
    ("enable-logs-handler", Kind::Bool),
    ("enable-priority-and-fairness", Kind::Bool),
    ("enable-swagger-ui", Kind::Bool),
    ("encryption-provider-config", Kind::String),
    ("encryption-provider-config-automatic-reload", Kind::Bool),
    ("endpoint-reconciler-type", Kind::String),
    ("etcd-cafile", Kind::String),
    ("etcd-certfile", Kind::String),
    ("etcd-compaction-interval", Kind::String),
    ("etcd-count-metric-poll-period", Kind::String),
    ("etcd-db-metric-poll-interval", Kind::String),
    ("etcd-healthcheck-timeout", Kind::String),
    ("etcd-keyfile", Kind::String),
    ("etcd-prefix", Kind::String),
    ("etcd-quorum-read", Kind::Bool),
    ("etcd-readycheck-timeout", Kind::String),
    ("etcd-servers", Kind::String),
    ("etcd-servers-overrides", Kind::String),
    ("event-ttl", Kind::String),
    ("experimental-encryption-provider-config", Kind::String),
    ("experimental-logging-sanitization", Kind::Bool),
    ("external-hostname", Kind::String),
    ("feature-gates", Kind::String),
    ("goaway-chance", Kind::String),
    ("help", Kind::Bool),
    ("http2-max-streams-per-connection", Kind::String),
    ("identity-lease-duration-seconds", Kind::String),
    ("identity-lease-renew-interval-seconds", Kind::String),
    ("insecure-allow-any-token", Kind::Bool),
    ("insecure-bind-address", Kind::String),
    ("insecure-port", Kind::String),
    ("kubelet-certificate-authority", Kind::String),
    ("kubelet-client-certificate", Kind::String),
    ("kubelet-client-key", Kind::String),
    ("kubelet-https", Kind::Bool),
    ("kubelet-port", Kind::String),
    ("kubelet-preferred-address-types", Kind::String),
    ("kubelet-read-only-port", Kind::String),
    ("kubelet-timeout", Kind::String),
    ("kubernetes-service-node-port", Kind::String),
    ("lease-reuse-duration-seconds", Kind::String),
    ("livez-grace-period", Kind::String),
    ("log-backtrace-at", Kind::String),
    ("log-dir", Kind::String),
    ("log-file", Kind::String),
    ("log-file-max-size", Kind::String),
    ("log-flush-frequency", Kind::String),
    ("log-json-info-buffer-size", Kind::String),
    ("log-json-split-stream", Kind::Bool),
    ("log-text-info-buffer-size", Kind::String),
    ("log-text-split-stream", Kind::Bool),
    ("logging-format", Kind::String),
    ("logtostderr", Kind::Bool),
    ("master-service-namespace", Kind::String),
    ("max-connection-bytes-per-sec", Kind::String),
    ("max-mutating-requests-inflight", Kind::String),
    ("max-requests-inflight", Kind::String),
    ("min-compatibility-version", Kind::String),
    ("min-request-timeout", Kind::String),
    ("oidc-ca-file", Kind::String),
    ("oidc-client-id", Kind::String),
    ("oidc-groups-claim", Kind::String),
    ("oidc-groups-prefix", Kind::String),
    ("oidc-issuer-url", Kind::String),
    ("oidc-required-claim", Kind::String),
    ("oidc-signing-algs", Kind::String),
    ("oidc-username-claim", Kind::String),
    ("oidc-username-prefix", Kind::String),
    ("one-output", Kind::Bool),
    ("peer-advertise-ip", Kind::String),
    ("peer-advertise-port", Kind::String),
    ("peer-ca-file", Kind::String),
    ("permit-address-sharing", Kind::Bool),
    ("permit-port-sharing", Kind::Bool),
    ("profiling", Kind::Bool),
    ("proxy-client-cert-file", Kind::String),
    ("proxy-client-key-file", Kind::String),
    ("repair-malformed-updates", Kind::Bool),
    ("request-timeout", Kind::String),
    ("requestheader-allowed-names", Kind::String),
    ("requestheader-client-ca-file", Kind::String),
    ("requestheader-extra-headers-prefix", Kind::String),
    ("requestheader-group-headers", Kind::String),
    ("requestheader-uid-headers", Kind::String),
    ("requestheader-username-headers", Kind::String),
    ("runtime-config", Kind::String),
    ("runtime-config-emulation-forward-compatible", Kind::Bool),
    ("secure-port", Kind::String),
    ("service-account-api-audiences", Kind::String),
    ("service-account-extend-token-expiration", Kind::Bool),
    ("service-account-issuer", Kind::String),
    ("service-account-jwks-uri", Kind::String),
    ("service-account-key-file", Kind::String),
    ("service-account-lookup", Kind::Bool),
    ("service-account-max-token-expiration", Kind::String),
    ("service-account-signing-endpoint", Kind::String),
    ("service-account-signing-key-file", Kind::String),
    ("service-cluster-ip-range", Kind::String),
    ("service-node-port-range", Kind::String),
    ("show-hidden-metrics-for-version", Kind::String),
    ("shutdown-delay-duration", Kind::String),
    ("shutdown-send-retry-after", Kind::Bool),
    ("shutdown-watch-termination-grace-period", Kind::String),
    ("skip-headers", Kind::Bool),
    ("skip-log-headers", Kind::Bool),
    ("ssh-keyfile", Kind::String),
    ("ssh-user", Kind::String),
    ("stderrthreshold", Kind::String),
    ("storage-backend", Kind::String),
    ("storage-initialization-timeout", Kind::String),
    ("storage-media-type", Kind::String),
    ("storage-version", Kind::String),
    ("storage-versions", Kind::String),
    ("strict-transport-security-directives", Kind::String),
    ("target-ram-mb", Kind::String),
    ("tls-cert-file", Kind::String),
    ("tls-cipher-suites", Kind::String),
    ("tls-curve-preferences", Kind::String),
    ("tls-min-version", Kind::String),
    ("tls-private-key-file", Kind::String),
    ("tls-sni-cert-key", Kind::String),
    ("token-auth-file", Kind::String),
    ("tracing-config-file", Kind::String),
    ("v", Kind::String),
    ("version", Kind::Bool),
    ("vmodule", Kind::String),
    ("watch-cache", Kind::Bool),
    ("watch-cache-sizes", Kind::String),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(FLAGS.is_sorted_by_key(|(name, _)| name));
        assert!(ETCD_AND_ENCRYPTION.is_sorted());
        for name in ETCD_AND_ENCRYPTION {
            assert!(kind(name).is_some(), "{name}");
        }
    }

    #[test]
    fn kinds() {
        let table = [
            ("encryption-provider-config", Some(Kind::String)),
            ("encryption-provider-config-automatic-reload", Some(Kind::Bool)),
            ("anonymous-auth", Some(Kind::Bool)),
            ("authorization-mode", Some(Kind::String)),
            ("audit-log-path", Some(Kind::String)),
            ("feature-gates", Some(Kind::String)),
            ("trusted-ca-file", None),
            ("etcd_servers", None),
        ];
        for (name, expected) in table {
            assert_eq!(kind(name), expected, "{name}");
        }
    }

    #[test]
    fn unknown_flags() {
        for name in
            ["etcd-ca-file", "encryption-provider", "experimental-encryption-provider-config", "key-file"]
        {
            assert!(is_unknown_etcd_flag(name), "{name}");
        }
        for name in ["etcd-servers", "encryption-provider-config", "anonymous-auth", "client-ca-file"] {
            assert!(!is_unknown_etcd_flag(name), "{name}");
        }
    }

    #[test]
    fn lifetimes() {
        assert!(LIFETIMES.is_sorted_by_key(|(name, _)| name));
        let minor = |minor| Some(Version::minor(1, minor));
        let table = [
            ("etcd-servers", None, true),
            ("etcd-servers", minor(16), true),
            ("etcd-ca-file", minor(34), false),
            ("encryption-provider-config-automatic-reload", None, true),
            ("encryption-provider-config-automatic-reload", minor(25), false),
            ("encryption-provider-config-automatic-reload", minor(26), true),
            ("experimental-encryption-provider-config", None, false),
            ("experimental-encryption-provider-config", minor(23), true),
            ("experimental-encryption-provider-config", minor(24), false),
        ];
        for (name, version, expected) in table {
            assert_eq!(exists(name, version), expected, "{name} {version:?}");
        }
    }

    #[test]
    fn suggestions() {
        let table: [(&str, &[&str]); 6] = [
            ("etcd-ca-file", &["etcd-cafile"]),
            ("encryption-provider", &["encryption-provider-config"]),
            ("etcd-sevrers", &["etcd-servers"]),
            ("etcd_servers", &["etcd-servers"]),
            ("trusted-ca-file", &["etcd-cafile"]),
            ("client-cert-auth", &[]),
        ];
        for (name, expected) in table {
            assert_eq!(suggest(name), expected, "{name}");
        }
    }
}

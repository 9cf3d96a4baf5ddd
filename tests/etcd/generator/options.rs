//! The options of etcd with values that mean something, and with values that go wrong.
//!
//! Left out is what depends on the machine or reaches for the network: addresses that are not loopback, discovery
//! services, a cluster that exists, the proxy of version 2. So is what only crashes etcd 3.4.23, which
//! `experimental-enable-lease-checkpoint` does, a port of the kernel's choice, which no client finds, and numbers
//! that etcd takes and whose sign it then gets wrong.

/// The type of an option's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Bool,
    /// A number, signed or not.
    Number,
    Duration,
    Text,
    /// A list, of which the configuration file has a list of YAML.
    List,
}

/// An option.
pub(super) struct Choice {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Values of its own, and values that are not for it. Those of its kind come on top.
    pub(super) values: [&'static [&'static str]; 2],
}

const fn of(
    name: &'static str,
    kind: Kind,
    good: &'static [&'static str],
    bad: &'static [&'static str],
) -> Choice {
    Choice { name, kind, values: [good, bad] }
}

/// What Go takes for a boolean, and what it does not.
pub(super) const BOOLEANS: [&[&str]; 2] = [
    &["true", "false", "1", "0", "t", "f", "T", "F", "TRUE", "FALSE", "True", "False"],
    &["yes", "no", "on", "", "tRuE", "2", "\"true\"", "'false'", " true", "y", "enabled", "00"],
];

/// The same for numbers.
pub(super) const NUMBERS: [&[&str]; 2] = [
    &["100", "5000", "10000", "0x2710", "0b1000000", "0o1750", "1_000", "077777"],
    &[
        "",
        "-1",
        "+5000",
        "1.5",
        "1e4",
        "5s",
        "5 ",
        " 5",
        "abc",
        "18446744073709551616",
        "8Gi",
        "1__0000",
        "0x",
    ],
];

/// The same for durations.
pub(super) const DURATIONS: [&[&str]; 2] = [
    &["10s", "5m", "1h30m", "100000ms", "1.5h", "+20s", "20.s", "3600000000us"],
    &["10", "", "1d", "1 s", "5S", "s", "-", ".s", "1h-5m", "10seconds", "99999999h"],
];

/// Options of etcd 3.4 that change neither who may connect nor whether etcd finds its data.
pub(super) const OPTIONS: &[Choice] = &[
    of(
        "auth-token",
        Kind::Text,
        &["simple", "", "simple,x=1", "jwt,sign-method=HS256,priv-key={pki}/server.key,ttl=5m,x=1"],
        &[
            "foo",
            "jwt",
            "simple,x=y=z",
            "jwt,sign-method=FOO,priv-key={pki}/server.key",
            "jwt,sign-method=HS256",
            "jwt,sign-method=HS256,priv-key={pki}/server.key,ttl=5",
            "jwt,sign-method=HS256,pub-key={pki}/server.crt",
            "jwt,sign-method=RS256,priv-key=,pub-key=",
            "jwt,sign-method=EdDSA",
            "jwt,sign-method=none,priv-key={pki}/server.key",
        ],
    ),
    of("auth-token-ttl", Kind::Number, &["300"], &[]),
    of("auto-compaction-mode", Kind::Text, &["periodic", "revision", ""], &["Periodic", "none"]),
    of(
        "auto-compaction-retention",
        Kind::Text,
        &["0", "1", "8", "5m", "1h", "", "0.5h"],
        &["-1", "1d", "abc", "+2", "1.5"],
    ),
    of("backend-batch-limit", Kind::Number, &["0", "10000"], &[]),
    of("bcrypt-cost", Kind::Number, &["4", "10"], &[]),
    of(
        "cors",
        Kind::List,
        &["*", "", "http://a.example:80", "https://a.example:1,https://b.example:2"],
        &["foo", "*,http://a:1", "http://a.example"],
    ),
    of("debug", Kind::Bool, &[], &[]),
    of("discovery-fallback", Kind::Text, &["exit", "proxy"], &["", "none"]),
    of("enable-grpc-gateway", Kind::Bool, &[], &[]),
    of("enable-pprof", Kind::Bool, &[], &[]),
    of("enable-v2", Kind::Bool, &[], &[]),
    of("experimental-backend-bbolt-freelist-type", Kind::Text, &["array", "map"], &["", "foo"]),
    of("experimental-compaction-batch-limit", Kind::Number, &["1000"], &[]),
    of("experimental-corrupt-check-time", Kind::Duration, &["0s", "0"], &[]),
    of("experimental-enable-lease-checkpoint-persist", Kind::Bool, &[], &[]),
    of("experimental-initial-corrupt-check", Kind::Bool, &[], &[]),
    of("experimental-peer-skip-client-san-verification", Kind::Bool, &[], &[]),
    of("experimental-warning-apply-duration", Kind::Duration, &["100ms"], &[]),
    of("experimental-watch-progress-notify-interval", Kind::Duration, &["10m"], &[]),
    of("force-new-cluster", Kind::Bool, &[], &[]),
    of("grpc-keepalive-interval", Kind::Duration, &["0s", "2h"], &[]),
    of("grpc-keepalive-min-time", Kind::Duration, &["5s"], &[]),
    of("grpc-keepalive-timeout", Kind::Duration, &["20s"], &[]),
    of("host-whitelist", Kind::List, &["*", "localhost", "a.example,127.0.0.1", "", "\"a.example\""], &[]),
    of("initial-cluster-state", Kind::Text, &["new"], &["", "old", "New", "\"new\""]),
    of("initial-cluster-token", Kind::Text, &["etcd-cluster", "my cluster", ""], &[]),
    of("initial-election-tick-advance", Kind::Bool, &[], &[]),
    of(
        "log-level",
        Kind::Text,
        &["debug", "info", "warn", "error", "panic", "fatal", "dpanic"],
        &["warning", "INFO", "trace", ""],
    ),
    of("log-output", Kind::List, &["default", "stderr", "stdout"], &[]),
    of(
        "log-outputs",
        Kind::List,
        &["default", "stderr", "stdout", "stderr,stdout"],
        &["systemd/journal,stderr", "systemd/journal,default"],
    ),
    of("log-package-levels", Kind::Text, &["etcdserver=WARNING", ""], &["foo", "etcdserver=foo,x"]),
    of("logger", Kind::Text, &["capnslog", "zap"], &["", "logrus", "Zap"]),
    of("max-concurrent-streams", Kind::Number, &["100", "4294967295"], &["4294967296"]),
    of("max-request-bytes", Kind::Number, &["1572864"], &[]),
    of("max-snapshots", Kind::Number, &["0", "5"], &[]),
    of("max-txn-ops", Kind::Number, &["128"], &[]),
    of("max-wals", Kind::Number, &["0", "5"], &[]),
    of("metrics", Kind::Text, &["basic", "extensive"], &["foo", ""]),
    of("pre-vote", Kind::Bool, &[], &[]),
    of("proxy", Kind::Text, &["off"], &["", "no", "Off"]),
    of("proxy-dial-timeout", Kind::Number, &["1000"], &[]),
    of("proxy-failure-wait", Kind::Number, &["5000"], &[]),
    of("quota-backend-bytes", Kind::Number, &["0", "8589934592", "10737418240"], &[]),
    of("snapshot-count", Kind::Number, &["10000", "100000"], &[]),
    of("strict-reconfig-check", Kind::Bool, &[], &[]),
    of("unsafe-no-fsync", Kind::Bool, &[], &[]),
    of("wal-dir", Kind::Text, &["{dir}/wal", ""], &[]),
];

/// The same that later versions have brought, with the second number of the version.
///
/// Left out are a lock of the memory, which needs a privilege, and TLS up to 1.2: with cipher suites that do not
/// suit the certificate a port opens to which nobody can connect.
pub(super) const LATER: &[(u32, Choice)] = &[
    (5, of("backend-bbolt-freelist-type", Kind::Text, &["array", "map"], &["", "foo"])),
    (5, of("enable-log-rotation", Kind::Bool, &[], &[])),
    (5, of("experimental-bootstrap-defrag-threshold-megabytes", Kind::Number, &["100"], &[])),
    (5, of("experimental-compact-hash-check-enabled", Kind::Bool, &[], &[])),
    (5, of("experimental-compact-hash-check-time", Kind::Duration, &["1m"], &["0s", "-1s"])),
    (5, of("experimental-compaction-sleep-interval", Kind::Duration, &["10ms"], &[])),
    (5, of("experimental-distributed-tracing-address", Kind::Text, &["localhost:4317", ""], &["x"])),
    (5, of("experimental-distributed-tracing-sampling-rate", Kind::Number, &["0", "1000000"], &["1000001"])),
    (5, of("experimental-downgrade-check-time", Kind::Duration, &["5s"], &[])),
    (5, of("experimental-enable-distributed-tracing", Kind::Bool, &[], &[])),
    (5, of("experimental-stop-grpc-service-on-defrag", Kind::Bool, &[], &[])),
    (5, of("experimental-txn-mode-write-with-shared-buffer", Kind::Bool, &[], &[])),
    (5, of("log-rotation-config-json", Kind::Text, &[r#"{"maxsize": 100}"#, "{}"], &["", "{", "x"])),
    (5, of("raft-read-timeout", Kind::Duration, &["5s"], &[])),
    (5, of("raft-write-timeout", Kind::Duration, &["5s", "0s"], &[])),
    (5, of("self-signed-cert-validity", Kind::Number, &["1", "10"], &["0"])),
    (5, of("socket-reuse-address", Kind::Bool, &[], &[])),
    (5, of("socket-reuse-port", Kind::Bool, &[], &[])),
    (5, of("tls-max-version", Kind::Text, &["TLS1.3", ""], &["TLS1.1", "1.3", "tls1.3"])),
    (5, of("tls-min-version", Kind::Text, &["TLS1.2", "TLS1.3", ""], &["TLS1.0", "1.2", "TLS1.2 "])),
    (
        5,
        of(
            "v2-deprecation",
            Kind::Text,
            &["write-only", "gone", "write-only-drop-data", "gone,write-only"],
            &["not-yet", "", "write-only-skip-check", "x"],
        ),
    ),
    (6, of("experimental-warning-unary-request-duration", Kind::Duration, &["300ms"], &[])),
    (6, of("log-format", Kind::Text, &["json", "console"], &["", "text", "JSON"])),
    (6, of("bootstrap-defrag-threshold-megabytes", Kind::Number, &["100"], &[])),
    (6, of("compact-hash-check-time", Kind::Duration, &["1m"], &["0s", "-1s"])),
    (6, of("compaction-batch-limit", Kind::Number, &["1000"], &["0"])),
    (6, of("compaction-sleep-interval", Kind::Duration, &["10ms"], &[])),
    (6, of("corrupt-check-time", Kind::Duration, &["0s", "1h"], &[])),
    (6, of("discovery-dial-timeout", Kind::Duration, &["2s"], &[])),
    (6, of("discovery-insecure-transport", Kind::Bool, &[], &[])),
    (6, of("discovery-password", Kind::Text, &[""], &["word"])),
    (6, of("discovery-token", Kind::Text, &[""], &["token"])),
    (6, of("distributed-tracing-address", Kind::Text, &["localhost:4317", ""], &["x"])),
    (6, of("distributed-tracing-sampling-rate", Kind::Number, &["0", "1000000"], &["1000001"])),
    (6, of("downgrade-check-time", Kind::Duration, &["5s"], &["0s"])),
    (6, of("enable-distributed-tracing", Kind::Bool, &[], &[])),
    (
        6,
        of(
            "feature-gates",
            Kind::Text,
            &[
                "InitialCorruptCheck=true",
                "StopGRPCServiceOnDefrag=false,CompactHashCheck=1",
                "AllAlpha=true",
                "AllAlpha=false,AllBeta=true",
            ],
            &["Foo=true", "InitialCorruptCheck", "InitialCorruptCheck=yes", "LeaseCheckpointPersist=true"],
        ),
    ),
    (6, of("max-learners", Kind::Number, &["1", "3"], &["0"])),
    (6, of("peer-skip-client-san-verification", Kind::Bool, &[], &[])),
    (6, of("snapshot-catchup-entries", Kind::Number, &["5000"], &[])),
    (6, of("warning-apply-duration", Kind::Duration, &["100ms"], &[])),
    (6, of("warning-unary-request-duration", Kind::Duration, &["300ms"], &[])),
    (6, of("watch-progress-notify-interval", Kind::Duration, &["10m"], &[])),
];

/// An option with its value.
type Setting = (&'static str, Kind, &'static str);

/// Two options that mean something else together, with the second number of the version that has both.
pub(super) const TOGETHER: [(u32, [Setting; 2]); 12] = [
    (4, [("auto-compaction-mode", Kind::Text, "revision"), ("auto-compaction-retention", Kind::Text, "5m")]),
    (4, [("auto-compaction-mode", Kind::Text, ""), ("auto-compaction-retention", Kind::Text, "8")]),
    (4, [("logger", Kind::Text, "zap"), ("log-outputs", Kind::List, "systemd/journal,stderr")]),
    (6, [("experimental-initial-corrupt-check", Kind::Bool, "true"), GATES[0]]),
    (6, [("experimental-initial-corrupt-check", Kind::Bool, "false"), GATES[1]]),
    (6, [("experimental-txn-mode-write-with-shared-buffer", Kind::Bool, "true"), GATES[0]]),
    (6, [("experimental-txn-mode-write-with-shared-buffer", Kind::Bool, "true"), GATES[1]]),
    (
        6,
        [
            ("experimental-corrupt-check-time", Kind::Duration, "1h"),
            ("corrupt-check-time", Kind::Duration, "1h"),
        ],
    ),
    (
        6,
        [
            ("experimental-snapshot-catchup-entries", Kind::Number, "5000"),
            ("snapshot-catchup-entries", Kind::Number, "5000"),
        ],
    ),
    (6, [SKIPPING, ("peer-skip-client-san-verification", Kind::Bool, "false")]),
    (6, [UNARY, ("warning-unary-request-duration", Kind::Duration, "1s")]),
    (6, [UNARY, ("warning-unary-request-duration", Kind::Duration, "0s")]),
];

/// Groups of feature gates.
const GATES: [Setting; 2] =
    [("feature-gates", Kind::Text, "AllAlpha=true"), ("feature-gates", Kind::Text, "AllBeta=false")];
const SKIPPING: Setting = ("experimental-peer-skip-client-san-verification", Kind::Bool, "true");
const UNARY: Setting = ("experimental-warning-unary-request-duration", Kind::Duration, "1s");

/// Accepted and without effect.
pub(super) const IGNORED: [&str; 8] = [
    "cluster-active-size",
    "config",
    "force",
    "max-retry-attempts",
    "peer-heartbeat-interval",
    "snapshot",
    "vv",
    "test.outputdir",
];

/// Flags that this version does not have: of others, of kube-apiserver and etcdctl, and misspelled ones.
pub(super) const UNKNOWN: [&str; 24] = [
    "tls-min-version=TLS1.2",
    "listen-client-http-urls=http://127.0.0.1:SECOND",
    "feature-gates=InitialCorruptCheck=true",
    "experimental-memory-mlock",
    "socket-reuse-port",
    "encryption-provider-config=/etc/enc.yaml",
    "etcd-cafile={pki}/ca.crt",
    "client-ca-file={pki}/ca.crt",
    "tls-cert-file={pki}/server.crt",
    "endpoints=http://127.0.0.1:{client}",
    "cacert={pki}/ca.crt",
    "client-cert-autg",
    "Client-Cert-Auth",
    "client_cert_auth",
    "listen-client-url=http://127.0.0.1:SECOND",
    "peer-client-file={pki}/server.crt",
    "trusted-ca={pki}/ca.crt",
    "peer-ca-file={pki}/ca.crt",
    "ca-file={pki}/ca.crt",
    "datadir=/x",
    "x",
    "debug-mode",
    "corruption-check",
    "log-format=json",
];

/// Elements that are not flags at all, or not as they should be.
pub(super) const STRAYS: [&str; 16] = [
    "start",
    "true",
    "",
    "-",
    "--",
    "---name=x",
    "--=x",
    "-=",
    "\u{2013}-name=x",
    "etcd",
    "--auto-tls ",
    " --auto-tls",
    "--max-wals 5",
    "--max-wals=5 --max-snapshots=5",
    "\"--max-wals=5\"",
    "1",
];

/// Variables that mean nothing to etcd, or something else.
pub(super) const VARIABLES: [(&str, &str); 11] = [
    ("ETCD_PORT", "tcp://10.0.0.1:2379"),
    ("ETCD_SERVICE_HOST", "10.0.0.1"),
    ("ETCD_ENCRYPTION_PROVIDER_CONFIG", "/etc/enc.yaml"),
    ("ETCD_TLS_MIN_VERSION", "TLS1.2"),
    ("ETCD_CLIENT_CERT_AUTG", "true"),
    ("etcd_client_cert_auth", "true"),
    ("ETCD_VERSION", "3.4.23"),
    ("ETCD_VERSION", "false"),
    ("ETCD_CONFIG", "/etc/etcd.yml"),
    ("ETCD_UNSUPPORTED_ARCH", "arm64"),
    ("ETCD_VERIFY", "all"),
];

/// Keys that the configuration file does not have, or has elsewhere, or that need a value.
pub(super) const KEYS: [(&str, &str, &str); 23] = [
    ("", "cert-file", "{pki}/server.crt"),
    ("", "key-file", "{pki}/server.key"),
    ("", "client-cert-auth", "true"),
    ("", "trusted-ca-file", "{pki}/ca.crt"),
    ("", "auto-tls", "true"),
    ("", "peer-auto-tls", "true"),
    ("", "client-crl-file", "{pki}/ca.crl"),
    ("", "peer-cert-allowed-cn", "etcd"),
    ("", "nope", "1"),
    ("", "Max-WALs", "5"),
    ("", "config-file", "/etc/etcd.yml"),
    ("client-transport-security", "client-crl-file", "{pki}/ca.crl"),
    ("client-transport-security", "allowed-cn", "etcd"),
    ("client-transport-security", "Cert-File", "{pki}/server.crt"),
    ("peer-transport-security", "peer-cert-file", "{pki}/server.crt"),
    ("peer-transport-security", "peer-client-cert-auth", "true"),
    ("", "experimental-initial-corrupt-check", ""),
    ("", "Experimental-Initial-Corrupt-Check", ""),
    ("", "experimental-snapshot-catch-up-entries", ""),
    ("", "experimental-snapshot-catch-up-entries", "\"5\""),
    ("", "peer-skip-client-san-verification", "true"),
    ("client-transport-security", "skip-client-san-verification", "true"),
    ("peer-transport-security", "skip-client-san-verification", "true"),
];

/// Cipher suites: the ones that HTTP/2 demands, others, those of TLS 1.3, and none at all.
pub(super) const CIPHER_SUITES: [&str; 13] = [
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
    "TLS_NOPE",
    "tls_ecdhe_rsa_with_aes_128_gcm_sha256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
];

/// Certificates with keys that etcd loads.
pub(super) const PAIRS: [[&str; 2]; 5] = [
    ["server.crt", "server.key"],
    ["rsa.crt", "rsa.key"],
    ["expired.crt", "expired.key"],
    ["foreign.crt", "foreign.key"],
    ["both.pem", "both.pem"],
];

/// Certificates with keys that are not theirs, or no keys at all.
pub(super) const MISMATCHES: [[&str; 2]; 6] = [
    ["server.crt", "rsa.key"],
    ["foreign.crt", "server.key"],
    ["server.key", "server.crt"],
    ["server.crt", "encrypted.key"],
    ["server.crt", "server.crt"],
    ["ca.crt", "server.key"],
];

/// What stands for a URL of a port, in place of `SCHEME://127.0.0.1:PORT`.
pub(super) const URLS: [&str; 29] = [
    "SCHEME://localhost:PORT",
    "SCHEME://0.0.0.0:PORT",
    "SCHEME://127.0.0.1:PORT,SCHEME://127.0.0.1:SECOND",
    "SCHEME://127.0.0.1:PORT,OTHER://127.0.0.1:SECOND",
    "OTHER://127.0.0.1:PORT,SCHEME://127.0.0.1:SECOND",
    " SCHEME://127.0.0.1:PORT ",
    "SCHEME://127.0.0.1:PORT, SCHEME://127.0.0.1:SECOND",
    "SCHEME://LOCALHOST:PORT",
    "SCHEME://user:word@127.0.0.1:PORT",
    "SCHEME://127.0.0.1:PORT?x=1",
    "SCHEME://127.0.0.1:PORT#x",
    "SCHEME://127.0.0.1:0PORT",
    "SCHEME://127.0.0.1:PORT/",
    "SCHEME://127.0.0.1:PORT/v3",
    "SCHEME://127.0.0.1:PORT,",
    ",SCHEME://127.0.0.1:PORT",
    "SCHEME://127.0.0.1",
    "SCHEME://:PORT",
    "SCHEME://etcd.example:PORT",
    "SCHEME://127.0.0.1:99999",
    "SCHEME://127.0.0.1:x",
    "SCHEME://127.0.0.1:-1",
    "SCHEME:127.0.0.1:PORT",
    "SCHEME:/127.0.0.1:PORT",
    "ftp://127.0.0.1:PORT",
    "127.0.0.1:PORT",
    "SCHEME://127.0.0.1:PORT SCHEME://127.0.0.1:SECOND",
    "SCHEME://[::1]:PORT:1",
    "SCHEME://127.0.0.1:%31",
];

//! The command lines that are compared.

use super::invocation::Invocation;

/// A way to start etcd.
pub(crate) struct Row {
    /// What is special about it.
    pub(crate) name: &'static str,
    /// The arguments of etcd.
    pub(crate) args: &'static [&'static str],
    /// The environment.
    pub(crate) env: &'static [(&'static str, &'static str)],
    /// The configuration file at `/config/etcd.yml`.
    pub(crate) config: Option<&'static str>,
    /// A shell script that starts etcd, instead of the arguments.
    pub(crate) script: Option<&'static str>,
}

impl Row {
    pub(crate) fn invocation(&self) -> Invocation {
        Invocation {
            args: self.args.iter().map(|arg| (*arg).to_owned()).collect(),
            env: self.env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            config: self.config.map(str::to_owned),
            script: self.script.map(str::to_owned),
        }
    }
}

macro_rules! http {
    ($($more:literal),*) => {
        &[
            "--data-dir={dir}/data", "--listen-client-urls=http://127.0.0.1:{client}",
            "--advertise-client-urls=http://127.0.0.1:{client}", "--listen-peer-urls=http://127.0.0.1:{peer}",
            "--initial-advertise-peer-urls=http://127.0.0.1:{peer}", "--initial-cluster=default=http://127.0.0.1:{peer}",
            $($more),*
        ]
    };
}

/// http without a word on who the members are.
macro_rules! without_members {
    ($($more:literal),*) => {
        &[
            "--data-dir={dir}/data", "--listen-client-urls=http://127.0.0.1:{client}",
            "--advertise-client-urls=http://127.0.0.1:{client}", "--listen-peer-urls=http://127.0.0.1:{peer}",
            $($more),*
        ]
    };
}

macro_rules! https {
    ($($more:literal),*) => {
        &[
            "--data-dir={dir}/data", "--listen-client-urls=https://127.0.0.1:{client}",
            "--advertise-client-urls=https://127.0.0.1:{client}", "--listen-peer-urls=https://127.0.0.1:{peer}",
            "--initial-advertise-peer-urls=https://127.0.0.1:{peer}", "--initial-cluster=default=https://127.0.0.1:{peer}",
            "--peer-cert-file={pki}/server.crt", "--peer-key-file={pki}/server.key",
            "--peer-trusted-ca-file={pki}/ca.crt", "--peer-client-cert-auth", $($more),*
        ]
    };
}

/// https for clients, the URL of the peers left to the row.
macro_rules! client_https {
    ($($more:literal),*) => {
        &[
            "--data-dir={dir}/data", "--listen-client-urls=https://127.0.0.1:{client}",
            "--advertise-client-urls=https://127.0.0.1:{client}",
            "--cert-file={pki}/server.crt", "--key-file={pki}/server.key",
            "--trusted-ca-file={pki}/ca.crt", "--client-cert-auth", $($more),*
        ]
    };
}

const fn row(name: &'static str, args: &'static [&'static str]) -> Row {
    Row { name, args, env: &[], config: None, script: None }
}

const fn with_env(
    name: &'static str,
    args: &'static [&'static str],
    env: &'static [(&'static str, &'static str)],
) -> Row {
    Row { name, args, env, config: None, script: None }
}

const fn with_config(name: &'static str, args: &'static [&'static str], config: &'static str) -> Row {
    Row { name, args, env: &[], config: Some(config), script: None }
}

const fn shell(name: &'static str, script: &'static str) -> Row {
    Row { name, args: &[], env: &[], config: None, script: Some(script) }
}

const ENVIRONMENT: &[(&str, &str)] = &[
    ("ETCD_DATA_DIR", "{dir}/data"),
    ("ETCD_LISTEN_CLIENT_URLS", "https://127.0.0.1:{client}"),
    ("ETCD_ADVERTISE_CLIENT_URLS", "https://127.0.0.1:{client}"),
    ("ETCD_LISTEN_PEER_URLS", "http://127.0.0.1:{peer}"),
    ("ETCD_INITIAL_ADVERTISE_PEER_URLS", "http://127.0.0.1:{peer}"),
    ("ETCD_INITIAL_CLUSTER", "default=http://127.0.0.1:{peer}"),
    ("ETCD_CERT_FILE", "{pki}/server.crt"),
    ("ETCD_KEY_FILE", "{pki}/server.key"),
    ("ETCD_TRUSTED_CA_FILE", "{pki}/ca.crt"),
];

const PLAIN_CONFIG: &str = "data-dir: {dir}/data\nlisten-client-urls: http://127.0.0.1:{client}\nadvertise-client-urls: http://127.0.0.1:{client}\nlisten-peer-urls: http://127.0.0.1:{peer}\ninitial-advertise-peer-urls: http://127.0.0.1:{peer}\ninitial-cluster: default=http://127.0.0.1:{peer}\n";

macro_rules! concat_config {
    ($more:literal) => {
        concat!("data-dir: {dir}/data\nlisten-client-urls: https://127.0.0.1:{client}\nadvertise-client-urls: https://127.0.0.1:{client}\nlisten-peer-urls: http://127.0.0.1:{peer}\ninitial-advertise-peer-urls: http://127.0.0.1:{peer}\ninitial-cluster: default=http://127.0.0.1:{peer}\nclient-transport-security:\n  cert-file: {pki}/server.crt\n  key-file: {pki}/server.key\n  trusted-ca-file: {pki}/ca.crt\n  client-cert-auth: true\n", $more)
    };
}

const TLS_CONFIG: &str = concat_config!("");

const TLS_CONFIG_AT_TOP: &str = "data-dir: {dir}/data\nlisten-client-urls: http://127.0.0.1:{client}\nadvertise-client-urls: http://127.0.0.1:{client}\nlisten-peer-urls: http://127.0.0.1:{peer}\ninitial-advertise-peer-urls: http://127.0.0.1:{peer}\ninitial-cluster: default=http://127.0.0.1:{peer}\ncert-file: {pki}/server.crt\nkey-file: {pki}/server.key\nclient-cert-auth: true\n";

/// The table.
pub(crate) const ROWS: &[Row] = &[
    // Transport.
    row("http", http!()),
    row(
        "http with TLS flags",
        http!(
            "--cert-file={pki}/server.crt",
            "--key-file={pki}/server.key",
            "--client-cert-auth",
            "--trusted-ca-file={pki}/ca.crt"
        ),
    ),
    row(
        "http with TLS flags of files that do not exist",
        http!("--cert-file=/nope.crt", "--key-file=/nope.key"),
    ),
    row("http with a certificate and no key", http!("--cert-file={pki}/server.crt")),
    row("http with auto-tls", http!("--auto-tls")),
    row(
        "https, all four",
        https!(
            "--cert-file={pki}/server.crt",
            "--key-file={pki}/server.key",
            "--client-cert-auth",
            "--trusted-ca-file={pki}/ca.crt"
        ),
    ),
    row(
        "https without client authentication",
        https!("--cert-file={pki}/server.crt", "--key-file={pki}/server.key"),
    ),
    row(
        "https with a CA alone",
        https!(
            "--cert-file={pki}/server.crt",
            "--key-file={pki}/server.key",
            "--trusted-ca-file={pki}/ca.crt"
        ),
    ),
    row(
        "https with a CA and authentication switched off",
        https!(
            "--cert-file={pki}/server.crt",
            "--key-file={pki}/server.key",
            "--trusted-ca-file={pki}/ca.crt",
            "--client-cert-auth=false"
        ),
    ),
    row(
        "https with authentication and no CA",
        https!("--cert-file={pki}/server.crt", "--key-file={pki}/server.key", "--client-cert-auth"),
    ),
    row("https without a certificate", https!()),
    row("https with a certificate and no key", https!("--cert-file={pki}/server.crt")),
    row("https with a key and no certificate", https!("--key-file={pki}/server.key")),
    row("https with two keys", https!("--cert-file={pki}/server.key", "--key-file={pki}/ca.key")),
    row("https with two certificates", https!("--cert-file={pki}/server.crt", "--key-file={pki}/ca.crt")),
    row("https with auto-tls", https!("--auto-tls")),
    row(
        "https with auto-tls, authentication and a CA",
        https!("--auto-tls", "--client-cert-auth", "--trusted-ca-file={pki}/ca.crt"),
    ),
    row(
        "https with auto-tls and certificates",
        https!(
            "--auto-tls",
            "--cert-file={pki}/server.crt",
            "--key-file={pki}/server.key",
            "--client-cert-auth",
            "--trusted-ca-file={pki}/ca.crt"
        ),
    ),
    row(
        "https and http side by side",
        https!(
            "--cert-file={pki}/server.crt",
            "--key-file={pki}/server.key",
            "--client-cert-auth",
            "--trusted-ca-file={pki}/ca.crt",
            "--listen-client-urls=https://127.0.0.1:{client},http://127.0.0.1:{second}"
        ),
    ),
    row(
        "mutual TLS for clients, plain peers",
        client_https!(
            "--listen-peer-urls=http://127.0.0.1:{peer}",
            "--initial-advertise-peer-urls=http://127.0.0.1:{peer}",
            "--initial-cluster=default=http://127.0.0.1:{peer}"
        ),
    ),
    row(
        "mutual TLS for clients, https peers without a certificate",
        client_https!(
            "--listen-peer-urls=https://127.0.0.1:{peer}",
            "--initial-advertise-peer-urls=https://127.0.0.1:{peer}",
            "--initial-cluster=default=https://127.0.0.1:{peer}"
        ),
    ),
    row(
        "peers with a certificate and no key",
        client_https!(
            "--listen-peer-urls=https://127.0.0.1:{peer}",
            "--initial-advertise-peer-urls=https://127.0.0.1:{peer}",
            "--initial-cluster=default=https://127.0.0.1:{peer}",
            "--peer-cert-file={pki}/server.crt"
        ),
    ),
    row(
        "peer auto-tls",
        client_https!(
            "--listen-peer-urls=https://127.0.0.1:{peer}",
            "--initial-advertise-peer-urls=https://127.0.0.1:{peer}",
            "--initial-cluster=default=https://127.0.0.1:{peer}",
            "--peer-auto-tls"
        ),
    ),
    // Spellings of flags.
    row("single dash", http!("-strict-reconfig-check=true")),
    row("triple dash", http!("---strict-reconfig-check=true")),
    row("separate value", http!("--snapshot-count", "10000")),
    row("separate value of a bool", http!("--strict-reconfig-check", "true")),
    row("bool 1", http!("--strict-reconfig-check=1")),
    row("bool t", http!("--strict-reconfig-check=t")),
    row("bool T", http!("--strict-reconfig-check=T")),
    row("bool TRUE", http!("--strict-reconfig-check=TRUE")),
    row("bool True", http!("--strict-reconfig-check=True")),
    row("bool 0", http!("--strict-reconfig-check=0")),
    row("bool yes", http!("--strict-reconfig-check=yes")),
    row("bool tRuE", http!("--strict-reconfig-check=tRuE")),
    row("bool with nothing", http!("--strict-reconfig-check=")),
    row("bool in quotes", http!("--strict-reconfig-check=\"true\"")),
    row("underscores", http!("--strict_reconfig_check")),
    row("upper case", http!("--Strict-Reconfig-Check")),
    row("unknown flag", http!("--encryption-provider-config=/etc/enc.yaml")),
    row("unknown flag of 3.6", http!("--feature-gates=InitialCorruptCheck=true")),
    row("flag that only later versions have", http!("--tls-min-version=TLS1.2")),
    row("misspelled flag", http!("--client-cert-autg")),
    row("the flag of a CIS text", http!("--peer-client-file={pki}/server.crt")),
    row("positional argument", http!("start")),
    row("two dashes at the end", http!("--")),
    row("two dashes and a flag", http!("--", "--strict-reconfig-check")),
    row("last flag without its value", http!("--max-wals")),
    row("two flags in one element", http!("--max-wals=5 --strict-reconfig-check")),
    row("flag and value in one element", http!("--max-wals 5")),
    row("an unquoted long dash", http!("–strict-reconfig-check")),
    row("ignored flag", http!("--config=/etc/etcd.yml")),
    row("repeated flag", http!("--max-wals=4", "--max-wals=5")),
    row(
        "repeated URLs: the last ones count",
        https!(
            "--cert-file={pki}/server.crt",
            "--key-file={pki}/server.key",
            "--client-cert-auth",
            "--trusted-ca-file={pki}/ca.crt",
            "--listen-client-urls=http://127.0.0.1:{client}",
            "--listen-client-urls=https://127.0.0.1:{client}"
        ),
    ),
    row(
        "authentication repeated, off at last, no CA",
        https!(
            "--cert-file={pki}/server.crt",
            "--key-file={pki}/server.key",
            "--client-cert-auth=true",
            "--client-cert-auth=false"
        ),
    ),
    // Values.
    row("number with a unit", http!("--heartbeat-interval=100ms")),
    row("hexadecimal number", http!("--heartbeat-interval=0x64")),
    row("negative unsigned number", http!("--heartbeat-interval=-1")),
    row("bytes with a unit", http!("--quota-backend-bytes=8Gi")),
    row("duration without a unit", http!("--grpc-keepalive-interval=10")),
    row("duration", http!("--grpc-keepalive-interval=2h")),
    row("cluster state", http!("--initial-cluster-state=old")),
    row("members, with commas too many", http!("--initial-cluster=,default=http://127.0.0.1:{peer},,")),
    row("a member without a name", http!("--initial-cluster=default=http://127.0.0.1:{peer},b")),
    row("a member without a URL", http!("--initial-cluster=default=http://127.0.0.1:{peer},b=")),
    row(
        "a member's URL without a scheme",
        http!("--initial-cluster=default=http://127.0.0.1:{peer},b=127.0.0.1:1"),
    ),
    row(
        "a member's URL with a path",
        http!("--initial-cluster=default=http://127.0.0.1:{peer},b=http://127.0.0.1:1/"),
    ),
    row(
        "neither members nor a name",
        without_members!("--initial-advertise-peer-urls=http://127.0.0.1:{peer}"),
    ),
    row(
        "no members, but a name",
        without_members!("--name=a", "--initial-advertise-peer-urls=http://127.0.0.1:{peer}"),
    ),
    row("the default members and an address for others", without_members!()),
    row("log level", http!("--log-level=trace")),
    row(
        "cipher suite that does not exist",
        https!(
            "--cert-file={pki}/server.crt",
            "--key-file={pki}/server.key",
            "--client-cert-auth",
            "--trusted-ca-file={pki}/ca.crt",
            "--cipher-suites=TLS_NOPE"
        ),
    ),
    row(
        "cipher suites without HTTP/2's",
        https!(
            "--cert-file={pki}/server.crt",
            "--key-file={pki}/server.key",
            "--client-cert-auth",
            "--trusted-ca-file={pki}/ca.crt",
            "--cipher-suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
        ),
    ),
    row(
        "cipher suites",
        https!(
            "--cert-file={pki}/server.crt",
            "--key-file={pki}/server.key",
            "--client-cert-auth",
            "--trusted-ca-file={pki}/ca.crt",
            "--cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
        ),
    ),
    // URLs.
    row("URL without a scheme", http!("--listen-client-urls=127.0.0.1:{client}")),
    row("URL without a port", http!("--listen-client-urls=http://127.0.0.1")),
    row("URL with a host name", http!("--listen-client-urls=http://etcd.example:{client}")),
    row("URL with a path", http!("--listen-client-urls=http://127.0.0.1:{client}/v3")),
    row("URL with an upper-case scheme", http!("--listen-client-urls=HTTP://127.0.0.1:{client}")),
    row(
        "listening without advertising",
        &[
            "--data-dir={dir}/data",
            "--listen-client-urls=http://127.0.0.1:{client}",
            "--listen-peer-urls=http://127.0.0.1:{peer}",
            "--initial-advertise-peer-urls=http://127.0.0.1:{peer}",
            "--initial-cluster=default=http://127.0.0.1:{peer}",
        ],
    ),
    row("name that is not in the cluster", http!("--name=other")),
    row(
        "token without a key of its method",
        http!("--auth-token=jwt,sign-method=HS256,pub-key={pki}/server.crt"),
    ),
    row(
        "token with a key of its method",
        http!("--auth-token=jwt,sign-method=HS256,priv-key={pki}/server.key"),
    ),
    row("journal beside another output", http!("--logger=zap", "--log-outputs=systemd/journal,stderr")),
    row("host with quotes", http!("--host-whitelist=\"127.0.0.1\"")),
    row("origin with quotes", http!("--cors=\"*\"")),
    row(
        "revisions in nanoseconds",
        http!("--auto-compaction-mode=revision", "--auto-compaction-retention=5m"),
    ),
    // The environment.
    with_env("environment only", &[], ENVIRONMENT),
    with_env("environment and an unrelated flag", &["--max-wals=5"], ENVIRONMENT),
    with_env("environment and the same flag", &["--data-dir={dir}/data"], ENVIRONMENT),
    with_env("flags and an empty variable of the same option", http!(), &[("ETCD_DATA_DIR", "")]),
    with_env("variable with a bad bool", http!(), &[("ETCD_STRICT_RECONFIG_CHECK", "yes")]),
    with_env("variable with a good bool", http!(), &[("ETCD_STRICT_RECONFIG_CHECK", "TRUE")]),
    with_env(
        "variable that etcd does not know",
        http!(),
        &[("ETCD_ENCRYPTION_PROVIDER_CONFIG", "/etc/enc.yaml")],
    ),
    with_env(
        "variables of a service",
        http!(),
        &[("ETCD_PORT", "tcp://10.0.0.1:2379"), ("ETCD_SERVICE_HOST", "10.0.0.1")],
    ),
    with_env("ETCD_VERSION", http!(), &[("ETCD_VERSION", "3.4.23")]),
    with_env("variable of an option that etcd ignores", http!(), &[("ETCD_CONFIG", "/config/etcd.yml")]),
    // The configuration file.
    with_config("file", &["--config-file=/config/etcd.yml"], PLAIN_CONFIG),
    with_config("file with TLS", &["--config-file=/config/etcd.yml"], TLS_CONFIG),
    with_config("file with TLS keys at the top", &["--config-file=/config/etcd.yml"], TLS_CONFIG_AT_TOP),
    with_config(
        "file with a key in two spellings, of which the last one by its letters counts",
        &["--config-file=/config/etcd.yml"],
        concat_config!("  Cert-File: {pki}/rsa.crt\n"),
    ),
    with_config(
        "plain file and TLS flags",
        &[
            "--config-file=/config/etcd.yml",
            "--cert-file={pki}/server.crt",
            "--key-file={pki}/server.key",
            "--client-cert-auth",
        ],
        PLAIN_CONFIG,
    ),
    with_config("file and an unknown flag", &["--config-file=/config/etcd.yml", "--nope"], PLAIN_CONFIG),
    Row {
        name: "file by variable",
        args: &[],
        env: &[("ETCD_CONFIG_FILE", "/config/etcd.yml")],
        config: Some(TLS_CONFIG),
        script: None,
    },
    // Shells.
    shell(
        "shell",
        "exec etcd --data-dir {dir}/data --listen-client-urls http://127.0.0.1:{client} --advertise-client-urls http://127.0.0.1:{client} --listen-peer-urls http://127.0.0.1:{peer} --initial-advertise-peer-urls http://127.0.0.1:{peer} --initial-cluster default=http://127.0.0.1:{peer}",
    ),
    shell(
        "shell with variables and quotes",
        "PORT={client}\nexport ETCD_DATA_DIR=\"{dir}/data\"\nexec etcd \\\n  --listen-client-urls=\"https://127.0.0.1:${PORT}\" --advertise-client-urls='https://127.0.0.1:{client}' --cert-file={pki}/server.crt --key-file={pki}/server.key \"--trusted-ca-file={pki}/ca.crt\" --client-cert-auth=\"true\" --listen-peer-urls=http://127.0.0.1:{peer} --initial-advertise-peer-urls=http://127.0.0.1:{peer} --initial-cluster=default=http://127.0.0.1:{peer} # a comment",
    ),
    shell("shell with a bad flag", "exec etcd --data-dir={dir}/data --client_cert_auth"),
];

//! How an etcd server listens: to clients on one side, to the other members on the other.

use super::{Config, DEFAULT_NAME, Etcd};
use crate::model::etcd_url::{EtcdUrl, Host, Port, Scheme, UrlError, parse_list};
use crate::model::setting::Setting;
use crate::source::Place;
use crate::subject::word::Word;

/// One of the two sides of an etcd server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Clients: kube-apiserver, etcdctl.
    #[default]
    Client,
    /// The other members of the cluster.
    Peer,
}

/// What a listener demands of those who connect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// No listener speaks TLS.
    Off,
    /// TLS, without a certificate of the other side.
    Tls,
    /// TLS, and the other side must present a certificate.
    Mtls,
    /// It cannot be seen.
    #[default]
    Unknown,
}

/// A URL of a list option.
#[derive(Clone, Debug)]
pub struct Url {
    /// The URL as far as it is known, or why etcd refuses it.
    pub parsed: Result<EtcdUrl, UrlError>,
    /// As it is written.
    pub word: Word,
    /// Where it is written; the server itself for a default.
    pub place: Place,
    /// Whether it is etcd's default.
    pub is_default: bool,
}

impl Url {
    pub(crate) fn written(word: Word) -> Url {
        Url { parsed: EtcdUrl::parse(&word), place: word.place.clone(), word, is_default: false }
    }

    /// The URL, if etcd can read it.
    pub fn get(&self) -> Option<&EtcdUrl> {
        self.parsed.as_ref().ok()
    }

    /// The scheme, as far as it is known.
    pub fn scheme(&self) -> Scheme {
        self.get().map_or(Scheme::Unknown, |url| url.scheme)
    }

    /// The host, as far as it is known.
    pub fn host(&self) -> &Host {
        self.get().map_or(&Host::Unknown, |url| &url.host)
    }

    /// The port, as far as it is known.
    pub fn port(&self) -> Option<u16> {
        match self.get()?.port {
            Port::Number(port) => Some(port),
            _ => None,
        }
    }

    /// Whether it is `http://`.
    pub fn is_http(&self) -> bool {
        self.scheme() == Scheme::Http
    }

    /// Whether it is `https://` or `unixs://`.
    pub fn is_secure(&self) -> bool {
        matches!(self.scheme(), Scheme::Https | Scheme::Unixs)
    }

    /// Whether it is a socket in the file system.
    pub fn is_unix(&self) -> bool {
        matches!(self.scheme(), Scheme::Unix | Scheme::Unixs)
    }

    /// Whether its host is this machine.
    pub fn is_loopback(&self) -> bool {
        self.get().is_some_and(EtcdUrl::is_loopback)
    }

    /// Whether its host means every interface.
    pub fn is_unspecified(&self) -> bool {
        self.get().is_some_and(EtcdUrl::is_unspecified)
    }
}

/// One side's listeners and TLS options. `None` is "cannot be seen" throughout.
#[derive(Clone, Debug, Default)]
pub struct Transport {
    /// Which side.
    pub side: Side,
    /// The listening URLs that are seen; etcd's default if the option is unset.
    pub listeners: Vec<Url>,
    /// Whether these are all.
    pub sees_all: bool,
    /// Whether `cert-file` is set.
    pub cert: Option<bool>,
    /// Whether `key-file` is set.
    pub key: Option<bool>,
    /// Whether `trusted-ca-file` is set.
    pub ca: Option<bool>,
    /// The value of `client-cert-auth`.
    pub auth: Option<bool>,
    /// The value of `auto-tls`.
    pub auto: Option<bool>,
    /// Whether the other side must present a certificate, if etcd does not sign its own one.
    pub asks: Option<bool>,
    /// What it all amounts to.
    pub state: State,
}

impl Side {
    /// The flag of this side: `peer-cert-file` of `cert-file` for peers.
    pub fn flag(self, client_flag: &'static str) -> &'static str {
        match (self, client_flag) {
            (Side::Client, flag) => flag,
            (Side::Peer, "cert-file") => "peer-cert-file",
            (Side::Peer, "key-file") => "peer-key-file",
            (Side::Peer, "client-cert-file") => "peer-client-cert-file",
            (Side::Peer, "client-key-file") => "peer-client-key-file",
            (Side::Peer, "trusted-ca-file") => "peer-trusted-ca-file",
            (Side::Peer, "client-cert-auth") => "peer-client-cert-auth",
            (Side::Peer, "auto-tls") => "peer-auto-tls",
            (Side::Peer, "listen-client-urls") => "listen-peer-urls",
            (Side::Peer, "advertise-client-urls") => "initial-advertise-peer-urls",
            (Side::Peer, "client-crl-file") => "peer-crl-file",
            (Side::Peer, flag) => flag,
        }
    }

    /// The flags of the certificate and the key that etcd shows as a server.
    pub fn server_pair(self) -> [&'static str; 2] {
        ["cert-file", "key-file"].map(|flag| self.flag(flag))
    }

    /// The options that demand a name of the certificates of this side. A configuration file has both for either side.
    pub const fn flags_of_names(self) -> [&'static str; 2] {
        match self {
            Side::Client => ["client-cert-allowed-cn", "client-cert-allowed-hostname"],
            Side::Peer => ["peer-cert-allowed-cn", "peer-cert-allowed-hostname"],
        }
    }

    /// The default of the listening URLs.
    pub const fn default_url(self) -> &'static str {
        match self {
            Side::Client => "http://localhost:2379",
            Side::Peer => "http://localhost:2380",
        }
    }

    /// The options that list listening URLs of this side.
    const fn listen_flags(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Side::Client => ("listen-client-urls", &["listen-client-http-urls"]),
            Side::Peer => ("listen-peer-urls", &[]),
        }
    }
}

impl Transport {
    /// The transport of one side of `etcd`.
    pub(super) fn of(etcd: &Etcd, side: Side) -> Transport {
        let (listeners, sees_all) = listeners(etcd, side);
        let mut transport = Transport {
            side,
            listeners,
            sees_all,
            cert: etcd.is_given(side.flag("cert-file")),
            key: etcd.is_given(side.flag("key-file")),
            ca: etcd.is_given(side.flag("trusted-ca-file")),
            auth: etcd.bool(side.flag("client-cert-auth")),
            auto: etcd.bool(side.flag("auto-tls")),
            asks: None,
            state: State::Unknown,
        };
        // A CA file alone demands certificates from etcd 3.4 on; before, it only said which ones count.
        let is_ca_enough = etcd.at_most(3) != Some(true);
        transport.asks = if is_ca_enough { either(transport.ca, transport.auth) } else { transport.auth };
        transport.state = transport.amounts_to().unwrap_or(State::Unknown);
        transport
    }

    /// Whether a certificate or key is configured.
    pub fn has_certificate(&self) -> Option<bool> {
        either(self.cert, self.key)
    }

    /// Whether etcd makes its own certificate, and throws away the authentication of the other side.
    pub fn is_self_signed(&self) -> Option<bool> {
        match self.has_certificate() {
            Some(true) => Some(false),
            has_certificate => Some(self.auto? && !has_certificate?),
        }
    }

    /// Whether any TLS option is set.
    pub fn has_tls_options(&self) -> Option<bool> {
        [self.key, self.ca, self.auth, self.auto].into_iter().fold(self.cert, either)
    }

    /// The listeners that are known to be https or unixs.
    pub fn secure(&self) -> impl Iterator<Item = &Url> {
        self.listeners.iter().filter(|listener| listener.is_secure())
    }

    /// The listeners that are known to be http.
    pub fn plaintext(&self) -> impl Iterator<Item = &Url> {
        self.listeners.iter().filter(|listener| listener.is_http())
    }

    /// Whether all listeners are loopback or unix sockets.
    pub fn is_local(&self) -> bool {
        self.sees_all && self.listeners.iter().all(|listener| listener.is_loopback() || listener.is_unix())
    }

    /// As etcd's `transport.TLSInfo` and `embed.Config` decide: a self-signed server demands no certificates
    /// whatever else is set.
    fn amounts_to(&self) -> Option<State> {
        if !self.listeners.iter().any(Url::is_secure) {
            let are_known = self.listeners.iter().all(|listener| listener.scheme() != Scheme::Unknown);
            return (self.sees_all && are_known).then_some(State::Off);
        }
        if self.is_self_signed()? {
            return Some(State::Tls);
        }
        Some(if self.asks? { State::Mtls } else { State::Tls })
    }
}

/// Whether one of two is true, as far as that can be seen.
fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// The listeners that are seen, and whether these are all. The default holds for the first option alone:
/// `listen-client-http-urls` has none.
fn listeners(etcd: &Etcd, side: Side) -> (Vec<Url>, bool) {
    let (main, others) = side.listen_flags();
    let mut main = urls(etcd, main);
    if let Some(found) = main.as_mut().filter(|found| found.is_empty()) {
        let of_image = etcd.default_client_url.filter(|_| side == Side::Client);
        found.push(default_url(etcd, of_image.unwrap_or(side.default_url())));
    }
    let others = others.iter().filter(|flag| !etcd.lacks_flag(flag)).map(|flag| urls(etcd, flag));
    let lists: Vec<_> = std::iter::once(main).chain(others).collect();
    let sees_all = lists.iter().all(Option::is_some);
    (lists.into_iter().flatten().flatten().collect(), sees_all)
}

/// The URLs of a list option; `None` if the option cannot be seen.
pub(super) fn urls(etcd: &Etcd, flag: &str) -> Option<Vec<Url>> {
    match etcd.option(flag) {
        Setting::Unset => Some(Vec::new()),
        Setting::Unknown(_) => None,
        Setting::Known(fact) if fact.value.is_opaque() => None,
        Setting::Known(fact) => Some(list(&fact.value)),
    }
}

fn list(value: &Word) -> Vec<Url> {
    let urls = parse_list(value).into_iter();
    urls.map(|(word, parsed)| Url { parsed, place: word.place.clone(), word, is_default: false }).collect()
}

fn default_url(etcd: &Etcd, url: &str) -> Url {
    let word = Word::derived(url, etcd.place.clone());
    Url { is_default: true, ..Url::written(word) }
}

impl Etcd {
    /// Whether etcd opens the certificate and the key of a side: for clients where a URL is https, for peers
    /// always, because it dials other members. `None` if that cannot be seen.
    pub fn opens_certificate(&self, side: Side) -> Option<bool> {
        if side == Side::Peer {
            return Some(true);
        }
        let metrics = self.urls("listen-metrics-urls");
        let urls: Vec<&Url> = self.client.listeners.iter().chain(metrics.iter().flatten()).collect();
        if urls.iter().any(|url| url.is_secure()) {
            return Some(true);
        }
        let is_all_known = self.client.sees_all && metrics.is_some();
        let is_plain = |url: &&Url| matches!(url.scheme(), Scheme::Http | Scheme::Unix);
        (is_all_known && urls.iter().all(is_plain)).then_some(false)
    }

    /// The flags of the certificate and the key that etcd shows where it is a client itself, if it reads them: from
    /// 3.5 on, together with those that it shows as a server.
    pub fn client_pair(&self, side: Side) -> Option<[&'static str; 2]> {
        let is_read = self.at_most(4) != Some(true) && self.transport(side).cert == Some(true);
        is_read.then(|| ["client-cert-file", "client-key-file"].map(|flag| side.flag(flag)))
    }

    /// Whether the HTTP/JSON gateway is seen to dial etcd with the certificate of the server, which asks for one.
    pub fn gateway_shows_certificate(&self) -> bool {
        let has_gateway = match self.option("enable-grpc-gateway") {
            // Before 3.5 the default of the flag did not hold for configuration files.
            Setting::Unset => matches!(self.config, Config::None) || self.at_most(4) != Some(true),
            setting => setting.bool() == Some(true),
        };
        has_gateway && self.client.state == State::Mtls && self.is_given("client-cert-file") == Some(false)
    }

    /// Whether members that this one dials are seen to ask for a certificate, as this one does, and to be shown
    /// that of its peer side.
    pub fn dials_with_peer_certificate(&self) -> bool {
        self.peer.asks == Some(true) && self.is_given("peer-client-cert-file") == Some(false)
    }

    /// The URLs of a list option; empty if it is unset, `None` if it cannot be seen.
    pub fn urls(&self, flag: &str) -> Option<Vec<Url>> {
        urls(self, flag)
    }

    /// The URLs of a list option as etcd keeps them, which may be fewer than are written.
    pub fn kept_urls(&self, flag: &str) -> Option<Vec<Url>> {
        let mut urls = self.urls(flag)?;
        if self.drops_equal_urls(flag) {
            let mut seen = Vec::new();
            urls.retain(|url| {
                let text = url.get().and_then(EtcdUrl::as_go_writes_it);
                let is_new = text.is_none() || !seen.contains(&text);
                seen.push(text);
                is_new
            });
        }
        Some(urls)
    }
}

impl Etcd {
    /// The peer URL that it advertises where nothing says another one.
    pub fn default_peer_url(&self) -> Url {
        default_url(self, Side::Peer.default_url())
    }
}

pub(super) fn initial_cluster(etcd: &Etcd) -> Option<Vec<(String, Url)>> {
    match etcd.option("initial-cluster") {
        Setting::Unset => Some(vec![(DEFAULT_NAME.to_owned(), etcd.default_peer_url())]),
        Setting::Unknown(_) => None,
        Setting::Known(fact) => {
            // etcd passes over what is empty, as behind a comma at the end.
            let parts = fact.value.split(',').into_iter();
            parts.filter(|part| !part.is_known() || !part.text.is_empty()).map(member).collect()
        }
    }
}

/// `name=url`. A blank before the name is part of it for etcd.
fn member(word: Word) -> Option<(String, Url)> {
    let at = word.text.find('=')?;
    let name = word.text[..at].to_owned();
    let url = word.slice(at + 1..word.text.len());
    Some((name, Url::written(url)))
}

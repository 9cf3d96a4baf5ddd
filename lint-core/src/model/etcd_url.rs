//! URLs as etcd reads them (`types.NewURLs` over Go's `url.Parse`), around parts that are not known.

use std::net::{IpAddr, Ipv6Addr};
use std::ops::Range;

use crate::subject::word::Word;

/// One URL of a list such as `--listen-client-urls`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EtcdUrl {
    /// The scheme.
    pub scheme: Scheme,
    /// The host, without brackets.
    pub host: Host,
    /// The port.
    pub port: Port,
    /// The path with its slash; for `unix` and `unixs` the URL's path as well.
    pub path: String,
    /// The URL as it is written.
    pub word: Word,
}

/// The scheme of an [`EtcdUrl`]. Case does not matter to Go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `http`
    Http,
    /// `https`
    Https,
    /// `unix`: a plaintext socket in the file system.
    Unix,
    /// `unixs`: a TLS socket in the file system.
    Unixs,
    /// Not known.
    Unknown,
}

/// The host of an [`EtcdUrl`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Host {
    /// An address.
    Ip(IpAddr),
    /// A name, as it is written.
    Name(String),
    /// Nothing, as in `http://:2379`.
    Empty,
    /// Not known.
    Unknown,
}

/// The port of an [`EtcdUrl`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Port {
    /// A port.
    Number(u16),
    /// None; the colon may be there, as in `http://127.0.0.1:`.
    Empty,
    /// Digits beyond 65535, which etcd takes for a flag and fails to listen on.
    OutOfRange,
    /// Not known.
    Unknown,
}

/// Why etcd refuses a URL, in etcd's words. The texts leave out the URL, which may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// The first part has a colon but is no scheme, as in `127.0.0.1:2379`.
    #[error("first path segment in URL cannot contain colon")]
    ColonInFirstSegment,
    /// Nothing stands before the first colon.
    #[error("missing protocol scheme")]
    MissingProtocolScheme,
    /// Another scheme, or none.
    #[error("URL scheme must be http, https, unix, or unixs")]
    Scheme,
    /// The port is not made of digits.
    #[error("invalid port {0:?} after host")]
    InvalidPort(String),
    /// An opening bracket without a closing one.
    #[error("missing ']' in host")]
    MissingBracket,
    /// A character that hosts cannot have.
    #[error("invalid character {0:?} in host name")]
    HostCharacter(String),
    /// A percent sign without two hexadecimal digits.
    #[error("invalid URL escape {0:?}")]
    Escape(String),
    /// A control character.
    #[error("net/url: invalid control character in URL")]
    ControlCharacter,
    /// There is no port, or more than one colon outside of brackets.
    #[error("URL address does not have the form \"host:port\"")]
    NoPort,
    /// There is a path, even if it is only a slash.
    #[error("URL must not contain a path")]
    Path,
}

/// Why etcd does not listen on a URL that it can read, in etcd's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListenError {
    /// The host is neither an IP address nor exactly `localhost`.
    #[error("expected IP in URL for binding")]
    NotAnIp,
    /// The port is beyond 65535.
    #[error("invalid port")]
    PortOutOfRange,
}

impl EtcdUrl {
    /// Reads one URL. White space around it is cut off, as etcd does.
    pub fn parse(word: &Word) -> Result<EtcdUrl, UrlError> {
        let word = word.trimmed();
        let Some(colon) = scheme_end(&word)? else { return Self::unknown_scheme(word) };
        let scheme = scheme(&word, 0..colon)?;
        let rest = colon + 1..word.text.len();
        let Some(authority) = authority(&word, rest.clone()) else {
            // `http:127.0.0.1:1` has no host for Go.
            return if word.is_known_in(rest) { Err(UrlError::NoPort) } else { Ok(Self::hole(scheme, word)) };
        };
        let path = path_after(&word, authority.end);
        let (host, port) = host_and_port(&word, authority)?;
        let url =
            EtcdUrl { scheme, host, port, path: word.text.get(path).unwrap_or_default().to_owned(), word };
        url.checked()
    }

    /// Whether the host is this machine: `localhost`, 127.0.0.0/8 or ::1.
    pub fn is_loopback(&self) -> bool {
        match &self.host {
            Host::Ip(ip) => ip.to_canonical().is_loopback(),
            Host::Name(name) => name.eq_ignore_ascii_case("localhost"),
            Host::Empty | Host::Unknown => false,
        }
    }

    /// Whether the host means every interface: 0.0.0.0 or ::.
    pub fn is_unspecified(&self) -> bool {
        matches!(&self.host, Host::Ip(ip) if ip.to_canonical().is_unspecified())
    }

    /// Whether connections are encrypted; `None` if the scheme is not known.
    pub fn is_tls(&self) -> Option<bool> {
        match self.scheme {
            Scheme::Https | Scheme::Unixs => Some(true),
            Scheme::Http | Scheme::Unix => Some(false),
            Scheme::Unknown => None,
        }
    }

    /// Why etcd would not listen here although it can read the URL.
    pub fn listen_error(&self) -> Option<ListenError> {
        if matches!(self.scheme, Scheme::Unix | Scheme::Unixs) {
            return None;
        }
        match (&self.host, self.port) {
            (Host::Empty, _) => Some(ListenError::NotAnIp),
            (Host::Name(name), _) if name != "localhost" => Some(ListenError::NotAnIp),
            (_, Port::OutOfRange) => Some(ListenError::PortOutOfRange),
            _ => None,
        }
    }

    /// What Go writes for it: itself, with the scheme in small letters. `None` where an escape or an empty fragment may
    /// make another text of it.
    pub(crate) fn as_go_writes_it(&self) -> Option<String> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~$&+;=:@/?#[]()".contains(&byte);
        let (scheme, rest) = self.word.text.split_once(':')?;
        let is_kept = rest.bytes().all(is_plain) && !rest.ends_with('#');
        is_kept.then(|| format!("{}:{rest}", scheme.to_ascii_lowercase()))
    }

    fn hole(scheme: Scheme, word: Word) -> EtcdUrl {
        EtcdUrl { scheme, host: Host::Unknown, port: Port::Unknown, path: String::new(), word }
    }

    fn unknown_scheme(word: Word) -> Result<EtcdUrl, UrlError> {
        if word.is_known() { Err(UrlError::Scheme) } else { Ok(Self::hole(Scheme::Unknown, word)) }
    }

    /// The conditions that `types.NewURLs` adds to Go's own, in its order.
    fn checked(self) -> Result<EtcdUrl, UrlError> {
        if matches!(self.scheme, Scheme::Unix | Scheme::Unixs) {
            return Ok(self);
        }
        if !self.has_colon() {
            return Err(UrlError::NoPort);
        }
        if !self.path.is_empty() { Err(UrlError::Path) } else { Ok(self) }
    }

    /// Whether a colon stands behind the host, though there may be no port behind the colon.
    pub(crate) fn has_colon(&self) -> bool {
        let authority =
            self.word.text.split_once("//").and_then(|(_, rest)| rest.split(['/', '?', '#']).next());
        self.port != Port::Empty || authority.is_some_and(|authority| authority.ends_with(':'))
    }
}

/// The URLs of a comma-separated list; none for an empty text, which etcd takes for unset.
pub fn parse_list(list: &Word) -> Vec<(Word, Result<EtcdUrl, UrlError>)> {
    if list.text.is_empty() {
        return Vec::new();
    }
    list.split(',')
        .into_iter()
        .map(|part| {
            let part = part.trimmed();
            let url = EtcdUrl::parse(&part);
            (part, url)
        })
        .collect()
}

/// Where the scheme ends, by Go's rules; `None` if there is none, or if it lies in a hole.
fn scheme_end(word: &Word) -> Result<Option<usize>, UrlError> {
    if word.known_text().contains(|c: char| c.is_ascii_control()) {
        return Err(UrlError::ControlCharacter);
    }
    let hole = word.unknown.first().map_or(word.text.len(), |hole| hole.start);
    let before_hole = word.text.get(..hole).unwrap_or_default();
    for (at, c) in before_hole.char_indices() {
        match c {
            'a'..='z' | 'A'..='Z' => {}
            '0'..='9' | '+' | '-' | '.' if at > 0 => {}
            ':' if at == 0 => return Err(UrlError::MissingProtocolScheme),
            ':' => return Ok(Some(at)),
            _ => break,
        }
    }
    let first_segment = before_hole.split('/').next().unwrap_or_default();
    if first_segment.contains(':') { Err(UrlError::ColonInFirstSegment) } else { Ok(None) }
}

fn scheme(word: &Word, range: Range<usize>) -> Result<Scheme, UrlError> {
    let text = word.text.get(range).unwrap_or_default().to_ascii_lowercase();
    match text.as_str() {
        "http" => Ok(Scheme::Http),
        "https" => Ok(Scheme::Https),
        "unix" => Ok(Scheme::Unix),
        "unixs" => Ok(Scheme::Unixs),
        _ => Err(UrlError::Scheme),
    }
}

/// The range between `//` and the path, query or fragment.
fn authority(word: &Word, rest: Range<usize>) -> Option<Range<usize>> {
    let start = rest.start + 2;
    let known = word.is_known_in(rest.start..start.min(rest.end));
    word.text.get(rest.clone()).filter(|text| known && text.starts_with("//"))?;
    let end = find_known(word, start..rest.end, &['/', '?', '#']).unwrap_or(rest.end);
    // A user name with its password is no part of the host.
    let user_end = word.text.get(start..end)?.rfind('@').map_or(start, |at| start + at + 1);
    Some(user_end..end)
}

/// The range of the path, without query and fragment.
fn path_after(word: &Word, start: usize) -> Range<usize> {
    let end = find_known(word, start..word.text.len(), &['?', '#']).unwrap_or(word.text.len());
    start..end
}

fn find_known(word: &Word, range: Range<usize>, wanted: &[char]) -> Option<usize> {
    let text = word.text.get(range.clone())?;
    text.char_indices()
        .map(|(at, c)| (range.start + at, c))
        .find(|(at, c)| wanted.contains(c) && word.is_known_at(*at))
        .map(|(at, _)| at)
}

fn host_and_port(word: &Word, authority: Range<usize>) -> Result<(Host, Port), UrlError> {
    let text = word.text.get(authority.clone()).unwrap_or_default();
    let bracketed = text.starts_with('[') && word.is_known_at(authority.start);
    let host_end = if bracketed {
        match find_known(word, authority.clone(), &[']']) {
            Some(end) => end + 1,
            None if word.is_known_in(authority.clone()) => return Err(UrlError::MissingBracket),
            None => return Ok((Host::Unknown, Port::Unknown)),
        }
    } else {
        let last_colon = text.char_indices().rev().map(|(at, c)| (authority.start + at, c));
        let colon = last_colon.into_iter().find(|(at, c)| *c == ':' && word.is_known_at(*at));
        colon.map_or(authority.end, |(at, _)| at)
    };
    let inner = if bracketed { authority.start + 1..host_end - 1 } else { authority.start..host_end };
    let port = port(word, host_end..authority.end)?;
    let host = host(word, inner, bracketed)?;
    Ok((host, port))
}

fn port(word: &Word, range: Range<usize>) -> Result<Port, UrlError> {
    let text = word.text.get(range.clone()).unwrap_or_default();
    if !word.is_known_in(range.clone()) {
        return Ok(Port::Unknown);
    }
    let Some(digits) = text.strip_prefix(':') else {
        // The hole that ends here may bring a port with it.
        let hole_before = word.unknown.iter().any(|hole| hole.end == range.start);
        return match text {
            "" if hole_before => Ok(Port::Unknown),
            "" => Ok(Port::Empty),
            other => Err(UrlError::InvalidPort(other.to_owned())),
        };
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(UrlError::InvalidPort(text.to_owned()));
    }
    Ok(match digits.parse::<u16>() {
        Ok(number) => Port::Number(number),
        Err(_) if digits.is_empty() => Port::Empty,
        Err(_) => Port::OutOfRange,
    })
}

fn host(word: &Word, range: Range<usize>, bracketed: bool) -> Result<Host, UrlError> {
    let text = word.text.get(range.clone()).unwrap_or_default();
    if !word.is_known_in(range) {
        return Ok(Host::Unknown);
    }
    if text.is_empty() {
        return Ok(Host::Empty);
    }
    if let Some(at) = text.find('%').filter(|_| !bracketed) {
        let escape: String = text.get(at..).unwrap_or_default().chars().take(3).collect();
        let is_hex = escape.len() == 3 && escape.bytes().skip(1).all(|byte| byte.is_ascii_hexdigit());
        // Go decodes escapes of bytes beyond ASCII only; etcd has no use for either.
        return if is_hex { Ok(Host::Name(text.to_owned())) } else { Err(UrlError::Escape(escape)) };
    }
    if let Some(bad) = text.chars().find(|c| matches!(c, ' ' | '\\' | '^' | '`' | '{' | '|' | '}')) {
        return Err(UrlError::HostCharacter(bad.to_string()));
    }
    if !bracketed && text.contains(':') {
        return Err(UrlError::NoPort);
    }
    Ok(match text.parse::<IpAddr>().or_else(|_| text.parse::<Ipv6Addr>().map(IpAddr::V6)) {
        Ok(ip) => Host::Ip(ip),
        Err(_) => Host::Name(text.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{DocumentId, Part, Path, Place};

    fn word(text: &str) -> Word {
        let mut word = Word::literal(text, Place::value(DocumentId(0), Path::ROOT));
        if let Some(start) = text.find("$(") {
            let end = start + text[start..].find(')').unwrap() + 1;
            word.unknown.push(start..end);
        }
        word
    }

    fn parse(text: &str) -> Result<EtcdUrl, UrlError> {
        EtcdUrl::parse(&word(text))
    }

    // The texts are those of etcd 3.4.23.
    #[test]
    fn refusals() {
        let scheme = "URL scheme must be http, https, unix, or unixs";
        let no_port = "URL address does not have the form \"host:port\"";
        let path = "URL must not contain a path";
        let table = [
            ("127.0.0.1:23790", "first path segment in URL cannot contain colon"),
            ("1http://x:1", "first path segment in URL cannot contain colon"),
            ("\"http://127.0.0.1:23790\"", "first path segment in URL cannot contain colon"),
            ("://x:1", "missing protocol scheme"),
            ("http://10.0.0.4:2379\nhttp://10.0.0.5:2379", "net/url: invalid control character in URL"),
            ("foo", scheme),
            ("127.0.0.1", scheme),
            ("localhost:2379", scheme),
            ("ftp://127.0.0.1:23790", scheme),
            ("h2c://127.0.0.1:23790", scheme),
            ("/foo", scheme),
            ("", scheme),
            ("http://127.0.0.1", no_port),
            ("http://[::1]", no_port),
            ("http://::1:23790", no_port),
            ("http:127.0.0.1:1", no_port),
            ("http:/127.0.0.1:2", no_port),
            ("http://127.0.0.1:23790/", path),
            ("http://127.0.0.1:/x?y", path),
            ("http://127.0.0.1/x:", no_port),
            ("http://127.0.0.1:23790//", path),
            ("http://127.0.0.1:23790/x", path),
            ("http://127.0.0.1:abc", "invalid port \":abc\" after host"),
            ("http://127.0.0.1:-1", "invalid port \":-1\" after host"),
            ("http://127.0.0.1:0x1", "invalid port \":0x1\" after host"),
            ("http://127.0.0.1:http", "invalid port \":http\" after host"),
            ("http://[::1:23790", "missing ']' in host"),
            ("http://a b:1", "invalid character \" \" in host name"),
            ("http://%zz:1", "invalid URL escape \"%zz\""),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text).unwrap_err().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn listening() {
        let table = [
            ("http://127.0.0.1:23790", None),
            ("HTTPS://127.0.0.1:1", None),
            ("http://localhost:1", None),
            ("http://127.0.0.1:", None),
            ("http://127.0.0.1:23790?a=b", None),
            ("http://127.0.0.1:23790#f", None),
            ("http://u:p@127.0.0.1:23790", None),
            ("http://[127.0.0.1]:1", None),
            (" http://127.0.0.1:1\n", None),
            ("unix://x:1", None),
            ("http://$(POD_IP):2379", None),
            ("http://LOCALHOST:23790", Some(ListenError::NotAnIp)),
            ("http://foo.bar:2379", Some(ListenError::NotAnIp)),
            ("http://:23790", Some(ListenError::NotAnIp)),
            ("http://0300.0.0.1:1", Some(ListenError::NotAnIp)),
            ("http://%C3%A9tcd:2379", Some(ListenError::NotAnIp)),
            ("http://[fe80::1%25lo]:1", Some(ListenError::NotAnIp)),
            ("http://127.0.0.1:99999", Some(ListenError::PortOutOfRange)),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text).unwrap().listen_error(), expected, "{text}");
        }
    }

    #[test]
    fn around_holes() {
        let table = [
            ("https://$(IP):2379", Scheme::Https, Host::Unknown, Port::Number(2379)),
            ("https://$(ADDRESS)", Scheme::Https, Host::Unknown, Port::Unknown),
            ("https://10.0.0.1:$(PORT)", Scheme::Https, Host::Ip("10.0.0.1".parse().unwrap()), Port::Unknown),
            ("https://$(NAME).etcd:2380", Scheme::Https, Host::Unknown, Port::Number(2380)),
            ("https://[$(IP)]:2380", Scheme::Https, Host::Unknown, Port::Number(2380)),
            ("https://[$(ADDRESS)", Scheme::Https, Host::Unknown, Port::Unknown),
            ("https://$(hostname |\n cut -f1):2380", Scheme::Https, Host::Unknown, Port::Number(2380)),
            ("$(URL)", Scheme::Unknown, Host::Unknown, Port::Unknown),
            ("$(SCHEME)://127.0.0.1:1", Scheme::Unknown, Host::Unknown, Port::Unknown),
            ("https:$(REST)", Scheme::Https, Host::Unknown, Port::Unknown),
        ];
        for (text, scheme, host, port) in table {
            let url = parse(text).unwrap();
            assert_eq!((url.scheme, url.host, url.port), (scheme, host, port), "{text}");
        }
        assert_eq!(parse("https://$(IP):2379/"), Err(UrlError::Path));
    }

    #[test]
    fn as_go_writes_them() {
        let table = [
            ("HTTPS://Etcd-1:2379", Some("https://Etcd-1:2379")),
            ("http://10.0.0.4:2379#", None),
            ("http://10.0.0.4:2379?a=%41", None),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text).unwrap().as_go_writes_it().as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn hosts() {
        let table = [
            ("http://127.9.9.9:1", true, false),
            ("http://localhost:1", true, false),
            ("http://[::1]:1", true, false),
            ("http://[::ffff:127.0.0.1]:1", true, false),
            ("http://0.0.0.0:1", false, true),
            ("http://[::]:1", false, true),
            ("http://10.0.0.1:1", false, false),
            ("http://$(IP):1", false, false),
        ];
        for (text, loopback, unspecified) in table {
            let url = parse(text).unwrap();
            assert_eq!((url.is_loopback(), url.is_unspecified()), (loopback, unspecified), "{text}");
        }
    }

    #[test]
    fn lists_keep_places() {
        let urls = parse_list(&word("http://127.0.0.1:1, https://$(A,B):2,"));
        assert_eq!(urls.len(), 3);
        assert_eq!(urls[1].0.text, "https://$(A,B):2");
        assert_eq!(urls[1].0.place.part, Part::Within(20..36));
        assert_eq!(urls[2].1, Err(UrlError::Scheme));
        assert!(parse_list(&word("")).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[htps:/.0-9@%?#$()\\[\\]é ,]{0,24}", start in 0..24usize, length in 0..8usize) {
            let mut word = word("");
            word.text = text;
            let end = start + length;
            if word.text.is_char_boundary(start) && word.text.is_char_boundary(end) && length > 0 {
                word.unknown.push(start..end);
            }
            let parts = word.split(',').len();
            proptest::prop_assert!(word.text.is_empty() || parse_list(&word).len() == parts);
        }
    }
}

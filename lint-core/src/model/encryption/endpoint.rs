//! The endpoint of a KMS plugin, as Go's `net/url` takes it apart.

use std::net::Ipv6Addr;

/// An endpoint that `url.Parse` accepts, whatever its scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The scheme in lower case; empty if there is none.
    pub scheme: String,
    /// What stands between `//` and the next slash; `None` without `//`.
    pub authority: Option<String>,
    /// The path, escapes resolved. kube-apiserver connects to this and to nothing else.
    pub path: String,
}

/// Why `url.Parse` refuses an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// A control character.
    #[error("invalid control character in URL")]
    ControlCharacter,
    /// Nothing before the first colon.
    #[error("missing protocol scheme")]
    NoScheme,
    /// A colon before the first slash, but no valid scheme before it.
    #[error("first path segment in URL cannot contain colon")]
    Colon,
    /// A `%` without two hex digits.
    #[error("invalid URL escape")]
    Escape,
    /// A host or port that is not valid, such as in `unix://host:x/path`.
    #[error("invalid host or port")]
    Host,
}

impl Endpoint {
    /// Takes an endpoint apart.
    pub fn parse(text: &str) -> Result<Endpoint, EndpointError> {
        if text.bytes().any(|byte| byte.is_ascii_control()) {
            return Err(EndpointError::ControlCharacter);
        }
        let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
        let endpoint = Endpoint::without_fragment(text)?;
        unescape(fragment)?;
        Ok(endpoint)
    }

    fn without_fragment(text: &str) -> Result<Endpoint, EndpointError> {
        let (scheme, rest) = split_scheme(text)?;
        let rest = rest.split_once('?').map_or(rest, |(before, _)| before);
        if !rest.starts_with('/') {
            return without_slash(scheme, rest);
        }
        let (authority, path) = match rest.strip_prefix("//") {
            Some(after) if !scheme.is_empty() || !rest.starts_with("///") => {
                let (authority, path) = after.split_at(after.find('/').unwrap_or(after.len()));
                check_authority(authority)?;
                (Some(authority.to_owned()), path)
            }
            _ => (None, rest),
        };
        Ok(Endpoint { scheme, authority, path: unescape(path)? })
    }

    /// Whether this is a socket in Linux' abstract namespace, which has no file and no permissions.
    pub fn is_abstract(&self) -> bool {
        self.path.starts_with("/@")
    }
}

/// `unix:foo` has no path at all for Go; `foo/bar` is a path.
fn without_slash(scheme: String, rest: &str) -> Result<Endpoint, EndpointError> {
    if !scheme.is_empty() {
        return Ok(Endpoint { scheme, authority: None, path: String::new() });
    }
    if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
        return Err(EndpointError::Colon);
    }
    Ok(Endpoint { scheme, authority: None, path: unescape(rest)? })
}

/// The scheme in lower case and the text after its colon; an empty scheme if there is none.
fn split_scheme(text: &str) -> Result<(String, &str), EndpointError> {
    let Some((scheme, rest)) = text.split_once(':') else { return Ok((String::new(), text)) };
    if scheme.is_empty() {
        return Err(EndpointError::NoScheme);
    }
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    Ok(if valid { (scheme.to_ascii_lowercase(), rest) } else { (String::new(), text) })
}

/// User, host and port.
fn check_authority(authority: &str) -> Result<(), EndpointError> {
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let (address, port) = rest.rsplit_once(']').ok_or(EndpointError::Host)?;
            let address = address.split_once("%25").map_or(address, |(address, _zone)| address);
            address.parse::<Ipv6Addr>().map_err(|_| EndpointError::Host)?;
            ("", port)
        }
        None => host.split_at(host.rfind(':').unwrap_or(host.len())),
    };
    let port_is_valid = match port.strip_prefix(':') {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_digit()),
        None => port.is_empty(),
    };
    if !port_is_valid || name.contains(['[', ' ', '\\', '^', '`', '{', '|', '}']) {
        return Err(EndpointError::Host);
    }
    check_host_escapes(name)?;
    let is_user = |c: char| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c);
    if !user.chars().all(is_user) {
        return Err(EndpointError::Host);
    }
    unescape(user).map(drop)
}

/// Only bytes outside ASCII may be escaped in a host.
fn check_host_escapes(name: &str) -> Result<(), EndpointError> {
    unescape(name)?;
    let ascii = name.split('%').skip(1).any(|rest| rest.starts_with(|c: char| ('0'..='7').contains(&c)));
    if ascii { Err(EndpointError::Escape) } else { Ok(()) }
}

/// Resolves `%XX`; bytes that are not UTF-8 become U+FFFD.
fn unescape(text: &str) -> Result<String, EndpointError> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => hex(bytes.next())? * 16 + hex(bytes.next())?,
            other => other,
        });
    }
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn hex(digit: Option<u8>) -> Result<u8, EndpointError> {
    digit
        .and_then(|digit| char::from(digit).to_digit(16))
        .map(|value| value as u8)
        .ok_or(EndpointError::Escape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let rows = [
            ("unix:///var/run/kms.sock", "unix", Some(""), "/var/run/kms.sock"),
            ("UNIX:///x", "unix", Some(""), "/x"),
            ("unix:/x", "unix", None, "/x"),
            ("unix:", "unix", None, ""),
            ("unix:foo", "unix", None, ""),
            ("unix", "", None, "unix"),
            ("unix://var/run/kms.sock", "unix", Some("var"), "/run/kms.sock"),
            ("unix:///@name", "unix", Some(""), "/@name"),
            ("unix://@name", "unix", Some("@name"), ""),
            ("unix:///x%20y z?a=%zz#f", "unix", Some(""), "/x y z"),
            ("unix://host:1/x", "unix", Some("host:1"), "/x"),
            ("unix://kms:a@host/a%2Fb", "unix", Some("kms:a@host"), "/a/b"),
            ("unix://[::1]:80/x", "unix", Some("[::1]:80"), "/x"),
            ("unix://[fe80::1%25en0]/x", "unix", Some("[fe80::1%25en0]"), "/x"),
            ("http://127.0.0.1:9", "http", Some("127.0.0.1:9"), ""),
            ("/tmp/x.sock", "", None, "/tmp/x.sock"),
            ("//a/b", "", Some("a"), "/b"),
            ("///a", "", None, "///a"),
            ("foo:bar", "foo", None, ""),
            ("a/b:c", "", None, "a/b:c"),
        ];
        for (text, scheme, authority, path) in rows {
            let authority = authority.map(str::to_owned);
            let expected = Endpoint { scheme: scheme.to_owned(), authority, path: path.to_owned() };
            assert_eq!(Endpoint::parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn refusals() {
        let rows = [
            (" unix:///x", EndpointError::Colon),
            ("1unix:///x", EndpointError::Colon),
            ("@a:b", EndpointError::Colon),
            (":foo", EndpointError::NoScheme),
            ("unix:///x\n", EndpointError::ControlCharacter),
            ("unix:///%zz", EndpointError::Escape),
            ("unix:///x#%zz", EndpointError::Escape),
            ("unix:///%", EndpointError::Escape),
            ("unix://%41/x", EndpointError::Escape),
            ("unix://a b/x", EndpointError::Host),
            ("unix://host:port/x", EndpointError::Host),
            ("unix://[::1/x", EndpointError::Host),
            ("unix://a[::1]/x", EndpointError::Host),
            ("unix://[::1][::1]/x", EndpointError::Host),
            ("unix://[127.0.0.1]/x", EndpointError::Host),
            ("unix://a b@c/x", EndpointError::Host),
        ];
        for (text, error) in rows {
            assert_eq!(Endpoint::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn abstract_sockets() {
        assert!(Endpoint::parse("unix:///@kms").is_ok_and(|endpoint| endpoint.is_abstract()));
        assert!(Endpoint::parse("unix:///run/@kms").is_ok_and(|endpoint| !endpoint.is_abstract()));
    }
}

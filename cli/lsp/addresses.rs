//! How the editor spells the addresses of documents.

use std::collections::HashMap;

use serde_json::Value;

/// Where the message of an editor names the document that it is about.
const OF_DOCUMENT: &str = "/textDocument/uri";

/// Addresses that are no URIs as the editor sends them, by the URIs that they are here.
///
/// Editors send `file:///srv/[prod]/é.yaml`. A URI has such characters percent-encoded only; the editor is told of
/// the document that it knows.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    as_sent: HashMap<String, String>,
}

impl Addresses {
    /// Makes a URI of the address in the parameters of a message.
    pub(super) fn encode(&mut self, params: &mut Value) {
        let Some(Value::String(address)) = params.pointer_mut(OF_DOCUMENT) else { return };
        let uri = encoded(address);
        if uri == *address {
            self.as_sent.remove(&uri);
        } else {
            self.as_sent.insert(uri.clone(), std::mem::replace(address, uri));
        }
    }

    /// Gives a message to the editor its own addresses back: in fields, and as the names of fields.
    pub(super) fn restore(&self, message: &mut Value) {
        if self.as_sent.is_empty() {
            return;
        }
        match message {
            Value::Array(all) => all.iter_mut().for_each(|one| self.restore(one)),
            Value::Object(fields) => {
                let old = std::mem::take(fields);
                fields.extend(old.into_iter().map(|(name, mut value)| {
                    match value.as_str().filter(|_| name == "uri").and_then(|uri| self.as_sent.get(uri)) {
                        Some(address) => value = Value::from(address.as_str()),
                        None => self.restore(&mut value),
                    }
                    (self.as_sent.get(&name).cloned().unwrap_or(name), value)
                }));
            }
            _ => {}
        }
    }
}

/// An address with everything percent-encoded that cannot stand in a URI.
fn encoded(address: &str) -> String {
    let mut uri = String::with_capacity(address.len());
    for (at, char) in address.char_indices() {
        let is_legal = match char {
            '%' => is_escape(&address[at..]),
            _ => char.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?#".contains(char),
        };
        if is_legal {
            uri.push(char);
        } else {
            uri.extend(char.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    uri
}

/// Whether a text begins as `%5B` does.
fn is_escape(text: &str) -> bool {
    text.as_bytes().get(1..3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn addresses_become_uris() {
        let rows = [
            ("file:///etc/kubernetes/etcd.yaml", "file:///etc/kubernetes/etcd.yaml"),
            ("file:///a%20b/%C3%A9.yaml?x#y", "file:///a%20b/%C3%A9.yaml?x#y"),
            ("file:///srv/[a] b|c^/é.yaml", "file:///srv/%5Ba%5D%20b%7Cc%5E/%C3%A9.yaml"),
            ("file:///100%/50%a.yaml", "file:///100%25/50%25a.yaml"),
        ];
        for (address, uri) in rows {
            assert_eq!(encoded(address), uri);
            assert!(uri.parse::<lsp_types::Uri>().is_ok(), "{uri}");
        }
    }

    #[test]
    fn the_editor_gets_back_what_it_sent() {
        let address = "file:///a b.yaml";
        let mut addresses = Addresses::default();
        let mut params = json!({"textDocument": {"uri": address}});
        addresses.encode(&mut params);
        let uri = "file:///a%20b.yaml";
        assert_eq!(params["textDocument"]["uri"], uri);
        let message = |uri: &str| json!([{"uri": uri, "newText": "file:///a%20b.yaml", "changes": {uri: [{"uri": uri}]}}]);
        let mut answer = message(uri);
        addresses.restore(&mut answer);
        assert_eq!(answer, message(address));
        // An editor that changes its mind.
        addresses.encode(&mut json!({"textDocument": {"uri": uri}}));
        let mut answer = message(uri);
        addresses.restore(&mut answer);
        assert_eq!(answer, message(uri));
    }
}

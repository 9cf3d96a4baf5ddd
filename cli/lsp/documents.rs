//! The documents that are open in the editor.

use std::collections::BTreeMap;
use std::path::Path;

use etcdlint_core::subject::script::is_script;
use lsp_types::{DidChangeTextDocumentParams, TextDocumentItem, Uri};

use super::position::{Encoding, Text};
use crate::{files, git};

/// Documents that are larger are not linted while someone types.
const LARGEST: usize = 1 << 20;

/// An open document.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) uri: Uri,
    /// Its name in a report: the path of its file.
    pub(super) name: String,
    pub(super) version: i32,
    pub(super) text: Text,
    pub(super) version_controlled: bool,
    kind: Kind,
}

/// How a document is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// YAML, or PEM.
    Manifest,
    /// A manifest in which nothing but JSON may stand.
    Json,
    /// A shell script, a crontab or a systemd unit.
    Script,
}

impl Kind {
    /// By the language that the editor sees in it, or as the command line does: by its name and first line.
    /// `None` if the command line would not look at it either.
    fn of(language: &str, name: &str, text: &str) -> Option<Kind> {
        match language {
            "yaml" | "pem" => Some(Kind::Manifest),
            "json" | "jsonc" => Some(Kind::Json),
            "shellscript" | "sh" | "bash" | "crontab" | "systemd" => Some(Kind::Script),
            _ if is_script(name, text) => Some(Kind::Script),
            _ if !files::may_hold_manifests(Path::new(name)) => None,
            _ if name.ends_with(".json") => Some(Kind::Json),
            _ => Some(Kind::Manifest),
        }
    }
}

impl Document {
    pub(super) fn is_script(&self) -> bool {
        self.kind == Kind::Script
    }

    /// Whether a comment of its own line may stand between any two lines. In a script it would break a command
    /// that goes on over several lines.
    pub(super) fn takes_comments(&self) -> bool {
        self.kind == Kind::Manifest
    }

    pub(super) fn is_too_large(&self) -> bool {
        self.text.as_str().len() > LARGEST
    }

    /// Asks again whether its file is under version control.
    pub(super) fn look_at_version_control(&mut self) {
        self.version_controlled = git::is_version_controlled(Path::new(&self.name), [self.text.as_str()]);
    }
}

/// The documents that are open and ours to look at.
#[derive(Debug, Default)]
pub(super) struct Documents {
    by_uri: BTreeMap<Uri, Document>,
}

impl Documents {
    /// Takes an opened document, if it is of a sort that is linted. What is returned is open for the same file, under
    /// another address: two texts of one name cannot be told apart, so the one that was opened first has to be closed.
    pub(super) fn open(&mut self, item: TextDocumentItem, encoding: Encoding) -> Option<Uri> {
        let name = name_of(&item.uri)?;
        let kind = Kind::of(&item.language_id, &name, &item.text)?;
        let same = self.named(&name).map(|document| document.uri.clone()).filter(|uri| *uri != item.uri);
        let mut document = Document {
            uri: item.uri.clone(),
            name,
            version: item.version,
            text: Text::new(item.text, encoding),
            version_controlled: false,
            kind,
        };
        document.look_at_version_control();
        self.by_uri.insert(item.uri, document);
        same
    }

    /// Makes changes, unless they are to a version that has been left behind.
    pub(super) fn change(&mut self, params: &DidChangeTextDocumentParams) {
        let Some(document) = self.by_uri.get_mut(&params.text_document.uri) else { return };
        if params.text_document.version <= document.version {
            return;
        }
        document.version = params.text_document.version;
        document.text.change(&params.content_changes);
    }

    /// Forgets a document; whether it was one of ours.
    pub(super) fn close(&mut self, uri: &Uri) -> bool {
        self.by_uri.remove(uri).is_some()
    }

    pub(super) fn get(&self, uri: &Uri) -> Option<&Document> {
        self.by_uri.get(uri)
    }

    pub(super) fn get_mut(&mut self, uri: &Uri) -> Option<&mut Document> {
        self.by_uri.get_mut(uri)
    }

    pub(super) fn named(&self, name: &str) -> Option<&Document> {
        self.iter().find(|document| document.name == name)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Document> {
        self.by_uri.values()
    }
}

/// The path of a file, or the whole URI of a document that is not one yet. Others, such as the old side of a
/// comparison, have no name: they do not belong to what is edited.
fn name_of(uri: &Uri) -> Option<String> {
    let is_of = |scheme| uri.scheme().is_some_and(|other| other.eq_lowercase(scheme));
    if is_of("untitled") {
        return Some(uri.as_str().to_owned());
    }
    let path = uri.path().as_estr().decode().into_string().ok().filter(|_| is_of("file"))?;
    match uri.authority().map(|authority| authority.as_str()) {
        None | Some("" | "localhost") => Some(without_slash_before_drive(&path).to_owned()),
        Some(host) => Some(format!("//{host}{path}")),
    }
}

/// `/C:/etcd.yaml` is `C:/etcd.yaml`.
fn without_slash_before_drive(path: &str) -> &str {
    match path.as_bytes() {
        [b'/', drive, b':', ..] if drive.is_ascii_alphabetic() => &path[1..],
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_paths_of_files() {
        let rows = [
            ("file:///etc/kubernetes/manifests/etcd.yaml", Some("/etc/kubernetes/manifests/etcd.yaml")),
            ("file:///a%20b/%C3%A9.yaml", Some("/a b/é.yaml")),
            ("file:///c%3A/k8s/etcd.yaml", Some("c:/k8s/etcd.yaml")),
            ("file://localhost/a.yaml", Some("/a.yaml")),
            ("file://server/share/a.yaml", Some("//server/share/a.yaml")),
            ("untitled:Untitled-1", Some("untitled:Untitled-1")),
            ("git:/a/etcd.yaml?%7B%7D", None),
            ("file:///a%FF.yaml", None),
        ];
        for (uri, name) in rows {
            assert_eq!(name_of(&uri.parse().expect("a URI")).as_deref(), name);
        }
    }

    #[test]
    fn documents_are_those_of_the_command_line() {
        let rows = [
            ("yaml", "/a/etcd.yaml", "", Some(Kind::Manifest)),
            ("json", "untitled:Untitled-1", "", Some(Kind::Json)),
            ("plaintext", "/a/etcd.json", "", Some(Kind::Json)),
            ("plaintext", "/manifests/etcd.yaml.bak", "", Some(Kind::Manifest)),
            ("plaintext", "/pki/etcd/ca.crt", "", Some(Kind::Manifest)),
            ("plaintext", "/a/backup", "#!/bin/sh\n", Some(Kind::Script)),
            ("shellscript", "/a/backup.sh", "", Some(Kind::Script)),
            ("systemd", "/a/etcd.service", "", Some(Kind::Script)),
            ("plaintext", "/a/notes.txt", "", None),
            ("rust", "/a/main.rs", "", None),
        ];
        for (language, name, text, kind) in rows {
            assert_eq!(Kind::of(language, name, text), kind, "{language} {name}");
        }
    }
}

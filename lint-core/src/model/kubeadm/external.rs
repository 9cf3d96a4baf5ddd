//! An etcd that kubeadm does not run, and the kube-apiserver that is to reach it.

use super::extra_args::ExtraArgs;
use crate::fix::{Edit, Scalar};
use crate::model::apiserver::Endpoint;
use crate::model::etcd_url::{EtcdUrl, Scheme};
use crate::model::go_flag::FlagUse;
use crate::source::{Cursor, Place};
use crate::subject::word::Word;

/// `etcd.external`
#[derive(Clone, Debug)]
pub struct ExternalEtcd {
    /// Its place.
    pub place: Place,
    /// `endpoints`
    pub endpoints: Vec<Word>,
    /// `caFile`
    pub ca: Option<Word>,
    /// `certFile`
    pub certificate: Option<Word>,
    /// `keyFile`
    pub key: Option<Word>,
}

impl ExternalEtcd {
    pub(super) fn of(section: &Cursor) -> Option<ExternalEtcd> {
        let word =
            |value: &Cursor| Some(Word::literal(value.node.as_str()?, value.place()).with_placeholders());
        let file = |key: &str| section.get(key).as_ref().and_then(word);
        let endpoints = section.get("endpoints");
        (!section.node.is_null()).then(|| ExternalEtcd {
            place: section.place(),
            endpoints: endpoints.iter().flat_map(Cursor::items).filter_map(|item| word(&item)).collect(),
            ca: file("caFile"),
            certificate: file("certFile"),
            key: file("keyFile"),
        })
    }

    /// The value of `--etcd-servers`.
    pub(super) fn servers(&self) -> Word {
        let texts: Vec<_> = self.endpoints.iter().map(|endpoint| endpoint.text.as_str()).collect();
        Word::derived(texts.join(","), self.place.clone()).with_placeholders()
    }

    /// Certificate and key, if both are given: kubeadm passes none on without the other.
    pub(super) fn pair(&self) -> Option<(&Word, &Word)> {
        given(&self.certificate).zip(given(&self.key))
    }

    /// The endpoints without TLS.
    pub fn plaintext(&self) -> impl Iterator<Item = &Word> {
        let is_http = |endpoint: &&Word| {
            EtcdUrl::parse(endpoint)
                .map_or(endpoint.text.starts_with("http://"), |url| url.scheme == Scheme::Http)
        };
        self.endpoints.iter().filter(is_http)
    }

    /// Whether etcd's client library speaks TLS to the endpoints: the first decides for all, and without a scheme the
    /// files do. `None` if its scheme cannot be seen.
    pub fn dials_tls(&self) -> Option<bool> {
        let first = Endpoint::of(self.endpoints.first()?);
        first.has_all_dialled_with_tls(|| Some(self.files().next().is_some()))
    }

    /// The files that are given, with the keys that name them.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &Word)> {
        [("caFile", &self.ca), ("certFile", &self.certificate), ("keyFile", &self.key)]
            .into_iter()
            .filter_map(|(key, file)| Some((key, given(file)?)))
    }
}

/// A file name that is not empty.
fn given(file: &Option<Word>) -> Option<&Word> {
    file.as_ref().filter(|word| !word.text.is_empty())
}

/// What a kube-apiserver that kubeadm is to write is derived from.
#[derive(Clone, Debug)]
pub struct ApiserverSource {
    /// Its extra arguments.
    pub args: ExtraArgs,
    /// The etcd it is to reach, if kubeadm does not run it.
    pub external: Option<ExternalEtcd>,
}

impl ApiserverSource {
    /// The edits that give a flag this value: in `etcd.external` where kubeadm takes it from there.
    pub(in crate::model) fn set(&self, flag: &str, value: &str) -> Option<Vec<Edit>> {
        let key = match flag {
            "etcd-cafile" => "caFile",
            "etcd-certfile" => "certFile",
            "etcd-keyfile" => "keyFile",
            _ => return self.args.set(flag, value),
        };
        let Some(external) = &self.external else { return self.args.set(flag, value) };
        if self.args.named(flag).next().is_some() {
            return self.args.set(flag, value);
        }
        let written = match key {
            "caFile" => &external.ca,
            "certFile" => &external.certificate,
            _ => &external.key,
        };
        Some(vec![match written {
            Some(file) => {
                Edit::Replace { place: file.place.clone(), value: Scalar::String(value.to_owned()) }
            }
            None => Edit::Add { place: external.place.clone(), key: key.to_owned(), value: value.into() },
        }])
    }

    /// Takes the one `--etcd-servers` of kubeadm's apart: each endpoint has a place of its own.
    pub(in crate::model) fn point_at_endpoints(&self, uses: &mut Vec<FlagUse>) {
        let Some(external) = &self.external else { return };
        // No other default stands there, and an argument of the section stands elsewhere.
        let Some(at) = uses.iter().position(|used| used.place == external.place) else { return };
        let used = uses.remove(at);
        let single = external.endpoints.iter().map(|endpoint| FlagUse {
            value: Some(endpoint.clone()),
            place: endpoint.place.clone(),
            ..used.clone()
        });
        uses.splice(at..at, single);
    }
}

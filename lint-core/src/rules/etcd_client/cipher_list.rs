//! The list of `--cipher-suites`.

use crate::context::Context;
use crate::fix::Edit;
use crate::model::cipher_suites::{CipherSuite, lookup};
use crate::model::etcd::{Config, Etcd, Url};
use crate::source::{Place, Value};
use crate::subject::word::Word;

/// Whether etcd comes to serve clients by its list: only their listeners speak HTTP/2, and with TLS 1.3 alone etcd
/// refuses any list before. Where HTTP has listeners of its own, the others speak gRPC alone, which demands no suite.
pub(super) fn is_served(etcd: &Etcd) -> bool {
    let has_secure = match etcd.urls("listen-client-http-urls") {
        Some(own) if !own.is_empty() => own.iter().any(Url::is_secure),
        _ => etcd.client.secure().next().is_some(),
    };
    has_secure && etcd.text("tls-min-version").as_deref() != Some("TLS1.3")
}

/// The names in `--cipher-suites`, as etcd compares them: it does not trim blanks.
pub(super) struct CipherList {
    /// The whole list.
    pub(super) place: Place,
    /// The names.
    pub(super) names: Vec<Word>,
}

impl CipherList {
    /// The list that `etcd` is given; `None` if it has none or it cannot be seen.
    pub(super) fn of(etcd: &Etcd, cx: &Context) -> Option<CipherList> {
        match &etcd.config {
            Config::NotGiven(_) => None,
            Config::None => {
                let setting = etcd.option("cipher-suites");
                let fact = setting.fact()?;
                // The place of an empty value has no width to point at.
                let place = if fact.value.text.is_empty() { &fact.place } else { &fact.value.place };
                Some(CipherList { place: place.clone(), names: fact.value.split(',') })
            }
            // In the file it is a list of YAML.
            Config::Given(file) => {
                let place = file.key("cipher-suites")?.place.clone();
                let list = cx.at(&place).filter(|list| matches!(list.node.value, Value::Sequence(_)))?;
                let names =
                    list.items().filter_map(|item| Some(Word::literal(item.node.as_str()?, item.place())));
                Some(CipherList { names: names.collect(), place })
            }
        }
    }

    /// The suites, if there are some and etcd knows each of them.
    pub(super) fn suites(&self) -> Option<Vec<CipherSuite>> {
        let suites: Option<Vec<CipherSuite>> = self.names.iter().map(|name| lookup(name.known()?)).collect();
        suites.filter(|suites| !suites.is_empty())
    }

    /// The edits that leave only the names in `kept`.
    pub(super) fn keep(&self, etcd: &Etcd, kept: &[&str]) -> Option<Vec<Edit>> {
        if !matches!(etcd.config, Config::Given(_)) {
            return etcd.set("cipher-suites", &kept.join(","));
        }
        let dropped = self.names.iter().filter(|name| !kept.contains(&name.text.as_str()));
        Some(dropped.map(|name| Edit::Remove { place: name.place.clone() }).collect())
    }
}

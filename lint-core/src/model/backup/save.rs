//! One `snapshot save`.

use super::endpoint::{Endpoint, EndpointScheme};
use super::invocation::Invocation;
use super::storage::{Location, Storage};
use crate::model::setting::Setting;
use crate::subject::command::Program;
use crate::subject::image::Version;
use crate::subject::word::Word;

/// One `snapshot save`.
#[derive(Clone, Debug)]
pub struct Save {
    /// The call.
    pub call: Invocation,
    /// What it connects to.
    pub endpoints: Vec<Endpoint>,
    /// The file it writes; `None` where there is none, and etcdctl exits.
    pub target: Option<Word>,
    /// Where that file lies.
    pub location: Location,
    /// Whether etcdctl is 3.6 or later; `None` if that cannot be seen.
    is_3_6: Option<bool>,
}

impl Save {
    pub(super) fn of(call: Invocation, locate: &dyn Fn(&Word) -> Location, version: Option<Version>) -> Save {
        // etcdutl has no `snapshot save`; without a connection there is nothing to look at.
        let endpoints = if call.tool == Program::Etcdctl { Endpoint::all(&call) } else { Vec::new() };
        let target = call.arguments(2).first().cloned();
        let location = target.as_ref().map_or_else(Location::unknown, locate);
        let is_3_6 = version.and_then(|version| version.is_at_least(Version::minor(3, 6)));
        Save { call, endpoints, target, location, is_3_6 }
    }

    /// Whether any certificate, key or CA is given; `None` if that cannot be seen.
    pub fn has_credentials(&self) -> Option<bool> {
        let given = ["cacert", "cert", "key"].map(|flag| self.call.setting(flag).is_given());
        if given.contains(&Some(true)) {
            return Some(true);
        }
        (!given.contains(&None)).then_some(false)
    }

    /// Whether `--insecure-transport`, which is on by default, is switched off; `None` if that cannot be seen.
    fn asks_for_tls(&self) -> Option<bool> {
        match self.call.setting("insecure-transport") {
            Setting::Unset => Some(false),
            setting => setting.bool().map(|is_insecure| !is_insecure),
        }
    }

    /// Whether the connection to an endpoint is encrypted; `None` if that cannot be seen.
    pub fn is_tls(&self, endpoint: &Endpoint) -> Option<bool> {
        match endpoint.scheme {
            EndpointScheme::Https => Some(true),
            EndpointScheme::Http => Some(false),
            EndpointScheme::None => match (self.has_credentials(), self.asks_for_tls()) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                // From 3.6 on etcdctl takes the flag for a wish for TLS.
                (Some(false), Some(false)) => {
                    match (self.call.is_on("insecure-skip-tls-verify"), self.is_3_6) {
                        (Some(false), _) | (_, Some(false)) => Some(false),
                        (Some(true), Some(true)) => Some(true),
                        _ => None,
                    }
                }
                _ => None,
            },
            EndpointScheme::Unix | EndpointScheme::Unknown => None,
        }
    }

    /// Whether each run leaves one more file on a disk that lasts.
    pub fn adds_file(&self) -> bool {
        let lasts = matches!(self.location.storage, Storage::Machine(_) | Storage::Durable);
        lasts && self.has_varying_target() == Some(true)
    }

    /// Whether the target has a part that is another one at each run: a date, a pod's name.
    pub fn has_varying_target(&self) -> Option<bool> {
        self.target.as_ref().map(|target| !target.is_known() || self.location.varies)
    }
}

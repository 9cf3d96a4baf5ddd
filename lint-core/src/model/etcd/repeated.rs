//! Which use of a repeated flag etcd takes the value from.
//!
//! Go takes the last one. etcd's flags for sets of URLs (`UniqueURLs`) pass over a value that is, letter for letter, one
//! URL of the set they have, and over an empty one: `--x=http://a:1,http://b:1 --x=http://a:1` leaves both URLs.

use super::Etcd;
use crate::model::etcd_url::parse_list;
use crate::model::go_flag::FlagUse;
use crate::model::setting::{Origin, Setting};
use crate::subject::word::Word;

/// The flags whose values are sets of URLs, in every version that has them.
const URL_SETS: [&str; 7] = [
    "advertise-client-urls",
    "cors",
    "initial-advertise-peer-urls",
    "listen-client-http-urls",
    "listen-client-urls",
    "listen-metrics-urls",
    "listen-peer-urls",
];

/// The value of `cors` that etcd adds to the URLs it has.
pub(crate) const ANY_ORIGIN: &str = "*";

/// The use of a flag that counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effective<'l> {
    /// The use.
    pub(crate) used: &'l FlagUse,
    /// Whether that is sure: of what cannot be seen it is not known whether it repeats a URL.
    pub(crate) is_certain: bool,
}

impl Etcd {
    /// The use of a flag that counts. One that etcd does not see, because something stopped it before, counts too.
    pub(crate) fn effective_use(&self, name: &str) -> Option<Effective<'_>> {
        let uses = self.flags.uses.iter().filter(|used| used.name == name);
        let mut uses = uses.map(|used| Effective { used, is_certain: true });
        match URL_SETS.contains(&name) {
            true => uses.reduce(|before, next| before.then(next.used)),
            false => uses.next_back(),
        }
    }

    /// Whether etcd keeps only one of several URLs of an option that are the same: from 3.5 on, of flags and variables.
    pub fn drops_equal_urls(&self, name: &str) -> bool {
        let is_file = matches!(self.option(name), Setting::Known(fact) if fact.origin == Origin::File);
        URL_SETS.contains(&name) && !is_file && self.at_most(4) != Some(true)
    }
}

impl<'l> Effective<'l> {
    fn then(self, next: &'l FlagUse) -> Effective<'l> {
        let passes_over = match (&self.used.value, &next.value) {
            (Some(set), Some(value)) => passes_over(set, value),
            _ => Some(false),
        };
        match passes_over {
            Some(true) => self,
            Some(false) => Effective { used: next, ..self },
            None => Effective { used: next, is_certain: false },
        }
    }
}

/// Whether etcd, which has the URLs of `set`, passes over `value`; `None` if that cannot be seen and matters.
fn passes_over(set: &Word, value: &Word) -> Option<bool> {
    if set.known() == Some("") {
        // The set is that of the default, which is one URL at most.
        return Some(false);
    }
    if matches!(value.known(), Some("" | ANY_ORIGIN)) {
        return Some(true);
    }
    let urls = parse_list(set);
    let mut may_be_one = false;
    for (word, url) in &urls {
        let written = url.as_ref().ok().and_then(|url| url.as_go_writes_it());
        if written.as_deref() == Some(value.text.as_str()) && word.unknown == value.unknown {
            return Some(true);
        }
        may_be_one |= !word.is_known() || !value.is_known();
    }
    // Whether it replaces the one URL or repeats it comes to the same.
    if may_be_one && urls.len() > 1 { None } else { Some(false) }
}

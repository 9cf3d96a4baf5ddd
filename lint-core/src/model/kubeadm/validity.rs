//! How long the certificates that kubeadm issues are to be valid.

use crate::go_value::parse_duration;
use crate::source::{Cursor, Place};
use crate::subject::kubeadm::Api;

/// A period of validity that a ClusterConfiguration sets.
#[derive(Clone, Debug)]
pub struct Validity {
    /// What it holds for.
    pub of: Signed,
    /// The period in whole hours, cut.
    pub hours: i64,
    /// Where it is set.
    pub place: Place,
}

/// What a certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// A server or a client.
    Leaf,
    /// A certificate authority.
    Authority,
}

const HOUR: i64 = 3_600_000_000_000;

impl Validity {
    /// Those of a configuration. kubeadm has the fields since v1beta4; Cluster API v1beta2 counts days.
    pub(super) fn all(root: &Cursor, api: &Api) -> Vec<Validity> {
        let (keys, hours): (_, fn(&Cursor) -> Option<i64>) = match api {
            Api::Kubeadm(version) if matches!(version.as_str(), "v1beta4" | "v1") => {
                (["certificateValidityPeriod", "caCertificateValidityPeriod"], |value| {
                    Some(parse_duration(value.node.as_str()?).ok()? / HOUR)
                })
            }
            Api::ClusterApi(version) if version == "v1beta2" => {
                (["certificateValidityPeriodDays", "caCertificateValidityPeriodDays"], |value| {
                    value.node.as_i64()?.checked_mul(24)
                })
            }
            _ => return Vec::new(),
        };
        let read = |(key, of)| {
            let value = root.get(key)?;
            Some(Validity { of, hours: hours(&value)?, place: value.place() })
        };
        keys.into_iter().zip([Signed::Leaf, Signed::Authority]).filter_map(read).collect()
    }
}

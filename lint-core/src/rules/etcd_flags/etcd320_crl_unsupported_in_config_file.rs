use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::model::etcd::Etcd;
use crate::model::etcd::{Config, ConfigKey, variable_in};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;

use super::argument::has_config_file;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD320",
    name: "crl-unsupported-in-config-file",
    summary: "a configuration file cannot name revoked certificates",
    severity: Severity::Warning,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd320_crl_unsupported_in_config_file.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    if !has_config_file(etcd) {
        return;
    }
    for place in wishes(etcd) {
        out.report(
            place,
            "a CRL cannot be configured through a configuration file: revoked certificates stay valid",
        )
        .label("has no effect");
    }
}

/// Whether a key of the configuration file was meant to name a list of revoked certificates.
pub(super) fn names_crl(key: &ConfigKey) -> bool {
    key.name.to_lowercase().ends_with("crl-file")
}

/// Where a list of revoked certificates is asked for.
fn wishes(etcd: &Etcd) -> Vec<Place> {
    let mut places = Vec::new();
    if let Config::Given(file) = &etcd.config {
        places.extend(file.keys.iter().filter(|key| names_crl(key)).map(|key| key.place.to_key()));
    }
    for flag in ["client-crl-file", "peer-crl-file"] {
        places.extend(etcd.flags.all(flag).map(|used| used.place.clone()));
        let variable = etcd.command.as_ref().and_then(|command| variable_in(&command.environment, flag));
        places.extend(variable.map(|variable| variable.name_place.clone()));
    }
    places
}

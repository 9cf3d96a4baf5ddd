use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD105",
    name: "client-cert-key-unpaired",
    summary: "only one of --cert-file and --key-file is set",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 2.1", "STIG V-242427", "STIG V-242428"],
    since: "0.1.0",
    page: page!("etcd105_client_cert_key_unpaired.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    let Some(unpaired) = Unpaired::of(etcd, Side::Client) else { return };
    // Without any https URL, that of metrics included, etcd does not open the files.
    let is_opened = etcd.opens_certificate(Side::Client) != Some(false);
    let severity = if is_opened { Severity::Error } else { Severity::Warning };
    unpaired.report(out).severity(severity);
}

/// A certificate without a key, or a key without a certificate.
pub(in crate::rules) struct Unpaired {
    given: &'static str,
    missing: &'static str,
    place: Place,
    said: &'static str,
}

impl Unpaired {
    /// What is unpaired on one side of `etcd`: what it shows as a server, or else what it shows as a client.
    pub(in crate::rules) fn of(etcd: &Etcd, side: Side) -> Option<Unpaired> {
        Unpaired::of_pair(etcd, side.server_pair(), "KeyFile and CertFile must both be present").or_else(
            || {
                let said = "ClientKeyFile and ClientCertFile must both be present or both absent";
                Unpaired::of_pair(etcd, etcd.client_pair(side)?, said)
            },
        )
    }

    fn of_pair(etcd: &Etcd, [cert, key]: [&'static str; 2], said: &'static str) -> Option<Unpaired> {
        let (given, missing) = match (etcd.is_given(cert)?, etcd.is_given(key)?) {
            (true, false) => (cert, key),
            (false, true) => (key, cert),
            _ => return None,
        };
        Some(Unpaired { given, missing, place: etcd.place_of(given), said })
    }

    /// Reports it.
    pub(in crate::rules) fn report<'a>(self, out: &'a mut Findings) -> &'a mut Finding {
        out.report(self.place, message!("--{} is missing: etcd exits with \"{}\"", self.missing, self.said))
            .label(message!("set without --{}", self.missing))
            .fix(Fix::advice(message!("set --{} to the file that belongs to --{}", self.missing, self.given)))
    }
}

//! What a rule is: data about it, and the function that checks.

use serde::Serialize;

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Applicability;
use crate::inventory::Held;
use crate::model::apiserver::Apiserver;
use crate::model::backup::Backup;
use crate::model::certificates::{Credential, PemFile};
use crate::model::encryption::Encryption;
use crate::model::etcd::Etcd;
use crate::model::kubeadm::ClusterConfiguration;
use crate::model::transition::Transition;
use crate::settings::Profile;
use crate::subject::workload::Workload;

/// A rule. Each is a `static` in a file of its own, with its page in Markdown beside it.
#[derive(Debug)]
pub struct Rule {
    /// `ETCD101`. An id never changes its meaning.
    pub id: &'static str,
    /// `client-plaintext-listener`
    pub name: &'static str,
    /// What it finds, as one line of a list.
    pub summary: &'static str,
    /// How bad a finding usually is; circumstances and profiles may change it.
    pub severity: Severity,
    /// What it protects.
    pub category: Category,
    /// Whether it is quiet unless a profile or a setting asks for it.
    pub opt_in: bool,
    /// The severity under a profile; for an opt-in rule this also switches it on there.
    pub profiles: &'static [(Profile, Severity)],
    /// The best fix it offers.
    pub fix: FixKind,
    /// Controls of benchmarks: `CIS 2.1`, `STIG V-242423`.
    pub controls: &'static [&'static str],
    /// The version of etcdlint that has it first.
    pub since: &'static str,
    /// The page: why it matters, a bad and a good example, how to mend it.
    pub page: &'static str,
    /// What it looks at, and how.
    pub check: Check,
}

/// A rule as a list shows it, in JSON.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    id: &'static str,
    name: &'static str,
    summary: &'static str,
    severity: Severity,
    category: Category,
    fix: FixKind,
    opt_in: bool,
    profiles: &'static [(Profile, Severity)],
    controls: &'static [&'static str],
    url: String,
}

impl From<&Rule> for Listed {
    fn from(rule: &Rule) -> Listed {
        Listed {
            id: rule.id,
            name: rule.name,
            summary: rule.summary,
            severity: rule.severity,
            category: rule.category,
            fix: rule.fix,
            opt_in: rule.opt_in,
            profiles: rule.profiles,
            controls: rule.controls,
            url: rule.url(),
        }
    }
}

/// What a rule protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Data on disk and in backups.
    AtRest,
    /// Data on the network.
    InTransit,
    /// That data can be brought back.
    Backup,
    /// Certificates and private keys.
    Certificates,
    /// That it starts, and stays in good order.
    Hygiene,
}

impl Category {
    /// The word users read.
    pub const fn name(self) -> &'static str {
        match self {
            Category::AtRest => "at-rest",
            Category::InTransit => "in-transit",
            Category::Backup => "backup",
            Category::Certificates => "certificates",
            Category::Hygiene => "hygiene",
        }
    }
}

/// The best fix that a rule offers, from the best to none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FixKind {
    /// At least in some cases a mechanical one.
    Safe,
    /// One that a person has to look at.
    Suggested,
    /// Advice that only a person can turn into a change.
    Manual,
    /// None.
    None,
}

impl From<Applicability> for FixKind {
    fn from(applicability: Applicability) -> FixKind {
        match applicability {
            Applicability::Safe => FixKind::Safe,
            Applicability::Suggested => FixKind::Suggested,
            Applicability::Manual => FixKind::Manual,
        }
    }
}

impl FixKind {
    /// The words users read; none where there is no fix.
    pub const fn name(self) -> &'static str {
        match self {
            FixKind::Safe => "safe",
            FixKind::Suggested => "suggested",
            FixKind::Manual => "by hand",
            FixKind::None => "",
        }
    }
}

/// What a rule looks at, and how. A check runs once for each subject of its sort.
#[derive(Clone, Copy)]
pub enum Check {
    /// Each document that is kept.
    Document(fn(&Held, &Context, &mut Findings)),
    /// Each pod or object with a pod template.
    Workload(fn(&Workload, &Context, &mut Findings)),
    /// Each etcd server: a container that runs it, or a configuration file of its own.
    Etcd(fn(&Etcd, &Context, &mut Findings)),
    /// Each kube-apiserver.
    Apiserver(fn(&Apiserver, &Context, &mut Findings)),
    /// Each ClusterConfiguration of kubeadm.
    Kubeadm(fn(&ClusterConfiguration, &Context, &mut Findings)),
    /// Each EncryptionConfiguration.
    Encryption(fn(&Encryption, &Context, &mut Findings)),
    /// Each EncryptionConfiguration of which the previous version was given, too.
    Transition(fn(&Transition, &Context, &mut Findings)),
    /// Each workload or script that saves, checks or restores snapshots of etcd.
    Backup(fn(&Backup, &Context, &mut Findings)),
    /// Each file or value with certificates or private keys.
    Pem(fn(&PemFile, &Context, &mut Findings)),
    /// Each certificate with its key and CA.
    Credential(fn(&Credential, &Context, &mut Findings)),
    /// All that was given, once.
    Inventory(fn(&Context, &mut Findings)),
    /// Nothing by itself: the engine reports it while it reads suppressions.
    Engine,
    /// What a check of the user's own asks for.
    Custom,
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Check::Document(_) => "Document",
            Check::Workload(_) => "Workload",
            Check::Etcd(_) => "Etcd",
            Check::Apiserver(_) => "Apiserver",
            Check::Kubeadm(_) => "Kubeadm",
            Check::Encryption(_) => "Encryption",
            Check::Transition(_) => "Transition",
            Check::Backup(_) => "Backup",
            Check::Pem(_) => "Pem",
            Check::Credential(_) => "Credential",
            Check::Inventory(_) => "Inventory",
            Check::Engine => "Engine",
            Check::Custom => "Custom",
        })
    }
}

/// The folder with the pages of the rules.
const PAGES_URL: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/rules");

/// Where custom checks are explained.
const CUSTOM_CHECKS_URL: &str =
    concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/settings.md#customchecks");

impl Rule {
    /// Where the rule's page is published.
    pub fn url(&self) -> String {
        match self.check {
            Check::Custom => CUSTOM_CHECKS_URL.to_owned(),
            _ => format!("{PAGES_URL}/{}.md", self.id),
        }
    }
}

/// The text of a rule's page, or nothing in builds without pages.
#[macro_export]
#[doc(hidden)]
macro_rules! page {
    ($file:literal) => {{
        #[cfg(feature = "pages")]
        {
            include_str!($file)
        }
        #[cfg(not(feature = "pages"))]
        {
            ""
        }
    }};
}

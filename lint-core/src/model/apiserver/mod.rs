//! What a kube-apiserver's flags say about etcd and encryption at rest.

mod change;
mod embedded;
mod endpoint;
mod list;

pub use embedded::Embedded;
pub use endpoint::{Endpoint, EndpointScheme, ServersOverride};

use super::apiserver_flags;
use super::etcd::Home;
use super::go_flag::FlagUse;
use super::kubeadm::{ApiserverSource, Derived};
use super::pflag::{self, APISERVER, PflagLine};
use super::setting::Setting;
use crate::go_value::parse_bool;
use crate::source::{DocumentId, Place};
use crate::subject::command::Command;
use crate::subject::image::Version;
use crate::subject::object::Subject;
use crate::subject::word::Word;

/// The options for TLS to etcd. etcd's client library drops them for `http` endpoints.
pub const TLS_OPTIONS: [&str; 3] = ["etcd-certfile", "etcd-keyfile", "etcd-cafile"];

/// A kube-apiserver.
#[derive(Clone, Debug)]
pub struct Apiserver {
    /// What findings about it are about.
    pub subject: Subject,
    /// The document it is in.
    pub document: DocumentId,
    /// The container.
    pub place: Place,
    /// The workload and container it runs in.
    pub home: Home,
    /// The version of Kubernetes, where the image tells it.
    pub version: Option<Version>,
    /// The command.
    pub command: Command,
    /// The command line as kube-apiserver reads it.
    pub flags: PflagLine,
    /// The k3s or RKE2 server that it is part of.
    pub embedded: Option<Embedded>,
    /// What it is derived from, if kubeadm is to write it.
    pub kubeadm: Option<ApiserverSource>,
    /// The file of `--encryption-provider-config`, if it is part of the input.
    pub encryption: Option<DocumentId>,
}

impl Apiserver {
    /// The kube-apiserver that `command` starts; `None` if it only prints its version or its help.
    pub fn running(
        command: &Command,
        subject: Subject,
        place: Place,
        home: Home,
        version: Option<Version>,
    ) -> Option<Apiserver> {
        let mut flags = pflag::parse(&command.args, &apiserver_flags::kind, &APISERVER);
        if only_prints(&flags) {
            return None;
        }
        // OpenShift's kube-apiserver takes most of its settings from this file.
        flags.open |= flags.last("openshift-config").is_some();
        let (document, command) = (place.document, command.clone());
        Some(Apiserver {
            subject,
            document,
            place,
            home,
            version,
            command,
            flags,
            embedded: None,
            kubeadm: None,
            encryption: None,
        })
    }

    /// The kube-apiserver that kubeadm is to write.
    pub(crate) fn by_kubeadm(
        derived: &Derived,
        source: ApiserverSource,
        subject: Subject,
        home: Home,
        version: Option<Version>,
    ) -> Option<Apiserver> {
        let place = source.args.section.to_key();
        let mut apiserver = Apiserver::running(&derived.command, subject, place, home, version)?;
        derived.point_at_entries(&mut apiserver.flags.uses);
        source.point_at_endpoints(&mut apiserver.flags.uses);
        Some(Apiserver { kubeadm: Some(source), ..apiserver })
    }

    /// The setting of a flag of which the last occurrence counts.
    pub fn option(&self, name: &str) -> Setting {
        match self.flags.last(name).map_or(Setting::Unset, Setting::of_flag) {
            Setting::Unset if self.flags.open => Setting::Unknown(self.place.clone()),
            setting => setting,
        }
    }

    /// The value of a flag, if it is set and known.
    pub fn text(&self, name: &str) -> Option<String> {
        self.option(name).text().map(str::to_owned)
    }

    /// Whether a flag has a value that is not empty; `None` if that cannot be seen.
    pub fn is_given(&self, name: &str) -> Option<bool> {
        self.option(name).is_given()
    }

    /// Whether a flag is known to be missing or empty, and no misspelled one was meant to be it.
    pub fn lacks(&self, name: &str) -> bool {
        let is_meant = |used: &str| {
            apiserver_flags::is_unknown_etcd_flag(used)
                && apiserver_flags::suggest(used).first() == Some(&name)
        };
        self.is_given(name) == Some(false) && !self.flags.uses.iter().any(|used| is_meant(&used.name))
    }

    /// The value of a boolean flag, whose default is false; `None` if it cannot be seen or read.
    pub fn bool(&self, name: &str) -> Option<bool> {
        self.option(name).bool()
    }

    /// Where a flag is set; the container where it is not.
    pub fn place_of(&self, name: &str) -> Place {
        self.option(name).place().unwrap_or(&self.place).clone()
    }

    /// Whether one of the options for TLS to etcd is set, as which etcd's client library takes TLS where an
    /// endpoint has no scheme; `None` if that cannot be seen.
    pub fn has_tls_option(&self) -> Option<bool> {
        let given = TLS_OPTIONS.map(|option| self.is_given(option));
        if given.contains(&Some(true)) { Some(true) } else { (!given.contains(&None)).then_some(false) }
    }

    /// Whether etcd's client library speaks TLS to these endpoints, which are given to it together: the first
    /// decides for all. `None` if that cannot be seen.
    pub fn dials_tls(&self, endpoints: &[Endpoint]) -> Option<bool> {
        endpoints.first()?.has_all_dialled_with_tls(|| self.has_tls_option())
    }

    /// The endpoints of `--etcd-servers`. Empty elements are left out.
    pub fn etcd_servers(&self) -> Vec<Endpoint> {
        self.elements("etcd-servers").iter().map(Endpoint::of).collect()
    }

    /// The elements of `--etcd-servers-overrides`, with what they mean if kube-apiserver can read them.
    pub fn etcd_servers_overrides(&self) -> Vec<(Word, Option<ServersOverride>)> {
        let elements = self.elements("etcd-servers-overrides");
        elements.into_iter().map(|word| (word.clone(), ServersOverride::parse(&word))).collect()
    }

    /// The elements of a list flag, which accumulates over repeats. Of a use that kube-apiserver cannot
    /// read, there are none.
    fn elements(&self, name: &str) -> Vec<Word> {
        let uses = self.flags.all(name).filter_map(Apiserver::elements_of);
        uses.flatten().filter(|word| !word.text.is_empty()).collect()
    }

    /// The elements that one use of a list flag adds; `None` if kube-apiserver cannot read them.
    pub fn elements_of(used: &FlagUse) -> Option<Vec<Word>> {
        used.value.as_ref().map_or(Some(Vec::new()), list::elements)
    }

    /// Whether a feature gate is on; `None` where `--feature-gates` does not name it. The name may
    /// have the component before it, as in `kube:KMSv1=true`.
    pub fn feature_gate(&self, gate: &str) -> Option<bool> {
        let named = |pair: Word| {
            let (name, value) = pair.known()?.split_once('=')?;
            let name = name.trim();
            (name.strip_prefix("kube:").unwrap_or(name) == gate).then(|| parse_bool(value.trim()))?
        };
        let values = self.flags.all("feature-gates").filter_map(|used| used.value.as_ref());
        values.flat_map(|value| value.split(',')).filter_map(named).next_back()
    }

    /// The arguments, for edits of the list they stand in.
    pub fn words(&self) -> &[Word] {
        &self.command.args
    }
}

/// `--help`, or `--version` with a value that does not set the version to report.
fn only_prints(flags: &PflagLine) -> bool {
    let version = flags.last("version").and_then(|used| used.value.as_ref()?.known());
    flags.last("help").is_some()
        || version.is_some_and(|value| value == "raw" || parse_bool(value) == Some(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Path;

    fn apiserver(program: &str, args: &[&str]) -> Option<Apiserver> {
        let place = Place::value(DocumentId(0), Path::ROOT);
        let item = |index| Place::value(DocumentId(0), Path::ROOT.key("args").index(index));
        let args = args.iter().enumerate().map(|(index, text)| Word::literal(*text, item(index)));
        let mut command = Command::of_image(place.clone(), Default::default());
        command.program = Word::literal(program, place.clone());
        command.args = args.collect();
        let home = Home { workload: 0, container: 0 };
        match program {
            "kube-apiserver" => Apiserver::running(&command, Subject::default(), place, home, None),
            _ => Some(Apiserver::embedded(&command, Subject::default(), place, home, None)),
        }
    }

    /// The last column: whether `--etcd-cafile` is given.
    #[test]
    fn what_can_be_seen() {
        let table: [(&[&str], Option<bool>); 7] = [
            (&[], Some(false)),
            (&["--etcd-cafile="], Some(false)),
            (&["--etcd_cafile=/ca"], Some(true)),
            (&["--etcd-cafile=/ca", "--etcd-cafile="], Some(false)),
            (&["--etcd-cafile", "--etcd-keyfile"], Some(true)),
            (&["--openshift-config=/config.yaml"], None),
            (&["--openshift-config=/config.yaml", "--etcd-cafile=/ca"], Some(true)),
        ];
        for (args, expected) in table {
            assert_eq!(
                apiserver("kube-apiserver", args).unwrap().is_given("etcd-cafile"),
                expected,
                "{args:?}"
            );
        }
    }

    #[test]
    fn nothing_is_put_behind_a_flag_that_waits_for_its_value() {
        let set =
            |args| apiserver("kube-apiserver", args).and_then(|server| server.set("profiling", "false"));
        assert!(set(&["--etcd-cafile"]).is_none());
        assert!(set(&["--etcd-cafile=/ca"]).is_some());
    }

    #[test]
    fn not_every_kube_apiserver_serves() {
        for args in [&["--version"], &["--version=raw"], &["-h"], &["--help"]] {
            assert!(apiserver("kube-apiserver", args).is_none(), "{args:?}");
        }
        for args in [&["--version=v1.30.0"], &["--version=false"]] {
            assert!(apiserver("kube-apiserver", args).is_some(), "{args:?}");
        }
    }

    #[test]
    fn misspelled_flags_are_not_missing() {
        let table =
            [("--etcd-ca-file=/ca", false), ("--trusted-ca-file=/ca", false), ("--etcd-keyfile=/k", true)];
        for (arg, lacks) in table {
            assert_eq!(apiserver("kube-apiserver", &[arg]).unwrap().lacks("etcd-cafile"), lacks, "{arg}");
        }
    }

    #[test]
    fn lists_accumulate() {
        let args = ["--etcd-servers=http://a:1,https://b:2", "--etcd-servers", "c:3", "--etcd-servers="];
        let servers = apiserver("kube-apiserver", &args).unwrap().etcd_servers();
        let schemes: Vec<_> = servers.iter().map(|server| server.scheme).collect();
        assert_eq!(schemes, [EndpointScheme::Http, EndpointScheme::Https, EndpointScheme::Missing]);
    }

    /// By `featuregate.Set` of k8s.io/component-base 0.34.2.
    #[test]
    fn feature_gates() {
        let table = [
            ("KMSv1=true", Some(true)),
            ("KMSv1=1", Some(true)),
            (" KMSv1 = TRUE ", Some(true)),
            ("A=false,KMSv1=true,B=true", Some(true)),
            ("KMSv1=true,KMSv1=false", Some(false)),
            ("kube:KMSv1=true", Some(true)),
            ("other:KMSv1=true", None),
            ("KMSv1=yes", None),
            ("KMSv11=true", None),
        ];
        for (value, expected) in table {
            let server = apiserver("kube-apiserver", &[&format!("--feature-gates={value}")]).unwrap();
            assert_eq!(server.feature_gate("KMSv1"), expected, "{value}");
        }
    }

    #[test]
    fn embedded_flags() {
        let args = ["server", "--kube-apiserver-arg=etcd_servers=http://a:1", "--kube-apiserver-arg", "v"];
        let server = apiserver("k3s", &args).unwrap();
        assert!(server.etcd_servers()[0].is_http());
        assert_eq!(server.text("v").as_deref(), Some("true"));
        assert_eq!(server.is_given("etcd-cafile"), None, "k3s adds it");
        let edits = server.unset("v").map(|edits| edits.len());
        assert_eq!(edits, Some(2), "the flag and its separate value");
    }

    #[test]
    fn embedded_encryption() {
        let table: [(&str, &[&str], Option<bool>); 6] = [
            ("k3s", &["server"], Some(false)),
            ("k3s", &["server", "--secrets-encryption"], Some(true)),
            ("k3s", &["server", "--secrets-encryption=false"], Some(false)),
            ("k3s", &["server", "--config=/k3s.yaml"], None),
            ("k3s", &["server", "-c", "/k3s.yaml"], None),
            ("rke2", &["server"], Some(true)),
        ];
        for (program, args, expected) in table {
            let embedded = apiserver(program, args).unwrap().embedded.unwrap();
            assert_eq!(embedded.encrypts_secrets, expected, "{program} {args:?}");
        }
    }
}

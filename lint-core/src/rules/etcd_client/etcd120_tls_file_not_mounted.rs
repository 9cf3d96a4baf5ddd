use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::{Message, show};
use crate::model::etcd::{Etcd, Side, State};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::image::Image;
use crate::subject::volume::clean;
use crate::subject::workload::{Container, Mounted, Workload};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD120",
    name: "tls-file-not-mounted",
    summary: "a certificate, key or CA of etcd is on no volume",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd120_tls_file_not_mounted.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some((workload, container)) = cx.home(etcd) else { return };
    // An image of one's own may hold files, and a script may make them.
    let is_certain = container.image.as_ref().is_some_and(is_official)
        && etcd.command.as_ref().is_some_and(|command| command.script.is_none());
    for missing in Missing::by_folder(etcd, workload, container) {
        let [first, others @ ..] = missing.flags.as_slice() else { continue };
        let path = etcd.text(first).unwrap_or_default();
        let finding = out.report(etcd.place_of_value(first), missing.message(&path));
        finding
            .severity(if is_certain || missing.is_left_out { Severity::Error } else { Severity::Info })
            .label(missing.label())
            .fix(Fix::advice("mount the folder that holds the file, or correct the path"));
        for flag in others {
            finding.related(etcd.place_of_value(flag), "nor is this");
        }
    }
}

/// Files of one folder that are on no mount: one mount would bring them all.
struct Missing {
    folder: String,
    consequence: &'static str,
    /// Whether there is a mount, of a volume whose `items` do not name the file.
    is_left_out: bool,
    /// The options that name the files.
    flags: Vec<&'static str>,
}

impl Missing {
    fn by_folder(etcd: &Etcd, workload: &Workload, container: &Container) -> Vec<Missing> {
        let mut all: Vec<Missing> = Vec::new();
        for flag in opened(etcd, Side::Client).into_iter().chain(opened(etcd, Side::Peer)) {
            let path = clean(&etcd.text(flag).unwrap_or_default());
            let Some((folder, _)) = path.rsplit_once('/').filter(|_| path.starts_with('/')) else { continue };
            let is_injected = path.starts_with("/var/run/secrets/");
            let mounted = workload.mount_of(container, &path);
            let is_left_out = mounted.as_ref().is_some_and(Mounted::is_left_out);
            if is_injected || (mounted.is_some() && !is_left_out) {
                continue;
            }
            let consequence = consequence(flag);
            let is_same = |one: &&mut Missing| {
                one.folder == folder && one.consequence == consequence && one.is_left_out == is_left_out
            };
            match all.iter_mut().find(is_same) {
                Some(one) => one.flags.push(flag),
                None => {
                    all.push(Missing {
                        folder: folder.to_owned(),
                        consequence,
                        is_left_out,
                        flags: vec![flag],
                    });
                }
            }
        }
        all
    }

    fn message(&self, path: &str) -> Message {
        match self.is_left_out {
            true => message!("no item of the volume there is the file {}: {}", show(path), self.consequence),
            false => message!("{} is not on any mount of this container: {}", show(path), self.consequence),
        }
    }

    fn label(&self) -> &'static str {
        if self.is_left_out { "not among the volume's items" } else { "no volume is mounted here" }
    }
}

fn consequence(flag: &str) -> &'static str {
    match flag {
        "client-crl-file" | "peer-crl-file" => "etcd starts and turns away everybody who connects",
        _ => "etcd exits with \"no such file or directory\"",
    }
}

/// The files that a side reads. For peers it opens them for its own connections, too, whatever the URLs say.
fn opened(etcd: &Etcd, side: Side) -> Vec<&'static str> {
    let transport = etcd.transport(side);
    let is_tls = side == Side::Peer || transport.secure().next().is_some();
    if !is_tls || transport.is_self_signed() != Some(false) {
        return Vec::new();
    }
    let mut flags = vec![side.flag("cert-file"), side.flag("key-file"), side.flag("trusted-ca-file")];
    flags.extend(etcd.client_pair(side).into_iter().flatten());
    // The list of revoked certificates is read when somebody connects with a certificate.
    if transport.state == State::Mtls {
        flags.push(side.flag("client-crl-file"));
    }
    flags
}

/// Whether an image is etcd's own or a mirror of it, which hold no certificates.
fn is_official(image: &Image) -> bool {
    let name = image.last_segment();
    name == "etcd"
        || name.ends_with("-etcd")
        || ARCHITECTURES.iter().any(|one| name.strip_prefix("etcd-") == Some(one))
}

const ARCHITECTURES: [&str; 5] = ["amd64", "arm64", "arm", "ppc64le", "s390x"];

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::message::show;
use crate::model::environment::EnvVar;
use crate::model::etcd::Etcd;
use crate::model::etcd::variable_of;
use crate::model::etcd_flags::{self, Presence};
use crate::model::image::Version;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Node, Step};
use crate::subject::workload::Container;

use super::argument::has_config_file;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD315",
    name: "env-unrecognised",
    summary: "etcd ignores an environment variable that looks like its own",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    page: page!("etcd315_env_unrecognised.md"),
    check: Check::Etcd(check),
};

/// Variables that images and charts use for themselves, by their beginnings.
const OF_SCRIPTS: [&str; 3] = ["ETCD_ROOT_PASSWORD", "ETCD_UNSUPPORTED_ARCH", "ETCD_VERSION"];

/// The same in Bitnami's image.
const OF_BITNAMI: [&str; 14] = [
    "ETCD_ACTIVE_ENDPOINTS",
    "ETCD_BASE_DIR",
    "ETCD_CLUSTER_DOMAIN",
    "ETCD_CONF_",
    "ETCD_DAEMON_",
    "ETCD_DISABLE_",
    "ETCD_DISASTER_RECOVERY",
    "ETCD_INIT_",
    "ETCD_NEW_MEMBERS_ENV_FILE",
    "ETCD_ON_K8S",
    "ETCD_PREUPGRADE_",
    "ETCD_SNAPSHOT",
    "ETCD_START_FROM_SNAPSHOT",
    "ETCD_VOLUME_DIR",
];

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some(command) = etcd.command.as_ref().filter(|_| !has_config_file(etcd)) else {
        return;
    };
    let variables = &command.environment.vars;
    for (position, variable) in variables.iter().enumerate() {
        let Some(rest) = variable.name.strip_prefix("ETCD_") else { continue };
        let flag = rest.to_ascii_lowercase().replace('_', "-");
        let is_repeated = variables.iter().skip(position + 1).any(|later| later.name == variable.name);
        if is_repeated
            || is_known(&variable.name, &flag, etcd.version)
            || is_of_others(etcd, cx, &variable.name)
        {
            continue;
        }
        report(etcd, variable, &flag, out);
    }
}

fn report(etcd: &Etcd, variable: &EnvVar, flag: &str, out: &mut Findings) {
    let name = show(&variable.name);
    let message = match etcd.version.filter(|_| etcd_flags::lookup(flag).is_some()) {
        Some(version) => {
            message!("{} is not an option of etcd {} and is ignored", name, show(&version.to_string()))
        }
        None if flag.starts_with("encryption-") => {
            message!(
                "{} is not an etcd option and is ignored: kube-apiserver encrypts, and nothing is encrypted by this",
                name
            )
        }
        None => message!("{} is not an etcd option and is ignored", name),
    };
    let finding = out.report(variable.name_place.clone(), message).label("ignored");
    let suggestion = etcd_flags::suggest(flag);
    finding.fix(match suggestion.names.as_slice() {
        [meant] if *meant != flag => {
            let variable_name = variable_of(meant);
            let edit = Edit::Replace {
                place: variable.name_place.clone(),
                value: Scalar::String(variable_name.clone()),
            };
            let is_entry = variable.name_place.path.last() == Some(&Step::Key("name".to_owned()));
            let edits = if is_entry { vec![edit] } else { Vec::new() };
            Fix::suggested(message!("use {}", show(&variable_name)), edits)
        }
        _ => Fix::advice("remove the variable"),
    });
}

/// Whether etcd reads the variable. Names are exact, so `ETCD_name` is none of etcd's.
fn is_known(variable: &str, flag: &str, version: Option<Version>) -> bool {
    let Some(flag) = etcd_flags::lookup(flag).filter(|flag| variable_of(flag.name) == variable) else {
        return false;
    };
    version.is_none_or(|version| flag.in_version(version) != Presence::Absent)
}

/// Whether the variable is for something else: Kubernetes' service links, the image, the container's own script.
fn is_of_others(etcd: &Etcd, cx: &Context, variable: &str) -> bool {
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| variable.starts_with(prefix));
    let home = cx.home(etcd);
    let is_bitnami = home
        .and_then(|(_, container)| container.image.as_ref())
        .is_some_and(|image| image.repository.starts_with("bitnami"));
    begins(&OF_SCRIPTS)
        || is_bitnami && begins(&OF_BITNAMI)
        || is_service_link(variable)
        || home.is_some_and(|(_, container)| is_used(cx, container, variable))
}

/// `NAME_SERVICE_HOST`, `NAME_PORT_2379_TCP_ADDR` and their like.
fn is_service_link(variable: &str) -> bool {
    ["_SERVICE_HOST", "_SERVICE_PORT", "_PORT"].iter().any(|part| {
        variable.match_indices(part).any(|(at, _)| {
            let rest = variable.get(at + part.len()..).unwrap_or_default();
            rest.is_empty() || rest.starts_with('_')
        })
    })
}

/// Whether the command of the container, or another variable, refers to the variable.
fn is_used(cx: &Context, container: &Container, variable: &str) -> bool {
    let refers =
        |node: &Node| node.as_str().is_some_and(|text| text.contains('$') && text.contains(variable));
    let lists = ["command", "args"].into_iter().filter_map(|key| cx.at(&container.field(&[key])));
    let in_command = lists.into_iter().any(|list| list.node.items().iter().any(refers));
    let environment = cx.at(&container.field(&["env"]));
    in_command
        || environment
            .is_some_and(|list| list.node.items().iter().filter_map(|item| item.get("value")).any(refers))
}

use std::collections::BTreeSet;

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::model::etcd::variable_of;
use crate::model::etcd_flags::{self, Presence};
use crate::model::go_flag::Kind;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Step;
use crate::subject::environment::{EnvValue, EnvVar};
use crate::subject::image::Version;

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
    since: "0.1.0",
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
    let mentioned = mentioned(etcd, cx);
    let mut seen = BTreeSet::new();
    // Of several with one name the last counts.
    for variable in command.environment.vars().rev() {
        let Some(rest) = variable.name.strip_prefix("ETCD_") else { continue };
        let flag = rest.to_ascii_lowercase().replace('_', "-");
        let is_others = mentioned.contains(variable.name.as_str()) || is_of_others(etcd, cx, &variable.name);
        if !seen.insert(&variable.name) || is_others {
            continue;
        }
        if !is_known(&variable.name, &flag, etcd.version) {
            report(etcd, variable, &flag, out);
        } else if is_without_effect(&flag, variable, etcd.version) {
            report_without_effect(variable, &flag, out);
        }
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
        [meant] if variable_of(meant) != variable.name => renaming(variable, meant),
        _ => Fix::advice("remove the variable"),
    });
}

/// The fix that gives the variable the name of another option.
fn renaming(variable: &EnvVar, meant: &str) -> Fix {
    let name = variable_of(meant);
    let edit = Edit::Replace { place: variable.name_place.clone(), value: Scalar::String(name.clone()) };
    let is_entry = variable.name_place.path.last() == Some(&Step::Key("name".to_owned()));
    let edits = if is_entry { vec![edit] } else { Vec::new() };
    Fix::suggested(message!("use {}", show(&name)), edits)
}

/// etcd says of these variables that it has used them.
fn report_without_effect(variable: &EnvVar, flag: &str, out: &mut Findings) {
    let name = show(&variable.name);
    let (message, fix) = match flag {
        "config" => (
            message!("etcd ignores {}, and the file that it names; you mean ETCD_CONFIG_FILE", name),
            renaming(variable, "config-file"),
        ),
        _ => (
            message!("{} stands for an option that etcd accepts and ignores", name),
            Fix::advice("remove the variable"),
        ),
    };
    out.report(variable.name_place.clone(), message).label("ignored").fix(fix);
}

/// Whether etcd reads the variable. Names are exact, so `ETCD_name` is none of etcd's.
fn is_known(variable: &str, flag: &str, version: Option<Version>) -> bool {
    let Some(flag) = etcd_flags::lookup(flag).filter(|flag| variable_of(flag.name) == variable) else {
        return false;
    };
    version.is_none_or(|version| flag.in_version(version) != Presence::Absent)
}

/// Whether a variable that etcd knows does nothing. etcd does not look at an empty one at all.
fn is_without_effect(flag: &str, variable: &EnvVar, version: Option<Version>) -> bool {
    let is_empty = matches!(&variable.value, EnvValue::Literal(word) if word.text.is_empty());
    let kind = etcd_flags::lookup(flag).and_then(|flag| flag.kind(version));
    kind == Some(Kind::Ignored) && !is_empty
}

/// Whether the variable is for something else: Kubernetes' service links, or the image. Since 3.5 one of them makes
/// etcd check its data, although it says that it does not know it.
fn is_of_others(etcd: &Etcd, cx: &Context, variable: &str) -> bool {
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| variable.starts_with(prefix));
    let image = cx.home(etcd).and_then(|(_, container)| container.image.as_ref());
    let is_bitnami = image.is_some_and(|image| image.repository.starts_with("bitnami"));
    let is_verification = variable == "ETCD_VERIFY" && etcd.at_most(4) != Some(true);
    begins(&OF_SCRIPTS) || is_verification || is_bitnami && begins(&OF_BITNAMI) || is_service_link(variable)
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

/// The names behind `$` in the container's command and in its other variables: what they mean is up to a script.
fn mentioned<'a>(etcd: &Etcd, cx: &Context<'a>) -> BTreeSet<&'a str> {
    let Some((_, container)) = cx.home(etcd) else { return BTreeSet::new() };
    let lists = ["command", "args", "env"].into_iter().filter_map(|key| cx.at(&container.field(&[key])));
    let texts = lists.flat_map(|list| {
        list.node.items().iter().filter_map(|item| item.get("value").unwrap_or(item).as_str())
    });
    texts.flat_map(|text| text.split('$').skip(1)).filter_map(name_at_start).collect()
}

/// The name in what stands behind a `$`: `NAME`, `{NAME}` or `(NAME)`.
fn name_at_start(text: &str) -> Option<&str> {
    let text = text.strip_prefix(['{', '(']).unwrap_or(text);
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    text.get(..end).filter(|name| name.starts_with("ETCD_"))
}

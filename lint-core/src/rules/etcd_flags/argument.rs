//! Edits of single arguments of a command line, and what several rules ask about them.

use crate::fix::{Edit, Fix, Scalar};
use crate::go_value::parse_bool;
use crate::message;
use crate::message::{Message, Shown, show};
use crate::model::etcd::{Config, Etcd, variable_in};
use crate::model::etcd_flags::{self, Flag, Presence};
use crate::model::go_flag::{FlagLine, FlagUse, ProblemKind};
use crate::source::Part;
use crate::subject::image::Version;
use crate::subject::word::Word;

/// The edit that writes `text` in place of a word; `None` if the word is not what stands at its place,
/// as after the expansion of a variable.
pub(super) fn rewritten(word: &Word, text: impl Into<String>) -> Option<Edit> {
    let value = Scalar::String(text.into());
    word.verbatim.then(|| Edit::Replace { place: word.place.clone(), value })
}

/// The edit that gives a flag another name and leaves its value alone.
pub(super) fn renamed(used: &FlagUse, name: &str) -> Option<Edit> {
    let stands_so = matches!(used.name_place.part, Part::Within(_));
    let value = Scalar::String(format!("{}{name}", "-".repeat(used.dashes)));
    stands_so.then(|| Edit::Replace { place: used.name_place.clone(), value })
}

/// What etcd says of an argument that is no flag. Since 3.6 it quotes it as Go does.
pub(super) fn not_a_flag(etcd: &Etcd, argument: Shown) -> Message {
    match etcd.at_most(5) {
        Some(false) => message!("etcd exits: \"{}\" is not a valid flag", argument),
        _ => message!("etcd exits: '{}' is not a valid flag", argument),
    }
}

/// The use of a flag in the argument at `index`. Uses stand in the order of their arguments.
pub(super) fn used_at(line: &FlagLine, index: usize) -> Option<&FlagUse> {
    let position = line.uses.partition_point(|used| used.index < index);
    line.uses.get(position).filter(|used| used.index == index)
}

/// Whether another finding says already why the value of a flag is not what was meant.
pub(super) fn is_explained(line: &FlagLine, used: &FlagUse) -> bool {
    let first = line.problems.partition_point(|problem| problem.index < used.index);
    line.problems.iter().skip(first).take_while(|problem| problem.index == used.index).any(|problem| {
        matches!(
            problem.kind,
            ProblemKind::SwallowedFlag
                | ProblemKind::LiteralQuotes
                | ProblemKind::SeveralInOne
                | ProblemKind::MissingValue
        )
    })
}

/// Whether another finding says already why the value that counts of a flag is not what was meant.
pub(super) fn is_value_explained(etcd: &Etcd, flag: &str) -> bool {
    etcd.effective_use(flag).is_some_and(|effective| is_explained(&etcd.flags, effective.used))
}

/// Whether a configuration file decides instead of flags and variables.
pub(super) fn has_config_file(etcd: &Etcd) -> bool {
    !matches!(etcd.config, Config::None)
}

/// Whether it may be a proxy for version 2 of the API, which is no member. The last version with one is 3.5.
pub(super) fn may_be_proxy(etcd: &Etcd) -> bool {
    etcd.at_most(5) != Some(false)
        && etcd.is_given("proxy") != Some(false)
        && etcd.text("proxy").as_deref() != Some("off")
}

/// Whether a flag or its variable is set at all.
pub(super) fn is_set(etcd: &Etcd, flag: &str) -> bool {
    let environment = etcd.command.as_ref().map(|command| &command.environment);
    etcd.flags.all(flag).next().is_some()
        || environment.is_some_and(|environment| variable_in(environment, flag).is_some())
}

/// Whether etcd drops a flag's variable before it looks at it: 3.5 and later do that to `ETCD_VERSION`.
pub(super) fn drops_variable(etcd: &Etcd, flag: &str) -> bool {
    flag == "version" && etcd.at_most(4) != Some(true)
}

/// Whether another option keeps etcd from looking at a value: up to 3.4 `debug` decides about the level of the log.
pub(super) fn is_overruled(etcd: &Etcd, flag: &str) -> bool {
    flag == "log-level" && etcd.at_most(4) == Some(true) && etcd.bool("debug") == Some(true)
}

/// Whether this value makes etcd less safe than its default: no fix may bring it about by itself.
pub(super) fn weakens(flag: &str, value: bool) -> bool {
    match flag {
        "client-cert-auth" | "peer-client-cert-auth" | "strict-reconfig-check" => !value,
        "auto-tls" | "peer-auto-tls" | "force-new-cluster" | "unsafe-no-fsync" | "enable-pprof"
        | "enable-v2" => value,
        flag => value && flag.ends_with("skip-client-san-verification"),
    }
}

/// Whether a flag decides where etcd listens or what it reads all else from: no fix may bring it into effect by itself.
pub(super) fn decides_reach(flag: &str) -> bool {
    flag.ends_with("-urls") || flag == "config-file"
}

/// Whether an argument opens nothing once it has an effect.
pub(in crate::rules) fn is_harmless(argument: &str) -> bool {
    let flag = argument.trim_start_matches('-');
    let (name, value) = flag.split_once('=').unwrap_or((flag, "true"));
    !decides_reach(name) && !parse_bool(value).is_some_and(|value| weakens(name, value))
}

/// The boolean that a text was meant to be: `yes`, `OFF`, `tRuE`.
pub(super) fn meant_boolean(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "yes" | "y" | "on" | "true" | "t" => Some(true),
        "no" | "n" | "off" | "false" | "f" => Some(false),
        _ => None,
    }
}

/// A fix that writes a boolean: safe unless it would weaken etcd.
pub(super) fn boolean_fix(flag: &str, value: bool, title: Message, edits: Vec<Edit>) -> Fix {
    if weakens(flag, value) { Fix::suggested(title, edits) } else { Fix::safe(title, edits) }
}

/// The fix that puts the successor of a flag in its place, in a version that has the successor.
pub(super) fn succession(etcd: &Etcd, used: &FlagUse, flag: &Flag, version: Version) -> Option<Fix> {
    let successor = flag.successor().filter(|successor| {
        etcd_flags::lookup(successor.name).is_some_and(|flag| is_defined(flag, version))
    })?;
    let title = match successor.value {
        Some(value) => message!("use --{}={}", successor.name, value),
        None => message!("use --{}", successor.name),
    };
    let shares_successor = |other: &FlagUse| {
        let meant = etcd_flags::lookup(&other.name).and_then(Flag::successor);
        other.index != used.index
            && (other.name == successor.name || meant.is_some_and(|meant| meant.name == successor.name))
    };
    // The token of the v3 discovery is another one than the URL of the v2 discovery.
    if flag.name == "discovery" || etcd.flags.uses.iter().any(shares_successor) {
        return Some(Fix::advice(title));
    }
    let edit = match successor.value {
        None => renamed(used, successor.name),
        Some(value) => {
            let on = used.value.as_ref().and_then(|value| parse_bool(value.known()?));
            let word = etcd.words().get(used.index).filter(|_| on == Some(true));
            word.and_then(|word| rewritten(word, format!("--{}={value}", successor.name)))
        }
    };
    Some(Fix::suggested(title, edit.into_iter().collect()))
}

/// The fix that puts the older, experimental name of a flag in its place.
pub(super) fn experimental_name(used: &FlagUse, version: Version) -> Option<Fix> {
    let older = etcd_flags::lookup(&format!("experimental-{}", used.name))?;
    is_defined(older, version).then(|| {
        let title = message!("use --{}, its name in etcd {}", older.name, show(&version.to_string()));
        Fix::suggested(title, renamed(used, older.name).into_iter().collect())
    })
}

fn is_defined(flag: &Flag, version: Version) -> bool {
    matches!(flag.in_version(version), Presence::Defined(_))
}

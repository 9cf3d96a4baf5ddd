//! Feature gates: which ones etcd has, how it reads a list of them, and what it refuses beside them.

use crate::finding::Findings;
use crate::fix::Fix;
use crate::go_value::parse_bool;
use crate::message;
use crate::message::{Message, show};
use crate::model::etcd::Etcd;
use crate::model::etcd_flags;
use crate::model::setting::Setting;
use crate::subject::image::Version;
use crate::subject::word::Word;

use super::argument::has_config_file;
use super::etcd324_options_in_conflict::{is_3_6, is_explicit, report};
use super::values::quoted;

/// The gates, with the second number of the version that brought them; read in 3.6.0 to 3.7.3.
const GATES: [(&str, u32); 11] = [
    ("AllAlpha", 6),
    ("AllBeta", 6),
    ("CompactHashCheck", 6),
    ("FastLeaseKeepAlive", 7),
    ("InitialCorruptCheck", 6),
    ("LeaseCheckpoint", 6),
    ("LeaseCheckpointPersist", 6),
    ("PriorityRequest", 7),
    ("SetMemberLocalAddr", 6),
    ("StopGRPCServiceOnDefrag", 6),
    ("TxnModeWriteWithSharedBuffer", 6),
];

/// The last version whose gates are known.
const LAST_MINOR: u32 = 7;

/// What etcd says of a list of gates that it cannot read. It looks at the form of all before it looks at their names.
pub(super) fn refusal(list: &str, version: Option<Version>) -> Option<Message> {
    let pairs = || list.split(',').filter(|pair| !pair.is_empty());
    let malformed = pairs().find_map(|pair| match pair.split_once('=') {
        None => Some(message!("missing bool value for {}", show(pair.trim()))),
        Some((name, value)) => parse_bool(value.trim()).is_none().then(|| {
            message!(
                "invalid value of {}={}, err: strconv.ParseBool: parsing {}: invalid syntax",
                show(name.trim()),
                show(value.trim()),
                quoted(value.trim())
            )
        }),
    });
    malformed.or_else(|| {
        let minor = version.map(|version| version.minor).filter(|minor| *minor <= LAST_MINOR)?;
        let is_known = |name: &str| GATES.iter().any(|(gate, since)| *gate == name && *since <= minor);
        let mut names = pairs().map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name).trim());
        let unknown = names.find(|name| !is_known(name))?;
        Some(message!("unrecognized feature gate: {}", show(unknown)))
    })
}

/// A flag of etcd up to 3.6, and the feature gate of the same from 3.6 on.
type Feature = (&'static str, &'static str);

/// Leases keep their remaining time through a change of the leader.
const CHECKPOINT: Feature = ("experimental-enable-lease-checkpoint", "LeaseCheckpoint");
/// They keep it through a restart, too.
const PERSIST: Feature = ("experimental-enable-lease-checkpoint-persist", "LeaseCheckpointPersist");

pub(super) fn check_leases(etcd: &Etcd, out: &mut Findings) {
    if etcd.at_most(5) == Some(true) {
        if etcd.bool(PERSIST.0) == Some(true) && etcd.bool(CHECKPOINT.0) == Some(false) {
            let said = message!("setting {} requires {}", PERSIST.0, CHECKPOINT.0);
            report(etcd, [PERSIST.0, CHECKPOINT.0], said, out);
        }
        return;
    }
    let Some(gates) = feature_gates(etcd) else { return };
    // From 3.7 on there is no flag for a gate any more.
    let has_flag = |flag| etcd.at_most(6) != Some(false) && is_explicit(etcd, flag);
    let is_on = |(flag, gate): Feature| if has_flag(flag) { etcd.bool(flag) } else { is_open(&gates, gate) };
    // etcd refuses them for another reason, see `check_flags`.
    let is_twofold =
        [PERSIST, CHECKPOINT].iter().any(|(flag, gate)| has_flag(flag) && names_gate(etcd, &gates, gate));
    if is_on(PERSIST) == Some(true) && is_on(CHECKPOINT) == Some(false) && !is_twofold {
        let at = if has_flag(PERSIST.0) { PERSIST.0 } else { FEATURE_GATES };
        out.report(
            etcd.place_of_value(at),
            message!(
                "etcd exits: enabling feature gate {} requires enabling feature gate {}",
                PERSIST.1,
                CHECKPOINT.1
            ),
        )
        .fix(Fix::advice(message!("enable {}, too", CHECKPOINT.1)));
    }
}

/// etcd 3.6 takes a feature by its flag or by its gate.
pub(super) fn check_flags(etcd: &Etcd, out: &mut Findings) {
    if !is_3_6(etcd) {
        return;
    }
    let Some(gates) = feature_gates(etcd).filter(|gates| !gates.is_empty()) else { return };
    for flag in etcd_flags::all().iter().filter(|flag| is_explicit(etcd, flag.name)) {
        let Some(successor) = flag.successor().filter(|successor| successor.name == FEATURE_GATES) else {
            continue;
        };
        let gate = successor.value.and_then(|value| value.strip_suffix("=true"));
        let gate = gate.filter(|gate| names_gate(etcd, &gates, gate));
        if let (Some(gate), Some(value)) = (gate, etcd.bool(flag.name)) {
            let said = message!(
                "cannot specify both flags: --{}={} and --{}={}",
                flag.name,
                show(&value.to_string()),
                FEATURE_GATES,
                gate
            );
            report(etcd, [flag.name, FEATURE_GATES], said, out);
        }
    }
}

/// Whether etcd finds the name of a gate in the list, where it looks into longer names as well. On the command line it
/// has written out all gates of a group by then, whether they are opened or closed.
fn names_gate(etcd: &Etcd, gates: &str, gate: &str) -> bool {
    let group = if gate == "TxnModeWriteWithSharedBuffer" { "AllBeta" } else { "AllAlpha" };
    let names_group = || gates.split(',').any(|pair| pair.split('=').next().map(str::trim) == Some(group));
    gates.contains(gate) || !has_config_file(etcd) && names_group()
}

const FEATURE_GATES: &str = "feature-gates";

/// The list of feature gates, in which the values of a repeated flag add up; `None` if it cannot be seen.
fn feature_gates(etcd: &Etcd) -> Option<String> {
    let values: Vec<&Word> = etcd.flags.all(FEATURE_GATES).filter_map(|used| used.value.as_ref()).collect();
    if has_config_file(etcd) || values.is_empty() {
        return match etcd.option(FEATURE_GATES) {
            Setting::Unset => Some(String::new()),
            setting => setting.text().map(str::to_owned),
        };
    }
    let texts: Option<Vec<&str>> = values.into_iter().map(Word::known).collect();
    Some(texts?.join(","))
}

/// Whether a gate that is closed by default is open; `None` if etcd cannot read what the list says of it.
fn is_open(gates: &str, name: &str) -> Option<bool> {
    let said = |name: &str| {
        let mut pairs = gates.split(',').filter_map(|pair| pair.split_once('='));
        pairs.rfind(|(gate, _)| gate.trim() == name).map(|(_, value)| value.trim())
    };
    said(name).or_else(|| said("AllAlpha")).map_or(Some(false), parse_bool)
}

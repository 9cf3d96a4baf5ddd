//! Edits of kube-apiserver's flags.

use super::Apiserver;
use crate::fix::{Edit, Scalar};
use crate::model::change;
use crate::model::go_flag::FlagUse;
use crate::model::pflag::PflagProblemKind;
use crate::source::Part;

impl Apiserver {
    /// The edits that give `flag` this value, or add it behind the other flags.
    /// `None` where that cannot be done mechanically: in a shell script, or with nothing to add to.
    pub fn set(&self, flag: &str, value: &str) -> Option<Vec<Edit>> {
        if let Some(source) = &self.kubeadm {
            return source.set(flag, value);
        }
        let setting = format!("{flag}={value}");
        let element = format!("--{}{setting}", self.passed_on_by());
        match self.flags.last(flag) {
            // The separate element of k3s' flag is the whole setting.
            Some(used) if self.embedded.is_some() => change::set(self.words(), used, element, setting),
            Some(used) => change::set(self.words(), used, element, value.to_owned()),
            None if self.ends_open() => None,
            None => change::append(self.words(), element),
        }
    }

    /// Whether the last flag has no value: it would take whatever is put behind it for one.
    fn ends_open(&self) -> bool {
        self.flags.problems.iter().any(|problem| problem.kind == PflagProblemKind::MissingValue)
    }

    /// The edits that take every use of `flag` away.
    pub fn unset(&self, flag: &str) -> Option<Vec<Edit>> {
        if let Some(source) = &self.kubeadm {
            return source.args.unset(flag);
        }
        let removals: Option<Vec<_>> =
            self.flags.all(flag).map(|used| change::remove(self.words(), used)).collect();
        removals.map(|edits| edits.concat()).filter(|edits| !edits.is_empty())
    }

    /// The edit that gives a flag in use another name, two dashes before it. `None` where the name
    /// does not stand in the manifest as it is.
    pub fn rename(&self, used: &FlagUse, name: &str) -> Option<Vec<Edit>> {
        if let Some(source) = &self.kubeadm {
            let entry = source.args.named(&used.name).find(|entry| entry.name_place == used.name_place)?;
            return Some(vec![entry.rename(name)]);
        }
        let dashes = if self.embedded.is_some() { "" } else { "--" };
        let place = used.name_place.clone();
        let value = Scalar::String(format!("{dashes}{name}"));
        matches!(place.part, Part::Within(_)).then(|| vec![Edit::Replace { place, value }])
    }

    /// What stands before a flag of kube-apiserver on another server's command line.
    fn passed_on_by(&self) -> &'static str {
        if self.embedded.is_some() { "kube-apiserver-arg=" } else { "" }
    }
}

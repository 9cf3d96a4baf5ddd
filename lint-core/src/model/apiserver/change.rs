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
        match self.flags.last(flag) {
            Some(used) => self.set_use(used, value),
            None if self.ends_open() => None,
            None => change::append(self.words(), self.element(flag, value)),
        }
    }

    /// The edits that give one use of a flag another value.
    pub fn set_use(&self, used: &FlagUse, value: &str) -> Option<Vec<Edit>> {
        if let Some(source) = &self.kubeadm {
            let is_only = self.flags.all(&used.name).count() == 1;
            return is_only.then(|| source.set(&used.name, value)).flatten();
        }
        // The separate element of k3s' flag is the whole setting.
        let separate = match self.embedded {
            Some(_) => format!("{}={value}", used.name),
            None => value.to_owned(),
        };
        change::set(self.words(), used, self.element(&used.name, value), separate)
    }

    fn element(&self, flag: &str, value: &str) -> String {
        format!("--{}{flag}={value}", self.passed_on_by())
    }

    /// Whether what is put behind the last flag would be no flag: that one waits for a value, or they have ended.
    fn ends_open(&self) -> bool {
        self.words().iter().any(|word| word.text == "--")
            || self.flags.problems.iter().any(|problem| problem.kind == PflagProblemKind::MissingValue)
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

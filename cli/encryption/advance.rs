//! `etcdlint encryption rotate` and `migrate`: where a file is on its way, and the next step of it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use etcdlint_core::message::Message;
use etcdlint_core::model::encryption::ProviderName;
use etcdlint_core::rotation::{Credential, Goal, Refusal, Rotation, Step};

use super::key::NewKey;
use super::snapshot;
use super::{Error, MigrateArgs, PluginArgs, RotateArgs, StepArgs};
use crate::{Outcome, fix, name};

/// Makes the next step to a new key.
pub(super) fn rotate(args: &RotateArgs) -> Result<Outcome, Error> {
    let goal = Goal::NewKey(args.newest.clone());
    Walk { args: &args.step, goal, plugin: None, again: again(&["rotate"], &args.step, &args.newest) }
        .advance()
}

/// Makes the next step to another provider.
pub(super) fn migrate(args: &MigrateArgs) -> Result<Outcome, Error> {
    let to = ProviderName::from(args.to);
    let again = again(&["migrate", "--to", to.as_str()], &args.step, &None);
    Walk { args: &args.step, goal: Goal::Provider(to), plugin: Some(&args.plugin), again }.advance()
}

/// The command that makes the next step, as far as it is known by now. A plugin is in the file by then.
fn again(subcommand: &[&str], args: &StepArgs, newest: &Option<String>) -> String {
    let entry = args.entry.map(|entry| entry.to_string());
    let options = [("--entry", &entry), ("--newest", newest)];
    let options = options.iter().flat_map(|(option, value)| value.iter().flat_map(|value| [*option, value]));
    command(&subcommand.iter().copied().chain(options).collect::<Vec<_>>(), &args.file)
}

/// A command of ours as a shell reads it.
pub(super) fn command(words: &[&str], file: &Path) -> String {
    let file = file.display().to_string();
    let words = ["etcdlint", "encryption"].into_iter().chain(words.iter().copied()).chain([file.as_str()]);
    let joined = shlex::try_join(words.clone()).unwrap_or_else(|_| words.collect::<Vec<_>>().join(" "));
    name::printable(&joined)
}

/// A way that is gone a step at a time.
struct Walk<'a> {
    args: &'a StepArgs,
    goal: Goal,
    plugin: Option<&'a PluginArgs>,
    /// The command that makes the next step.
    again: String,
}

impl Walk<'_> {
    fn advance(&self) -> Result<Outcome, Error> {
        let text = self.read()?;
        let rotation = self.rotation(&text)?;
        if let Some(missing) = self.missing(&rotation)? {
            say(&missing)?;
            return Ok(Outcome::Findings);
        }
        if rotation.step() == Step::Done {
            say(&format!("{} writes, and nothing is left to remove.\n", rotation.writer()))?;
            return Ok(Outcome::Clean);
        }
        let new = if rotation.step() == Step::Add { Some(self.addition(&rotation)?) } else { None };
        let after = rotation.text_after(new.as_ref()).map_err(|refusal| self.refused(refusal))?;
        let trouble = |source| Error::Write { file: self.args.file.clone(), source };
        let target = std::fs::canonicalize(&self.args.file).map_err(trouble)?;
        fix::exchange(&target, &after).map_err(trouble)?;
        say(&self.explanation(&rotation, &after)?)?;
        Ok(Outcome::Clean)
    }

    fn read(&self) -> Result<String, Error> {
        let file = &self.args.file;
        std::fs::read_to_string(file).map_err(|source| Error::Read { file: file.clone(), source })
    }

    fn rotation(&self, text: &str) -> Result<Rotation, Error> {
        Rotation::of(text, self.args.entry, self.goal.clone()).map_err(|refusal| self.refused(refusal))
    }

    fn refused(&self, refusal: Refusal) -> Error {
        Error::Refused { file: self.args.file.clone(), refusal }
    }

    /// What an *add* adds.
    fn addition(&self, rotation: &Rotation) -> Result<Credential, Error> {
        Ok(match (rotation.new_provider(), self.plugin) {
            (ProviderName::Identity, _) => Credential::Identity,
            (ProviderName::Kms, Some(plugin)) => {
                Credential::Plugin { name: plugin.kms_name.clone(), endpoint: plugin.kms_endpoint.clone() }
            }
            _ => Credential::Key(NewKey::generate()?.into_text()),
        })
    }

    /// What has to be done, or said to be done, before the next step.
    fn missing(&self, rotation: &Rotation) -> Result<Option<String>, Error> {
        let file = name::of(&self.args.file);
        match rotation.step() {
            Step::Promote if !self.args.rolled_out => Ok(Some(format!(
                "{file}: {} can read, and {} writes. Nothing was changed: before the new one writes, every\n\
                 kube-apiserver must have this file, or some could not read what others write.\n\n{}\
                 Then:\n\n    {} --rolled-out\n",
                listed(&rotation.subjects()),
                rotation.writer(),
                rolling_out(),
                self.again
            ))),
            Step::Remove if !self.has_rewritten() => Ok(Some(format!(
                "{file}: {} writes, and {} only reads. Nothing was changed: what has not been rewritten since could\n\
                     not be read any more.\n\n{}{}{}",
                rotation.writer(),
                listed(&rotation.subjects()),
                rolling_out(),
                rewriting(&rotation.resources()),
                self.proving()
            ))),
            Step::Remove => self.left(rotation),
            _ => Ok(None),
        }
    }

    /// A snapshot proves nothing while there are API servers that still write with the old key.
    fn has_rewritten(&self) -> bool {
        self.args.rewritten || self.args.rolled_out && self.args.etcd_snapshot.is_some()
    }

    /// What a snapshot still has under the keys that are to be removed.
    fn left(&self, rotation: &Rotation) -> Result<Option<String>, Error> {
        let Some(file) = &self.args.etcd_snapshot else { return Ok(None) };
        let left = snapshot::count_with(file, &rotation.prefixes())?;
        Ok((left > 0).then(|| {
            format!(
                "{}: {left} objects in the snapshot are stored with {}. Nothing was changed: they could not be read any\n\
                 more.\n\n{}{}",
                name::of(&self.args.file),
                listed(&rotation.subjects()),
                rewriting(&rotation.resources()),
                self.proving()
            )
        }))
    }

    /// What was done, and what comes next.
    fn explanation(&self, before: &Rotation, after: &str) -> Result<String, Error> {
        let file = name::of(&self.args.file);
        let next = self.rotation(after)?;
        let mut text = match before.step() {
            Step::Add => format!(
                "{file}: added {} behind {}, which still writes. Keep a copy of the file in a safe place.\n\n{}\
                 Then let it write:\n\n    {} --rolled-out\n",
                listed(&next.subjects()),
                next.writer(),
                rolling_out(),
                self.again
            ),
            Step::Promote => format!(
                "{file}: {} writes from now on; {} still reads.\n\n{}{}{}",
                next.writer(),
                before.writer(),
                rolling_out(),
                rewriting(&next.resources()),
                self.proving()
            ),
            _ => format!(
                "{file}: removed {}. Keep a copy as long as there are backups of etcd from before.\n\n{}",
                listed(&before.subjects()),
                rolling_out()
            ),
        };
        if before.step() == Step::Remove && next.new_provider() == ProviderName::Identity {
            text.push_str(
                "Nothing is encrypted any more: --encryption-provider-config may be taken out, too.\n",
            );
        }
        Ok(text)
    }

    fn proving(&self) -> String {
        format!(
            "See that nothing is left under the old name, and then remove it:\n\n    \
             etcdctl snapshot save snapshot.db\n    {} --rolled-out --etcd-snapshot snapshot.db\n",
            self.again
        )
    }
}

/// What is done on the nodes.
pub(super) fn rolling_out() -> String {
    "On each control plane node, one after the other:\n  \
     - copy the file to where --encryption-provider-config says, with mode 0600;\n  \
     - restart kube-apiserver, or wait a minute if --encryption-provider-config-automatic-reload is on;\n  \
     - wait until its own /readyz answers: kubectl --server=https://NODE:6443 get --raw=/readyz\n\n"
        .to_owned()
}

/// How everything is written anew.
pub(super) fn rewriting(resources: &[impl ToString]) -> String {
    let mut text = "When all of them have it, rewrite everything:\n\n".to_owned();
    for resource in resources {
        let resource = resource.to_string();
        if resource.contains('*') {
            let _ = writeln!(text, "    # for each resource of {resource}, see kubectl api-resources:");
            text.push_str("    kubectl get RESOURCE --all-namespaces -o json | kubectl replace -f -\n");
        } else {
            let _ =
                writeln!(text, "    kubectl get {resource} --all-namespaces -o json | kubectl replace -f -");
        }
    }
    text.push('\n');
    text
}

fn listed(messages: &[Message]) -> String {
    messages.iter().map(Message::as_str).collect::<Vec<_>>().join(", ")
}

fn say(text: &str) -> Result<(), Error> {
    Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
}

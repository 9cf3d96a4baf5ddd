//! The command that kubeadm writes: its defaults, what overrides them, and its sorting.

use super::defaults::DefaultArg;
use super::extra_args::{Entry, ExtraArgs};
use super::release::Order;
use crate::model::go_flag::FlagUse;
use crate::source::Place;
use crate::subject::command::Command;
use crate::subject::environment::Environment;
use crate::subject::word::Word;

/// A command that kubeadm writes, whose arguments know the entries they come from.
#[derive(Clone, Debug)]
pub struct Derived {
    /// The command.
    pub command: Command,
    arguments: Vec<Argument>,
}

/// One argument, `--name=value`.
#[derive(Clone, Debug)]
struct Argument {
    name: String,
    value: Word,
    /// The entry that sets it; `None` for a default of kubeadm's.
    entry: Option<Entry>,
}

impl Derived {
    /// `ArgumentsToCommand` of cmd/kubeadm/app/util/arguments.go: defaults that an entry names are dropped, or get its
    /// value put to theirs; they are sorted by name and value, and the entries follow, or are sorted with them.
    pub(super) fn new(
        program: &str,
        defaults: Vec<DefaultArg>,
        extra: &ExtraArgs,
        order: Order,
        environment: Environment,
    ) -> Derived {
        let place = extra.section.to_key();
        let kept =
            defaults.into_iter().filter_map(|default| Argument::of_default(default, extra, &environment));
        let mut arguments: Vec<Argument> = kept.collect();
        let by_value = |a: &Argument, b: &Argument| (&a.name, a.text()).cmp(&(&b.name, b.text()));
        arguments.sort_by(by_value);
        let replacing = extra.entries.iter().filter(|entry| entry.merge.is_none());
        arguments.extend(replacing.map(|entry| Argument::of_entry(entry, &environment)));
        // An unknown release counts as one of today; API125 says that it may be another.
        if order == Order::Sorted {
            arguments.sort_by(by_value);
        }
        let mut command = Command::of_image(place.clone(), environment);
        command.program = Word::derived(program, place);
        command.args = arguments.iter().map(Argument::word).collect();
        Derived { command, arguments }
    }

    /// Makes flags that were read from the command point at the entries that set them.
    pub(in crate::model) fn point_at_entries(&self, uses: &mut [FlagUse]) {
        for used in uses {
            let Some(argument) = self.arguments.get(used.index) else { continue };
            let Some(entry) = &argument.entry else { continue };
            let is_whole = used.value.as_ref().is_some_and(|value| value.text == argument.value.text);
            if is_whole {
                used.value = Some(argument.value.clone());
                used.place = entry.place.clone();
                used.name_place = entry.name_place.clone();
            }
        }
    }
}

impl Argument {
    /// A default, if the last entry of its name leaves something of it.
    fn of_default(default: DefaultArg, extra: &ExtraArgs, environment: &Environment) -> Option<Argument> {
        let DefaultArg { name, value } = default;
        let Some(entry) = extra.named(name).next_back() else {
            return Some(Argument { name: name.to_owned(), value, entry: None });
        };
        let merge = entry.merge?;
        let own = Argument::of_entry(entry, environment);
        Some(Argument { value: merge.joined(&value, &own.value), ..own })
    }

    fn of_entry(entry: &Entry, environment: &Environment) -> Argument {
        let mut value = environment.expand(&entry.value, entry.place.clone()).with_placeholders();
        value.verbatim &= entry.is_text;
        Argument { name: entry.name.clone(), value, entry: Some(entry.clone()) }
    }

    /// The value as kubeadm sorts it, before the kubelet expands variables.
    fn text(&self) -> &str {
        self.entry.as_ref().map_or(&self.value.text, |entry| &entry.value)
    }

    fn word(&self) -> Word {
        let prefix = format!("--{}=", self.name);
        // What is wrong with an element as a whole is wrong with its name.
        let named = self.entry.as_ref().map(|entry| &entry.name_place);
        let place: Place = named.unwrap_or(&self.value.place).clone();
        let mut word = Word::derived(format!("{prefix}{}", self.value.text), place);
        let shifted = |hole: &std::ops::Range<usize>| hole.start + prefix.len()..hole.end + prefix.len();
        word.unknown = self.value.unknown.iter().map(shifted).collect();
        word
    }
}

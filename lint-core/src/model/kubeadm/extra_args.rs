//! `extraArgs` of a component, as a map or as a list.

use crate::fix::{Edit, Scalar};
use crate::model::go_flag::FlagUse;
use crate::source::{Cursor, Part, Place, Value};
use crate::subject::kubeadm::{Api, Form};
use crate::subject::word::Word;

/// `extraArgs` of a component.
#[derive(Clone, Debug)]
pub struct ExtraArgs {
    /// The component's section; what asks for the component where it has none.
    pub section: Place,
    /// Whether the section is there, so that arguments can be added to it.
    pub has_section: bool,
    /// Where they stand, if they are there.
    pub place: Option<Place>,
    /// How they are written; where they are not, how they should be.
    pub form: Form,
    /// The arguments, in the order of the file.
    pub entries: Vec<Entry>,
}

/// One argument of `extraArgs`.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name of the flag, without dashes if it is right; empty if it is missing.
    pub name: String,
    /// The value; a number or boolean as it would be written.
    pub value: String,
    /// Whether the value is a string, as kubeadm demands.
    pub is_text: bool,
    /// The value's place; that of the whole item if it has none.
    pub place: Place,
    /// The name's place.
    pub name_place: Place,
    /// The whole entry: what an edit takes away.
    pub whole: Place,
    /// Where kubeadm's own value stays, and this one is put to it.
    pub merge: Option<Merge>,
}

/// How a value is put to kubeadm's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merge {
    /// Behind it.
    Append,
    /// Before it.
    Prepend,
}

impl Merge {
    fn of(item: &Cursor) -> Option<Merge> {
        match item.str("mergeMethod")? {
            "append" => Some(Merge::Append),
            "prepend" => Some(Merge::Prepend),
            _ => None,
        }
    }

    /// The value that is put to `base` (`MergeArgWithBase` of cmd/kubeadm/app/apis/kubeadm/argument.go).
    pub(super) fn joined(self, base: &Word, own: &Word) -> Word {
        let (first, second) = match self {
            Merge::Append => (base, own),
            Merge::Prepend => (own, base),
        };
        let mut word = Word::derived(format!("{}{}", first.text, second.text), own.place.clone());
        let start = first.text.len();
        word.unknown.extend(first.unknown.iter().cloned());
        word.unknown.extend(second.unknown.iter().map(|hole| start + hole.start..start + hole.end));
        word
    }
}

impl ExtraArgs {
    /// Those of the component at `section`, in a document of this API.
    pub(super) fn of(section: &Cursor, api: &Api) -> ExtraArgs {
        let written = section.get("extraArgs").filter(|args| !args.node.is_null());
        let form = match written.as_ref().map(|args| &args.node.value) {
            Some(Value::Mapping(_)) => Form::Map,
            Some(Value::Sequence(_)) => Form::List,
            _ => api.form().unwrap_or(Form::List),
        };
        let entries = written.iter().flat_map(|args| match form {
            Form::Map => args.entries().map(|(name, value)| Entry::of_map(name, &value)).collect::<Vec<_>>(),
            Form::List => args.items().map(|item| Entry::of_list(&item, api)).collect(),
        });
        ExtraArgs {
            section: section.place(),
            has_section: true,
            entries: entries.collect(),
            form,
            place: written.map(|args| args.place()),
        }
    }

    /// Those of a component that has no section and runs because of what stands at `place`.
    pub(super) fn absent(place: Place) -> ExtraArgs {
        ExtraArgs { section: place, has_section: false, place: None, form: Form::List, entries: Vec::new() }
    }

    /// The entries with this name.
    pub fn named<'a>(&'a self, name: &'a str) -> impl DoubleEndedIterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| entry.name == name)
    }

    /// The entry of a name that stands last, and the one whose value sorts last, if they differ in it.
    pub fn last_and_greatest(&self, name: &str) -> Option<(&Entry, &Entry)> {
        let last = self.entries.iter().rfind(|entry| entry.name == name)?;
        let named = self.entries.iter().filter(|entry| entry.name == name);
        let greatest = named.max_by(|a, b| a.value.cmp(&b.value))?;
        (last.value != greatest.value).then_some((last, greatest))
    }

    /// The edits that give a flag this value. `None` where it is there more than once, so that the result would hang on
    /// all of them, and where the value is put to kubeadm's.
    pub fn set(&self, flag: &str, value: &str) -> Option<Vec<Edit>> {
        let mut entries = self.named(flag);
        let edit = match (entries.next(), entries.next()) {
            (Some(_), Some(_)) => return None,
            (Some(entry), None) if entry.merge.is_some() => return None,
            (Some(entry), None) if entry.place == entry.whole && self.form == Form::List => {
                Edit::Add { place: entry.whole.clone(), key: "value".to_owned(), value: value.into() }
            }
            (Some(entry), None) => {
                Edit::Replace { place: entry.place.clone(), value: Scalar::String(value.to_owned()) }
            }
            (None, _) if !self.has_section => return None,
            (None, _) => self.added(flag, value),
        };
        Some(vec![edit])
    }

    /// The edits that take a flag away, so that kubeadm's default holds again. `None` where it is not there.
    pub fn unset(&self, flag: &str) -> Option<Vec<Edit>> {
        let edits: Vec<_> =
            self.named(flag).map(|entry| Edit::Remove { place: entry.whole.clone() }).collect();
        (!edits.is_empty()).then_some(edits)
    }

    /// The edits that take the entry of one use of a flag away.
    pub(in crate::model) fn remove(&self, used: &FlagUse) -> Option<Vec<Edit>> {
        let entry = self.entries.iter().find(|entry| entry.name_place == used.name_place)?;
        Some(vec![Edit::Remove { place: entry.whole.clone() }])
    }

    fn added(&self, flag: &str, value: &str) -> Edit {
        let item = serde_json::json!({ "name": flag, "value": value });
        match (&self.place, self.form) {
            (Some(place), Form::Map) => {
                Edit::Add { place: place.clone(), key: flag.to_owned(), value: value.into() }
            }
            (Some(place), Form::List) => {
                Edit::Insert { place: place.clone(), index: self.entries.len(), value: item }
            }
            (None, form) => {
                let value = match form {
                    Form::Map => serde_json::json!({ flag: value }),
                    Form::List => serde_json::json!([item]),
                };
                Edit::Add { place: self.section.clone(), key: "extraArgs".to_owned(), value }
            }
        }
    }

    /// All arguments in another form, as JSON.
    pub fn converted(&self, to: Form) -> serde_json::Value {
        match to {
            Form::Map => self
                .entries
                .iter()
                .map(|entry| (entry.name.clone(), serde_json::Value::from(entry.value.clone())))
                .collect(),
            Form::List => self
                .entries
                .iter()
                .map(|entry| serde_json::json!({ "name": entry.name, "value": entry.value }))
                .collect(),
        }
    }
}

impl Entry {
    fn of_map(name: &str, value: &Cursor) -> Entry {
        let (text, is_text) = scalar(value);
        let place = value.place();
        Entry {
            name: name.to_owned(),
            value: text,
            is_text,
            name_place: place.to_key(),
            whole: place.clone(),
            place,
            merge: None,
        }
    }

    fn of_list(item: &Cursor, api: &Api) -> Entry {
        let value = item.get("value");
        let (text, is_text) = value.as_ref().map_or((String::new(), true), scalar);
        let name = item.get("name");
        let place_of = |field: Option<Cursor>| field.map_or_else(|| item.place(), |field| field.place());
        Entry {
            name: item.str("name").unwrap_or_default().to_owned(),
            value: text,
            is_text,
            place: place_of(value),
            name_place: place_of(name),
            whole: item.place(),
            merge: Merge::of(item).filter(|_| api.has_merge_methods()),
        }
    }

    /// The edit that gives the entry another name.
    pub fn rename(&self, name: &str) -> Edit {
        let (place, name) = (self.name_place.clone(), name.to_owned());
        match place.part {
            Part::Key => Edit::Rename { place: self.whole.clone(), key: name },
            _ => Edit::Replace { place, value: Scalar::String(name) },
        }
    }
}

/// The text of a scalar, and whether it is a string.
fn scalar(value: &Cursor) -> (String, bool) {
    match &value.node.value {
        Value::String(text) => (text.clone(), true),
        Value::Bool(value) => (value.to_string(), false),
        Value::Number(number) => (number.to_string(), false),
        // Go's decoder leaves a field alone that is null.
        Value::Null => (String::new(), true),
        Value::Sequence(_) | Value::Mapping(_) => (String::new(), false),
    }
}

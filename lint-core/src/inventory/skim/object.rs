//! The strings of an object in JSON, looked at while it is read.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::words::Words;
use super::{PARTS, PARTS_OF_FILES, PROVIDERS, QUOTING, is_user_data};
use crate::inventory::read::OTHER_KINDS;
use crate::model::certificates;
use crate::model::encryption::{self, KeyMaterial};
use crate::subject::carrier;
use crate::subject::object::ObjectId;

static WORDS: Words = Words::new(&[&PARTS]);

static WORDS_OF_FILES: Words = Words::new(&[&PARTS_OF_FILES, &[certificates::BEGIN]]);

/// Whether an object in JSON holds nothing of ours. It is what `id` says, whatever it says itself. `false` may
/// mean anything, even that it is no JSON.
pub(crate) fn is_unrelated(id: &ObjectId, json: &str) -> bool {
    if is_telling_kind(id) {
        return false;
    }
    let root = match (id.group(), id.kind.as_str()) {
        ("", "ConfigMap") => Value::ConfigMap,
        ("", "Secret") => Value::Secret,
        _ => Value::At(Home::Elsewhere),
    };
    let mut reader = serde_json::Deserializer::from_str(json);
    root.deserialize(&mut reader).and_then(|()| reader.end()).is_ok()
}

/// Whether what an object says of itself is enough for a look, whatever else is in it.
fn is_telling_kind(id: &ObjectId) -> bool {
    id.kind.is_empty()
        || id.kind.ends_with("List")
        || OTHER_KINDS.contains(&id.kind.as_str())
        || encryption::is_near_kind(&id.kind)
        || id.group() == "cert-manager.io"
        || WORDS.any_in(&id.kind)
        || WORDS.any_in(&id.api_version)
}

/// A value that is about to be read. Reading ends with an error at the first string that tells.
#[derive(Clone, Copy)]
enum Value {
    ConfigMap,
    Secret,
    /// What has a file under each key.
    Files(Form),
    /// One of these.
    File(Form),
    /// Any other value.
    At(Home),
}

/// How a file is written.
#[derive(Clone, Copy)]
struct Form {
    base64: bool,
    in_secret: bool,
}

/// Where a string stands that is no file, as far as that makes a difference.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    /// Below `command` or `args`.
    CommandLine,
    /// Anywhere else.
    Elsewhere,
}

impl Home {
    fn below(self, key: &str) -> Home {
        if matches!(key, "command" | "args") { Home::CommandLine } else { self }
    }

    fn is_telling(self, text: &str) -> bool {
        WORDS.any_in(text) || self == Home::CommandLine && may_become_word(text)
    }
}

/// Whether a text may have a word once it is expanded and unquoted.
fn may_become_word(text: &str) -> bool {
    text.contains('$') || text.contains(QUOTING) && WORDS.any_in(&text.replace(QUOTING, ""))
}

impl Value {
    /// The value of a key; `None` if the key tells.
    fn below(self, key: &str) -> Option<Value> {
        let files = |base64, in_secret| Some(Value::Files(Form { base64, in_secret }));
        match (self, key) {
            (Value::ConfigMap, "data") => files(false, false),
            (Value::ConfigMap, "binaryData") => files(true, false),
            (Value::Secret, "data") => files(true, true),
            (Value::Secret, "stringData") => files(false, true),
            // Neither has a pod.
            (Value::ConfigMap | Value::Secret, "spec" | "template") => None,
            (Value::Files(form), name) => (!encryption::is_file_name(name)).then_some(Value::File(form)),
            (_, key) if key == PROVIDERS || WORDS.any_in(key) => None,
            (Value::At(home), key) => Some(Value::At(home.below(key))),
            _ => Some(Value::At(Home::Elsewhere.below(key))),
        }
    }

    /// An item of the value.
    fn item(self) -> Value {
        match self {
            Value::At(home) => Value::At(home),
            _ => Value::At(Home::Elsewhere),
        }
    }

    fn is_telling(self, text: &str) -> bool {
        match self {
            Value::At(home) => home.is_telling(text),
            Value::File(form) => form.is_telling(text),
            _ => Home::Elsewhere.is_telling(text),
        }
    }
}

impl Form {
    fn is_telling(self, written: &str) -> bool {
        let is_key = |text: &str| {
            self.in_secret && KeyMaterial::new(text.trim()).decode().is_ok_and(|key| key.is_published())
        };
        let is_telling = |text: &str| {
            WORDS_OF_FILES.any_in(text)
                || is_user_data(text)
                || certificates::is_overcoded(text)
                || is_key(text)
        };
        if !self.base64 {
            return is_telling(written);
        }
        // What is no text may be compressed, or is worth a finding for that.
        is_key(written) || carrier::text_of_bytes(written).map_or(true, |text| is_telling(&text))
    }
}

impl<'de> DeserializeSeed<'de> for Value {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if self.is_telling(text) { Err(telling()) } else { Ok(()) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(self.item())?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(value) = entries.next_key_seed(Key(self))? {
            entries.next_value_seed(value)?;
        }
        Ok(())
    }
}

/// A key of a value, which says what stands behind it.
struct Key(Value);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Value, E> {
        self.0.below(key).ok_or_else(telling)
    }
}

fn telling<E: Error>() -> E {
    E::custom("it may be ours")
}

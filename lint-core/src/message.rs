//! The text of a finding, which cannot hold a secret.
//!
//! A [`Message`] is built by the [`message!`](crate::message!) macro alone, and the macro takes only
//! values that are [`Public`]. Text from a manifest is none: it must pass through [`show`] first,
//! which masks what may be key material. So the compiler, not the care of each printer, keeps
//! secrets out of the output.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::mask;

/// One sentence of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Message(String);

/// A value that may be printed wherever findings go: logs, pull requests, SARIF.
pub trait Public: fmt::Display {}

/// Text from a manifest, made fit for a message: masked, one line, of bounded length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown(String);

/// The longest text that [`show`] leaves whole, in characters.
const LONGEST: usize = 100;

/// Makes text from a manifest fit for a message.
///
/// Whatever may be key material, a password or a private key is masked, control characters become
/// blanks, and long text is cut. Never pass the value of a field that is known to hold a secret.
pub fn show(text: &str) -> Shown {
    let masked = mask::masked(text);
    let line: String = masked.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.chars().count() <= LONGEST {
        return Shown(line);
    }
    let mut cut: String = line.chars().take(LONGEST - 1).collect();
    cut.push('…');
    Shown(cut)
}

/// The words of a longer text that repeats what somebody wrote, such as an error of serde's, each shown.
pub fn show_words(text: &str) -> Shown {
    let words: Vec<String> = text.split(' ').map(|word| show(word).0).collect();
    Shown(words.join(" "))
}

/// A word of a command as [`show`] shows it, and masked if the words before it say that it is a secret.
pub fn show_word(words: &[&str], index: usize) -> Shown {
    let word = words.get(index).copied().unwrap_or_default();
    let secrets = mask::secrets_in_words(words).into_iter().filter(|(at, _)| *at == index);
    let secrets: Vec<_> = secrets.map(|(_, range)| range).collect();
    show(&mask::masked_at(word, &secrets))
}

/// Several texts from a manifest, with commas between them.
pub fn show_all<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Shown {
    let texts: Vec<String> = texts.into_iter().map(|text| show(text.as_ref()).0).collect();
    Shown(texts.join(", "))
}

impl Shown {
    /// Names of ours, with commas between them.
    pub fn list(names: &[&'static str]) -> Shown {
        Shown(names.join(", "))
    }

    /// Names of ours as a sentence has them: `a, b and c`.
    pub fn all_of(names: &[&'static str]) -> Shown {
        match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => Shown(format!("{} and {last}", rest.join(", "))),
            _ => Shown::list(names),
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl Message {
    #[doc(hidden)]
    pub fn from_public(text: String) -> Message {
        Message(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&'static str> for Message {
    fn from(text: &'static str) -> Message {
        Message(text.to_owned())
    }
}

impl From<Shown> for Message {
    fn from(shown: Shown) -> Message {
        Message(shown.0)
    }
}

impl Public for Message {}
impl Public for Shown {}
impl Public for &'static str {}
impl Public for usize {}
impl Public for u16 {}
impl Public for u32 {}
impl Public for u64 {}
impl Public for i64 {}
impl<T: Public> Public for &'_ T {}

#[doc(hidden)]
pub fn public<T: Public>(value: &T) -> &T {
    value
}

/// Builds a [`Message`]: `message!("--{} is set twice", show(name))`.
///
/// Like `format!`, but each argument must be [`Public`] and stand outside the literal:
/// `message!("{name}")` does not compile.
#[macro_export]
macro_rules! message {
    ($format:literal $(, $argument:expr)* $(,)?) => {
        $crate::message::Message::from_public(
            format!(concat!($format) $(, $crate::message::public(&$argument))*)
        )
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_and_kept_on_one_line() {
        let long = "a b ".repeat(80);
        assert_eq!(show(&long).to_string().chars().count(), LONGEST);
        assert_eq!(show("a\nb\u{1b}[31m").to_string(), "a b [31m");
    }

    #[test]
    fn a_word_is_masked_for_the_sake_of_those_before_it() {
        let shown = |words: &[&str], index| show_word(words, index).to_string();
        assert_eq!(shown(&["--data-dir", "--password", "hunter2", "x"], 2), "*******");
        assert_eq!(shown(&["--user", "root:hunter2"], 1), "root:*******");
        assert_eq!(shown(&["--data-dir", "/x", "y"], 2), "y");
        assert_eq!(shown(&["--password"], 1), "");
    }

    #[test]
    fn keys_do_not_pass() {
        let key = "q83vEjRWeJCrAImoTcoBexObEUFXQjYuamy4nCHKiiQ=";
        let error = format!("unknown field `{key}`, expected one of {}", "`profile`, ".repeat(20));
        let shown = show_words(&error).to_string();
        assert!(!shown.contains("q83v") && shown.ends_with("`profile`, "), "{shown}");
        assert!(!message!("bad value {}", show(key)).as_str().contains("q83v"));
    }
}

//! The way from a document's root to a value.

use std::fmt;

use crate::mask;

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into a mapping.
    Key(String),
    /// Into a sequence, from 0.
    Index(usize),
}

/// The way from a document's root to a value.
///
/// It displays as people write it (`spec.containers[0].command[4]`);
/// [`Path::normalized`] is the RFC 9535 form for machines. Both mask a key that may be a secret,
/// such as one that was pasted a line too high.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// The document itself.
    pub const ROOT: Path = Path(Vec::new());

    /// The path of `key` in the mapping at this path.
    pub fn key(&self, key: impl Into<String>) -> Path {
        self.step(Step::Key(key.into()))
    }

    /// The path of item `index` in the sequence at this path.
    pub fn index(&self, index: usize) -> Path {
        self.step(Step::Index(index))
    }

    /// The path one step on.
    pub fn step(&self, step: Step) -> Path {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(step);
        Path(steps)
    }

    /// The path one step back; `None` at the root.
    pub fn parent(&self) -> Option<Path> {
        let (_, rest) = self.0.split_last()?;
        Some(Path(rest.to_vec()))
    }

    /// The last step; `None` at the root.
    pub fn last(&self) -> Option<&Step> {
        self.0.last()
    }

    /// Whether `other` is this path or lies below it.
    pub fn contains(&self, other: &Path) -> bool {
        other.0.starts_with(&self.0)
    }

    /// The normalized path of RFC 9535: `$['spec']['containers'][0]`.
    pub fn normalized(&self) -> String {
        let mut out = String::from("$");
        for step in &self.0 {
            match step {
                Step::Index(index) => out.push_str(&format!("[{index}]")),
                Step::Key(key) => {
                    out.push_str("['");
                    mask::masked(key).chars().for_each(|c| push_escaped(&mut out, c));
                    out.push_str("']");
                }
            }
        }
        out
    }
}

fn push_escaped(out: &mut String, c: char) {
    match c {
        '\'' => out.push_str("\\'"),
        '\\' => out.push_str("\\\\"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if c < ' ' => out.push_str(&format!("\\u{:04x}", c as u32)),
        c => out.push(c),
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_name = |key: &str| {
            mask::secrets(key).is_empty()
                && !key.is_empty()
                && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        };
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) if is_name(key) && position == 0 => f.write_str(key)?,
                Step::Key(key) if is_name(key) => write!(f, ".{key}")?,
                Step::Key(key) => {
                    f.write_str("['")?;
                    let mut quoted = String::new();
                    mask::masked(key).chars().for_each(|c| push_escaped(&mut quoted, c));
                    write!(f, "{quoted}']")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms() {
        let path = Path::ROOT.key("data").key("enc.yaml").index(3).key("it's\n");
        assert_eq!(path.to_string(), "data['enc.yaml'][3]['it\\'s\\n']");
        assert_eq!(path.normalized(), "$['data']['enc.yaml'][3]['it\\'s\\n']");
        assert_eq!(Path::ROOT.key("spec").key("containers").index(0).to_string(), "spec.containers[0]");
    }
}

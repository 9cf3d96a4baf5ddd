//! The way from a document's root to a value.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

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
///
/// Every fact has a path, so a path shares all but its last step with the one that it was made from.
#[derive(Clone, Default)]
pub struct Path(Option<Arc<Link>>);

struct Link {
    before: Path,
    step: Step,
}

impl Path {
    /// The document itself.
    pub const ROOT: Path = Path(None);

    /// The steps from the root on.
    pub fn steps(&self) -> Vec<&Step> {
        let mut steps: Vec<&Step> = self.links().map(|link| &link.step).collect();
        steps.reverse();
        steps
    }

    /// From the last step to the first.
    fn links(&self) -> impl Iterator<Item = &Link> {
        std::iter::successors(self.0.as_deref(), |link| link.before.0.as_deref())
    }

    /// How many steps it has.
    pub fn depth(&self) -> usize {
        self.links().count()
    }

    /// Whether it is the document itself.
    pub fn is_root(&self) -> bool {
        self.0.is_none()
    }

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
        Path(Some(Arc::new(Link { before: self.clone(), step })))
    }

    /// The path one step back; `None` at the root.
    pub fn parent(&self) -> Option<Path> {
        self.0.as_ref().map(|link| link.before.clone())
    }

    /// The last step; `None` at the root.
    pub fn last(&self) -> Option<&Step> {
        self.0.as_ref().map(|link| &link.step)
    }

    /// Whether `other` is this path or lies below it.
    pub fn contains(&self, other: &Path) -> bool {
        std::iter::successors(Some(other), |path| path.0.as_ref().map(|link| &link.before))
            .any(|path| path == self)
    }

    /// The normalized path of RFC 9535: `$['spec']['containers'][0]`.
    pub fn normalized(&self) -> String {
        let mut out = String::from("$");
        for step in self.steps() {
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

impl FromIterator<Step> for Path {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Path {
        steps.into_iter().fold(Path::ROOT, |path, step| path.step(step))
    }
}

impl PartialEq for Path {
    fn eq(&self, other: &Path) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => {
                Arc::ptr_eq(one, other) || one.step == other.step && one.before == other.before
            }
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

impl Eq for Path {}

impl PartialOrd for Path {
    fn partial_cmp(&self, other: &Path) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Path {
    fn cmp(&self, other: &Path) -> Ordering {
        self.steps().cmp(&other.steps())
    }
}

impl Hash for Path {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.steps().hash(state);
    }
}

/// Like what is displayed: a key of a mapping may be a secret, which debug output must not hold.
impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Path({self})")
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
        for (position, step) in self.steps().into_iter().enumerate() {
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
    fn compared_by_their_steps() {
        let (a, b) = (Path::ROOT.key("a"), Path::ROOT.key("b"));
        let in_order = [Path::ROOT, a.clone(), a.key("z"), a.index(0), a.index(1), b.clone()];
        let state = std::hash::RandomState::new();
        let hash = |path: &Path| std::hash::BuildHasher::hash_one(&state, path);
        for (position, one) in in_order.iter().enumerate() {
            for (other_position, other) in in_order.iter().enumerate() {
                let other: Path = other.steps().into_iter().cloned().collect();
                assert_eq!(one.cmp(&other), position.cmp(&other_position), "{one} {other}");
                assert_eq!(*one == other, position == other_position);
                assert_eq!(hash(one) == hash(&other), position == other_position);
            }
        }
        assert!(a.contains(&a.index(1)) && a.contains(&a) && Path::ROOT.contains(&b));
        assert!(!a.contains(&b) && !a.index(1).contains(&a));
        assert_eq!(a.index(1).parent(), Some(a));
    }

    #[test]
    fn both_forms() {
        let path = Path::ROOT.key("data").key("enc.yaml").index(3).key("it's\n");
        assert_eq!(path.to_string(), "data['enc.yaml'][3]['it\\'s\\n']");
        assert_eq!(path.normalized(), "$['data']['enc.yaml'][3]['it\\'s\\n']");
        assert_eq!(Path::ROOT.key("spec").key("containers").index(0).to_string(), "spec.containers[0]");
    }
}

//! What the steps mean, on trees: no text, no styles, but the order of keys.

use serde_json::Value as Json;

use super::*;
use crate::source::{Node, Value};

/// A value with its keys in source order.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    Scalar(Json),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    pub(super) fn of(node: &Node) -> Tree {
        match &node.value {
            Value::Sequence(items) => Tree::List(items.iter().map(Tree::of).collect()),
            Value::Mapping(entries) => {
                Tree::Map(entries.iter().map(|entry| (entry.key.clone(), Tree::of(&entry.node))).collect())
            }
            _ => Tree::Scalar(node.to_json()),
        }
    }

    fn at(&mut self, path: &Path) -> &mut Tree {
        path.steps().into_iter().fold(self, |tree, step| match (tree, step) {
            (Tree::List(items), Step::Index(index)) => &mut items[*index],
            (Tree::Map(entries), Step::Key(key)) => {
                &mut entries.iter_mut().find(|(name, _)| name == key).unwrap().1
            }
            _ => panic!("no such path"),
        })
    }

    /// The paths of all values.
    pub(super) fn paths(&self) -> Vec<Path> {
        let mut found = vec![Path::ROOT];
        let mut add = |step: Step, child: &Tree| {
            found.extend(
                child
                    .paths()
                    .into_iter()
                    .map(|path| std::iter::once(&step).chain(path.steps()).cloned().collect()),
            );
        };
        match self {
            Tree::Scalar(_) => {}
            Tree::List(items) => {
                items.iter().enumerate().for_each(|(index, item)| add(Step::Index(index), item))
            }
            Tree::Map(entries) => entries.iter().for_each(|(key, value)| add(Step::Key(key.clone()), value)),
        }
        found
    }

    pub(super) fn get(&self, path: &Path) -> Tree {
        self.clone().at(path).clone()
    }

    /// The tree after the steps, which all mean the tree as it is before. Those that change one
    /// collection must be given together, and no others with them.
    pub(super) fn edited(&self, edits: &[Edit]) -> Tree {
        let mut tree = self.clone();
        match &edits[0] {
            Edit::Replace { place, value } => tree.at(&place.path).replace(&place.part, value),
            Edit::Rename { place, key } => {
                let (Some(Step::Key(old)), parent) = (place.path.last(), place.path.parent().unwrap()) else {
                    panic!()
                };
                let Tree::Map(entries) = tree.at(&parent) else { panic!() };
                entries.iter_mut().find(|(name, _)| name == old).unwrap().0 = key.clone();
            }
            Edit::Move { place, from, to } => {
                let Tree::List(items) = tree.at(&place.path) else { panic!() };
                let item = items.remove(*from);
                items.insert(*to, item);
            }
            Edit::Split { place, key } => {
                let (Some(Step::Index(index)), parent) = (place.path.last(), place.path.parent().unwrap())
                else {
                    panic!()
                };
                let Tree::List(items) = tree.at(&parent) else { panic!() };
                let Tree::Map(entries) = &mut items[*index] else { panic!() };
                let rest = entries.split_off(entries.iter().position(|(name, _)| name == key).unwrap());
                items.insert(index + 1, Tree::Map(rest));
            }
            Edit::Remove { place } => tree.at(&place.path.parent().unwrap()).alter(edits),
            Edit::Insert { place, .. } | Edit::Add { place, .. } => tree.at(&place.path).alter(edits),
            Edit::Rewrite { .. } => panic!("not a change of the tree"),
        }
        tree
    }

    fn replace(&mut self, part: &Part, value: &Scalar) {
        let Scalar::String(text) = value else { panic!() };
        *self = match (part, &*self) {
            (Part::Within(range), Tree::Scalar(Json::String(old))) => {
                Tree::Scalar(format!("{}{text}{}", &old[..range.start], &old[range.end..]).into())
            }
            _ => Tree::Scalar(text.as_str().into()),
        };
    }

    fn alter(&mut self, edits: &[Edit]) {
        let is_removed = |step: Step| {
            edits
                .iter()
                .any(|edit| matches!(edit, Edit::Remove { place } if place.path.last() == Some(&step)))
        };
        let added_at = |at: usize| {
            edits.iter().filter_map(move |edit| match edit {
                Edit::Insert { index, value, .. } if *index == at => Some(Tree::of(&value.into())),
                _ => None,
            })
        };
        let is_list = edits.iter().any(|edit| matches!(edit, Edit::Insert { .. }));
        *self = match &*self {
            Tree::List(items) => {
                let mut all: Vec<Tree> = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    all.extend(added_at(index));
                    all.extend((!is_removed(Step::Index(index))).then(|| item.clone()));
                }
                all.extend(added_at(items.len()));
                Tree::List(all)
            }
            Tree::Scalar(_) if is_list => Tree::List(added_at(0).collect()),
            other => {
                let mut all = if let Tree::Map(entries) = other { entries.clone() } else { Vec::new() };
                all.retain(|(key, _)| !is_removed(Step::Key(key.clone())));
                all.extend(edits.iter().filter_map(|edit| match edit {
                    Edit::Add { key, value, .. } => Some((key.clone(), Tree::of(&value.into()))),
                    _ => None,
                }));
                Tree::Map(all)
            }
        };
    }
}

//! Variables of a container that something else refers to: without them, or with another value, it may do other things.

use crate::inventory::Inventory;
use crate::source::{Cursor, Node, Path, Place, Step};

use super::Edit;

/// Whether edits change or remove a variable that the container refers to somewhere, or of which it may have another
/// value.
pub(crate) fn touch_shared(edits: &[Edit], inventory: &Inventory) -> bool {
    edits.iter().any(|edit| match edit {
        Edit::Remove { place } => is_shared(place, inventory),
        Edit::Replace { place, .. } if place.path.last() == Some(&Step::Key("value".to_owned())) => {
            let item = place.path.parent().map(|path| Place::value(place.document, path));
            item.is_some_and(|item| is_shared(&item, inventory))
        }
        _ => false,
    })
}

/// Whether the item at a place is a variable of a container that has more to do with it.
fn is_shared(item: &Place, inventory: &Inventory) -> bool {
    let list = item.path.parent().unwrap_or(Path::ROOT);
    if list.last() != Some(&Step::Key("env".to_owned())) {
        return false;
    }
    let at = |path: Path| inventory.at(&Place::value(item.document, path));
    let name = at(item.path.clone()).and_then(|item| Some(item.node.get("name")?.as_str()?.to_owned()));
    let container = list.parent().and_then(at);
    let (Some(name), Some(container)) = (name, container) else { return false };
    has_another(&container, &name) || refers(container.node, &name)
}

/// Whether the container may have the variable from elsewhere as well.
fn has_another(container: &Cursor, name: &str) -> bool {
    let has_items = |key| container.node.get(key).is_some_and(|list| !list.items().is_empty());
    let env = container.node.get("env").map(Node::items).unwrap_or_default();
    let is_it = |item: &&Node| item.get("name").and_then(Node::as_str) == Some(name);
    has_items("envFrom") || env.iter().filter(is_it).count() > 1
}

/// Whether a text below a node has `$(NAME)`, `$NAME` or `${NAME}`.
fn refers(node: &Node, name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let in_text = |text: &str| {
        text.match_indices(name).any(|(at, _)| {
            let before = text[..at].trim_end_matches(['(', '{']);
            before.ends_with('$') && !text[at + name.len()..].starts_with(is_word)
        })
    };
    node.as_str().is_some_and(in_text)
        || node.items().iter().any(|item| refers(item, name))
        || node.entries().iter().any(|entry| refers(&entry.node, name))
}

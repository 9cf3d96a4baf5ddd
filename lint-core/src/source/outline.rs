//! What can be said of a document before its tree is built.

use super::compose::{Graph, Kind, NodeId};

/// A document that has been read, and of which no tree has been built yet.
///
/// Most documents are none of ours, and the tree is the larger part of the work.
pub struct Outline<'g> {
    graph: &'g Graph,
    text: &'g str,
}

impl<'g> Outline<'g> {
    pub(super) fn new(graph: &'g Graph, text: &'g str) -> Outline<'g> {
        Outline { graph, text }
    }

    /// The text of the document, as in [`Document::text`](super::Document::text).
    pub fn text(&self) -> &'g str {
        self.text
    }

    /// Whether the tree would be what is written, value for value, without an error: there are neither
    /// anchors nor aliases nor tags nor merges, and every key can be one.
    pub fn is_plain(&self) -> bool {
        self.graph.is_plain()
    }

    /// The texts of all scalars, keys and values, decoded: each between two NULs.
    pub fn scalars(&self) -> &'g str {
        self.graph.texts()
    }

    /// The keys of the mapping at the root, each with its value if that is a scalar.
    pub fn root_entries(&self) -> impl Iterator<Item = (&'g str, Option<&'g str>)> {
        let text = |id: NodeId| match &self.graph.node(id).kind {
            Kind::Scalar(scalar) => Some(self.graph.text(scalar)),
            _ => None,
        };
        let is_mapping = matches!(self.graph.node(Graph::ROOT).kind, Kind::Mapping);
        let pairs = is_mapping.then(|| self.graph.pairs(Graph::ROOT)).into_iter().flatten();
        pairs.map(move |(key, value)| (text(key).unwrap_or_default(), text(value)))
    }
}

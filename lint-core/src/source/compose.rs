//! Events to the graph of one document: every node once, aliases as references.

use std::collections::HashMap;
use std::ops::Range;

use super::event::{Event, EventKind};
use super::scalar::{self, Scalar};
use super::stream::{LINE_BREAKS, Stream};
use super::{Span, Style, SyntaxError, limits};

/// The nodes of a document in the order of the text, each before those that it holds. Spans count from the
/// start of the stream.
#[derive(Default)]
pub(super) struct Graph {
    nodes: Vec<GraphNode>,
    /// The texts of all scalars, each between two of [`Graph::MARK`].
    texts: String,
    /// Whether the tree has the same shape, and nothing in it can be refused any more.
    is_plain: bool,
}

/// Which node of a [`Graph`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct NodeId(usize);

pub(super) struct GraphNode {
    pub(super) kind: Kind,
    pub(super) span: Span,
    pub(super) style: Style,
    /// The node behind all that this one holds.
    next: NodeId,
}

pub(super) enum Kind {
    Scalar(RawScalar),
    Sequence,
    /// Its keys and values, one after the other.
    Mapping,
    /// A reference to a node before it, which is not an alias itself.
    Alias(NodeId),
}

/// A scalar that has no type yet.
pub(super) struct RawScalar {
    /// Where its text is among those of the graph.
    text: Range<usize>,
    tag: Option<Box<str>>,
    /// Without quotes and without a tag: the text decides about the type.
    plain: bool,
}

impl Graph {
    pub(super) const ROOT: NodeId = NodeId(0);

    /// What stands between the texts of scalars.
    pub(super) const MARK: char = '\0';

    pub(super) fn node(&self, id: NodeId) -> &GraphNode {
        &self.nodes[id.0]
    }

    /// What a collection holds.
    pub(super) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let end = self.node(id).next;
        let mut next = NodeId(id.0 + 1);
        std::iter::from_fn(move || {
            let child = next;
            next = (child != end).then(|| self.node(child).next)?;
            Some(child)
        })
    }

    /// The keys and values of a mapping.
    pub(super) fn pairs(&self, id: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> {
        let mut children = self.children(id);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The text of a scalar.
    pub(super) fn text(&self, scalar: &RawScalar) -> &str {
        self.texts.get(scalar.text.clone()).unwrap_or_default()
    }

    /// The scalar with its type.
    pub(super) fn resolve(&self, scalar: &RawScalar) -> Result<Scalar<'_>, &'static str> {
        scalar::resolve(self.text(scalar), scalar.tag.as_deref(), scalar.plain)
    }

    /// Whether a node, as a key, merges its value.
    pub(super) fn is_merge(&self, id: NodeId) -> bool {
        match &self.node(id).kind {
            Kind::Scalar(scalar) => scalar::is_merge(self.text(scalar), scalar.tag.as_deref(), scalar.plain),
            _ => false,
        }
    }

    /// The texts of all scalars, each between two of [`Graph::MARK`].
    pub(super) fn texts(&self) -> &str {
        &self.texts
    }

    /// Whether the tree has the same shape as the graph, and can be built without an error: there are
    /// neither aliases nor tags, and every key is a scalar that can be one.
    pub(super) fn is_plain(&self) -> bool {
        self.is_plain
    }

    fn clear(&mut self) {
        self.nodes.clear();
        self.texts.clear();
        self.texts.push(Graph::MARK);
        self.is_plain = true;
    }
}

/// Reads a document whose start has been read, its end included, in place of what was in the graph.
/// `start` is where its text begins in the stream.
pub(super) fn compose(graph: &mut Graph, stream: &mut Stream<'_>, start: usize) -> Result<(), SyntaxError> {
    graph.clear();
    let text = stream.text();
    let mut composer = Composer { graph, text, open: Vec::new(), anchors: HashMap::new() };
    while !composer.is_complete() {
        let event = stream.next()?;
        if event.span.end.saturating_sub(start) > limits::DOCUMENT_BYTES {
            return Err(SyntaxError::limit(event.span.start, "the document is larger than 3 MiB"));
        }
        composer.take(event)?;
    }
    stream.next()?;
    Ok(())
}

struct Composer<'g, 'a> {
    graph: &'g mut Graph,
    text: &'a str,
    /// The collections that are still being read.
    open: Vec<Open>,
    anchors: HashMap<String, NodeId>,
}

/// A collection that is still being read.
struct Open {
    id: NodeId,
    /// How many nodes it holds already.
    count: usize,
    is_mapping: bool,
}

impl Composer<'_, '_> {
    fn is_complete(&self) -> bool {
        self.open.is_empty() && !self.graph.nodes.is_empty()
    }

    fn take(&mut self, event: Event) -> Result<(), SyntaxError> {
        let Event { kind, span, anchor } = event;
        let is_key = self.open.last().is_some_and(|open| open.is_mapping && open.count % 2 == 0);
        self.graph.is_plain &= anchor.is_none();
        if let Some(name) = anchor {
            self.anchors.insert(name.into_owned(), NodeId(self.graph.nodes.len()));
        }
        match kind {
            EventKind::Alias(name) => {
                self.graph.is_plain = false;
                let target = self.target(&name, span.start)?;
                let id = self.push(Kind::Alias(target), span, Style::Plain);
                self.finish(id);
            }
            EventKind::Scalar { text, tag, plain, style } => {
                self.graph.is_plain &= tag.is_none() && (!plain || is_harmless(&text, is_key));
                let span = span.start..self.scalar_end(&span, style);
                let scalar = RawScalar { text: self.keep(&text), tag: tag.map(Box::from), plain };
                let id = self.push(Kind::Scalar(scalar), span, style);
                self.finish(id);
            }
            EventKind::SequenceStart(style) => self.open(Kind::Sequence, is_key, span, style),
            EventKind::MappingStart(style) => self.open(Kind::Mapping, is_key, span, style),
            EventKind::SequenceEnd | EventKind::MappingEnd => self.close(&span),
            _ => return Err(SyntaxError::syntax(span.start, "did not find expected node content")),
        }
        Ok(())
    }

    fn target(&self, name: &str, at: usize) -> Result<NodeId, SyntaxError> {
        let Some(&target) = self.anchors.get(name) else {
            return Err(SyntaxError::syntax(at, "the alias refers to an anchor that is not there"));
        };
        if self.open.iter().any(|open| open.id == target) {
            return Err(SyntaxError::syntax(at, "the value of the anchor contains itself"));
        }
        Ok(target)
    }

    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.graph.texts.len();
        self.graph.texts.push_str(text);
        self.graph.texts.push(Graph::MARK);
        start..start + text.len()
    }

    fn push(&mut self, kind: Kind, span: Span, style: Style) -> NodeId {
        let id = NodeId(self.graph.nodes.len());
        self.graph.nodes.push(GraphNode { kind, span, style, next: NodeId(id.0 + 1) });
        id
    }

    fn open(&mut self, kind: Kind, is_key: bool, span: Span, style: Style) {
        self.graph.is_plain &= !is_key;
        let is_mapping = matches!(kind, Kind::Mapping);
        let id = self.push(kind, span, style);
        self.open.push(Open { id, count: 0, is_mapping });
    }

    /// Ends a collection: for libyaml a block reaches to the next token, for a reader to its last child.
    fn close(&mut self, closing: &Span) {
        let Some(Open { id, .. }) = self.open.pop() else { return };
        let next = NodeId(self.graph.nodes.len());
        let node = &mut self.graph.nodes[id.0];
        node.next = next;
        if node.style == Style::Flow {
            node.span.end = closing.end;
        }
        self.finish(id);
    }

    /// Counts a node, of which all has been read, in the collection around it.
    fn finish(&mut self, id: NodeId) {
        let Some(around) = self.open.last_mut() else { return };
        around.count += 1;
        let end = self.graph.node(id).span.end;
        let span = &mut self.graph.nodes[around.id.0].span;
        span.end = span.end.max(end);
    }

    /// Block scalars end at their last line's end, not on the line of what follows.
    fn scalar_end(&self, span: &Span, style: Style) -> usize {
        match (style, self.text.get(span.clone())) {
            (Style::Literal | Style::Folded, Some(text)) => {
                span.start + text.trim_end_matches(LINE_BREAKS).len()
            }
            _ => span.end,
        }
    }
}

/// Whether a plain scalar is surely neither a merge, nor a key that is null or a large number, nor infinity
/// or not-a-number.
fn is_harmless(text: &str, is_key: bool) -> bool {
    if is_key {
        text.starts_with(|c: char| c.is_ascii_alphabetic()) && !text.eq_ignore_ascii_case("null")
    } else {
        text.len() > "-.inf".len() || !text.trim_start_matches(['-', '+']).starts_with('.')
    }
}

//! Events to the graph of one document: every node once, aliases as references.

use std::collections::HashMap;

use super::event::{Event, EventKind};
use super::scalar::{self, Scalar};
use super::stream::{LINE_BREAKS, Stream};
use super::{Span, Style, SyntaxError, limits};

/// The nodes of a document; spans count from the start of the stream.
pub(super) struct Graph(Vec<GraphNode>);

/// Which node of a [`Graph`].
#[derive(Clone, Copy)]
pub(super) struct NodeId(usize);

pub(super) struct GraphNode {
    pub(super) kind: Kind,
    pub(super) span: Span,
    pub(super) style: Style,
}

pub(super) enum Kind {
    /// A collection that is still being read.
    Open,
    Scalar(Scalar),
    /// `<<`: as a key it merges its value.
    Merge,
    Sequence(Vec<NodeId>),
    Mapping(Vec<(NodeId, NodeId)>),
    /// A reference to a node before it, which is not an alias itself.
    Alias(NodeId),
}

impl Graph {
    pub(super) const ROOT: NodeId = NodeId(0);

    pub(super) fn node(&self, id: NodeId) -> &GraphNode {
        &self.0[id.0]
    }
}

/// Reads a document whose start has been read, its end included.
/// `start` is where its text begins in the stream.
pub(super) fn compose(stream: &mut Stream<'_>, start: usize) -> Result<Graph, SyntaxError> {
    let mut composer = Composer { stream, start, nodes: Vec::new(), anchors: HashMap::new() };
    let root = composer.next()?;
    composer.node(root)?;
    composer.stream.next()?;
    Ok(Graph(composer.nodes))
}

struct Composer<'s, 'a> {
    stream: &'s mut Stream<'a>,
    start: usize,
    nodes: Vec<GraphNode>,
    anchors: HashMap<String, NodeId>,
}

impl Composer<'_, '_> {
    fn next(&mut self) -> Result<Event, SyntaxError> {
        let event = self.stream.next()?;
        if event.span.end.saturating_sub(self.start) > limits::DOCUMENT_BYTES {
            return Err(SyntaxError::limit(event.span.start, "the document is larger than 3 MiB"));
        }
        Ok(event)
    }

    /// Recursion ends where the stream refuses to go deeper.
    fn node(&mut self, event: Event) -> Result<NodeId, SyntaxError> {
        let Event { kind, span, anchor } = event;
        let id = NodeId(self.nodes.len());
        let style = style(&kind);
        self.nodes.push(GraphNode { kind: Kind::Open, span: span.clone(), style });
        if let Some(name) = anchor {
            self.anchors.insert(name, id);
        }
        let (kind, end) = match kind {
            EventKind::Alias(name) => (self.alias(&name, span.start)?, span.end),
            EventKind::Scalar { text, tag, plain, style } => {
                (scalar_kind(&text, tag.as_deref(), plain, span.start)?, self.scalar_end(&span, style))
            }
            EventKind::SequenceStart(style) => self.sequence(style, span.end)?,
            EventKind::MappingStart(style) => self.mapping(style, span.end)?,
            _ => return Err(SyntaxError::syntax(span.start, "did not find expected node content")),
        };
        let node = &mut self.nodes[id.0];
        node.kind = kind;
        node.span.end = end;
        Ok(id)
    }

    fn alias(&self, name: &str, at: usize) -> Result<Kind, SyntaxError> {
        let Some(&target) = self.anchors.get(name) else {
            return Err(SyntaxError::syntax(at, "the alias refers to an anchor that is not there"));
        };
        if matches!(self.nodes[target.0].kind, Kind::Open) {
            return Err(SyntaxError::syntax(at, "the value of the anchor contains itself"));
        }
        Ok(Kind::Alias(target))
    }

    fn sequence(&mut self, style: Style, mut end: usize) -> Result<(Kind, usize), SyntaxError> {
        let mut items = Vec::new();
        loop {
            let event = self.next()?;
            if matches!(event.kind, EventKind::SequenceEnd) {
                return Ok((Kind::Sequence(items), collection_end(style, end, &event.span)));
            }
            let item = self.node(event)?;
            end = end.max(self.nodes[item.0].span.end);
            items.push(item);
        }
    }

    fn mapping(&mut self, style: Style, mut end: usize) -> Result<(Kind, usize), SyntaxError> {
        let mut pairs = Vec::new();
        loop {
            let event = self.next()?;
            if matches!(event.kind, EventKind::MappingEnd) {
                return Ok((Kind::Mapping(pairs), collection_end(style, end, &event.span)));
            }
            let key = self.node(event)?;
            let event = self.next()?;
            let value = self.node(event)?;
            end = end.max(self.nodes[key.0].span.end).max(self.nodes[value.0].span.end);
            pairs.push((key, value));
        }
    }

    /// Block scalars end at their last line's end, not on the line of what follows.
    fn scalar_end(&self, span: &Span, style: Style) -> usize {
        match (style, self.stream.text().get(span.clone())) {
            (Style::Literal | Style::Folded, Some(text)) => {
                span.start + text.trim_end_matches(LINE_BREAKS).len()
            }
            _ => span.end,
        }
    }
}

fn style(kind: &EventKind) -> Style {
    match kind {
        EventKind::Scalar { style, .. }
        | EventKind::SequenceStart(style)
        | EventKind::MappingStart(style) => *style,
        _ => Style::Plain,
    }
}

fn scalar_kind(text: &str, tag: Option<&str>, plain: bool, at: usize) -> Result<Kind, SyntaxError> {
    if scalar::is_merge(text, tag, plain) {
        return Ok(Kind::Merge);
    }
    scalar::resolve(text, tag, plain).map(Kind::Scalar).map_err(|message| SyntaxError::syntax(at, message))
}

/// Where a collection ends: for libyaml a block reaches to the next token, for a reader to its last child.
fn collection_end(style: Style, last_child: usize, closing: &Span) -> usize {
    if style == Style::Flow { closing.end } else { last_child }
}

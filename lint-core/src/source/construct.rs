//! The graph of a document to its value tree, with go-yaml v2's aliases, merges and duplicate keys.

use super::compose::{Graph, Kind, NodeId};
use super::mapping::{Mapping, Origin};
use super::{Duplicate, Entry, Location, Node, Path, Span, Step, SyntaxError, Value, limits};

/// The tree of a document and its duplicate keys. Their spans count from `start`, those of an
/// error from the start of the stream.
pub(super) fn construct(graph: &Graph, start: usize) -> Result<(Node, Vec<Duplicate>), SyntaxError> {
    let mut constructor =
        Constructor { graph, start, path: Path::ROOT, duplicates: Vec::new(), budget: limits::ALIASED_NODES };
    let root = constructor.node(Graph::ROOT, &Way::default())?;
    Ok((root, constructor.duplicates))
}

struct Constructor<'g> {
    graph: &'g Graph,
    start: usize,
    path: Path,
    duplicates: Vec<Duplicate>,
    /// How many more nodes may be copied.
    budget: usize,
}

/// How the constructor got to a node.
#[derive(Clone, Default)]
struct Way {
    /// The outermost alias or `<<`.
    through: Option<Span>,
    /// Whether an alias was followed: what is found there has been read once before.
    copied: bool,
    depth: usize,
}

impl Way {
    fn through(&self, site: Span, copied: bool) -> Way {
        Way { through: Some(self.through.clone().unwrap_or(site)), copied: self.copied || copied, ..*self }
    }

    fn deeper(&self, at: usize) -> Result<Way, SyntaxError> {
        if self.depth >= limits::DEPTH {
            return Err(SyntaxError::too_deep(at));
        }
        Ok(Way { depth: self.depth + 1, ..self.clone() })
    }
}

impl Constructor<'_> {
    fn node(&mut self, id: NodeId, way: &Way) -> Result<Node, SyntaxError> {
        let source = self.graph.node(id);
        let at = source.span.start;
        if way.copied {
            self.charge(at)?;
        }
        let value = match &source.kind {
            Kind::Alias(target) => return self.node(*target, &way.through(self.span(id), true)),
            Kind::Scalar(scalar) => scalar.to_value().map_err(|message| SyntaxError::syntax(at, message))?,
            Kind::Merge => Value::String("<<".to_owned()),
            Kind::Sequence(items) => self.sequence(items, &way.deeper(at)?)?,
            Kind::Mapping(pairs) => self.mapping(pairs, &way.deeper(at)?)?,
            Kind::Open => Value::Null,
        };
        let location = Location { span: self.span(id), alias: way.through.clone(), style: source.style };
        Ok(Node { value, location: Some(location) })
    }

    fn sequence(&mut self, items: &[NodeId], way: &Way) -> Result<Value, SyntaxError> {
        let mut nodes = Vec::with_capacity(items.len());
        for (index, &item) in items.iter().enumerate() {
            nodes.push(self.below(Step::Index(index), item, way)?);
        }
        Ok(Value::Sequence(nodes))
    }

    fn mapping(&mut self, pairs: &[(NodeId, NodeId)], way: &Way) -> Result<Value, SyntaxError> {
        let mut mapping = Mapping::default();
        for &(key, value) in pairs {
            let span = self.span(key);
            if matches!(self.graph.node(key).kind, Kind::Merge) {
                self.merge(value, span, way, &mut mapping)?;
                continue;
            }
            let name = self.key(key)?;
            let node = self.below(Step::Key(name.clone()), value, way)?;
            let entry = Entry { key: name, key_span: Some(span.clone()), node };
            self.insert(entry, Origin { span, merged: false }, way, &mut mapping);
        }
        Ok(mapping.into_value())
    }

    fn below(&mut self, step: Step, id: NodeId, way: &Way) -> Result<Node, SyntaxError> {
        self.path.0.push(step);
        let node = self.node(id, way);
        self.path.0.pop();
        node
    }

    /// Applies `<<: value` where it stands: it overrides the keys before it, and those after it override it.
    fn merge(
        &mut self,
        value: NodeId,
        site: Span,
        way: &Way,
        mapping: &mut Mapping,
    ) -> Result<(), SyntaxError> {
        let sources = match &self.graph.node(value).kind {
            // The first of a list has precedence, so it comes last.
            Kind::Sequence(items) => items.iter().rev().copied().collect(),
            _ => vec![value],
        };
        for source in sources {
            self.merge_one(source, site.clone(), way, mapping)?;
        }
        Ok(())
    }

    fn merge_one(
        &mut self,
        source: NodeId,
        site: Span,
        way: &Way,
        mapping: &mut Mapping,
    ) -> Result<(), SyntaxError> {
        let node = self.node(source, &way.through(site.clone(), false))?;
        let Value::Mapping(entries) = node.value else {
            let at = self.graph.node(source).span.start;
            return Err(SyntaxError::syntax(at, "a merge needs a mapping or a list of mappings"));
        };
        for entry in entries {
            self.insert(entry, Origin { span: site.clone(), merged: true }, way, mapping);
        }
        Ok(())
    }

    /// Sets a key, and notes it if the mapping had it before.
    fn insert(&mut self, entry: Entry, origin: Origin, way: &Way, mapping: &mut Mapping) {
        let path = self.path.key(&entry.key);
        match mapping.insert(entry, origin.clone()) {
            Some(first) if !way.copied => self.duplicates.push(Duplicate {
                path,
                first: first.span,
                second: origin.span,
                merged: first.merged || origin.merged,
            }),
            _ => {}
        }
    }

    fn key(&self, id: NodeId) -> Result<String, SyntaxError> {
        let node = self.graph.node(id);
        let kind = match &node.kind {
            Kind::Alias(target) => &self.graph.node(*target).kind,
            kind => kind,
        };
        let key = match kind {
            Kind::Scalar(scalar) => scalar.to_key(),
            Kind::Merge => Ok("<<".to_owned()),
            _ => Err("a list or mapping cannot be a key"),
        };
        key.map_err(|message| SyntaxError::syntax(node.span.start, message))
    }

    fn charge(&mut self, at: usize) -> Result<(), SyntaxError> {
        self.budget = self
            .budget
            .checked_sub(1)
            .ok_or_else(|| SyntaxError::limit(at, "aliases expand to more than 10,000 values"))?;
        Ok(())
    }

    /// Where a node stands in the document.
    fn span(&self, id: NodeId) -> Span {
        let span = &self.graph.node(id).span;
        span.start.saturating_sub(self.start)..span.end.saturating_sub(self.start)
    }
}

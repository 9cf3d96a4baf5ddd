//! The graph of a document to its value tree, with go-yaml v2's aliases, merges and duplicate keys.

use super::compose::{Graph, Kind, NodeId};
use super::mapping::{Mapping, Origin};
use super::scalar::Scalar;
use super::{Duplicate, Entry, Location, Node, Path, Read, Span, SyntaxError, Value, limits};

/// The tree of a document and its duplicate keys. Their spans count from `start`, those of an
/// error from the start of the stream.
pub(super) fn construct(graph: &Graph, start: usize) -> Read {
    let mut constructor = Constructor { graph, start, duplicates: Vec::new(), budget: limits::ALIASED_NODES };
    let root = constructor.node(Graph::ROOT, &Way::default())?;
    Ok((root, constructor.duplicates))
}

struct Constructor<'g> {
    graph: &'g Graph,
    start: usize,
    duplicates: Vec<Duplicate>,
    /// How many more nodes may be copied.
    budget: usize,
}

/// How the constructor got to a node.
#[derive(Clone, Default)]
struct Way<'w> {
    /// The outermost alias or `<<`.
    through: Option<Span>,
    /// Whether an alias was followed: what is found there has been read once before.
    copied: bool,
    depth: usize,
    trail: Trail<'w>,
}

/// The path of a node. It is seldom wanted, so it is not made for each.
#[derive(Clone, Copy, Default)]
enum Trail<'w> {
    #[default]
    Root,
    Key(&'w Trail<'w>, &'w str),
    Index(&'w Trail<'w>, usize),
}

impl Trail<'_> {
    fn to_path(self) -> Path {
        match self {
            Trail::Root => Path::ROOT,
            Trail::Key(above, key) => above.to_path().key(key),
            Trail::Index(above, index) => above.to_path().index(index),
        }
    }
}

impl<'w> Way<'w> {
    fn through(&self, site: Span, copied: bool) -> Way<'w> {
        Way { through: Some(self.through.clone().unwrap_or(site)), copied: self.copied || copied, ..*self }
    }

    fn deeper(&self, at: usize) -> Result<Way<'w>, SyntaxError> {
        if self.depth >= limits::DEPTH {
            return Err(SyntaxError::too_deep(at));
        }
        Ok(Way { depth: self.depth + 1, ..self.clone() })
    }

    fn below<'b>(&self, trail: Trail<'b>) -> Way<'b> {
        Way { through: self.through.clone(), copied: self.copied, depth: self.depth, trail }
    }
}

impl Constructor<'_> {
    fn node(&mut self, id: NodeId, way: &Way) -> Result<Node, SyntaxError> {
        let source = self.graph.node(id);
        let at = source.span.start;
        if way.copied {
            self.charge(at)?;
        }
        let value = match source.kind {
            Kind::Alias(target) => return self.node(target, &way.through(self.span(id), true)),
            Kind::Scalar(ref scalar) => {
                let value = self.graph.resolve(scalar).and_then(Scalar::into_value);
                value.map_err(|message| SyntaxError::syntax(at, message))?
            }
            Kind::Sequence => self.sequence(id, &way.deeper(at)?)?,
            Kind::Mapping => self.mapping(id, &way.deeper(at)?)?,
        };
        let location = Location { span: self.span(id), alias: way.through.clone(), style: source.style };
        Ok(Node { value, location: Some(location) })
    }

    fn sequence(&mut self, id: NodeId, way: &Way) -> Result<Value, SyntaxError> {
        let items = self.graph.children(id).enumerate();
        let nodes = items.map(|(index, item)| self.node(item, &way.below(Trail::Index(&way.trail, index))));
        nodes.collect::<Result<_, _>>().map(Value::Sequence)
    }

    fn mapping(&mut self, id: NodeId, way: &Way) -> Result<Value, SyntaxError> {
        let mut mapping = Mapping::default();
        for (key, value) in self.graph.pairs(id) {
            let span = self.span(key);
            if self.graph.is_merge(key) {
                self.merge(value, span, way, &mut mapping)?;
                continue;
            }
            let name = self.key(key)?;
            let node = self.node(value, &way.below(Trail::Key(&way.trail, &name)))?;
            let entry = Entry::new(name, Some(span.clone()), node);
            self.insert(entry, Origin { span, merged: false }, way, &mut mapping);
        }
        Ok(mapping.into_value())
    }

    /// Applies `<<: value` where it stands: it overrides the keys before it, and those after it override it.
    fn merge(
        &mut self,
        value: NodeId,
        site: Span,
        way: &Way,
        mapping: &mut Mapping,
    ) -> Result<(), SyntaxError> {
        let sources: Vec<NodeId> = match self.graph.node(value).kind {
            Kind::Sequence => self.graph.children(value).collect(),
            _ => vec![value],
        };
        // The first of a list has precedence, so it comes last.
        for source in sources.into_iter().rev() {
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
        let Some((key, first)) = mapping.insert(entry, origin.clone()) else { return };
        if !way.copied {
            self.duplicates.push(Duplicate {
                path: way.trail.to_path().key(key),
                first: first.span,
                second: origin.span,
                merged: first.merged || origin.merged,
            });
        }
    }

    fn key(&self, id: NodeId) -> Result<String, SyntaxError> {
        let target = match self.graph.node(id).kind {
            Kind::Alias(target) => target,
            _ => id,
        };
        let key = match &self.graph.node(target).kind {
            Kind::Scalar(scalar) => self.graph.resolve(scalar).and_then(Scalar::into_key),
            _ => Err("a list or mapping cannot be a key"),
        };
        key.map_err(|message| SyntaxError::syntax(self.graph.node(id).span.start, message))
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

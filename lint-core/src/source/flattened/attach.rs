//! Where lines belong when their indentation does not say it.
//!
//! Lines are read in order, against a schema: each must belong to one of the collections that are
//! still open. Where it may belong to several, all ways are followed; the reconstruction is unique
//! if one of them comes to the end.

use super::line::{Content, Item, Line, is_scalar};
use super::schema::{Fields, Schema};
use crate::source::scalar::{self, Scalar};

/// How many ways are followed at a time, and how many lines: beyond that it is not worth it.
const WAYS: usize = 64;
const LINES: usize = 2_000;

/// How much deeper than a key its value stands.
const STEP: usize = 2;

/// The column of each filled line, if there is one way only to arrange them.
pub(super) fn columns(lines: &[Line<'_>], schema: &'static Fields) -> Option<Vec<usize>> {
    let filled: Vec<_> = lines.iter().filter(|line| line.is_filled()).collect();
    if filled.len() > LINES {
        return None;
    }
    let mut ways = vec![Way::new(schema)];
    for line in filled {
        ways = ways.iter().flat_map(|way| way.with(&line.content)).collect();
        if ways.is_empty() || ways.len() > WAYS {
            return None;
        }
    }
    let mut complete = ways.into_iter().filter(|way| way.open.iter().all(Open::is_complete));
    complete.next().filter(|_| complete.next().is_none()).map(|way| way.columns)
}

/// The lines up to one, each in its place.
#[derive(Clone)]
struct Way<'a> {
    columns: Vec<usize>,
    /// The collections that may still grow, outermost first.
    open: Vec<Open<'a>>,
}

#[derive(Clone)]
struct Open<'a> {
    schema: Shape,
    column: usize,
    /// The keys of a mapping that are there, or an empty name for each item of a list.
    there: Vec<&'a str>,
}

/// The schema of a collection.
#[derive(Clone, Copy)]
enum Shape {
    List(&'static Schema),
    Mapping(&'static Fields),
    Names,
}

impl Shape {
    fn of(schema: &'static Schema) -> Option<Shape> {
        match schema {
            Schema::List(item) => Some(Shape::List(item)),
            Schema::Mapping(fields) => Some(Shape::Mapping(fields)),
            Schema::Names => Some(Shape::Names),
            Schema::Scalar | Schema::Word(_) => None,
        }
    }
}

impl<'a> Open<'a> {
    fn new(schema: Shape, column: usize) -> Open<'a> {
        Open { schema, column, there: Vec::new() }
    }

    fn is_complete(&self) -> bool {
        match self.schema {
            Shape::Mapping(fields) => fields.is_complete(&self.there),
            Shape::List(_) | Shape::Names => !self.there.is_empty(),
        }
    }
}

impl<'a> Way<'a> {
    fn new(root: &'static Fields) -> Way<'a> {
        Way { columns: Vec::new(), open: vec![Open::new(Shape::Mapping(root), 0)] }
    }

    /// The ways in which one more line can follow.
    fn with(&self, line: &Content<'a>) -> Vec<Way<'a>> {
        let mut ways = Vec::new();
        for level in (0..self.open.len()).rev() {
            let mut way = Way { columns: self.columns.clone(), open: self.open[..=level].to_vec() };
            if way.take(line).is_some() {
                ways.push(way);
            }
            if !self.open[level].is_complete() {
                break;
            }
        }
        ways
    }

    /// Puts a line into the innermost collection, if it fits there.
    fn take(&mut self, line: &Content<'a>) -> Option<()> {
        let open = self.open.last_mut()?;
        let column = open.column;
        match (open.schema, line) {
            (Shape::List(Schema::Scalar), Content::Value) => open.there.push(""),
            (Shape::List(item), Content::Entry { item: Item(Some(offset)), key, value }) => {
                open.there.push("");
                self.open.push(Open::new(Shape::of(item)?, column + offset));
                self.take_entry(key, value)?;
            }
            (_, Content::Entry { item: Item(None), key, value }) => self.take_entry(key, value)?,
            _ => return None,
        }
        self.columns.push(column);
        Some(())
    }

    /// Puts an entry into the innermost mapping, if it fits there.
    fn take_entry(&mut self, key: &'a str, value: &str) -> Option<()> {
        let open = self.open.last_mut()?;
        let column = open.column + STEP;
        let schema = match open.schema {
            Shape::Mapping(fields) if fields.admits(key, &open.there) => fields.get(key)?,
            Shape::Names if !open.there.contains(&key) && is_text(value) => &Schema::Scalar,
            _ => return None,
        };
        open.there.push(key);
        match schema {
            Schema::Scalar => is_scalar(value).then_some(()),
            Schema::Word(words) => words.contains(&value).then_some(()),
            Schema::List(_) if value.starts_with('[') => value.ends_with(']').then_some(()),
            Schema::Mapping(_) | Schema::Names if value.starts_with('{') => {
                value.ends_with('}').then_some(())
            }
            _ if value.is_empty() => {
                self.open.push(Open::new(Shape::of(schema)?, column));
                Some(())
            }
            _ => None,
        }
    }
}

/// Whether a plain scalar is a string: labels, annotations and their like are nothing else.
fn is_text(value: &str) -> bool {
    matches!(scalar::resolve(value, None, true), Ok(Scalar::String(_)))
}

//! The events of a YAML stream, each with the bytes it stands on.
//!
//! libyaml-rs is libyaml translated to Rust, with libyaml's interface of raw pointers. This file
//! is the only one of the crate that touches it.
#![allow(unsafe_code)]

use std::borrow::Cow;
use std::ffi::{CStr, c_char};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use libyaml_rs as yaml;

use super::{Span, Style};

/// One event of a stream, with text that lies in libyaml's memory.
pub(super) struct Event<'e> {
    pub(super) kind: EventKind<'e>,
    /// Where it stands; anchor and tag of a node included.
    pub(super) span: Span,
    /// The name a node is given with `&name`.
    pub(super) anchor: Option<Cow<'e, str>>,
}

/// What an [`Event`] tells.
pub(super) enum EventKind<'e> {
    DocumentStart {
        /// What a `%YAML 1.x` directive says of x.
        minor_version: Option<i32>,
    },
    /// `explicit` if it is written (`...`).
    DocumentEnd {
        explicit: bool,
    },
    StreamEnd,
    Alias(Cow<'e, str>),
    Scalar {
        text: Cow<'e, str>,
        tag: Option<Cow<'e, str>>,
        /// Without quotes and without a tag: the text decides about the type.
        plain: bool,
        style: Style,
    },
    SequenceStart(Style),
    SequenceEnd,
    MappingStart(Style),
    MappingEnd,
}

impl Event<'_> {
    /// The end of the stream at an offset.
    pub(super) fn end(at: usize) -> Event<'static> {
        Event { kind: EventKind::StreamEnd, span: at..at, anchor: None }
    }
}

/// Why libyaml cannot read on.
pub(super) struct Problem {
    /// One of libyaml's fixed sentences; they never quote the text.
    pub(super) message: String,
    /// Byte offset of what it stumbled over.
    pub(super) at: usize,
    /// Byte offset of the construct it was in, such as the bracket that is still open.
    pub(super) context: Option<usize>,
}

/// A libyaml parser on borrowed text.
pub(super) struct Parser<'a> {
    /// On the heap behind a raw pointer, because libyaml keeps pointers into the parser itself.
    raw: NonNull<yaml::yaml_parser_t>,
    /// The event that was given out last.
    event: Option<yaml::yaml_event_t>,
    end: usize,
    finished: bool,
    text: PhantomData<&'a str>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Parser<'a> {
        let memory = Box::leak(Box::new(MaybeUninit::<yaml::yaml_parser_t>::uninit()));
        let raw = NonNull::from(memory).cast::<yaml::yaml_parser_t>();
        // SAFETY: `raw` is valid for writes and initialized by the first call. The text outlives
        // the parser (`'a`). Initialization has no failure to report: without memory it aborts.
        unsafe {
            let _ = yaml::yaml_parser_initialize(raw.as_ptr());
            yaml::yaml_parser_set_encoding(raw.as_ptr(), yaml::YAML_UTF8_ENCODING);
            yaml::yaml_parser_set_input_string(raw.as_ptr(), text.as_ptr(), text.len() as u64);
        }
        Parser { raw, event: None, end: text.len(), finished: false, text: PhantomData }
    }

    /// The next event. After the end of the stream or a problem it is always `StreamEnd`.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Problem> {
        self.advance()?;
        if self.event.as_ref().is_some_and(|event| event.type_ == yaml::YAML_STREAM_START_EVENT) {
            self.advance()?;
        }
        match &self.event {
            // SAFETY: the event comes from libyaml, and is deleted only when `self` is borrowed anew.
            Some(event) => Ok(unsafe { self.read(event) }),
            None => Ok(Event::end(self.end)),
        }
    }

    /// Lets go of the event that was given out last, and has libyaml make the next one.
    fn advance(&mut self) -> Result<(), Problem> {
        self.release();
        if self.finished {
            return Ok(());
        }
        let mut event = MaybeUninit::<yaml::yaml_event_t>::uninit();
        // SAFETY: the parser is initialized; on success the event is too.
        let event = unsafe {
            if yaml::yaml_parser_parse(self.raw.as_ptr(), event.as_mut_ptr()).fail {
                self.finished = true;
                return Err(self.problem());
            }
            event.assume_init()
        };
        self.finished = event.type_ == yaml::YAML_STREAM_END_EVENT;
        self.event = Some(event);
        Ok(())
    }

    fn release(&mut self) {
        if let Some(mut event) = self.event.take() {
            // SAFETY: the event comes from libyaml, and having been taken it is deleted only once.
            unsafe { yaml::yaml_event_delete(&mut event) }
        }
    }

    /// Reads an event without copying its text.
    ///
    /// # Safety
    /// `event` must come from a successful `yaml_parser_parse`, and not be deleted while `'e` lasts.
    unsafe fn read<'e>(&self, event: &'e yaml::yaml_event_t) -> Event<'e> {
        let span = self.offset(&event.start_mark)..self.offset(&event.end_mark);
        // SAFETY: `type_` says which member of the union is set; its strings end in NUL.
        let (kind, anchor) = unsafe {
            match event.type_ {
                yaml::YAML_DOCUMENT_START_EVENT => {
                    let version = event.data.document_start.version_directive.as_ref();
                    (EventKind::DocumentStart { minor_version: version.map(|version| version.minor) }, None)
                }
                yaml::YAML_DOCUMENT_END_EVENT => {
                    (EventKind::DocumentEnd { explicit: !event.data.document_end.implicit }, None)
                }
                yaml::YAML_ALIAS_EVENT => {
                    (EventKind::Alias(string(event.data.alias.anchor.cast()).unwrap_or_default()), None)
                }
                yaml::YAML_SCALAR_EVENT => {
                    let scalar = &event.data.scalar;
                    let bytes = std::slice::from_raw_parts(scalar.value, scalar.length as usize);
                    let kind = EventKind::Scalar {
                        text: String::from_utf8_lossy(bytes),
                        tag: string(scalar.tag.cast()),
                        plain: scalar.plain_implicit,
                        style: scalar_style(scalar.style),
                    };
                    (kind, string(scalar.anchor.cast()))
                }
                yaml::YAML_SEQUENCE_START_EVENT => {
                    let start = &event.data.sequence_start;
                    let is_flow = start.style == yaml::YAML_FLOW_SEQUENCE_STYLE;
                    (EventKind::SequenceStart(collection_style(is_flow)), string(start.anchor.cast()))
                }
                yaml::YAML_SEQUENCE_END_EVENT => (EventKind::SequenceEnd, None),
                yaml::YAML_MAPPING_START_EVENT => {
                    let start = &event.data.mapping_start;
                    let is_flow = start.style == yaml::YAML_FLOW_MAPPING_STYLE;
                    (EventKind::MappingStart(collection_style(is_flow)), string(start.anchor.cast()))
                }
                yaml::YAML_MAPPING_END_EVENT => (EventKind::MappingEnd, None),
                _ => (EventKind::StreamEnd, None),
            }
        };
        Event { kind, span, anchor }
    }

    fn problem(&self) -> Problem {
        // SAFETY: the parser is initialized, and libyaml's messages are constants.
        let (parser, message, context) = unsafe {
            let parser = self.raw.as_ref();
            (parser, string(parser.problem.cast()), string(parser.context.cast()))
        };
        Problem {
            message: message.map_or_else(|| "not YAML".to_owned(), Cow::into_owned),
            at: self.offset(&parser.problem_mark),
            context: context.map(|_| self.offset(&parser.context_mark)),
        }
    }

    /// libyaml-rs counts bytes in its marks, where libyaml counts characters.
    fn offset(&self, mark: &yaml::yaml_mark_t) -> usize {
        usize::try_from(mark.index).map_or(self.end, |index| index.min(self.end))
    }
}

impl Drop for Parser<'_> {
    fn drop(&mut self) {
        self.release();
        // SAFETY: `raw` came from a box in `new` and is given back only here.
        unsafe {
            yaml::yaml_parser_delete(self.raw.as_ptr());
            drop(Box::from_raw(self.raw.as_ptr().cast::<MaybeUninit<yaml::yaml_parser_t>>()));
        }
    }
}

/// # Safety
/// `text` must be null or a string that ends in NUL, and stay as it is while `'e` lasts.
unsafe fn string<'e>(text: *const c_char) -> Option<Cow<'e, str>> {
    // SAFETY: by the contract of this function.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_string_lossy())
}

fn scalar_style(style: yaml::yaml_scalar_style_t) -> Style {
    match style {
        yaml::YAML_SINGLE_QUOTED_SCALAR_STYLE => Style::SingleQuoted,
        yaml::YAML_DOUBLE_QUOTED_SCALAR_STYLE => Style::DoubleQuoted,
        yaml::YAML_LITERAL_SCALAR_STYLE => Style::Literal,
        yaml::YAML_FOLDED_SCALAR_STYLE => Style::Folded,
        _ => Style::Plain,
    }
}

fn collection_style(is_flow: bool) -> Style {
    if is_flow { Style::Flow } else { Style::Block }
}

/// How many events libyaml finds in a text: the floor that benchmarks compare with.
#[doc(hidden)]
pub fn count_events(text: &str) -> usize {
    let mut parser = Parser::new(text);
    let mut count = 0;
    while let Ok(event) = parser.next() {
        count += 1;
        if matches!(event.kind, EventKind::StreamEnd) {
            break;
        }
    }
    count
}

/// Run under Miri, too, so the texts are short.
#[cfg(test)]
mod tests {
    use super::*;

    const ALL_KINDS: &str = "%YAML 1.1\n---\na: &x [1, \"b\\n\", 'c', !!str d, *x]\n? {e: é😀}\n: |\n  f\n\ng: >-\n  h\n...\n---\n- \r\n";

    /// A word for each event, up to the first problem.
    fn kinds(text: &str) -> Vec<&'static str> {
        let mut parser = Parser::new(text);
        let mut found = Vec::new();
        loop {
            let event = match parser.next() {
                Ok(event) => event,
                Err(problem) => {
                    assert!(problem.at <= text.len() && !problem.message.is_empty());
                    assert!(problem.context.is_none_or(|at| at <= text.len()));
                    found.push("problem");
                    return found;
                }
            };
            assert!(event.span.start <= event.span.end && event.span.end <= text.len());
            found.push(match event.kind {
                EventKind::DocumentStart { minor_version: Some(1) } => "1.1",
                EventKind::DocumentStart { .. } => "---",
                EventKind::DocumentEnd { explicit: true } => "...",
                EventKind::DocumentEnd { explicit: false } => ".",
                EventKind::Alias(name) if name == "x" => "*x",
                EventKind::Alias(_) => "*",
                EventKind::Scalar { tag: Some(_), .. } => "!",
                EventKind::Scalar { style: Style::Plain, .. } => "plain",
                EventKind::Scalar { style: Style::SingleQuoted, .. } => "'",
                EventKind::Scalar { style: Style::DoubleQuoted, .. } => "\"",
                EventKind::Scalar { style: Style::Literal, .. } => "|",
                EventKind::Scalar { .. } => ">",
                EventKind::SequenceStart(_) if event.anchor.is_some() => "&[",
                EventKind::SequenceStart(_) => "[",
                EventKind::SequenceEnd => "]",
                EventKind::MappingStart(_) => "{",
                EventKind::MappingEnd => "}",
                EventKind::StreamEnd => return found,
            });
        }
    }

    #[test]
    fn every_kind_of_event() {
        let first = "1.1 { plain &[ plain \" ' ! *x ] { plain plain } | plain > } ...";
        let expected: Vec<&str> = first.split(' ').chain("--- [ plain ] .".split(' ')).collect();
        assert_eq!(kinds(ALL_KINDS), expected);
    }

    #[test]
    fn a_text_that_breaks_off_anywhere() {
        for end in (0..ALL_KINDS.len()).filter(|end| ALL_KINDS.is_char_boundary(*end)) {
            kinds(&ALL_KINDS[..end]);
        }
    }

    #[test]
    fn what_libyaml_refuses() {
        let rows = [
            "a: b: c",
            "[",
            "{a",
            "'",
            "\"\\x\"",
            "\"\\uD800\"",
            "@",
            "&",
            "*",
            "!<",
            "%YAML 9",
            "%TAG ! !\n%TAG ! !\n---",
            "- a\n b",
            "\t- a",
            "a: |9x",
            "? a\n: b\n c",
            "]",
            "}",
            ",",
            "\u{feff}\u{feff}",
            "\0",
            "a: !!a!b c",
        ];
        let problems = rows.iter().filter(|text| kinds(text).last() == Some(&"problem")).count();
        assert!(problems > rows.len() / 2, "{problems}");
    }

    #[test]
    fn a_parser_that_is_dropped_in_the_middle() {
        for events in 0..12 {
            let mut parser = Parser::new(ALL_KINDS);
            for _ in 0..events {
                assert!(parser.next().is_ok());
            }
        }
    }

    #[test]
    fn after_the_end_there_is_nothing_more() {
        for text in ["", "a", "[", "\u{85}"] {
            let mut parser = Parser::new(text);
            while parser.next().is_ok_and(|event| !matches!(event.kind, EventKind::StreamEnd)) {}
            assert!(parser.next().is_ok_and(|event| matches!(event.kind, EventKind::StreamEnd)));
        }
    }
}

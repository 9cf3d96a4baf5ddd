//! What is commented out, as it was before.

use std::ops::Range;

/// Lines that are commented out one below the other, without their marks.
pub(crate) struct Comment {
    pub(crate) text: String,
    /// Where each line begins, here and in the text that has the comment.
    lines: Vec<(usize, usize)>,
}

/// The comments of a text that have lines of their own.
pub(crate) fn comments(text: &str) -> Vec<Comment> {
    let mut found: Vec<Comment> = Vec::new();
    let mut is_open = false;
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        let content = line.trim_start_matches([' ', '\t']).strip_prefix('#');
        // The first line of a script is none of YAML.
        let Some(content) = content.filter(|content| !content.starts_with('!')) else {
            is_open = false;
            continue;
        };
        if !is_open {
            found.push(Comment { text: String::new(), lines: Vec::new() });
            is_open = true;
        }
        if let Some(comment) = found.last_mut() {
            comment.lines.push((comment.text.len(), end - content.len()));
            comment.text.push_str(content);
        }
    }
    found
}

impl Comment {
    /// The bytes of the text that has the comment, without the marks between them.
    pub(crate) fn written(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let first = self.lines.partition_point(|(start, _)| *start <= range.start).saturating_sub(1);
        let ends = self.lines.iter().skip(first + 1).map(|(start, _)| *start).chain([self.text.len()]);
        let lines = self.lines.iter().skip(first).zip(ends).take_while(|((start, _), _)| *start < range.end);
        lines
            .map(|((start, written), end)| {
                let (from, to) = (range.start.max(*start), range.end.min(end));
                written + from - start..written + to.max(from) - start
            })
            .collect()
    }
}

//! `user:password@` in URLs and addresses.

use std::ops::Range;

/// What may stand within quotes or between blanks cannot stand in a URL.
const ENDS: [char; 9] = [' ', '\t', '\n', '\r', '"', '\'', '`', '<', '>'];

/// Everything before the `@` of a URL. A password may hold `/`, `?` and `#`, though it should not: if a colon
/// stands before them, what follows it may be one.
pub(super) fn passwords_in_urls(text: &str, found: &mut Vec<Range<usize>>) {
    const MARK: &str = "://";
    let mut marks = text.match_indices(MARK).map(|(at, _)| at).peekable();
    while let Some(at) = marks.next() {
        let start = at + MARK.len();
        // In a list of URLs the next one begins within the word.
        let rest = match marks.peek() {
            Some(next) => text[start..(*next).max(start)]
                .trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '+'),
            None => &text[start..],
        };
        let word = &rest[..rest.find(ENDS).unwrap_or(rest.len())];
        found.extend(end_of_password(word).map(|end| start..start + end));
    }
}

/// Where the `@` behind a password stands, in what follows the scheme of a URL.
fn end_of_password(url: &str) -> Option<usize> {
    let authority = &url[..url.find(['/', '?', '#']).unwrap_or(url.len())];
    let last = url.rfind('@')?;
    let may_end_password = last < authority.len() || authority.contains(':') && !is_digest(&url[last + 1..]);
    if may_end_password { Some(last) } else { authority.rfind('@') }
}

/// `user:password@host` without a scheme, as databases and rsync take it.
pub(super) fn passwords_in_addresses(text: &str, found: &mut Vec<Range<usize>>) {
    let mut start = 0;
    for word in text.split_inclusive(ENDS) {
        let at_sign = word.rfind('@').filter(|at| !is_digest(&word[at + 1..]));
        let colon = word.find(':').filter(|colon| *colon > 0 && !word[*colon..].starts_with("://"));
        match (colon, at_sign) {
            (Some(colon), Some(at_sign)) if colon < at_sign => found.push(start + colon + 1..start + at_sign),
            _ => {}
        }
        start += word.len();
    }
}

/// The digest of an image, which is no host.
fn is_digest(text: &str) -> bool {
    text.starts_with("sha256:") || text.starts_with("sha512:")
}

//! The README as PyPI shows it: there, links that are relative to the repository lead nowhere.

use pulldown_cmark::{CowStr, Event, Parser, Tag};

use crate::{Error, in_repository};

const HEADER: &str = "<!-- Made by `cargo xtask docs` from README.md. -->\n\n";

const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/");
const PICTURES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/raw/main/");

pub(super) fn text() -> Result<String, Error> {
    let path = in_repository("README.md");
    let readme = std::fs::read_to_string(&path).map_err(Error::file(&path))?;
    Ok(HEADER.to_owned() + &absolute(&readme))
}

/// The text with absolute links.
fn absolute(text: &str) -> String {
    let mut absolute = text.to_owned();
    // From the end, so that what comes before stays where it was.
    for (event, range) in Parser::new(text).into_offset_iter().collect::<Vec<_>>().into_iter().rev() {
        let (base, target) = match event {
            Event::Start(Tag::Link { dest_url, .. }) if is_relative(&dest_url) => (PAGES, dest_url),
            Event::Start(Tag::Image { dest_url, .. }) if is_relative(&dest_url) => (PICTURES, dest_url),
            _ => continue,
        };
        // What a link shows stands before where it leads.
        if let Some(at) = text[range.clone()].rfind(&format!("]({target}")) {
            absolute.insert_str(range.start + at + "](".len(), base);
        }
    }
    absolute
}

fn is_relative(target: &CowStr) -> bool {
    !target.contains("://") && !target.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_links_become_absolute() {
        let table = [
            ("[a](docs/a.md#b)", format!("[a]({PAGES}docs/a.md#b)")),
            ("![a](docs/a.svg)", format!("![a]({PICTURES}docs/a.svg)")),
            ("[LICENSE](LICENSE) [b](b)", format!("[LICENSE]({PAGES}LICENSE) [b]({PAGES}b)")),
            ("[a](https://example.org)", "[a](https://example.org)".to_owned()),
            ("[a](#below)", "[a](#below)".to_owned()),
            ("```\n[a](b)\n```\n", "```\n[a](b)\n```\n".to_owned()),
        ];
        for (text, expected) in table {
            assert_eq!(absolute(text), expected);
        }
    }
}

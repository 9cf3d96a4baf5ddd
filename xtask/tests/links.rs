//! Every link within the repository leads somewhere: those of all Markdown files, and those in findings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use etcdlint_core::rules;
use ignore::WalkBuilder;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// How links begin that lead into the repository although they have a host.
const PUBLISHED: [&str; 2] = [
    concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/"),
    concat!(env!("CARGO_PKG_REPOSITORY"), "/tree/main/"),
];

/// What of a Markdown file has to do with links.
#[derive(Default)]
struct Page {
    links: Vec<String>,
    anchors: BTreeSet<String>,
}

#[test]
fn links_in_the_repository_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
    let pages = pages(root);
    let broken: Vec<String> = pages
        .iter()
        .flat_map(|(path, page)| page.links.iter().map(move |link| (path, link)))
        .filter(|(path, link)| !leads_somewhere(root, &pages, path, link))
        .map(|(path, link)| format!("{}: {link}", path.display()))
        .collect();
    assert!(broken.is_empty(), "{} links lead nowhere:\n{}", broken.len(), broken.join("\n"));
    assert!(pages.len() > rules::all().count(), "the pages of all rules are looked at");
}

#[test]
fn findings_link_to_the_pages_of_their_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
    let pages = pages(root);
    for rule in rules::all() {
        let url = rule.url();
        assert!(url.starts_with(PUBLISHED[0]), "{url}");
        assert!(leads_somewhere(root, &pages, Path::new("README.md"), &url), "{url}");
    }
}

/// All Markdown files, by their path from the root.
fn pages(root: &Path) -> BTreeMap<PathBuf, Page> {
    let files =
        WalkBuilder::new(root).hidden(false).build().map(|entry| entry.expect("the repository").into_path());
    let markdown = files.filter(|path| path.extension().is_some_and(|end| end == "md"));
    markdown
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a page");
            (path.strip_prefix(root).expect("a path below the root").to_owned(), Page::of(&text))
        })
        .collect()
}

fn leads_somewhere(root: &Path, pages: &BTreeMap<PathBuf, Page>, from: &Path, link: &str) -> bool {
    let published = PUBLISHED.iter().find_map(|prefix| link.strip_prefix(prefix));
    if published.is_none() && link.contains("://") {
        return true;
    }
    let (target, anchor) =
        published.unwrap_or(link).split_once('#').unwrap_or((published.unwrap_or(link), ""));
    let folder = if published.is_some() { Path::new("") } else { from.parent().unwrap_or(Path::new("")) };
    let target = if target.is_empty() { from.to_owned() } else { normal(&folder.join(target)) };
    let has_anchor = || pages.get(&target).is_some_and(|page| page.anchors.contains(anchor));
    root.join(&target).exists() && (anchor.is_empty() || has_anchor())
}

/// The path without `..`.
fn normal(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut path, component| {
        match component {
            Component::ParentDir => drop(path.pop()),
            component => path.push(component),
        }
        path
    })
}

impl Page {
    fn of(text: &str) -> Page {
        let mut page = Page::default();
        let mut heading: Option<String> = None;
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push(dest_url.into_string());
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => page.add_anchor(&heading.take().unwrap_or_default()),
                Event::Text(text) | Event::Code(text) => {
                    heading.iter_mut().for_each(|heading| heading.push_str(&text));
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    let ids = html.split("id=\"").skip(1).filter_map(|rest| rest.split('"').next());
                    page.anchors.extend(ids.map(str::to_owned));
                }
                _ => {}
            }
        }
        page
    }

    /// The anchor that GitHub gives to a heading.
    fn add_anchor(&mut self, heading: &str) {
        let kept = heading.chars().filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
        let slug = kept.collect::<String>().to_lowercase().replace(' ', "-");
        let again = (1..).map(|number| format!("{slug}-{number}"));
        let free = std::iter::once(slug.clone()).chain(again).find(|anchor| !self.anchors.contains(anchor));
        self.anchors.extend(free);
    }
}

//! What is linted: the content of files, as much of it as is needed.

use std::convert::Infallible;
use std::path::{Path, PathBuf};

use etcdlint_core::inventory::{Excerpt, Input};
use etcdlint_core::linter::Linter;
use etcdlint_core::report::Report;
use etcdlint_core::settings::{FailOn, Settings};

use crate::files::{self, File};
use crate::git;

/// A file that was read.
pub(crate) struct Source {
    input: Input,
    /// Where it is; absent for standard input.
    pub(crate) path: Option<PathBuf>,
    content: Content,
}

/// What is in a file.
enum Content {
    /// Of manifests what matters.
    Excerpt(Excerpt),
    /// All of the manifests, which may be changed.
    Manifest(String),
    Script(String),
}

/// Files that are linted together: those that one configuration is for.
pub(crate) struct Group {
    pub(crate) settings: Settings,
    pub(crate) fail_on: FailOn,
    pub(crate) sources: Vec<Source>,
}

impl Source {
    /// Reads a file. `stdin` is the name of standard input; of manifests that may be changed all is kept.
    pub(crate) fn read(file: &File, stdin: &str, may_change: bool) -> Result<Source, files::Error> {
        let name = file.name(stdin);
        let mut pieces = file.pieces()?.peekable();
        let begin = pieces.peek().and_then(|piece| piece.as_deref().ok()).unwrap_or_default();
        let content = if file.is_script(begin) {
            Content::Script(pieces.collect::<Result<_, _>>()?)
        } else if may_change {
            Content::changeable(&name, pieces.collect::<Result<_, _>>()?)
        } else {
            Content::Excerpt(Excerpt::of(&name, pieces)?)
        };
        let version_controlled = file.path().is_some_and(|path| match &content {
            Content::Excerpt(excerpt) => git::is_version_controlled(path, excerpt.texts()),
            Content::Manifest(text) | Content::Script(text) => {
                git::is_version_controlled(path, [text.as_str()])
            }
        });
        let input = Input { name, version_controlled };
        Ok(Source { input, path: file.path().map(Path::to_owned), content })
    }

    /// The name in reports.
    pub(crate) fn name(&self) -> &str {
        &self.input.name
    }

    /// Puts another text of the same sort in place of it.
    pub(crate) fn set_text(&mut self, new: &str) {
        match &mut self.content {
            Content::Manifest(text) | Content::Script(text) => *text = new.to_owned(),
            Content::Excerpt(_) => {}
        }
    }

    /// The text, if it is there to be changed.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Manifest(text) | Content::Script(text) => Some(text),
            Content::Excerpt(_) => None,
        }
    }
}

impl Content {
    /// Manifests that may be changed, if there is something of ours in them.
    fn changeable(name: &str, text: String) -> Content {
        let Ok(excerpt) = Excerpt::of(name, [Ok::<_, Infallible>(&text)]);
        if excerpt.is_empty() { Content::Excerpt(excerpt) } else { Content::Manifest(text) }
    }
}

impl Group {
    /// Lints all of it. What was taken from files that are not to be changed is used up.
    pub(crate) fn lint(&mut self) -> Report {
        let mut linter = Linter::new(self.settings.clone());
        for source in &mut self.sources {
            let input = source.input.clone();
            match &mut source.content {
                Content::Excerpt(excerpt) => linter.add_excerpt(input, excerpt.take()),
                Content::Manifest(text) => linter.add_text(input, text),
                Content::Script(text) => linter.add_script(input, text),
            }
        }
        linter.finish()
    }
}

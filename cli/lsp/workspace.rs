//! The open documents, and what was found in them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use etcdlint_core::report::{Report, Reported, Site};
use etcdlint_core::settings::Settings;

use super::documents::{Document, Documents};
use super::lint::lint;
use crate::config::{self, Configurations, FILE_NAME, OTHER_NAME, SettingsArgs};

const FAILED: &str = "etcdlint failed and checked nothing: please report it, with the manifest if you may";

/// The open documents, and what was found in them.
pub(super) struct Workspace {
    pub(super) documents: Documents,
    args: SettingsArgs,
    configurations: Result<Configurations, config::Error>,
    /// The settings that were made of configurations, by their files. Custom checks stay in memory as long as
    /// the process does, so none is made twice.
    settings: BTreeMap<Option<PathBuf>, Result<Settings, String>>,
    runs: Vec<Run>,
    /// Why documents have no settings, by name; they are not linted.
    without_settings: BTreeMap<String, String>,
}

/// Documents that one configuration is for; they are linted together.
struct Run {
    /// Their names.
    names: Vec<String>,
    settings: Settings,
    /// What was found; nothing if linting failed.
    report: Option<Report>,
}

impl Workspace {
    pub(super) fn new(args: SettingsArgs) -> Workspace {
        Workspace {
            documents: Documents::default(),
            configurations: Configurations::chosen_by(&args),
            args,
            settings: BTreeMap::new(),
            runs: Vec::new(),
            without_settings: BTreeMap::new(),
        }
    }

    /// The configuration that an argument names.
    pub(super) fn chosen_configuration(&self) -> Option<&Path> {
        self.args.config.as_deref()
    }

    /// Whether a file configures etcdlint, or would but for its name.
    pub(super) fn is_configuration(&self, file: &Path) -> bool {
        let is_named = |name| file.file_name().is_some_and(|other| other == name);
        let is_chosen = |chosen: &Path| std::path::absolute(chosen).is_ok_and(|chosen| chosen == file);
        is_named(FILE_NAME) || is_named(OTHER_NAME) || self.chosen_configuration().is_some_and(is_chosen)
    }

    /// Reads the configurations again when they are next needed.
    pub(super) fn forget_configurations(&mut self) {
        self.configurations = Configurations::chosen_by(&self.args);
        self.settings.clear();
    }

    /// Lints what is open now.
    pub(super) fn lint(&mut self) {
        let mut groups: BTreeMap<Option<PathBuf>, (Settings, Vec<&Document>)> = BTreeMap::new();
        self.without_settings.clear();
        for document in self.documents.iter() {
            match settings_of(document, &mut self.configurations, &mut self.settings, &self.args) {
                Ok((file, settings)) => {
                    groups.entry(file).or_insert_with(|| (settings, Vec::new())).1.push(document);
                }
                Err(error) => {
                    self.without_settings.insert(document.name.clone(), error);
                }
            }
        }
        let runs = groups.into_values().map(|(settings, documents)| Run {
            names: documents.iter().map(|document| document.name.clone()).collect(),
            report: lint(&settings, documents.into_iter(), None),
            settings,
        });
        self.runs = runs.collect();
    }

    fn run_of(&self, document: &Document) -> Option<&Run> {
        self.runs.iter().find(|run| run.names.contains(&document.name))
    }

    /// Why a document was not linted.
    pub(super) fn trouble(&self, document: &Document) -> Option<&str> {
        let has_failed = self.run_of(document).is_some_and(|run| run.report.is_none());
        let error = self.without_settings.get(&document.name).map(String::as_str);
        error.or(has_failed.then_some(FAILED))
    }

    /// What would be found in a document, and in those that are linted with it, if it had another text.
    pub(super) fn lint_with(&self, document: &Document, text: &str) -> Option<Report> {
        let run = self.run_of(document)?;
        let documents = self.documents.iter().filter(|document| run.names.contains(&document.name));
        lint(&run.settings, documents, Some((&document.name, text)))
    }

    /// What was found in a document, and in those that are linted with it.
    pub(super) fn report_with(&self, document: &Document) -> Option<&Report> {
        self.run_of(document)?.report.as_ref()
    }

    /// The findings in a document.
    pub(super) fn findings_in<'a>(&'a self, document: &'a Document) -> impl Iterator<Item = &'a Reported> {
        let findings = self.report_with(document).map_or(&[][..], |report| &report.findings);
        findings.iter().filter(|finding| finding.site.file == document.name)
    }

    /// The findings in a document whose marks touch these bytes.
    pub(super) fn findings_at<'a>(
        &'a self,
        document: &'a Document,
        bytes: Range<usize>,
    ) -> impl Iterator<Item = &'a Reported> {
        self.findings_in(document).filter(move |finding| {
            let mark = mark(document, &finding.site);
            mark.start <= bytes.end && bytes.start <= mark.end
        })
    }
}

/// The settings for a document and the file that they are from; or why there are none.
fn settings_of(
    document: &Document,
    configurations: &mut Result<Configurations, config::Error>,
    made: &mut BTreeMap<Option<PathBuf>, Result<Settings, String>>,
    args: &SettingsArgs,
) -> Result<(Option<PathBuf>, Settings), String> {
    let configurations = configurations.as_mut().map_err(|error| error.to_string())?;
    let found = configurations.of_file(Path::new(&document.name)).map_err(|error| error.to_string())?;
    let settings = made.entry(found.file.clone()).or_insert_with(|| {
        found.settings(args).map(|(_, settings)| settings).map_err(|error| error.to_string())
    });
    Ok((found.file.clone(), Settings { now: args.seconds(), ..settings.clone()? }))
}

/// The bytes to mark for a place: what goes on over several lines is marked on its first one only.
pub(super) fn mark(document: &Document, site: &Site) -> Range<usize> {
    let Some(span) = &site.span else { return 0..0 };
    let end = span.bytes.end.min(document.text.line_at(span.bytes.start).end);
    span.bytes.start..end.max(span.bytes.start)
}

//! The examples of the rules' pages, as inputs with settings.

use std::collections::BTreeSet;

use etcdlint_core::inventory::Input;
use etcdlint_core::linter::Linter;
use etcdlint_core::report::Report;
use etcdlint_core::rule::Rule;
use etcdlint_core::settings::{Profile, Settings};
use etcdlint_core::subject::image::Version;

/// 2026-11-23T00:00:00Z
const NOW: i64 = 1_795_392_000;

/// A fenced block of a page.
pub(crate) struct Block<'a> {
    /// `yaml`, `json`, `sh` or `crontab`.
    pub(crate) language: &'a str,
    /// What stands behind the language: `profile=stig file=etcd.yaml.bak`.
    pub(crate) info: &'a str,
    pub(crate) text: &'a str,
    /// The text of the `old` block before it.
    previous: Option<&'a str>,
}

impl Block<'_> {
    fn settings(&self, rule: &Rule) -> Settings {
        let mut settings = Settings { now: Some(NOW), honor_suppressions: true, ..Settings::default() };
        settings.enabled = BTreeSet::from([rule.id.to_owned()]);
        for (key, value) in self.options() {
            match key {
                "profile" => settings.profile = profile(value),
                "kubernetes" => settings.kubernetes_version = Version::from_tag(value),
                "enable" => settings.enabled.extend(value.split(',').map(str::to_owned)),
                "file" | "tracked" | "new" => {}
                key => panic!("{}: no setting {key}", rule.id),
            }
        }
        settings
    }

    fn options(&self) -> impl Iterator<Item = (&str, &str)> {
        self.info.split_whitespace().map(|option| option.split_once('=').unwrap_or((option, "")))
    }

    fn input(&self) -> Input {
        let name = self.options().find(|(key, _)| *key == "file").map_or("example.yaml", |(_, file)| file);
        let version_controlled = self.options().any(|(key, _)| key == "tracked");
        Input { name: name.to_owned(), version_controlled }
    }

    /// A linter that has a text in place of the block's own.
    pub(crate) fn linter(&self, rule: &Rule, text: &str) -> Linter {
        let mut linter = Linter::new(self.settings(rule));
        if let Some(previous) = self.previous {
            linter.add_previous_text(self.input(), previous);
        }
        match self.language {
            "sh" | "crontab" => linter.add_script(self.input(), text),
            _ => linter.add_text(self.input(), text),
        }
        linter
    }

    /// Lints a text in place of the block's own.
    pub(crate) fn lint(&self, rule: &Rule, text: &str) -> Report {
        self.linter(rule, text).finish()
    }
}

fn profile(name: &str) -> Profile {
    match name {
        "cis" => Profile::Cis,
        "stig" => Profile::Stig,
        "strict" => Profile::Strict,
        name => panic!("no profile {name}"),
    }
}

/// The text of a section, without its heading.
pub(crate) fn section<'a>(page: &'a str, heading: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("\n## {heading}\n"))?;
    Some(rest.split_once("\n## ").map_or(rest, |(section, _)| section))
}

/// The fenced blocks of YAML, JSON, PEM, shell scripts and crontabs in a section. One called `old` is the
/// previous version of the next one.
pub(crate) fn blocks(section: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut previous = None;
    let mut rest = section;
    while let Some((_, after)) = rest.split_once("\n```") {
        let (info, after) = after.split_once('\n').unwrap_or((after, ""));
        let (text, after) = after.split_once("```").expect("a fence has an end");
        let (language, info) = info.split_once(' ').unwrap_or((info, ""));
        if info == "old" {
            previous = Some(text);
        } else if matches!(language, "yaml" | "json" | "pem" | "sh" | "crontab") {
            found.push(Block { language, info, text, previous: previous.take() });
        }
        rest = after;
    }
    found
}

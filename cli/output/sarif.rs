//! SARIF 2.1.0, as code scanning reads it.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>
//!
//! No snippets and no fixes: their text may be secret.

use std::collections::BTreeMap;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use etcdlint_core::finding::Severity;
use etcdlint_core::report::{FileSpan, NotChecked, Report, Reported, Site};
use etcdlint_core::rule::{Category, Rule};

use crate::identity::fingerprints;
use crate::repository::Repository;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The name of the folder that relative paths begin at.
const ROOT: &str = "SRCROOT";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    invocations: [Invocation<'a>; 1],
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    name: &'static str,
    short_description: Text<'static>,
    full_description: Text<'static>,
    help_uri: String,
    help: Help,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Properties {
    tags: Vec<&'static str>,
    precision: &'static str,
    /// GitHub sorts rules about security by this; without it a rule is about quality.
    #[serde(skip_serializing_if = "Option::is_none")]
    security_severity: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Text<'a>,
    locations: [Location<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
}

/// Writes the report.
pub(super) fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let repository = Repository::of_current_folder();
    let mut rules: Vec<&'static Rule> = Vec::new();
    let mut results = Vec::new();
    for (finding, fingerprint) in report.findings.iter().zip(fingerprints(report, &repository)) {
        let known = rules.iter().position(|rule| rule.id == finding.rule.id);
        let rule_index = known.unwrap_or_else(|| {
            rules.push(finding.rule);
            rules.len() - 1
        });
        results.push(Outcome::of(finding, rule_index, fingerprint, &repository));
    }
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver: Driver::with(&rules) },
            column_kind: "unicodeCodePoints",
            invocations: [Invocation::of(report, &repository)],
            results,
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

impl Driver {
    fn with(rules: &[&'static Rule]) -> Driver {
        Driver {
            name: "etcdlint",
            version: env!("CARGO_PKG_VERSION"),
            semantic_version: env!("CARGO_PKG_VERSION"),
            information_uri: env!("CARGO_PKG_REPOSITORY"),
            rules: rules.iter().map(|rule| Descriptor::of(rule)).collect(),
        }
    }
}

impl Descriptor {
    fn of(rule: &'static Rule) -> Descriptor {
        // A check of the user's own has no page.
        let page = if rule.page.is_empty() { rule.summary } else { rule.page };
        Descriptor {
            id: rule.id,
            name: rule.name,
            short_description: Text { text: rule.summary },
            full_description: Text { text: rule.summary },
            help_uri: rule.url(),
            help: Help { text: page, markdown: page },
            default_configuration: Configuration { level: level(rule.severity) },
            properties: Properties {
                tags: tags(rule),
                precision: "high",
                security_severity: security_severity(rule),
            },
        }
    }
}

/// GitHub takes ten tags at most.
fn tags(rule: &Rule) -> Vec<&'static str> {
    let security = is_about_security(rule).then_some("security");
    security.into_iter().chain([rule.category.name()]).chain(rule.controls.iter().copied()).take(10).collect()
}

fn is_about_security(rule: &Rule) -> bool {
    matches!(rule.category, Category::AtRest | Category::InTransit | Category::Certificates)
}

/// On the scale of CVSS, as GitHub reads it: 7 and above is high, 4 and above medium.
fn security_severity(rule: &Rule) -> Option<&'static str> {
    is_about_security(rule).then_some(match rule.severity {
        Severity::Error => "8.0",
        Severity::Warning => "5.0",
        Severity::Info => "2.0",
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

impl<'a> Invocation<'a> {
    fn of(report: &'a Report, repository: &Repository) -> Invocation<'a> {
        let unseen = report.not_checked.iter();
        Invocation {
            execution_successful: true,
            tool_execution_notifications: unseen.map(|one| Notification::of(one, repository)).collect(),
        }
    }
}

impl<'a> Notification<'a> {
    fn of(unseen: &'a NotChecked, repository: &Repository) -> Notification<'a> {
        let region = unseen.line.map(Region::of_line);
        Notification {
            level: "note",
            message: Text { text: unseen.reason.as_str() },
            locations: [Location {
                id: None,
                physical_location: PhysicalLocation {
                    artifact_location: Artifact::of(&unseen.file, repository),
                    region,
                },
                logical_locations: Vec::new(),
                message: None,
            }],
        }
    }
}

impl<'a> Outcome<'a> {
    fn of(
        finding: &'a Reported,
        rule_index: usize,
        fingerprint: String,
        repository: &Repository,
    ) -> Outcome<'a> {
        let related = finding.related.iter().enumerate().map(|(index, (site, text))| Location {
            id: Some(index + 1),
            message: Some(Text { text: text.as_str() }),
            ..Location::of(site, repository)
        });
        Outcome {
            rule_id: finding.rule.id,
            rule_index,
            level: level(finding.severity),
            message: Text { text: finding.message.as_str() },
            locations: [Location::of(&finding.site, repository)],
            related_locations: related.collect(),
            partial_fingerprints: BTreeMap::from([("etcdlint/v1", fingerprint)]),
        }
    }
}

impl Location<'_> {
    fn of(site: &Site, repository: &Repository) -> Location<'static> {
        let path = site.path.normalized();
        Location {
            id: None,
            physical_location: PhysicalLocation {
                artifact_location: Artifact::of(&site.file, repository),
                region: site.span.as_ref().map(Region::of),
            },
            logical_locations: vec![LogicalLocation { fully_qualified_name: path }],
            message: None,
        }
    }
}

impl Artifact {
    fn of(file: &str, repository: &Repository) -> Artifact {
        /// What stands in a path as it is.
        const PLAIN: &AsciiSet =
            &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
        let path = repository.path_of(file);
        let encoded = utf8_percent_encode(&path, PLAIN).to_string();
        if path.starts_with('/') {
            return Artifact { uri: format!("file://{encoded}"), uri_base_id: None };
        }
        Artifact { uri: encoded, uri_base_id: Some(ROOT) }
    }
}

impl Region {
    fn of(span: &FileSpan) -> Region {
        Region {
            start_line: span.start.line,
            start_column: Some(span.start.column),
            end_line: Some(span.end.line),
            end_column: Some(span.end.column),
        }
    }

    fn of_line(line: usize) -> Region {
        Region { start_line: line, start_column: None, end_line: None, end_column: None }
    }
}

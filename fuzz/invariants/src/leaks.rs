//! What is secret is not told, whole or in part.

use etcdlint_core::overview::Overview;
use etcdlint_core::report::{Report, Site};

/// A key that stands in seeds and must stand in no report: it was made for this, and encrypts nothing.
pub(crate) const CANARY: &str = "6JwMRqk3vH0xNbT9cZs5Yf2UeGd8LoPa1iKhXyWrEQ4=";

/// The length of the pieces that are looked for: what is cut to fit somewhere shows a part. None comes about by chance.
const PIECE: usize = 12;

/// What must not be told of an input.
#[derive(Debug)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// The canary, wherever it may be once the input is decoded.
    pub(crate) fn of_input(input: &str) -> Secrets {
        Secrets::beside([CANARY], &without_keys(input))
    }

    /// Texts and their pieces. What `rest` has of them, which is no secret, may be told: whoever makes up inputs
    /// also takes keys to pieces, and makes names of those.
    pub(crate) fn beside<'t>(texts: impl IntoIterator<Item = &'t str>, rest: &str) -> Secrets {
        // A part may be written in parts: folded, with quotes between them, or escaped line ends.
        let is_written = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
        let joined: String = rest.chars().filter(is_written).collect();
        let all = texts.into_iter().flat_map(|text| std::iter::once(text).chain(pieces(text)));
        let hidden = all.filter(|one| !rest.contains(one) && !joined.contains(one));
        Secrets(hidden.map(str::to_owned).collect())
    }

    /// Nothing, where what was given is said as it is.
    pub(crate) fn none() -> Secrets {
        Secrets(Vec::new())
    }

    /// Looks for all of them in a text that is told.
    pub(crate) fn assert_untold(&self, told: &str) {
        for secret in &self.0 {
            assert!(!told.contains(secret.as_str()), "{secret} is told: {}", around(told, secret));
        }
    }
}

/// A text without the canary. As a part of a longer word it stays there, and is none: between enough other letters
/// nothing has the look of a key.
pub(crate) fn without_keys(text: &str) -> String {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '_' | '-');
    let mut rest = String::with_capacity(text.len());
    let mut done = 0;
    for (at, _) in text.match_indices(CANARY) {
        let end = at + CANARY.len();
        if !text[..at].ends_with(is_letter) && !text[end..].starts_with(|c| c == '=' || is_letter(c)) {
            rest.push_str(&text[done..at]);
            rest.push('\n');
            done = end;
        }
    }
    rest + &text[done..]
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    (0..=text.len().saturating_sub(PIECE)).filter_map(|at| text.get(at..at + PIECE))
}

/// The line of a text on which a secret is told, for whoever has to find out why.
fn around<'t>(told: &'t str, secret: &str) -> &'t str {
    told.lines().find(|line| line.contains(secret)).unwrap_or_default()
}

/// All words of a report and an overview, as the doors print them. Edits go back to where they came from.
pub(crate) fn told(report: &Report, overview: &Overview) -> String {
    let mut told = Told::default();
    for finding in &report.findings {
        told.line(finding.rule.id);
        told.line(finding.severity.name());
        told.line(finding.message.as_str());
        told.line(&format!("{:?}", finding.subject));
        told.site(&finding.site);
        finding.label.iter().for_each(|label| told.line(label.as_str()));
        for (site, label) in &finding.related {
            told.site(site);
            told.line(label.as_str());
        }
        if let Some(fix) = &finding.fix {
            told.line(fix.title.as_str());
            told.line(&format!("{:?}", fix.edits));
        }
    }
    for unseen in &report.not_checked {
        told.line(unseen.reason.as_str());
    }
    for one in &overview.subjects {
        told.line(&one.subject.to_string());
        told.site(&one.site);
        told.line(&format!("{:?} {:?}", one.carrier, one.facts));
    }
    told.0
}

#[derive(Default)]
struct Told(String);

impl Told {
    fn line(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn site(&mut self, site: &Site) {
        for path in std::iter::once(&site.path).chain(&site.embedded) {
            self.line(&path.to_string());
            self.line(&path.normalized());
        }
        if let Some(span) = &site.span {
            self.line(&format!("{:?} {:?}", span.start, span.end));
            self.line(&span.excerpt);
        }
    }
}

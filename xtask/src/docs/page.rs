//! The page of a rule: what stands beside its code, under a table of its facts.

use etcdlint_core::rule::{FixKind, Rule};
use etcdlint_core::rules;
use etcdlint_core::settings::Profile;

use super::{controls, opt_in};

/// The page of a rule; `source` is the one beside its code.
pub(super) fn text(rule: &Rule, source: &str) -> String {
    let (title, body) = rule.page.split_once('\n').unwrap_or((rule.page, ""));
    format!(
        "<!-- Made by `cargo xtask docs` from {source}. -->\n\n{title}\n\n{}{}\n[All rules](README.md)\n",
        facts(rule),
        link_rules(body, rule.id),
    )
}

fn facts(rule: &Rule) -> String {
    let fix = match rule.fix {
        FixKind::None => "none",
        kind => kind.name(),
    };
    let mut table = format!("| severity | {} |\n| --- | --- |\n", severity(rule));
    table += &format!("| about | {} |\n| fix | {fix} |\n", rule.category.name());
    if !rule.controls.is_empty() {
        let links: Vec<String> = rule.controls.iter().map(|control| controls::link(control)).collect();
        table += &format!("| controls | {} |\n", links.join(", "));
    }
    table + &format!("| since | {} |\n", rule.since)
}

/// `info, opt-in; error in the profiles cis, stig`
fn severity(rule: &Rule) -> String {
    let profiles = rule.profiles.iter().map(|(profile, severity)| {
        let name = match profile {
            Profile::Default => "default",
            Profile::Cis => "cis",
            Profile::Stig => "stig",
            Profile::Strict => "strict",
        };
        format!("; {severity} in the profile `{name}`")
    });
    format!("{}{}{}", rule.severity, opt_in(rule), profiles.collect::<String>())
}

/// Makes links of the ids of other rules, where they stand in prose.
fn link_rules(body: &str, own: &str) -> String {
    let mut linked = String::with_capacity(body.len());
    let mut in_block = false;
    let mut in_code = false;
    for line in body.split_inclusive('\n') {
        let is_fence = line.starts_with("```");
        in_block ^= is_fence;
        if in_block || is_fence || line.starts_with('#') {
            linked.push_str(line);
            continue;
        }
        // A code span ends with its paragraph, if it was never one.
        in_code &= !line.trim().is_empty();
        for (number, piece) in line.split('`').enumerate() {
            if number > 0 {
                linked.push('`');
                in_code = !in_code;
            }
            if in_code { linked.push_str(piece) } else { link_words(piece, own, &mut linked) }
        }
    }
    linked
}

fn link_words(prose: &str, own: &str, linked: &mut String) {
    for word in prose.split_inclusive(|char: char| !char.is_ascii_alphanumeric()) {
        let id = word.trim_end_matches(|char: char| !char.is_ascii_alphanumeric());
        match rules::all().find(|rule| rule.id == id && id != own) {
            Some(rule) => *linked += &format!("[{id}]({id}.md){}", &word[rule.id.len()..]),
            None => linked.push_str(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_rules_are_linked_in_prose_only() {
        let table = [
            ("see ETCD101.\n", "see [ETCD101](ETCD101.md).\n"),
            ("ETCD101 and ENC201", "[ETCD101](ETCD101.md) and [ENC201](ENC201.md)"),
            ("ETCD103 is this one\n", "ETCD103 is this one\n"),
            ("ETCD999 is none\n", "ETCD999 is none\n"),
            ("`ignore[ETCD101]` is code\n", "`ignore[ETCD101]` is code\n"),
            ("`a\nETCD101` wraps\n", "`a\nETCD101` wraps\n"),
            ("## ETCD101\n", "## ETCD101\n"),
            ("```yaml\n# ETCD101\n```\nETCD101\n", "```yaml\n# ETCD101\n```\n[ETCD101](ETCD101.md)\n"),
        ];
        for (body, expected) in table {
            assert_eq!(link_rules(body, "ETCD103"), expected);
        }
    }
}

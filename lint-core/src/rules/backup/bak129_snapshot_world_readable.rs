use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::message::show;
use crate::model::backup::{Action, Backup, Tool};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Part;
use crate::subject::word::Word;

pub(crate) static RULE: Rule = Rule {
    id: "BAK129",
    name: "snapshot-world-readable",
    summary: "the snapshot is made readable for everybody",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("bak129_snapshot_world_readable.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    for step in backup.steps.iter().filter(|step| matches!(step.action, Action::Other(Tool::Chmod))) {
        let operands: Vec<&Word> = step.command.args.iter().filter(|word| !is_option(&word.text)).collect();
        let Some((mode, files)) = operands.split_first() else { continue };
        if !mode.known().is_some_and(gives_to_others) {
            continue;
        }
        let is_recursive =
            step.command.args.iter().any(|word| word.text == "-R" || word.text == "--recursive");
        let Some(what) = files.iter().find_map(|file| target_of(backup, file)) else { continue };
        let (severity, better) = match (what, is_recursive) {
            (Target::Snapshot, _) => (Severity::Error, "600"),
            (Target::Folder, true) => (Severity::Error, "u=rwX,go="),
            (Target::Folder, false) => (Severity::Warning, "700"),
        };
        let edits = mode.verbatim.then(|| match mode.place.part {
            Part::Within(_) => Some(vec![Edit::Replace {
                place: mode.place.clone(),
                value: Scalar::String(better.to_owned()),
            }]),
            _ => None,
        });
        out.report(
            mode.place.clone(),
            message!(
                "mode {} lets every user read the snapshot with all Secrets; etcdctl itself writes it as 0600",
                show(&mode.text)
            ),
        )
        .severity(severity)
        .label("for everybody")
        .fix(Fix::safe_or_advice(message!("use mode {}", better), edits.flatten()));
    }
}

fn is_option(text: &str) -> bool {
    text.starts_with("--") || text == "-R" || text == "-v" || text == "-f"
}

/// Whether a mode lets users read who are neither owner nor of the group.
fn gives_to_others(mode: &str) -> bool {
    if mode.bytes().all(|byte| byte.is_ascii_digit()) {
        return mode.bytes().last().is_some_and(|digit| (digit - b'0') & 4 != 0);
    }
    mode.split(',').any(|clause| {
        let who = clause.find(['+', '=']).and_then(|at| Some((clause.get(..at)?, clause.get(at + 1..)?)));
        who.is_some_and(|(who, bits)| (who.is_empty() || who.contains(['a', 'o'])) && bits.contains('r'))
    })
}

/// What of a backup a file is.
enum Target {
    Snapshot,
    Folder,
}

fn target_of(backup: &Backup, file: &Word) -> Option<Target> {
    let saved = || backup.saves().filter_map(|(_, save)| save.target.as_ref());
    let path = file.text.trim_end_matches('/');
    let folder = |target: &str| target.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    if saved().any(|target| target.text == file.text) || path.ends_with(".db") {
        return Some(Target::Snapshot);
    }
    let lies_in = |target: &Word| folder(&target.text).is_some_and(|folder| folder.starts_with(path));
    (!path.is_empty() && saved().any(lies_in)).then_some(Target::Folder)
}

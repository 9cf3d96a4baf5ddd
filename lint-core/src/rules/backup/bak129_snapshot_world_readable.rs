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
        let (options, operands): (Vec<&Word>, Vec<&Word>) =
            step.command.args.iter().partition(|word| word.text.starts_with('-'));
        let Some((mode, files)) = operands.split_first() else { continue };
        if !mode.known().is_some_and(gives_to_others) {
            continue;
        }
        let is_recursive = options.iter().any(|option| is_recursive(&option.text));
        let is_shown =
            |file: &&Word| is_snapshot(backup, file) || is_recursive && holds_snapshot(backup, file);
        if !files.iter().any(is_shown) {
            continue;
        }
        let better = if is_recursive { "u=rwX,go=" } else { "600" };
        // Any other file may need the mode that it is given.
        let is_safe = mode.verbatim
            && matches!(mode.place.part, Part::Within(_))
            && !is_recursive
            && files.iter().all(|file| is_snapshot(backup, file));
        let edits = is_safe.then(|| {
            vec![Edit::Replace { place: mode.place.clone(), value: Scalar::String(better.to_owned()) }]
        });
        out.report(
            mode.place.clone(),
            message!(
                "mode {} lets every user read the snapshot with all Secrets; etcdctl itself writes it as 0600",
                show(&mode.text)
            ),
        )
        .label("for everybody")
        .fix(Fix::safe_or_advice(message!("use mode {} for the snapshot", better), edits));
    }
}

fn is_recursive(option: &str) -> bool {
    option == "--recursive" || !option.starts_with("--") && option.contains('R')
}

/// Whether a mode lets users read who are neither owner nor of the group.
fn gives_to_others(mode: &str) -> bool {
    if mode.bytes().all(|byte| byte.is_ascii_digit()) {
        return mode.bytes().last().is_some_and(|digit| matches!(digit, b'4'..=b'7'));
    }
    mode.split(',')
        .filter_map(|clause| clause.split_once(['+', '=']))
        .any(|(who, bits)| (who.is_empty() || who.contains(['a', 'o'])) && bits.contains('r'))
}

fn is_snapshot(backup: &Backup, file: &Word) -> bool {
    file.text.ends_with(".db") || targets(backup).any(|target| target.text == file.text)
}

/// Whether a snapshot is saved below a folder.
fn holds_snapshot(backup: &Backup, folder: &Word) -> bool {
    let folder = folder.text.trim_end_matches('/');
    let is_below = |path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    targets(backup).any(|target| is_below(&target.text))
}

fn targets(backup: &Backup) -> impl Iterator<Item = &Word> {
    backup.saves().filter_map(|(_, save)| save.target.as_ref())
}

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::apiserver::Apiserver;
use crate::model::go_flag::{FlagUse, How};
use crate::model::pflag::PflagProblemKind;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::word::Word;

pub(crate) static RULE: Rule = Rule {
    id: "API119",
    name: "missing-or-quoted-value",
    summary: "a flag about etcd or encryption has no value, another flag, or quotes in it",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("api119_missing_or_quoted_value.md"),
    check: Check::Apiserver(check),
};

fn check(apiserver: &Apiserver, _: &Context, out: &mut Findings) {
    let missing =
        apiserver.flags.problems.iter().filter(|problem| problem.kind == PflagProblemKind::MissingValue);
    for problem in missing.filter(|problem| concerns_us(&problem.name)) {
        out.report(
            problem.place.clone(),
            message!("kube-apiserver exits: flag needs an argument: --{}", show(&problem.name)),
        )
        .label("no value");
    }
    for used in apiserver.flags.uses.iter().filter(|used| concerns_us(&used.name)) {
        if let Some(flag) = swallowed(used).filter(|_| apiserver.embedded.is_none()) {
            let name = flag.text.split('=').next().unwrap_or_default();
            let message = message!(
                "--{} takes {} for its value, and that flag has no effect",
                show(&used.name),
                show(name)
            );
            out.report(used.place.clone(), message)
                .label("takes what follows")
                .related(flag.place.clone(), "has no effect");
        } else if let Some(bare) = without_quotes(used) {
            let makes_one = used.value.as_ref().is_some_and(|value| value.text.starts_with('"'));
            let message = match makes_one && LISTS.contains(&used.name.as_str()) {
                true => message!("the quotes make one address of all that --{} lists", show(&used.name)),
                false => message!(
                    "the quotes are part of the value of --{}: there is no shell that removes them",
                    show(&used.name)
                ),
            };
            out.report(used.place.clone(), message)
                .label("quotes in the value")
                .fix(Fix::safe_or_advice("remove the quotes", apiserver.set_use(used, &bare)));
        }
    }
}

fn concerns_us(name: &str) -> bool {
    ["etcd-", "encryption-", "storage-backend"].iter().any(|prefix| name.starts_with(prefix))
}

/// The value, where it is the element behind the flag, and a flag itself.
fn swallowed(used: &FlagUse) -> Option<&Word> {
    used.value.as_ref().filter(|value| used.how == How::Separate && value.text.starts_with("--"))
}

/// The flags that are lists. A list is CSV, in which double quotes around an element are none of its text.
const LISTS: [&str; 2] = ["etcd-servers", "etcd-servers-overrides"];

/// The value as it was meant, where there are quotes around it that no shell has seen.
fn without_quotes(used: &FlagUse) -> Option<String> {
    let value = used.value.as_ref().filter(|value| !value.from_shell)?.known()?;
    if !LISTS.contains(&used.name.as_str()) {
        return ['"', '\''].iter().find_map(|quote| between(value, *quote)).map(str::to_owned);
    }
    if value.contains('"') {
        return between(value, '"')
            .filter(|inner| inner.contains(',') && !inner.contains('"'))
            .map(str::to_owned);
    }
    if let Some(inner) = between(value, '\'').filter(|inner| !inner.contains('\'')) {
        return Some(inner.to_owned());
    }
    let elements = value.split(',');
    elements.map(|element| between(element.trim(), '\'')).collect::<Option<Vec<_>>>().map(|all| all.join(","))
}

fn between(text: &str, quote: char) -> Option<&str> {
    text.strip_prefix(quote)?.strip_suffix(quote)
}

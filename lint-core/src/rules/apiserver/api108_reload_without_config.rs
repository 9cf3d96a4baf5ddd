use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::go_value::parse_bool;
use crate::message;
use crate::message::show;
use crate::model::apiserver::Apiserver;
use crate::model::apiserver_flags;
use crate::model::go_flag::{FlagUse, How};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::word::Word;

pub(crate) static RULE: Rule = Rule {
    id: "API108",
    name: "reload-without-config",
    summary: "automatic reload is on without a file to reload",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("api108_reload_without_config.md"),
    check: Check::Apiserver(check),
};

const RELOAD: &str = "encryption-provider-config-automatic-reload";

fn check(apiserver: &Apiserver, cx: &Context, out: &mut Findings) {
    if !apiserver_flags::exists(RELOAD, cx.version_of(apiserver)) {
        return;
    }
    if let Some((used, word)) = separate_value(apiserver) {
        let message = message!(
            "--{} takes its value behind \"=\": {} is an argument of its own, and kube-apiserver takes none and exits",
            RELOAD,
            show(&word.text)
        );
        let edits = apiserver.set_use(used, &word.text).map(|mut edits| {
            edits.push(Edit::Remove { place: word.place.clone() });
            edits
        });
        out.report(word.place.clone(), message)
            .label("not the value of the flag")
            .fix(Fix::safe_or_advice("join flag and value with \"=\"", edits));
    } else if apiserver.bool(RELOAD) == Some(true) && apiserver.lacks("encryption-provider-config") {
        let message = message!(
            "--{} needs --encryption-provider-config: kube-apiserver refuses to start without it",
            RELOAD
        );
        out.report(apiserver.place_of(RELOAD), message)
            .label("nothing to reload")
            // The other flag may be missing by mistake.
            .fix(Fix::suggested("remove the flag", apiserver.unset(RELOAD).unwrap_or_default()));
    }
}

/// The `true` of `--flag true`, with the flag: pflag takes no separate value for a boolean.
fn separate_value(apiserver: &Apiserver) -> Option<(&FlagUse, &Word)> {
    let is_value = |word: &&Word| word.known().is_some_and(|text| parse_bool(text).is_some());
    let value = |used: &FlagUse| apiserver.words().get(used.index + 1).filter(is_value);
    let mut implied = apiserver.flags.all(RELOAD).filter(|used| used.how == How::Implied);
    let found = implied.find_map(|used| Some((used, value(used)?)))?;
    apiserver.embedded.is_none().then_some(found)
}

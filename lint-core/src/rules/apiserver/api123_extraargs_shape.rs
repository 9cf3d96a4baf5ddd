use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::message::show;
use crate::model::kubeadm::{ClusterConfiguration, Entry, ExtraArgs};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;
use crate::subject::kubeadm::Form;

pub(crate) static RULE: Rule = Rule {
    id: "API123",
    name: "extraargs-shape",
    summary: "kubeadm's extraArgs are not written as their API version asks",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("api123_extraargs_shape.md"),
    check: Check::Kubeadm(check),
};

fn check(config: &ClusterConfiguration, cx: &Context, out: &mut Findings) {
    for args in config.components().map(|component| &component.args) {
        let wrong = args.place.as_ref().zip(config.api.form()).filter(|(_, form)| *form != args.form);
        match wrong {
            Some((place, form)) => wrong_form(args, place, form, cx, out),
            None => args.entries.iter().filter(|entry| !entry.is_text).for_each(|entry| no_text(entry, out)),
        }
    }
}

fn wrong_form(args: &ExtraArgs, place: &Place, form: Form, cx: &Context, out: &mut Findings) {
    let message = match form {
        Form::Map => {
            "extraArgs are a list, but this API version takes a map of name: value, and decoding fails"
        }
        Form::List => {
            "extraArgs are a map, but this API version takes a list of name and value, and decoding fails"
        }
    };
    let label = match form {
        Form::Map => "must be a map",
        Form::List => "must be a list",
    };
    let title = "write them in the form of this version";
    let fix = match converted(args, place, form, cx) {
        Some(edits) if has_comment(place, cx) => Fix::suggested(title, edits),
        edits => Fix::safe_or_advice(title, edits),
    };
    out.report(place.to_key(), message).label(label).fix(fix);
}

/// The same arguments in the other form, if it can hold all that is written: a map has each name once only, and
/// items may have more fields than they should.
fn converted(args: &ExtraArgs, place: &Place, form: Form, cx: &Context) -> Option<Vec<Edit>> {
    let is_once = |entry: &Entry| !entry.name.is_empty() && args.named(&entry.name).count() == 1;
    let is_whole = |entry: &Entry| {
        let is_known = |key: &str| matches!(key, "name" | "value");
        let item = cx.at(&entry.whole);
        item.is_some_and(|item| item.entries().all(|(key, _)| is_known(key)))
    };
    let can_move = |entry: &Entry| is_once(entry) && is_whole(entry) && keeps_value(entry);
    args.entries.iter().all(can_move).then(|| {
        let (value, key) = (args.converted(form), "extraArgs".to_owned());
        vec![Edit::Remove { place: place.clone() }, Edit::Add { place: args.section.clone(), key, value }]
    })
}

/// Whether the value is what was written. A number may be read as another one: 0644 is 420.
fn keeps_value(entry: &Entry) -> bool {
    entry.is_text || matches!(entry.value.as_str(), "true" | "false")
}

/// Comments between the arguments, at their key or directly above and below do not survive a change of their form,
/// or no longer stand where they belong.
fn has_comment(place: &Place, cx: &Context) -> bool {
    let (document, range) = cx.inventory.text_range(place);
    let text = &cx.inventory.held(document).document.text.0;
    let key = cx.inventory.text_range(&place.to_key()).1;
    let range = range.zip(key).map(|(value, key)| key.start..value.end);
    range.is_none_or(|range| {
        let (above, below) = (text.get(..range.start), text.get(range.end..));
        // With the line of the key comes the one above it, with the last line the one below.
        let above = above.into_iter().flat_map(|text| text.rsplit('\n').take(2));
        let below = below.into_iter().flat_map(|text| text.split('\n').take(2));
        above.chain(below).chain(text.get(range)).any(|line| line.contains('#'))
    })
}

fn no_text(entry: &Entry, out: &mut Findings) {
    let value = Scalar::String(entry.value.clone());
    let edits = vec![Edit::Replace { place: entry.place.clone(), value }];
    let fix = match keeps_value(entry) {
        true => Fix::safe("quote the value", edits),
        false => Fix::advice("quote the value"),
    };
    out.report(
        entry.place.clone(),
        message!("the value of {} is not a string, and decoding fails", show(&entry.name)),
    )
    .label("must be a string")
    .fix(fix);
}

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
    page: page!("api123_extraargs_shape.md"),
    check: Check::Kubeadm(check),
};

fn check(config: &ClusterConfiguration, _: &Context, out: &mut Findings) {
    for args in config.components().map(|component| &component.args) {
        let wrong = args.place.as_ref().zip(config.api.form()).filter(|(_, form)| *form != args.form);
        match wrong {
            Some((place, form)) => wrong_form(args, place, form, out),
            None => args.entries.iter().filter(|entry| !entry.is_text).for_each(|entry| no_text(entry, out)),
        }
    }
}

fn wrong_form(args: &ExtraArgs, place: &Place, form: Form, out: &mut Findings) {
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
    let fix = Fix::safe_or_advice("write them in the form of this version", converted(args, place, form));
    out.report(place.to_key(), message).label(label).fix(fix);
}

/// The same arguments in the other form; a map can hold each name once only.
fn converted(args: &ExtraArgs, place: &Place, form: Form) -> Option<Vec<Edit>> {
    let is_once = |entry: &Entry| !entry.name.is_empty() && args.named(&entry.name).count() == 1;
    args.entries.iter().all(is_once).then(|| {
        let (value, key) = (args.converted(form), "extraArgs".to_owned());
        vec![Edit::Remove { place: place.clone() }, Edit::Add { place: args.section.clone(), key, value }]
    })
}

fn no_text(entry: &Entry, out: &mut Findings) {
    let value = Scalar::String(entry.value.clone());
    let edits = vec![Edit::Replace { place: entry.place.clone(), value }];
    // A number may have been written in another way than it is read: 0644 is 420.
    let fix = match entry.value.as_str() {
        "true" | "false" => Fix::safe("quote the value", edits),
        _ => Fix::advice("quote the value"),
    };
    out.report(
        entry.place.clone(),
        message!("the value of {} is not a string, and decoding fails", show(&entry.name)),
    )
    .label("must be a string")
    .fix(fix);
}

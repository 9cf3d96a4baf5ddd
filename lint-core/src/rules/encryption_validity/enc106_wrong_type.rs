use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, Expected, ProblemKind};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Place, Step, Style, Value};

pub(crate) static RULE: Rule = Rule {
    id: "ENC106",
    name: "wrong-type",
    summary: "a value has another type than its field",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc106_wrong_type.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    for problem in &encryption.config.problems {
        match &problem.kind {
            ProblemKind::WrongType { found, field, expected, go_type } => {
                let message = message!(
                    "kube-apiserver refuses the file: cannot unmarshal {} into Go struct field {} of type {}",
                    show(found),
                    show(field),
                    go_type
                );
                out.report(problem.place.clone(), message).label(expectation(*expected)).fix(fix(
                    &problem.place,
                    field,
                    *expected,
                    cx,
                ));
            }
            ProblemKind::NotADuration(error) => {
                let message = message!("kube-apiserver refuses the file: {}", show(&error.to_string()));
                out.report(problem.place.clone(), message)
                    .label("not a duration")
                    .fix(Fix::advice("write a number with its unit, such as 3s"));
            }
            _ => {}
        }
    }
}

fn expectation(expected: Expected) -> &'static str {
    match expected {
        Expected::String => "must be a string",
        Expected::StringList => "must be a list of strings",
        Expected::Integer => "must be an integer",
        Expected::Mapping => "must be a mapping",
        Expected::MappingList => "must be a list of mappings",
    }
}

fn fix(place: &Place, field: &str, expected: Expected, cx: &Context) -> Fix {
    match expected {
        Expected::String => quoted(place, field, cx),
        Expected::StringList => listed(place, cx),
        Expected::Integer | Expected::Mapping | Expected::MappingList => None,
    }
    .unwrap_or_else(|| Fix::advice(advice(expected)))
}

fn advice(expected: Expected) -> &'static str {
    match expected {
        Expected::String => "write a string, in quotes",
        Expected::StringList => "write a list of names",
        Expected::Integer => "write a whole number, without quotes",
        Expected::Mapping => "write the settings below the key, indented further",
        Expected::MappingList => "begin each item with a dash",
    }
}

/// The scalar in quotes. A key that was read as a number is hardly one, and a duration lacks its unit:
/// those a person has to look at.
fn quoted(place: &Place, field: &str, cx: &Context) -> Option<Fix> {
    let text = written(place, cx)?;
    if field.ends_with(".timeout") {
        let edit = Edit::Replace { place: place.clone(), value: Scalar::String(format!("{text}s")) };
        return Some(Fix::suggested("write it in seconds", vec![edit]));
    }
    let edits = vec![Edit::Replace { place: place.clone(), value: Scalar::String(text) }];
    let title = "put it into quotes";
    Some(if field.ends_with(".secret") { Fix::suggested(title, edits) } else { Fix::safe(title, edits) })
}

/// A number or boolean as it is written: `01` is not `1` once it is a string.
fn written(place: &Place, cx: &Context) -> Option<String> {
    let node = cx.at(place)?.node;
    let value = match &node.value {
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        _ => return None,
    };
    let Some(location) = &node.location else { return Some(value) };
    if location.alias.is_some() {
        return None;
    }
    let text = cx.inventory.held(place.document).document.text.0.get(location.span.clone())?;
    let is_plain = location.style == Style::Plain && !text.starts_with(['&', '!']);
    is_plain.then(|| text.trim().to_owned())
}

/// The string as a list, split at commas.
fn listed(place: &Place, cx: &Context) -> Option<Fix> {
    let names: Vec<&str> = cx.at(place)?.node.as_str()?.split(',').map(str::trim).collect();
    let Some(Step::Key(key)) = place.path.last() else { return None };
    let mapping = Place::value(place.document, place.path.parent()?);
    let edits = vec![
        Edit::Remove { place: place.clone() },
        Edit::Add { place: mapping, key: key.clone(), value: names.into() },
    ];
    Some(Fix::safe("make it a list", edits))
}

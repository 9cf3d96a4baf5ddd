//! Edits of what a call of etcdctl takes its settings from.

use crate::context::Context;
use crate::fix::{Edit, Scalar};
use crate::model::backup::{Invocation, variable_of};
use crate::model::go_flag::How;
use crate::source::{Part, Place, Step};
use crate::subject::workload::Container;

/// The edits that take a switch away wherever it is set; none where that is in a script.
pub(super) fn unset(call: &Invocation, flag: &str) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for used in call.line.all(flag) {
        if used.how == How::Separate {
            return None;
        }
        edits.push(Edit::Remove { place: item(&used.place)? });
    }
    if edits.is_empty() { unset_variable(call, &variable_of(flag)) } else { Some(edits) }
}

/// The edit that takes a variable out of `env`; none where a script sets it.
pub(super) fn unset_variable(call: &Invocation, name: &str) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for variable in call.environment.vars().filter(|variable| variable.name == name) {
        let entry = Place::value(variable.name_place.document, variable.name_place.path.parent()?);
        let is_name = variable.name_place.path.last() == Some(&Step::Key("name".to_owned()));
        edits.push(Edit::Remove { place: item(&entry).filter(|_| is_name)? });
    }
    (!edits.is_empty()).then_some(edits)
}

/// The edit that gives a variable in `env` another value; none where a script sets it.
pub(super) fn set_variable(call: &Invocation, name: &str, value: &str) -> Option<Vec<Edit>> {
    let variable = call.environment.get(name)?;
    let place = Place::value(variable.name_place.document, variable.name_place.path.parent()?.key("value"));
    let is_name = variable.name_place.path.last() == Some(&Step::Key("name".to_owned()));
    is_name.then(|| vec![Edit::Replace { place, value: Scalar::String(value.to_owned()) }])
}

/// The edit that adds a variable to a container.
pub(super) fn add_variable(cx: &Context, container: &Container, name: &str, value: &str) -> Vec<Edit> {
    let list = container.field(&["env"]);
    let variable = serde_json::json!({"name": name, "value": value});
    match cx.at(&list) {
        Some(env) => vec![Edit::Insert { place: list, index: env.items().count(), value: variable }],
        None => {
            let place = container.place.clone();
            vec![Edit::Add { place, key: "env".to_owned(), value: serde_json::json!([variable]) }]
        }
    }
}

/// The place, if it is a whole item of a list.
fn item(place: &Place) -> Option<Place> {
    let is_item = place.part == Part::Value && matches!(place.path.last(), Some(Step::Index(_)));
    is_item.then(|| place.clone())
}

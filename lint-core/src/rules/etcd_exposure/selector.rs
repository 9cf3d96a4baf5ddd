//! Which pods a selector means.

use crate::source::Cursor;

/// A pod's labels.
type Labels = [(String, String)];

/// Whether a Service's selector means a pod with these labels. One without entries means none.
pub(super) fn is_selected(selector: &Cursor, labels: &Labels) -> bool {
    let mut entries = selector.entries().peekable();
    entries.peek().is_some() && entries.all(|(key, value)| label(labels, key) == value.node.as_str())
}

/// Whether a label selector means a pod with these labels. An empty one means every pod.
pub(super) fn matches(selector: &Cursor, labels: &Labels) -> bool {
    let mut wanted = selector.get("matchLabels").into_iter().flat_map(|map| map.entries());
    let mut expressions = selector.get("matchExpressions").into_iter().flat_map(|list| list.items());
    wanted.all(|(key, value)| label(labels, key) == value.node.as_str())
        && expressions.all(|expression| holds(&expression, labels))
}

/// An expression that Kubernetes would refuse holds for no pod.
fn holds(expression: &Cursor, labels: &Labels) -> bool {
    let Some(key) = expression.str("key") else { return false };
    let value = label(labels, key);
    let is_listed = || {
        let values = expression.get("values").into_iter().flat_map(|values| values.items());
        value.is_some() && values.into_iter().any(|item| item.node.as_str() == value)
    };
    match expression.str("operator") {
        Some("In") => is_listed(),
        Some("NotIn") => !is_listed(),
        Some("Exists") => value.is_some(),
        Some("DoesNotExist") => value.is_none(),
        _ => false,
    }
}

fn label<'a>(labels: &'a Labels, key: &str) -> Option<&'a str> {
    labels.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

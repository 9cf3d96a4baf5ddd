//! What keeps etcd's data, and what endangers it on the node.

pub(crate) static RULES: &[&crate::rule::Rule] = &[];

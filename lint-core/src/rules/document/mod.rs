//! Rules of this family.

pub(crate) static RULES: &[&crate::rule::Rule] = &[];

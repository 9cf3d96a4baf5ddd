//! What could not be seen. These rules never call anything unsafe; they say where nobody looked.

mod input101_unanalysable_command;
mod input102_unknown_value;
mod input103_external_config_file;
mod input104_embedded_undecodable;
mod input105_version_unknown;
pub(crate) mod input106_suppression;
pub(crate) mod input107_unused_suppression;
pub(crate) mod input108_internal_error;

pub(crate) mod not_given;

use crate::rule::Rule;

/// The rules of this family, in the order of their ids.
pub(crate) static RULES: &[&Rule] = &[
    &input101_unanalysable_command::RULE,
    &input102_unknown_value::RULE,
    &input103_external_config_file::RULE,
    &input104_embedded_undecodable::RULE,
    &input105_version_unknown::RULE,
    &input106_suppression::RULE,
    &input107_unused_suppression::RULE,
    &input108_internal_error::RULE,
];

//! The text of documents: whether it can be read, and whether it says what it seems to say.

mod yaml101_syntax;
mod yaml102_flattened_document;
mod yaml103_duplicate_key;
mod yaml104_typographic_characters;
mod yaml105_resource_limits;
mod yaml106_unresolved_template;
mod yaml107_yes_no_scalars;
mod yaml108_stray_file_in_manifest_dir;

use crate::rule::Rule;

/// The rules of this family, in the order of their ids.
pub(crate) static RULES: &[&Rule] = &[
    &yaml101_syntax::RULE,
    &yaml102_flattened_document::RULE,
    &yaml103_duplicate_key::RULE,
    &yaml104_typographic_characters::RULE,
    &yaml105_resource_limits::RULE,
    &yaml106_unresolved_template::RULE,
    &yaml107_yes_no_scalars::RULE,
    &yaml108_stray_file_in_manifest_dir::RULE,
];

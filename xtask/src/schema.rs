//! The JSON Schema of the settings, made from their type.

use etcdlint_core::settings::Options;

use crate::{Error, generated};

/// Where the schema lies.
const PATH: &str = "docs/settings.schema.json";

/// Writes the schema; with `check`, fails if the file is not what would be written.
pub(crate) fn write(check: bool) -> Result<(), Error> {
    generated::write(PATH, &text(), check, "schema")
}

fn text() -> String {
    format!("{:#}\n", schemars::schema_for!(Options).to_value())
}

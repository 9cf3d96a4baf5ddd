//! Forms of a report. None of them sees anything but the report, which holds no secret.

pub(crate) mod json;
pub(crate) mod text;

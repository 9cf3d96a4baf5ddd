//! What could not be seen. These rules never call anything unsafe; they say where nobody looked.

pub(crate) mod not_given;

family!(
    input101_unanalysable_command,
    input102_unknown_value,
    input103_external_config_file,
    input104_embedded_undecodable,
    input105_version_unknown,
    input106_suppression,
    input107_unused_suppression,
    input108_internal_error,
);

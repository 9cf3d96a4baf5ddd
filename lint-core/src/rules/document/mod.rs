//! The text of documents: whether it can be read, and whether it says what it seems to say.

family!(
    yaml101_syntax,
    yaml102_flattened_document,
    yaml103_duplicate_key,
    yaml104_typographic_characters,
    yaml105_resource_limits,
    yaml106_unresolved_template,
    yaml107_yes_no_scalars,
    yaml108_stray_file_in_manifest_dir,
);

//! Files that are written, or compared with what would be written.

use std::io::ErrorKind;

use crate::{Error, in_repository};

/// Writes a file of the repository; with `check`, fails if it is not what would be written.
pub(crate) fn write(path: &str, text: &str, check: bool, task: &'static str) -> Result<(), Error> {
    let path = in_repository(path);
    if !check {
        return std::fs::write(&path, text).map_err(Error::file(&path));
    }
    match std::fs::read_to_string(&path) {
        Ok(same) if same == text => Ok(()),
        Err(source) if source.kind() != ErrorKind::NotFound => Err(Error::File { path, source }),
        _ => Err(Error::OutOfDate { path, task }),
    }
}

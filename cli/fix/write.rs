//! A file's new text, put in the place of the old one as a whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::Error;
use crate::sources::Source;

/// Writes the new text of a file, unless the file has changed since it was read.
pub(super) fn replace(source: &Source, before: &str, after: &str) -> Result<(), Error> {
    let Some(path) = &source.path else { return Err(Error::Stdin) };
    let trouble = |source| Error::Write { file: path.clone(), source };
    // What a link leads to is changed, and the link stays.
    let target = fs::canonicalize(path).map_err(trouble)?;
    if fs::read(&target).map_err(trouble)? != before.as_bytes() {
        return Err(Error::Changed(path.clone()));
    }
    exchange(&target, after).map_err(trouble)
}

/// Keys may be in the file: it must never be half written, and never be readable to others than before.
pub(crate) fn exchange(target: &Path, text: &str) -> io::Result<()> {
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(text.as_bytes())?;
    keep_rights(new.as_file(), &fs::metadata(target)?)?;
    new.as_file().sync_all()?;
    new.persist(target)?;
    Ok(())
}

#[cfg(unix)]
fn keep_rights(new: &File, old: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let own = new.metadata()?;
    if (own.uid(), own.gid()) != (old.uid(), old.gid()) {
        fchown(new, Some(old.uid()), Some(old.gid()))?;
    }
    new.set_permissions(old.permissions())
}

#[cfg(not(unix))]
fn keep_rights(new: &File, old: &fs::Metadata) -> io::Result<()> {
    new.set_permissions(old.permissions())
}

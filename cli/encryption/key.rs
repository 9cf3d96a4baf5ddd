//! `etcdlint encryption key`: random bytes of the operating system, and files that nobody else can read.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Error, KeyArgs};
use crate::{Outcome, name};

/// A new key in base64. It has no `Debug`, so that nothing prints it by accident.
pub(super) struct NewKey(String);

impl NewKey {
    /// 32 bytes, which all providers take.
    pub(super) fn generate() -> Result<NewKey, Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(Error::Random)?;
        Ok(NewKey(STANDARD.encode(bytes)))
    }

    /// The text, for nothing but the place where the key belongs.
    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// Writes a new key to a new file, or to standard output.
pub(super) fn run(args: &KeyArgs) -> Result<Outcome, Error> {
    let key = NewKey::generate()?.into_text();
    match &args.output {
        Some(file) => {
            create(file, &format!("{key}\n"))?;
            anstream::eprintln!("etcdlint: wrote a key to {}; only you can read it", name::of(file));
        }
        None => writeln!(std::io::stdout().lock(), "{key}")?,
    }
    Ok(Outcome::Clean)
}

/// Writes a file that did not exist, and that only its owner can read.
pub(super) fn create(path: &Path, text: &str) -> Result<(), Error> {
    let trouble = |source: std::io::Error| match source.kind() {
        ErrorKind::AlreadyExists => Error::Exists(path.to_owned()),
        _ => Error::Write { file: path.to_owned(), source },
    };
    let mut file = for_owner().open(path).map_err(trouble)?;
    file.write_all(text.as_bytes()).and_then(|()| File::sync_all(&file)).map_err(trouble)
}

#[cfg(unix)]
fn for_owner() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn for_owner() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    options
}

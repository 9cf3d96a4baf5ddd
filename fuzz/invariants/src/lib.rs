//! What etcdlint keeps to, whatever it is given.
//!
//! Each module takes bytes of any sort, makes an input of them, and panics where a promise is broken. The fuzzers
//! of `fuzz/` call them with bytes that they make up; `tests/replay.rs` calls them with the bytes that were kept.
#![deny(missing_docs)]

pub mod admission;
pub mod argv;
pub mod carriers;
pub mod change;
pub mod events;
pub mod fixes;
pub mod jsonpath;
mod leaks;
pub mod pem;
mod report;
pub mod rotation;
pub mod settings;
pub mod shell;
pub mod snapshot;
pub mod text;

/// A name, and what is checked under it.
pub type Target = (&'static str, fn(&[u8]));

/// All that is checked, by the names of the fuzzers.
pub const TARGETS: [Target; 13] = [
    ("admission", admission::check),
    ("argv", argv::check),
    ("carriers", carriers::check),
    ("change", change::check),
    ("events", events::check),
    ("fixes", fixes::check),
    ("jsonpath", jsonpath::check),
    ("pem", pem::check),
    ("rotation", rotation::check),
    ("settings", settings::check),
    ("shell", shell::check),
    ("snapshot", snapshot::check),
    ("text", text::check),
];

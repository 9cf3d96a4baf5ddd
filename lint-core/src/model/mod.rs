//! What documents mean: facts read from a value tree, each with the place it came from.

pub mod encryption;

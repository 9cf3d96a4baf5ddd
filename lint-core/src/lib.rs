//! The lint core of etcdlint: text or objects in, findings out.
#![deny(missing_docs)]

pub mod model;
pub mod source;

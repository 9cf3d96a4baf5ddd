//! The lint core of etcdlint: text or objects in, findings out.
//!
//! Data flows one way: [`source`] reads text into documents, [`subject`] finds what is in them,
//! [`model`] says what that means, the [`rules`] judge it, and [`report`] gives each finding its
//! place in the file. [`linter`] is that way from end to end. There is no file, clock, network or
//! randomness in this crate: its callers bring what it needs.
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(clippy::expect_used, clippy::panic, clippy::todo, clippy::unreachable, clippy::unwrap_used)
)]

mod changes;
mod checks;
pub mod context;
mod custom;
mod exempt;
pub mod finding;
pub mod fix;
pub mod go_value;
pub mod guard;
pub mod inventory;
pub mod linter;
mod mask;
pub mod message;
pub mod model;
pub mod overview;
#[doc(hidden)]
pub mod precedence;
pub mod ratchet;
pub mod report;
pub mod rotation;
pub mod rule;
pub mod rules;
pub mod settings;
pub mod shareable;
pub mod source;
pub mod subject;
mod suppress;
#[cfg(test)]
mod testing;

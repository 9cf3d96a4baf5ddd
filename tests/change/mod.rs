//! What the rules say of a change is what happens in a cluster that makes it.

mod cluster;
mod orders;
mod property;
mod schedule;
mod strategy;

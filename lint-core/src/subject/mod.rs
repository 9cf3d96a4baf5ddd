//! What is in a document: objects, workloads and the commands that they run, and what objects carry.
//!
//! The way of a command goes from [`word`]s, in which the [`environment`] is expanded, through [`shell`]
//! scripts and wrappers to a [`command`], which is identified by its program and its [`image`].

pub mod carrier;
pub mod command;
pub mod environment;
pub mod environment_file;
pub mod field;
pub mod image;
pub mod kubeadm;
pub mod object;
pub mod script;
pub mod shell;
pub mod unit;
pub mod unread;
pub mod volume;
pub mod word;
pub mod workload;

//! Tests that cross crates: the command line and the language server as their users call them, the how-to pages, and
//! the real etcd, etcdctl and shells.

mod apiserver;
mod change;
mod cli;
mod dice;
mod documents;
mod encryption;
mod etcd;
mod etcdctl;
mod how_to;
mod leaks;
mod lost_failures;
mod lsp;
mod pki;
mod programs;
mod properties;
mod status;

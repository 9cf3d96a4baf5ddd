//! Tests that cross crates: the command line as its users call it, and the real etcd and etcdctl.

mod apiserver;
mod change;
mod cli;
mod etcd;
mod etcdctl;
mod pki;
mod status;

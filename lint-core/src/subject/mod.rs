//! What is in a document.

pub mod carrier;
pub mod field;
pub mod kubeadm;
pub mod object;
pub mod volume;
pub mod workload;

//! What is in a document.

pub mod carrier;
pub mod kubeadm;
pub mod object;
pub mod volume;
pub mod workload;

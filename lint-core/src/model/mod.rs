//! What documents mean: facts read from a value tree, each with the place it came from.
//!
//! The way of a flag goes from [`word`]s, in which the [`environment`] is expanded, through [`shell`]
//! scripts and wrappers to a [`command`], whose arguments [`go_flag`] or [`pflag`] reads. The
//! values are read by [`go_value`] and [`etcd_url`]; which flags there are is known to
//! [`etcd_flags`] and [`apiserver_flags`]. What they amount to is said by [`etcd`] and [`apiserver`].
//! An EncryptionConfiguration has a model of its own, [`encryption`], and so have [`backup`]s and [`certificates`].
//! From a ClusterConfiguration [`kubeadm`] derives the commands that kubeadm would write.

pub mod apiserver;
pub mod apiserver_flags;
pub mod backup;
pub mod certificates;
mod change;
pub mod cipher_suites;
pub mod command;
pub mod encryption;
pub mod environment;
pub mod etcd;
pub mod etcd_flags;
pub mod etcd_url;
pub mod go_flag;
pub mod go_value;
pub mod image;
pub mod kubeadm;
pub mod pflag;
pub mod setting;
pub mod shell;
pub mod spelling;
pub mod word;

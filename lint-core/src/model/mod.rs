//! What documents mean: facts read from a value tree, each with the place it came from.
//!
//! A [`command`](crate::subject::command) that was found becomes settings: [`go_flag`] or [`pflag`] reads its
//! arguments, which flags there are is known to [`etcd_flags`] and [`apiserver_flags`], and what they amount
//! to is said by [`etcd`] and [`apiserver`]. An EncryptionConfiguration has a model of its own,
//! [`encryption`], and [`transition`] is what lies between two versions of it. [`backup`]s and
//! [`certificates`] have models of their own, too. From a ClusterConfiguration [`kubeadm`] derives the
//! commands that kubeadm would write.

pub mod apiserver;
pub mod apiserver_flags;
pub mod backup;
pub mod certificates;
mod change;
pub mod cipher_suites;
pub mod encryption;
pub mod etcd;
pub mod etcd_flags;
pub mod etcd_url;
pub mod go_flag;
pub mod kubeadm;
pub mod pflag;
pub mod setting;
pub mod spelling;
pub mod transition;

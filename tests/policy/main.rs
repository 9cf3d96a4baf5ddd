//! The policy as policy-server runs it: the module that `scripts/policy.sh` builds, in a waPC host.

mod canary;
mod change;
mod corpus;
mod files;
mod host;
mod limits;
mod malformed;
mod ratchet;
mod replay;
mod requests;
mod settings;
mod stack;
mod verdict;

use std::sync::LazyLock;

use host::Policy;

/// The policy, compiled once for all tests.
static POLICY: LazyLock<Policy> = LazyLock::new(Policy::etcdlint);

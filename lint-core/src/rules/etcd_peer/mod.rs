//! How the members of etcd face each other.

mod etcd201_peer_plaintext_listener;
mod etcd202_peer_plaintext_loopback;
mod etcd203_peer_tls_flags_without_https;
mod etcd204_peer_https_without_certificate;
mod etcd205_peer_cert_key_unpaired;
mod etcd206_peer_auth_missing;
mod etcd207_peer_auth_without_ca;
mod etcd208_peer_client_cert_auth_not_explicit;
mod etcd209_peer_auto_tls;
mod etcd210_peer_auto_tls_inert;
mod etcd211_peer_url_scheme_mixed;
mod etcd212_peer_san_verification_skipped;
mod etcd213_peer_client_same_certificate;
mod etcd214_peer_ca_accepts_clients;

pub(in crate::rules) mod membership;
#[cfg(test)]
mod tests;

use crate::rule::Rule;

/// The rules of this family, in the order of their ids.
pub(crate) static RULES: &[&Rule] = &[
    &etcd201_peer_plaintext_listener::RULE,
    &etcd202_peer_plaintext_loopback::RULE,
    &etcd203_peer_tls_flags_without_https::RULE,
    &etcd204_peer_https_without_certificate::RULE,
    &etcd205_peer_cert_key_unpaired::RULE,
    &etcd206_peer_auth_missing::RULE,
    &etcd207_peer_auth_without_ca::RULE,
    &etcd208_peer_client_cert_auth_not_explicit::RULE,
    &etcd209_peer_auto_tls::RULE,
    &etcd210_peer_auto_tls_inert::RULE,
    &etcd211_peer_url_scheme_mixed::RULE,
    &etcd212_peer_san_verification_skipped::RULE,
    &etcd213_peer_client_same_certificate::RULE,
    &etcd214_peer_ca_accepts_clients::RULE,
];

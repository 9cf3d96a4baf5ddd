//! How etcd faces its clients.

mod etcd101_client_plaintext_listener;
mod etcd102_client_plaintext_loopback_listener;
pub(super) mod etcd103_client_tls_flags_without_https;
mod etcd104_client_https_without_certificate;
pub(super) mod etcd105_client_cert_key_unpaired;
pub(super) mod etcd106_client_auth_missing;
pub(super) mod etcd107_client_auth_without_ca;
pub(super) mod etcd108_client_cert_auth_not_explicit;
pub(super) mod etcd109_client_auto_tls;
pub(super) mod etcd110_client_auto_tls_inert;
mod etcd111_auto_tls_not_explicit;
mod etcd112_cipher_suites_break_http2;
mod etcd113_weak_cipher_suites;
mod etcd114_cipher_suites_invalid;
mod etcd115_tls_version_invalid;
pub(super) mod etcd116_advertise_scheme_mismatch;
mod etcd117_advertise_unroutable;
mod etcd118_ca_shared_with_cluster;
mod etcd119_cert_key_swapped_or_same;
mod etcd120_tls_file_not_mounted;
mod etcd121_key_from_configmap;

mod cipher_list;
mod dialled_otherwise;
mod file_origin;
#[cfg(test)]
pub(in crate::rules) mod tests;

use crate::rule::Rule;

/// The rules of this family, in the order of their ids.
pub(crate) static RULES: &[&Rule] = &[
    &etcd101_client_plaintext_listener::RULE,
    &etcd102_client_plaintext_loopback_listener::RULE,
    &etcd103_client_tls_flags_without_https::RULE,
    &etcd104_client_https_without_certificate::RULE,
    &etcd105_client_cert_key_unpaired::RULE,
    &etcd106_client_auth_missing::RULE,
    &etcd107_client_auth_without_ca::RULE,
    &etcd108_client_cert_auth_not_explicit::RULE,
    &etcd109_client_auto_tls::RULE,
    &etcd110_client_auto_tls_inert::RULE,
    &etcd111_auto_tls_not_explicit::RULE,
    &etcd112_cipher_suites_break_http2::RULE,
    &etcd113_weak_cipher_suites::RULE,
    &etcd114_cipher_suites_invalid::RULE,
    &etcd115_tls_version_invalid::RULE,
    &etcd116_advertise_scheme_mismatch::RULE,
    &etcd117_advertise_unroutable::RULE,
    &etcd118_ca_shared_with_cluster::RULE,
    &etcd119_cert_key_swapped_or_same::RULE,
    &etcd120_tls_file_not_mounted::RULE,
    &etcd121_key_from_configmap::RULE,
];

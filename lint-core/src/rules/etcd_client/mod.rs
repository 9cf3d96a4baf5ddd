//! How etcd faces its clients.

mod cipher_list;
mod dialled_otherwise;
mod file_origin;
#[cfg(test)]
pub(in crate::rules) mod tests;

family!(
    etcd101_client_plaintext_listener,
    etcd102_client_plaintext_loopback_listener,
    etcd103_client_tls_flags_without_https,
    etcd104_client_https_without_certificate,
    etcd105_client_cert_key_unpaired,
    etcd106_client_auth_missing,
    etcd107_client_auth_without_ca,
    etcd108_client_cert_auth_not_explicit,
    etcd109_client_auto_tls,
    etcd110_client_auto_tls_inert,
    etcd111_auto_tls_not_explicit,
    etcd112_cipher_suites_break_http2,
    etcd113_weak_cipher_suites,
    etcd114_cipher_suites_invalid,
    etcd115_tls_version_invalid,
    etcd116_advertise_scheme_mismatch,
    etcd117_advertise_unroutable,
    etcd118_ca_shared_with_cluster,
    etcd119_cert_key_swapped_or_same,
    etcd120_tls_file_not_mounted,
    etcd121_key_from_configmap,
);

//! How the members of etcd face each other.

pub(in crate::rules) mod membership;
#[cfg(test)]
mod tests;

family!(
    etcd201_peer_plaintext_listener,
    etcd202_peer_plaintext_loopback,
    etcd203_peer_tls_flags_without_https,
    etcd204_peer_https_without_certificate,
    etcd205_peer_cert_key_unpaired,
    etcd206_peer_auth_missing,
    etcd207_peer_auth_without_ca,
    etcd208_peer_client_cert_auth_not_explicit,
    etcd209_peer_auto_tls,
    etcd210_peer_auto_tls_inert,
    etcd211_peer_url_scheme_mixed,
    etcd212_peer_san_verification_skipped,
    etcd213_peer_client_same_certificate,
    etcd214_peer_ca_accepts_clients,
);

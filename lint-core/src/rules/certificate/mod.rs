//! CRT1xx: certificates and private keys.

family!(
    crt101_expired,
    crt102_expiring,
    crt103_not_yet_valid,
    crt104_lifetime_too_long,
    crt105_weak_certificate_key,
    crt106_weak_signature,
    crt107_no_san,
    crt108_wrong_eku,
    crt109_key_mismatch,
    crt110_chain_not_from_bundled_ca,
    crt111_not_a_ca,
    crt112_ca_private_key_in_secret,
    crt113_private_key_in_configmap,
    crt114_unparsable_pem,
    crt115_encrypted_private_key,
    crt116_wildcard_san,
    crt117_self_signed_leaf,
    crt118_san_misses_advertised_host,
    crt119_kubeadm_validity,
    crt120_shared_leaf,
    crt121_client_cn_privileged,
    crt122_no_expiry_monitoring,
);

#[cfg(test)]
mod tests;

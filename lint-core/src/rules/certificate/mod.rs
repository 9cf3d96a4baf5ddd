//! CRT1xx: certificates and private keys.

mod crt101_expired;
mod crt102_expiring;
mod crt103_not_yet_valid;
mod crt104_lifetime_too_long;
mod crt105_weak_certificate_key;
mod crt106_weak_signature;
mod crt107_no_san;
mod crt108_wrong_eku;
mod crt109_key_mismatch;
mod crt110_chain_not_from_bundled_ca;
mod crt111_not_a_ca;
mod crt112_ca_private_key_in_secret;
mod crt113_private_key_in_configmap;
mod crt114_unparsable_pem;
mod crt115_encrypted_private_key;
mod crt116_wildcard_san;
mod crt117_self_signed_leaf;
mod crt118_san_misses_advertised_host;
mod crt119_kubeadm_validity;
mod crt120_shared_leaf;
mod crt121_client_cn_privileged;
mod crt122_no_expiry_monitoring;

mod stand_in;

use crate::rule::Rule;

/// The rules of this family, in the order of their ids.
pub(crate) static RULES: &[&Rule] = &[
    &crt101_expired::RULE,
    &crt102_expiring::RULE,
    &crt103_not_yet_valid::RULE,
    &crt104_lifetime_too_long::RULE,
    &crt105_weak_certificate_key::RULE,
    &crt106_weak_signature::RULE,
    &crt107_no_san::RULE,
    &crt108_wrong_eku::RULE,
    &crt109_key_mismatch::RULE,
    &crt110_chain_not_from_bundled_ca::RULE,
    &crt111_not_a_ca::RULE,
    &crt112_ca_private_key_in_secret::RULE,
    &crt113_private_key_in_configmap::RULE,
    &crt114_unparsable_pem::RULE,
    &crt115_encrypted_private_key::RULE,
    &crt116_wildcard_san::RULE,
    &crt117_self_signed_leaf::RULE,
    &crt118_san_misses_advertised_host::RULE,
    &crt119_kubeadm_validity::RULE,
    &crt120_shared_leaf::RULE,
    &crt121_client_cn_privileged::RULE,
    &crt122_no_expiry_monitoring::RULE,
];

#[cfg(test)]
mod made;
#[cfg(test)]
mod tests;

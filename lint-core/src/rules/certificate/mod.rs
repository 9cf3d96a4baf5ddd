//! Certificates and private keys.

family!(crt119_kubeadm_validity);

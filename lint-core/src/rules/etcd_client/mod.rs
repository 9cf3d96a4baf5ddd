//! How etcd faces its clients.

family!(etcd101_client_plaintext_listener);

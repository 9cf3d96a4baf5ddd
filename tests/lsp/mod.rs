//! The language server as editors call it.

mod actions;
mod canary;
mod client;
mod documents;
mod neovim;
mod protocol;

/// An EncryptionConfiguration that writes secrets as they are: a safe fix moves `identity` to the end.
const IDENTITY_FIRST: &str = "\
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets]
    providers:
      - identity: {}
      - kms: {apiVersion: v2, name: vault, endpoint: unix:///run/kms.sock}
";

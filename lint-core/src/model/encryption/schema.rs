//! The fields of an EncryptionConfiguration and their types in Go.

/// The type of a field, as far as the decoder checks it.
#[derive(Clone, Copy)]
pub(super) enum Type {
    /// `apiVersion` and `kind` of the root, which are read before the rest.
    Identity,
    Text,
    Texts,
    Int32,
    Duration,
    Struct(&'static Struct),
    Structs(&'static Struct),
}

/// A Go struct of k8s.io/apiserver's `apis/apiserver/v1`.
pub(super) struct Struct {
    /// Its name in the path of an error.
    pub(super) name: &'static str,
    /// Its type in an error.
    pub(super) go_type: &'static str,
    /// The type of a list of it in an error; empty if there is none.
    pub(super) go_list: &'static str,
    /// Its fields by their JSON names.
    pub(super) fields: &'static [(&'static str, Type)],
}

/// The root.
pub(super) static CONFIGURATION: Struct = Struct {
    name: "EncryptionConfiguration",
    go_type: "v1.EncryptionConfiguration",
    go_list: "",
    fields: &[
        ("apiVersion", Type::Identity),
        ("kind", Type::Identity),
        ("resources", Type::Structs(&RESOURCES)),
    ],
};
static RESOURCES: Struct = Struct {
    name: "ResourceConfiguration",
    go_type: "v1.ResourceConfiguration",
    go_list: "[]v1.ResourceConfiguration",
    fields: &[("resources", Type::Texts), ("providers", Type::Structs(&PROVIDER))],
};
static PROVIDER: Struct = Struct {
    name: "ProviderConfiguration",
    go_type: "v1.ProviderConfiguration",
    go_list: "[]v1.ProviderConfiguration",
    fields: &[
        ("aesgcm", Type::Struct(&AES)),
        ("aescbc", Type::Struct(&AES)),
        ("secretbox", Type::Struct(&SECRETBOX)),
        ("identity", Type::Struct(&IDENTITY)),
        ("kms", Type::Struct(&KMS)),
    ],
};
static AES: Struct = Struct {
    name: "AESConfiguration",
    go_type: "v1.AESConfiguration",
    go_list: "",
    fields: &[("keys", Type::Structs(&KEY))],
};
static SECRETBOX: Struct = Struct {
    name: "SecretboxConfiguration",
    go_type: "v1.SecretboxConfiguration",
    go_list: "",
    fields: &[("keys", Type::Structs(&KEY))],
};
static KEY: Struct = Struct {
    name: "Key",
    go_type: "v1.Key",
    go_list: "[]v1.Key",
    fields: &[("name", Type::Text), ("secret", Type::Text)],
};
static IDENTITY: Struct =
    Struct { name: "IdentityConfiguration", go_type: "v1.IdentityConfiguration", go_list: "", fields: &[] };
static KMS: Struct = Struct {
    name: "KMSConfiguration",
    go_type: "v1.KMSConfiguration",
    go_list: "",
    fields: &[
        ("apiVersion", Type::Text),
        ("name", Type::Text),
        ("cachesize", Type::Int32),
        ("endpoint", Type::Text),
        ("timeout", Type::Duration),
    ],
};

//! What may stand in what: as much of two schemas as it takes to tell where a line belongs.

use self::Schema::{List, Mapping, Names, Scalar, Word};

/// What a value may be.
pub(super) enum Schema {
    /// A scalar on one line.
    Scalar,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of this.
    List(&'static Schema),
    /// A mapping with fixed keys.
    Mapping(&'static Fields),
    /// A mapping of names that the user chooses to scalars.
    Names,
}

/// The keys of a mapping.
pub(super) struct Fields {
    all: &'static [(&'static str, Schema)],
    required: &'static [&'static str],
    /// Whether it must have a key, and may have no other.
    one_of: bool,
    /// Whether it may have no key.
    may_be_empty: bool,
}

impl Fields {
    /// What the value of `key` may be.
    pub(super) fn get(&self, key: &str) -> Option<&'static Schema> {
        self.all.iter().find(|(name, _)| *name == key).map(|(_, schema)| schema)
    }

    /// Whether `key` may stand beside the keys that are there.
    pub(super) fn admits(&self, key: &str, there: &[&str]) -> bool {
        !there.contains(&key) && (!self.one_of || there.is_empty())
    }

    /// Whether nothing is missing beside the keys that are there.
    pub(super) fn is_complete(&self, there: &[&str]) -> bool {
        self.required.iter().all(|key| there.contains(key)) && (self.may_be_empty || !there.is_empty())
    }

    /// Whether some mapping in this one, itself not included, has `key`.
    pub(super) fn have_below(&self, key: &str) -> bool {
        self.all.iter().any(|(_, schema)| schema.has(key))
    }
}

impl Schema {
    fn has(&self, key: &str) -> bool {
        match self {
            Mapping(fields) => fields.get(key).is_some() || fields.have_below(key),
            List(item) => item.has(key),
            Scalar | Word(_) | Names => false,
        }
    }
}

/// The schema of a document, by its `kind` and `apiVersion`.
pub(super) fn of(kind: Option<&str>, api_version: Option<&str>) -> Option<&'static Fields> {
    match (kind, api_version) {
        (Some("EncryptionConfiguration" | "EncryptionConfig"), _) => Some(&ENCRYPTION),
        (None, Some("apiserver.config.k8s.io/v1")) => Some(&ENCRYPTION),
        (Some("Pod"), _) => Some(&POD),
        (Some("Deployment" | "DaemonSet" | "StatefulSet" | "ReplicaSet" | "Job"), _) => Some(&CONTROLLER),
        (Some("CronJob"), _) => Some(&CRON_JOB),
        _ => None,
    }
}

/// Whether a schema is complete: then what it makes unique is certain.
pub(super) fn is_exact(fields: &Fields) -> bool {
    std::ptr::eq(fields, &ENCRYPTION)
}

const PLAIN: Fields = Fields { all: &[], required: &[], one_of: false, may_be_empty: false };

const fn fields(all: &'static [(&'static str, Schema)], required: &'static [&'static str]) -> Fields {
    Fields { all, required, ..PLAIN }
}

static ENCRYPTION: Fields = fields(
    &[
        ("kind", Scalar),
        ("apiVersion", Word(&["apiserver.config.k8s.io/v1", "v1"])),
        ("resources", List(&Mapping(&ENTRY))),
    ],
    &["kind", "apiVersion", "resources"],
);
static ENTRY: Fields = fields(
    &[("resources", List(&Scalar)), ("providers", List(&Mapping(&PROVIDER)))],
    &["resources", "providers"],
);
static PROVIDER: Fields = Fields {
    all: &[
        ("aescbc", Mapping(&WITH_KEYS)),
        ("aesgcm", Mapping(&WITH_KEYS)),
        ("secretbox", Mapping(&WITH_KEYS)),
        ("kms", Mapping(&KMS)),
        ("identity", Mapping(&IDENTITY)),
    ],
    one_of: true,
    ..PLAIN
};
static WITH_KEYS: Fields = fields(&[("keys", List(&Mapping(&KEY)))], &["keys"]);
static KEY: Fields = fields(&[("name", Scalar), ("secret", Scalar)], &["name", "secret"]);
static KMS: Fields = fields(
    &[
        ("apiVersion", Word(&["v1", "v2"])),
        ("name", Scalar),
        ("cachesize", Scalar),
        ("endpoint", Scalar),
        ("timeout", Scalar),
    ],
    &["name", "endpoint"],
);
static IDENTITY: Fields = Fields { may_be_empty: true, ..PLAIN };

static POD: Fields = fields(
    &[
        ("apiVersion", Scalar),
        ("kind", Scalar),
        ("metadata", Mapping(&METADATA)),
        ("spec", Mapping(&POD_SPEC)),
        ("status", Mapping(&STATUS)),
    ],
    &["apiVersion", "kind", "metadata", "spec"],
);
static CONTROLLER: Fields = fields(
    &[
        ("apiVersion", Scalar),
        ("kind", Scalar),
        ("metadata", Mapping(&METADATA)),
        ("spec", Mapping(&CONTROLLER_SPEC)),
        ("status", Mapping(&STATUS)),
    ],
    &["apiVersion", "kind", "metadata", "spec"],
);
static CRON_JOB: Fields = fields(
    &[
        ("apiVersion", Scalar),
        ("kind", Scalar),
        ("metadata", Mapping(&METADATA)),
        ("spec", Mapping(&CRON_JOB_SPEC)),
        ("status", Mapping(&STATUS)),
    ],
    &["apiVersion", "kind", "metadata", "spec"],
);
static STATUS: Fields = Fields { may_be_empty: true, ..PLAIN };
static METADATA: Fields = fields(
    &[
        ("name", Scalar),
        ("namespace", Scalar),
        ("creationTimestamp", Scalar),
        ("labels", Names),
        ("annotations", Names),
    ],
    &["name"],
);
static CRON_JOB_SPEC: Fields = fields(
    &[
        ("schedule", Scalar),
        ("timeZone", Scalar),
        ("concurrencyPolicy", Scalar),
        ("suspend", Scalar),
        ("startingDeadlineSeconds", Scalar),
        ("successfulJobsHistoryLimit", Scalar),
        ("failedJobsHistoryLimit", Scalar),
        ("jobTemplate", Mapping(&JOB_TEMPLATE)),
    ],
    &["schedule", "jobTemplate"],
);
static JOB_TEMPLATE: Fields =
    fields(&[("metadata", Mapping(&TEMPLATE_METADATA)), ("spec", Mapping(&CONTROLLER_SPEC))], &["spec"]);
static CONTROLLER_SPEC: Fields = fields(
    &[
        ("replicas", Scalar),
        ("serviceName", Scalar),
        ("podManagementPolicy", Scalar),
        ("revisionHistoryLimit", Scalar),
        ("minReadySeconds", Scalar),
        ("backoffLimit", Scalar),
        ("activeDeadlineSeconds", Scalar),
        ("ttlSecondsAfterFinished", Scalar),
        ("selector", Mapping(&SELECTOR)),
        ("strategy", Mapping(&STRATEGY)),
        ("updateStrategy", Mapping(&STRATEGY)),
        ("template", Mapping(&TEMPLATE)),
    ],
    &["template"],
);
static SELECTOR: Fields = fields(&[("matchLabels", Names)], &["matchLabels"]);
static STRATEGY: Fields = fields(&[("type", Scalar), ("rollingUpdate", Mapping(&ROLLING_UPDATE))], &[]);
static ROLLING_UPDATE: Fields =
    fields(&[("maxSurge", Scalar), ("maxUnavailable", Scalar), ("partition", Scalar)], &[]);
static TEMPLATE: Fields =
    fields(&[("metadata", Mapping(&TEMPLATE_METADATA)), ("spec", Mapping(&POD_SPEC))], &["spec"]);
static TEMPLATE_METADATA: Fields = fields(
    &[("name", Scalar), ("creationTimestamp", Scalar), ("labels", Names), ("annotations", Names)],
    &[],
);
static POD_SPEC: Fields = fields(
    &[
        ("containers", List(&Mapping(&CONTAINER))),
        ("initContainers", List(&Mapping(&CONTAINER))),
        ("volumes", List(&Mapping(&VOLUME))),
        ("hostNetwork", Scalar),
        ("hostPID", Scalar),
        ("nodeName", Scalar),
        ("nodeSelector", Names),
        ("priority", Scalar),
        ("priorityClassName", Scalar),
        ("restartPolicy", Scalar),
        ("serviceAccountName", Scalar),
        ("dnsPolicy", Scalar),
        ("terminationGracePeriodSeconds", Scalar),
        ("securityContext", Mapping(&SECURITY_CONTEXT)),
        ("tolerations", List(&Mapping(&TOLERATION))),
    ],
    &["containers"],
);
static CONTAINER: Fields = fields(
    &[
        ("name", Scalar),
        ("image", Scalar),
        ("imagePullPolicy", Scalar),
        ("command", List(&Scalar)),
        ("args", List(&Scalar)),
        ("workingDir", Scalar),
        ("env", List(&Mapping(&ENV))),
        ("ports", List(&Mapping(&PORT))),
        ("livenessProbe", Mapping(&PROBE)),
        ("readinessProbe", Mapping(&PROBE)),
        ("startupProbe", Mapping(&PROBE)),
        ("resources", Mapping(&RESOURCES)),
        ("securityContext", Mapping(&SECURITY_CONTEXT)),
        ("terminationMessagePath", Scalar),
        ("terminationMessagePolicy", Scalar),
        ("volumeMounts", List(&Mapping(&VOLUME_MOUNT))),
    ],
    &["name"],
);
static ENV: Fields =
    fields(&[("name", Scalar), ("value", Scalar), ("valueFrom", Mapping(&VALUE_FROM))], &["name"]);
static VALUE_FROM: Fields = Fields {
    all: &[
        ("fieldRef", Mapping(&FIELD_REF)),
        ("secretKeyRef", Mapping(&KEY_REF)),
        ("configMapKeyRef", Mapping(&KEY_REF)),
    ],
    one_of: true,
    ..PLAIN
};
static FIELD_REF: Fields = fields(&[("apiVersion", Scalar), ("fieldPath", Scalar)], &["fieldPath"]);
static KEY_REF: Fields = fields(&[("name", Scalar), ("key", Scalar), ("optional", Scalar)], &["name", "key"]);
static PORT: Fields = fields(
    &[("name", Scalar), ("containerPort", Scalar), ("hostPort", Scalar), ("protocol", Scalar)],
    &["containerPort"],
);
static PROBE: Fields = fields(
    &[
        ("exec", Mapping(&EXEC)),
        ("httpGet", Mapping(&HTTP_GET)),
        ("tcpSocket", Mapping(&TCP_SOCKET)),
        ("initialDelaySeconds", Scalar),
        ("timeoutSeconds", Scalar),
        ("periodSeconds", Scalar),
        ("successThreshold", Scalar),
        ("failureThreshold", Scalar),
    ],
    &[],
);
static EXEC: Fields = fields(&[("command", List(&Scalar))], &["command"]);
static HTTP_GET: Fields =
    fields(&[("host", Scalar), ("path", Scalar), ("port", Scalar), ("scheme", Scalar)], &["port"]);
static TCP_SOCKET: Fields = fields(&[("host", Scalar), ("port", Scalar)], &["port"]);
static RESOURCES: Fields =
    fields(&[("limits", Mapping(&QUANTITIES)), ("requests", Mapping(&QUANTITIES))], &[]);
static QUANTITIES: Fields =
    fields(&[("cpu", Scalar), ("memory", Scalar), ("ephemeral-storage", Scalar)], &[]);
static SECURITY_CONTEXT: Fields = fields(
    &[
        ("privileged", Scalar),
        ("runAsUser", Scalar),
        ("runAsGroup", Scalar),
        ("runAsNonRoot", Scalar),
        ("fsGroup", Scalar),
        ("readOnlyRootFilesystem", Scalar),
        ("allowPrivilegeEscalation", Scalar),
        ("seccompProfile", Mapping(&SECCOMP_PROFILE)),
    ],
    &[],
);
static SECCOMP_PROFILE: Fields = fields(&[("type", Scalar), ("localhostProfile", Scalar)], &["type"]);
static TOLERATION: Fields = fields(
    &[
        ("key", Scalar),
        ("operator", Scalar),
        ("value", Scalar),
        ("effect", Scalar),
        ("tolerationSeconds", Scalar),
    ],
    &[],
);
static VOLUME_MOUNT: Fields = fields(
    &[("name", Scalar), ("mountPath", Scalar), ("readOnly", Scalar), ("subPath", Scalar)],
    &["name", "mountPath"],
);
static VOLUME: Fields = fields(
    &[
        ("name", Scalar),
        ("hostPath", Mapping(&HOST_PATH)),
        ("emptyDir", Mapping(&EMPTY_DIR)),
        ("secret", Mapping(&SECRET_SOURCE)),
        ("configMap", Mapping(&CONFIG_MAP_SOURCE)),
        ("persistentVolumeClaim", Mapping(&CLAIM)),
    ],
    &["name"],
);
static HOST_PATH: Fields = fields(&[("path", Scalar), ("type", Scalar)], &["path"]);
static EMPTY_DIR: Fields =
    Fields { all: &[("medium", Scalar), ("sizeLimit", Scalar)], may_be_empty: true, ..PLAIN };
static SECRET_SOURCE: Fields =
    fields(&[("secretName", Scalar), ("defaultMode", Scalar), ("optional", Scalar)], &["secretName"]);
static CONFIG_MAP_SOURCE: Fields =
    fields(&[("name", Scalar), ("defaultMode", Scalar), ("optional", Scalar)], &["name"]);
static CLAIM: Fields = fields(&[("claimName", Scalar), ("readOnly", Scalar)], &["claimName"]);

//! The resources that Kubernetes itself keeps in etcd, by API group.
//!
//! As of 2026-11, Kubernetes 1.37: the informers of k8s.io/client-go v0.37.2, without what no
//! server stores (`bindings`, `componentstatuses`, the reviews of authentication and authorization),
//! plus the groups of custom resource definitions and aggregated APIs.

/// API groups with the plural names of their resources, both sorted.
pub(super) const STORED: [(&str, &[&str]); 21] = [
    (
        "",
        &[
            "configmaps",
            "endpoints",
            "events",
            "limitranges",
            "namespaces",
            "nodes",
            "persistentvolumeclaims",
            "persistentvolumes",
            "pods",
            "podtemplates",
            "replicationcontrollers",
            "resourcequotas",
            "secrets",
            "serviceaccounts",
            "services",
        ],
    ),
    (
        "admissionregistration.k8s.io",
        &[
            "mutatingadmissionpolicies",
            "mutatingadmissionpolicybindings",
            "mutatingwebhookconfigurations",
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings",
            "validatingwebhookconfigurations",
        ],
    ),
    ("apiextensions.k8s.io", &["customresourcedefinitions"]),
    ("apiregistration.k8s.io", &["apiservices"]),
    ("apps", &["controllerrevisions", "daemonsets", "deployments", "replicasets", "statefulsets"]),
    ("autoscaling", &["horizontalpodautoscalers"]),
    ("batch", &["cronjobs", "jobs"]),
    ("certificates.k8s.io", &["certificatesigningrequests", "clustertrustbundles", "podcertificaterequests"]),
    ("coordination.k8s.io", &["leasecandidates", "leases"]),
    ("discovery.k8s.io", &["endpointslices"]),
    ("flowcontrol.apiserver.k8s.io", &["flowschemas", "prioritylevelconfigurations"]),
    ("internal.apiserver.k8s.io", &["storageversions"]),
    ("lifecycle.k8s.io", &["evictionrequests", "evictions"]),
    ("networking.k8s.io", &["ingressclasses", "ingresses", "ipaddresses", "networkpolicies", "servicecidrs"]),
    ("node.k8s.io", &["runtimeclasses"]),
    ("policy", &["poddisruptionbudgets"]),
    ("rbac.authorization.k8s.io", &["clusterrolebindings", "clusterroles", "rolebindings", "roles"]),
    (
        "resource.k8s.io",
        &[
            "deviceclasses",
            "devicetaintrules",
            "resourceclaims",
            "resourceclaimtemplates",
            "resourcepoolstatusrequests",
            "resourceslices",
        ],
    ),
    ("scheduling.k8s.io", &["compositepodgroups", "podgroups", "priorityclasses", "workloads"]),
    (
        "storage.k8s.io",
        &[
            "csidrivers",
            "csinodes",
            "csistoragecapacities",
            "storageclasses",
            "volumeattachments",
            "volumeattributesclasses",
        ],
    ),
    ("storagemigration.k8s.io", &["storageversionmigrations"]),
];

/// Resources of these groups that versions from 1.13 on stored and Kubernetes 1.37 does not.
const REMOVED: [(&str, &[&str]); 4] = [
    ("admissionregistration.k8s.io", &["initializerconfigurations"]),
    ("networking.k8s.io", &["clustercidrs"]),
    ("policy", &["podsecuritypolicies"]),
    (
        "resource.k8s.io",
        &[
            "podschedulingcontexts",
            "podschedulings",
            "resourceclaimparameters",
            "resourceclasses",
            "resourceclassparameters",
        ],
    ),
];

/// Whether an earlier version stored the resource.
pub(super) fn was_stored(group: &str, resource: &str) -> bool {
    REMOVED.iter().any(|(name, resources)| *name == group && resources.contains(&resource))
}

/// The resources of a built-in group; `None` for any other group.
pub(super) fn in_group(group: &str) -> Option<&'static [&'static str]> {
    STORED.iter().find(|(name, _)| *name == group).map(|(_, resources)| *resources)
}

/// The built-in groups that have a resource of this name.
pub(super) fn groups_with(resource: &str) -> impl Iterator<Item = &'static str> {
    STORED.iter().filter(move |(_, resources)| resources.contains(&resource)).map(|(group, _)| *group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        for (group, resources) in STORED {
            assert!(resources.is_sorted(), "{group}");
        }
    }

    #[test]
    fn lookups() {
        assert!(in_group("").is_some_and(|core| core.contains(&"secrets")));
        assert!(in_group("example.com").is_none());
        assert_eq!(groups_with("deployments").collect::<Vec<_>>(), ["apps"]);
        assert_eq!(groups_with("secret").next(), None);
    }
}

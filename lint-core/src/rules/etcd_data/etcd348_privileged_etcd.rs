use super::data_directory::is_official;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::message;
use crate::message::{Message, show_all};
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::settings::Profile;
use crate::source::{Cursor, Place};
use crate::subject::image::Image;
use crate::subject::workload::Container;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD348",
    name: "privileged-etcd",
    summary: "etcd has rights on the node that it does not use",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd348_privileged_etcd.md"),
    check: Check::Etcd(check),
};

/// Fields of the pod that open the node, with what they do.
const POD_FIELDS: [(&str, &str); 2] = [
    ("hostPID", "etcd's pod sees all processes of the node and can read their memory"),
    ("hostIPC", "etcd's pod shares memory with the programs of the node"),
];

/// Fields of the container's security context.
const CONTAINER_FIELDS: [(&str, &str); 2] = [
    ("privileged", "a privileged etcd container is root on the node; etcd needs none of that"),
    (
        "allowPrivilegeEscalation",
        "programs in etcd's container may gain rights that etcd itself does not have",
    ),
];

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some((workload, container)) = cx.home(etcd) else { return };
    let Some(pod) = cx.at(&workload.pod) else { return };
    let context = cx.at(&container.place).and_then(|container| container.get("securityContext"));
    for (field, effect) in POD_FIELDS {
        report_field(&pod, field, effect, out);
    }
    if let Some(context) = &context {
        for (field, effect) in CONTAINER_FIELDS {
            report_field(context, field, effect, out);
        }
        report_capabilities(context, out);
    }
    if cx.profile() == Profile::Strict {
        report_root(&pod, context.as_ref(), container, out);
    }
}

/// Reports a field that is true.
fn report_field(parent: &Cursor, field: &str, effect: &'static str, out: &mut Findings) {
    if parent.bool(field) == Some(true) {
        let place = Place::value(parent.document, parent.path.key(field));
        let fix = Fix::suggested("remove the field", vec![Edit::Remove { place: place.clone() }]);
        out.report(place, effect).label("not needed by etcd").fix(fix);
    }
}

fn report_capabilities(context: &Cursor, out: &mut Findings) {
    let Some(added) = context.at(&["capabilities", "add"]).filter(|list| !list.node.items().is_empty())
    else {
        return;
    };
    let names = added.node.items().iter().filter_map(|item| item.as_str());
    let message = message!("etcd's container gets capabilities that etcd does not use: {}", show_all(names));
    let fix = Fix::suggested("remove the field", vec![Edit::Remove { place: added.place() }]);
    out.report(added.place(), message).label("not needed by etcd").fix(fix);
}

/// The container's user counts before the pod's; images of etcd run as root unless they are Bitnami's.
fn report_root(pod: &Cursor, context: Option<&Cursor>, container: &Container, out: &mut Findings) {
    let contexts = [context.cloned(), pod.get("securityContext")];
    let field = |name: &str| contexts.iter().flatten().find_map(|context| context.get(name));
    let user = field("runAsUser");
    let is_refused = field("runAsNonRoot").and_then(|value| value.node.as_bool()) == Some(true);
    let is_bitnami = container.image.as_ref().is_some_and(Image::is_of_bitnami);
    let is_root = match &user {
        Some(user) => user.node.as_i64() == Some(0),
        None => !is_bitnami,
    };
    let refusal = match &user {
        Some(_) if is_root => {
            Some("runAsNonRoot has the kubelet refuse to start a container with runAsUser 0")
        }
        None if is_official(container) => Some(
            "images of etcd run as root, and runAsNonRoot without runAsUser has the kubelet refuse to start them",
        ),
        _ => None,
    };
    if let Some(message) = refusal.filter(|_| is_refused) {
        let place = user.as_ref().map_or_else(|| container.place.clone(), Cursor::place);
        out.report(place, message)
            .label("has no user of its own")
            .fix(Fix::advice("set runAsUser, and give the data directory to that user"));
    }
    if is_root && !is_refused {
        let place = user.map_or_else(|| container.place.clone(), |user| user.place());
        let message: Message =
            "etcd runs as root; with a user of its own a hole in etcd opens fewer files of the node".into();
        out.report(place, message)
            .severity(Severity::Info)
            .label("runs as root")
            .fix(Fix::advice("give the data directory to a user of its own and set runAsUser"));
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Profile, Settings};
    use crate::testing::pod::{Pod, found, found_in};

    #[test]
    fn rights() {
        let one: &[&str] = &["ETCD348 warning"];
        let table: [(&str, &[&str]); 9] = [
            ("privileged: true", one),
            ("privileged: false", &[]),
            ("allowPrivilegeEscalation: true", one),
            ("allowPrivilegeEscalation: false", &[]),
            ("capabilities: {add: [SYS_ADMIN, NET_ADMIN]}", one),
            ("capabilities: {add: []}", &[]),
            ("capabilities: {drop: [ALL]}", &[]),
            ("runAsUser: 0", &[]),
            ("privileged: true, capabilities: {add: [ALL]}", &["ETCD348 warning"; 2]),
        ];
        for (context, expected) in table {
            let pod = Pod::etcd().container(&format!("securityContext: {{{context}}}"));
            assert_eq!(found(&pod, "ETCD348"), expected, "{context}");
        }
    }

    #[test]
    fn namespaces_of_the_node() {
        let table: [(&str, &[&str]); 4] = [
            ("hostPID: true", &["ETCD348 warning"]),
            ("hostIPC: true", &["ETCD348 warning"]),
            ("hostNetwork: true", &[]),
            ("hostPID: false", &[]),
        ];
        for (line, expected) in table {
            assert_eq!(found(&Pod::etcd().pod(line), "ETCD348"), expected, "{line}");
        }
    }

    #[test]
    fn root_in_the_strict_profile() {
        let info: &[&str] = &["ETCD348 info"];
        let table: [(&str, &str, &[&str]); 9] = [
            ("{}", "{}", info),
            ("{runAsUser: 0}", "{}", info),
            ("{}", "{runAsUser: 0}", info),
            ("{runAsUser: 997}", "{}", &[]),
            ("{}", "{runAsUser: 997}", &[]),
            ("{runAsUser: 0}", "{runAsUser: 997}", &[]),
            ("{runAsNonRoot: true}", "{}", &["ETCD348 warning"]),
            ("{runAsNonRoot: true}", "{runAsUser: 997}", &[]),
            ("{runAsNonRoot: true}", "{runAsUser: 0}", &["ETCD348 warning"]),
        ];
        for (of_pod, of_container, expected) in table {
            let pod = Pod::etcd()
                .pod(&format!("securityContext: {of_pod}"))
                .container(&format!("securityContext: {of_container}"));
            let strict = Settings { profile: Profile::Strict, ..Settings::default() };
            assert_eq!(found_in(&pod.yaml(), "ETCD348", strict), expected, "{of_pod} {of_container}");
            assert!(found(&pod, "ETCD348").is_empty());
        }
        let bitnami = Pod::etcd().image("bitnami/etcd:3.6.14").yaml();
        let strict = Settings { profile: Profile::Strict, ..Settings::default() };
        assert!(found_in(&bitnami, "ETCD348", strict).is_empty());
    }
}

//! Pods, and objects with a pod template.

use super::object::ObjectId;
use super::volume::{Mount, Volume, VolumeSource, clean};
use crate::source::{Cursor, DocumentId, Path, Place};
use crate::subject::command::{Command, Program, Resolved, ShellScript, identify, resolve};
use crate::subject::environment::Environment;
use crate::subject::image::Image;
use crate::subject::object::Subject;
use crate::subject::shell::Opaque;
use crate::subject::word::Word;

/// A pod, or an object that makes pods.
#[derive(Clone, Debug)]
pub struct Workload {
    /// The document it is in.
    pub document: DocumentId,
    /// What it says of itself.
    pub object: ObjectId,
    /// The object's place; not the root if it is an item of a list.
    pub place: Place,
    /// The pod spec's place.
    pub pod: Place,
    /// The pod's labels.
    pub labels: Vec<(String, String)>,
    /// The object's own annotations.
    pub annotations: Vec<(String, String)>,
    /// How many pods it makes at once, if it says so.
    pub replicas: Option<i64>,
    /// Whether the pod shares the node's network.
    pub host_network: bool,
    /// The pod's volumes.
    pub volumes: Vec<Volume>,
    /// Names of a StatefulSet's volume claim templates: they are volumes too.
    pub claim_templates: Vec<String>,
    /// All containers, init and ephemeral ones included, in the order of the manifest.
    pub containers: Vec<Container>,
}

/// A container of a pod.
#[derive(Clone, Debug)]
pub struct Container {
    /// Which list of the pod it stands in.
    pub role: Role,
    /// Its name.
    pub name: String,
    /// Its place.
    pub place: Place,
    /// Its image.
    pub image: Option<Image>,
    /// The place of the image.
    pub image_place: Option<Place>,
    /// Whether `command` is set: without it the image decides what runs.
    pub has_command: bool,
    /// `command` and `args` together, variables expanded, before any shell is looked into.
    pub argv: Vec<Word>,
    /// Its environment.
    pub environment: Environment,
    /// Where volumes are mounted.
    pub mounts: Vec<Mount>,
    /// The commands that it runs, wrappers and shells taken off.
    pub commands: Vec<Command>,
    /// The shell scripts that some of the commands come from.
    pub scripts: Vec<ShellScript>,
    /// What may hide commands, and where.
    pub opaque: Vec<(Place, Opaque)>,
}

/// Which list of a pod a container stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `containers`
    Main,
    /// `initContainers`
    Init,
    /// `initContainers` with `restartPolicy: Always`
    Sidecar,
    /// `ephemeralContainers`
    Ephemeral,
}

/// Gives the literal values of a ConfigMap in reach, by name.
pub type ConfigMaps<'a> = &'a dyn Fn(&str) -> Option<Vec<(String, String)>>;

impl Workload {
    /// The workload that the object at `object` is, if it is one.
    pub fn of(object: &Cursor, config_maps: ConfigMaps) -> Option<Workload> {
        let id = ObjectId::of(object);
        let pod = pod_spec(object, &id.kind)?;
        let labels_at = if id.kind == "Pod" { object.clone() } else { template_of(object, &id.kind)? };
        Some(Workload {
            document: object.document,
            place: object.place(),
            pod: pod.place(),
            labels: strings(&labels_at, "labels"),
            annotations: strings(object, "annotations"),
            replicas: object.at(&["spec", "replicas"]).and_then(|replicas| replicas.node.as_i64()),
            host_network: pod.bool("hostNetwork").unwrap_or(false),
            volumes: Volume::all(&pod),
            claim_templates: claim_templates(object),
            containers: containers(&pod, config_maps),
            object: id,
        })
    }

    /// As the subject of findings about one of its containers.
    pub fn subject(&self, container: Option<&Container>) -> Subject {
        Subject { container: container.map(|container| container.name.clone()), ..self.object.subject() }
    }

    /// What `path` in `container` lies on, and the rest of the path below the mount.
    /// `None` when no volume is mounted there: then it is the image's own file system.
    pub fn mount_of<'a>(&'a self, container: &'a Container, path: &str) -> Option<Mounted<'a>> {
        let path = clean(path);
        let mount = container
            .mounts
            .iter()
            .filter(|mount| mount.relative(&path).is_some())
            .max_by_key(|mount| mount.path.len())?;
        let rest = mount.relative(&path)?.to_owned();
        Some(Mounted { mount, rest, volume: self.volumes.iter().find(|volume| volume.name == mount.volume) })
    }
}

/// A mount that a path lies on.
#[derive(Clone, Debug)]
pub struct Mounted<'a> {
    /// The mount.
    pub mount: &'a Mount,
    /// The path below the mount.
    pub rest: String,
    /// The volume; `None` for a claim template, or where the manifest does not declare it.
    pub volume: Option<&'a Volume>,
}

impl Mounted<'_> {
    /// What the volume holds; nothing for a claim template.
    pub fn sources(&self) -> &[VolumeSource] {
        self.volume.map_or(&[], |volume| &volume.sources)
    }

    /// The path on the node, if it lies on a `hostPath`.
    pub fn node_path(&self) -> Option<String> {
        let VolumeSource::HostPath { path, .. } = self.sources().first()? else { return None };
        Some(clean(&format!("{path}/{}", self.file())))
    }

    /// Whether the volume shows only certain keys, and the file is none of them.
    pub fn is_left_out(&self) -> bool {
        let file = self.file();
        let leaves_out = |source: &VolumeSource| match source {
            VolumeSource::ConfigMap(keys) | VolumeSource::Secret(keys) => {
                let is_template = |(_, path): &(String, String)| path.contains('{');
                keys.key_of(&file).is_none() && !keys.items.iter().any(is_template)
            }
            _ => false,
        };
        let is_known = !self.mount.sub_path.contains("$(");
        is_known && !self.sources().is_empty() && self.sources().iter().all(leaves_out)
    }

    /// The file's path inside the volume: the mount's `subPath`, then the rest.
    pub fn file(&self) -> String {
        clean(&format!("{}/{}", self.mount.sub_path, self.rest)).trim_start_matches('/').to_owned()
    }
}

/// The pod spec in an object, by kind, or by shape for kinds we do not know.
fn pod_spec<'a>(object: &Cursor<'a>, kind: &str) -> Option<Cursor<'a>> {
    let spec = if kind == "Pod" { object.get("spec")? } else { template_of(object, kind)?.get("spec")? };
    ["containers", "initContainers"].iter().any(|key| spec.node.get(key).is_some()).then_some(spec)
}

/// The pod template in an object that has one.
fn template_of<'a>(object: &Cursor<'a>, kind: &str) -> Option<Cursor<'a>> {
    match kind {
        "CronJob" => object.at(&["spec", "jobTemplate", "spec", "template"]),
        "PodTemplate" => object.get("template"),
        _ => object.at(&["spec", "template"]),
    }
}

fn strings(object: &Cursor, key: &str) -> Vec<(String, String)> {
    let map = object.at(&["metadata", key]);
    let entries = map.iter().flat_map(|map| map.entries().collect::<Vec<_>>());
    entries.filter_map(|(key, value)| Some((key.to_owned(), value.node.as_str()?.to_owned()))).collect()
}

fn claim_templates(object: &Cursor) -> Vec<String> {
    let templates = object.at(&["spec", "volumeClaimTemplates"]);
    let names = templates.iter().flat_map(Cursor::items);
    names.filter_map(|template| Some(template.get("metadata")?.str("name")?.to_owned())).collect()
}

fn containers(pod: &Cursor, config_maps: ConfigMaps) -> Vec<Container> {
    let lists = [
        ("initContainers", Role::Init),
        ("containers", Role::Main),
        ("ephemeralContainers", Role::Ephemeral),
    ];
    let mut found = Vec::new();
    for (key, role) in lists {
        let list = pod.get(key);
        found.extend(list.iter().flat_map(Cursor::items).map(|item| Container::of(&item, role, config_maps)));
    }
    found
}

impl Container {
    fn of(container: &Cursor, role: Role, config_maps: ConfigMaps) -> Container {
        let environment = Environment::of(container, config_maps);
        let command = words(container, "command", &environment);
        let args = words(container, "args", &environment);
        let Resolved { commands, scripts, opaque } = resolve(&command, &args, &environment);
        let is_sidecar = role == Role::Init && container.str("restartPolicy") == Some("Always");
        let image = container.get("image");
        Container {
            role: if is_sidecar { Role::Sidecar } else { role },
            name: container.str("name").unwrap_or_default().to_owned(),
            place: container.place(),
            image: image.as_ref().and_then(|image| image.node.as_str()).map(Image::parse),
            image_place: image.map(|image| image.place()),
            has_command: !command.is_empty(),
            argv: command.into_iter().chain(args).collect(),
            mounts: Mount::all(container),
            environment,
            commands,
            scripts,
            opaque,
        }
    }

    /// Whether its image, environment or flags say that it runs etcd, but no command of it can be seen to.
    /// An init container cannot run a server: the pod waits for its end.
    pub fn hides_etcd(&self) -> bool {
        if self.role == Role::Init {
            return false;
        }
        let image = self.image.as_ref();
        let is_known = |command: &Command| {
            command.program.basename() == "etcd"
                || identify(Some(command), image, self.has_command) != Program::Other
        };
        let starts_something = !self.commands.is_empty() || !self.opaque.is_empty();
        let is_etcd_image = identify(None, image, false) == Program::Etcd;
        starts_something
            && !self.commands.iter().any(is_known)
            && (is_etcd_image && !self.is_helper()
                || self.has_etcd_variables()
                || self.commands.iter().any(passes_on_to_etcd))
    }

    /// Whether it only does what the image of etcd is used for besides etcd: copying, looking and waiting.
    fn is_helper(&self) -> bool {
        self.opaque.is_empty() && self.commands.iter().all(is_plain_tool)
    }

    /// The last command that may start something that is not seen.
    pub fn last_starter(&self) -> Option<&Command> {
        self.commands.iter().rev().find(|command| !is_plain_tool(command))
    }

    /// Whether variables that only an etcd server reads are set: some script will pass them on.
    fn has_etcd_variables(&self) -> bool {
        ["ETCD_LISTEN_CLIENT_URLS", "ETCD_LISTEN_PEER_URLS"]
            .iter()
            .any(|name| self.environment.get(name).is_some())
    }

    /// The place of a field of the container, such as `["securityContext", "privileged"]`.
    pub fn field(&self, keys: &[&str]) -> Place {
        let path = keys.iter().fold(self.place.path.clone(), |path: Path, key| path.key(*key));
        Place::value(self.place.document, path)
    }
}

/// Whether a command is one of a shell or a system that starts nothing else.
fn is_plain_tool(command: &Command) -> bool {
    const TOOLS: [&str; 28] = [
        "[", "awk", "cat", "cd", "chmod", "chown", "cp", "cut", "date", "echo", "exit", "export", "grep",
        "head", "ls", "mkdir", "mv", "printf", "rm", "sed", "set", "sleep", "tail", "test", "tr", "trap",
        "true", "wait",
    ];
    TOOLS.contains(&command.program.basename())
}

/// Whether a program starts etcd by its own means: kOps' manager, or one that is given flags that only an etcd
/// server has.
fn passes_on_to_etcd(command: &Command) -> bool {
    let is_flag = |word: &Word| {
        let name = word.text.trim_start_matches('-');
        let name = name.split_once('=').map_or(name, |(name, _)| name);
        word.text.starts_with('-') && matches!(name, "listen-client-urls" | "listen-peer-urls")
    };
    command.program.basename() == "etcd-manager" || command.args.iter().any(is_flag)
}

fn words(container: &Cursor, key: &str, environment: &Environment) -> Vec<Word> {
    container.get(key).map_or(Vec::new(), |list| environment.expand_list(&list))
}

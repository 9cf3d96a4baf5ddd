//! Starting the real etcd on loopback and looking at what it does.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;

use super::invocation::Invocation;
use super::probe::{Demand, Target};
use crate::pki;
use crate::programs::{clean, printed, version};

/// How long a process may take to answer or to exit.
const PATIENCE: Duration = Duration::from_secs(8);

/// What a process did.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    /// It still ran when it had begun to serve.
    pub(crate) starts: bool,
    /// What its ports demand, by their names; only those that answer.
    pub(crate) ports: Vec<(&'static str, Demand)>,
    /// A client without a certificate read a key at a client URL.
    pub(crate) clients_open: bool,
    /// What it wrote that was worth a warning, or its last line.
    pub(crate) last_words: String,
}

impl Observed {
    /// What the peer ports demand, of peers: a client is not served at each of them.
    pub(crate) fn demands_of_peers(&self) -> impl Iterator<Item = Demand> {
        self.ports.iter().filter(|(name, _)| is_of_peers(name)).map(|(_, demand)| *demand)
    }
}

/// The etcd that is compared with.
#[derive(Clone, Debug)]
pub(crate) struct Binary {
    pub(crate) version: String,
}

impl Binary {
    /// Nothing if it, openssl or setpriv is missing.
    pub(crate) fn find() -> Option<Binary> {
        printed("openssl", "version").and(printed("setpriv", "--version"))?;
        Some(Binary { version: version(&printed("etcd", "--version")?)? })
    }

    /// The second number of its version.
    pub(crate) fn minor(&self) -> u32 {
        let minor = self.version.split('.').nth(1).and_then(|minor| minor.parse().ok());
        minor.expect("a version of three numbers")
    }
}

/// A folder and ports of its own for one process.
pub(crate) struct Workspace {
    folder: TempDir,
    ports: [(&'static str, u16); 5],
}

impl Workspace {
    pub(crate) fn new() -> Workspace {
        // Behind a dot the random part of the name is too short to be masked as a key might be.
        let folder = tempfile::Builder::new().prefix("etcd.").tempdir().expect("a folder for etcd");
        let listeners = [(); 5].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
        let [client, second, peer, third, metrics] =
            listeners.map(|listener| listener.local_addr().expect("an address").port());
        let ports = [
            ("{client}", client),
            ("{second}", second),
            ("{peer}", peer),
            ("{third}", third),
            ("{metrics}", metrics),
        ];
        Workspace { folder, ports }
    }

    /// With etcd's own ports in place of those that are not named.
    pub(crate) fn with_default_ports(mut self, invocation: &Invocation) -> Workspace {
        for (name, port) in &mut self.ports {
            match *name {
                "{client}" if invocation.leaves_out(name) => *port = 2379,
                "{peer}" if invocation.leaves_out(name) => *port = 2380,
                _ => {}
            }
        }
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes the workspace's own ports and folders into a text.
    pub(crate) fn fill(&self, text: &str) -> String {
        let ports = self
            .ports
            .iter()
            .fold(text.to_owned(), |text, (name, port)| text.replace(name, &port.to_string()));
        ports
            .replace("{dir}", &self.path().to_string_lossy())
            .replace("{pki}", &pki::folder().to_string_lossy())
    }

    /// Where the ports are reached, the sockets of the file system included.
    pub(crate) fn targets(&self) -> Vec<(&'static str, Target)> {
        let tcp = |(name, port)| (name, Target::Tcp(SocketAddr::from((Ipv4Addr::LOCALHOST, port))));
        let socket = ("{dir}/socket", Target::Unix(self.path().join("socket")));
        self.ports.into_iter().map(tcp).chain([socket]).collect()
    }

    /// Starts etcd, looks, and ends it.
    pub(crate) fn run(&self, invocation: &Invocation) -> Observed {
        let mut process = Process(self.start(invocation));
        let mut observed = Observed::default();
        if self.waits_until_it_serves(&mut process) {
            self.look(invocation, &mut observed);
            observed.starts = !process.has_ended();
        }
        drop(process);
        Observed { last_words: self.last_words(), ..observed }
    }

    fn start(&self, invocation: &Invocation) -> Child {
        let log = std::fs::File::create(self.path().join("log")).expect("a log");
        if let Some(config) = &invocation.config {
            std::fs::write(self.path().join("etcd.yml"), self.fill(config)).expect("a configuration file");
        }
        // The manifest mounts the file at /config; the process finds it in its folder.
        let here = |text: &str| {
            self.fill(text).replace("/config/etcd.yml", &self.path().join("etcd.yml").to_string_lossy())
        };
        // Without this test there is to be no etcd either.
        let mut command = clean("setpriv");
        command.args(["--pdeathsig", "KILL", "--"]);
        match &invocation.script {
            Some(script) => command.args(["sh", "-c", &here(script)]),
            None => command.arg("etcd").args(invocation.args.iter().map(|arg| here(arg))),
        };
        command
            .envs(invocation.env.iter().map(|(name, value)| (name, here(value))))
            .current_dir(self.path())
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a second handle of the log"))
            .stderr(log);
        command.spawn().expect("etcd runs")
    }

    /// Waits until it serves or ends; says whether it serves.
    fn waits_until_it_serves(&self, process: &mut Process) -> bool {
        let deadline = Instant::now() + PATIENCE;
        let clients: Vec<_> = self.targets().into_iter().filter(|(name, _)| is_of_clients(name)).collect();
        while Instant::now() < deadline {
            if process.has_ended() {
                return false;
            }
            let is_ready = self.log().contains("ready to serve client requests");
            if is_ready || clients.iter().any(|(_, target)| target.demand().is_some()) {
                // It may still fail on another listener.
                std::thread::sleep(Duration::from_millis(60));
                return !process.has_ended();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }

    /// A port that the invocation does not name may have become that of another process.
    fn look(&self, invocation: &Invocation, observed: &mut Observed) {
        for (name, target) in self.targets() {
            if invocation.leaves_out(name) && !["{client}", "{peer}"].contains(&name) {
                continue;
            }
            let Some(demand) = target.demand() else { continue };
            observed.ports.push((name, demand));
            if is_of_clients(name) {
                observed.clients_open |= target.serves_keys(demand);
            }
        }
    }

    fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.path().join("log")).unwrap_or_default()).into_owned()
    }

    /// The line that says why etcd ended, as far as one can tell: what is fatal first.
    fn last_words(&self) -> String {
        let log = self.log();
        let marks = [" C | ", "panic", "\"fatal\"", " E | ", "\"error\"", ""];
        let find = |mark| log.lines().rev().find(|line| line.contains(mark) && !line.trim().is_empty());
        marks.into_iter().find_map(find).unwrap_or_default().to_owned()
    }
}

fn is_of_clients(port: &str) -> bool {
    ["{client}", "{second}", "{dir}/socket"].contains(&port)
}

fn is_of_peers(port: &str) -> bool {
    ["{peer}", "{third}"].contains(&port)
}

/// A process with all that it has started, which end with it.
struct Process(Child);

impl Process {
    fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("a child can be waited for").is_some()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(group) = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.0.wait();
    }
}

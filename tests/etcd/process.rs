//! Starting the real etcd on loopback and looking at what it does.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::rows::Row;
use crate::pki;

/// How long a process may take to answer or to exit.
const PATIENCE: Duration = Duration::from_secs(8);

/// What a process did.
#[derive(Debug)]
pub(crate) struct Observed {
    /// It still ran when it had begun to listen.
    pub(crate) starts: bool,
    /// A client without a certificate read a key at a client URL.
    pub(crate) clients_open: bool,
    /// The same at a peer URL.
    pub(crate) peers_open: bool,
    /// The last line it wrote.
    pub(crate) last_words: String,
}

/// The version of etcd, if all that the tests need is installed.
pub(crate) fn etcd_version() -> Option<String> {
    let runs = |program: &str, argument: &str| {
        let output = Command::new(program).arg(argument).env_clear().env("PATH", path()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    runs("etcdctl", "version").or_else(|| runs("etcdctl", "--version"))?;
    runs("openssl", "version")?;
    let text = runs("etcd", "--version")?;
    text.lines().next()?.strip_prefix("etcd Version: ").map(str::to_owned)
}

fn path() -> String {
    std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".to_owned())
}

/// A folder and ports of its own for one process.
pub(crate) struct Workspace {
    folder: TempDir,
    client: u16,
    second: u16,
    peer: u16,
}

impl Workspace {
    pub(crate) fn new() -> Workspace {
        let folder = tempfile::tempdir().expect("a folder for etcd");
        let [client, second, peer] = free_ports();
        Workspace { folder, client, second, peer }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes the workspace's own ports and folders into a text.
    pub(crate) fn fill(&self, text: &str) -> String {
        text.replace("{client}", &self.client.to_string())
            .replace("{second}", &self.second.to_string())
            .replace("{peer}", &self.peer.to_string())
            .replace("{dir}", &self.path().to_string_lossy())
            .replace("{pki}", &pki::folder().to_string_lossy())
    }

    /// Starts etcd as the row says, looks, and ends it.
    pub(crate) fn run(&self, row: &Row) -> Observed {
        let mut child = self.start(row);
        let starts = self.wait(&mut child);
        let observed = Observed {
            starts,
            clients_open: starts && [self.client, self.second].into_iter().any(|port| self.answers(port)),
            peers_open: starts && self.answers(self.peer),
            last_words: String::new(),
        };
        let _ = child.kill();
        let _ = child.wait();
        Observed { last_words: self.last_words(), ..observed }
    }

    fn start(&self, row: &Row) -> Child {
        let log = std::fs::File::create(self.path().join("log")).expect("a log");
        let mut command = match row.script {
            Some(script) => {
                let mut shell = Command::new("sh");
                shell.arg("-c").arg(self.fill(script));
                shell
            }
            None => Command::new("etcd"),
        };
        if let Some(config) = row.config {
            std::fs::write(self.path().join("etcd.yml"), self.fill(config)).expect("a configuration file");
        }
        // The manifest mounts the file at /config; the process finds it in its folder.
        let here = |text: &str| {
            self.fill(text).replace("/config/etcd.yml", &self.path().join("etcd.yml").to_string_lossy())
        };
        if row.script.is_none() {
            command.args(row.args.iter().map(|arg| here(arg)));
        }
        command
            .env_clear()
            .env("PATH", path())
            .envs(row.env.iter().map(|(name, value)| (name, here(value))))
            .current_dir(self.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a second handle of the log"))
            .stderr(log);
        command.spawn().expect("etcd runs")
    }

    /// Waits until it listens or exits; says which.
    fn wait(&self, child: &mut Child) -> bool {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if child.try_wait().expect("a child can be waited for").is_some() {
                return false;
            }
            if self.log().contains("ready to serve client requests") {
                // It may still fail on a second listener.
                std::thread::sleep(Duration::from_millis(200));
                return child.try_wait().expect("a child can be waited for").is_none();
            }
            std::thread::sleep(Duration::from_millis(30));
        }
        false
    }

    /// Whether a client without a certificate can read a key at a port.
    fn answers(&self, port: u16) -> bool {
        ["http", "https"].iter().any(|scheme| {
            let output = Command::new("etcdctl")
                .env_clear()
                .env("PATH", path())
                .env("ETCDCTL_API", "3")
                .arg(format!("--endpoints={scheme}://127.0.0.1:{port}"))
                // Without a CA file etcdctl 3.4 sets no TLS up, even if it is not to verify anything.
                .arg(format!("--cacert={}", pki::folder().join("ca.crt").display()))
                .arg("--insecure-skip-tls-verify")
                .args(["--dial-timeout=1s", "--command-timeout=1s", "get", "x"])
                .output()
                .expect("etcdctl runs");
            output.status.success()
        })
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.path().join("log")).unwrap_or_default()
    }

    fn last_words(&self) -> String {
        self.log()
            .lines()
            .find(|line| !line.contains(" I | ") && !line.trim().is_empty())
            .unwrap_or_default()
            .to_owned()
    }
}

/// Ports that nobody listens on at the moment.
fn free_ports() -> [u16; 3] {
    let listeners = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    listeners.map(|listener| listener.local_addr().expect("an address").port())
}

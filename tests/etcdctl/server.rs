//! The real etcd on loopback, which asks its clients for a certificate, and calls of etcdctl to it.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::call::Call;
use crate::pki;
use crate::programs::{clean, printed, version};

/// How long etcd may take to start, and etcdctl to end.
const PATIENCE: Duration = Duration::from_secs(8);

/// An etcd that ends with this value.
pub(crate) struct Server {
    child: Child,
    folder: TempDir,
    port: u16,
    /// The version of etcdctl.
    version: String,
}

/// What a call did.
#[derive(Debug)]
pub(crate) struct Observed {
    /// It ended well and left a snapshot.
    pub(crate) saves: bool,
    /// The last line it wrote.
    pub(crate) last_words: String,
}

/// A folder for one call.
pub(crate) struct Workspace<'a> {
    server: &'a Server,
    folder: TempDir,
}

impl Server {
    /// Starts etcd; nothing if it, etcdctl or openssl is not installed.
    pub(crate) fn start() -> Option<Server> {
        printed("etcd", "--version").and(printed("openssl", "version"))?;
        let version = version(&printed("etcdctl", "version")?)?;
        let folder = tempfile::tempdir().expect("a folder for etcd");
        let [port, peer] = free_ports();
        let log = std::fs::File::create(folder.path().join("log")).expect("a log");
        let (client, peer) = (format!("https://127.0.0.1:{port}"), format!("http://127.0.0.1:{peer}"));
        let pki = pki::folder().to_string_lossy();
        let child = clean("etcd")
            .arg(format!("--data-dir={}", folder.path().join("data").display()))
            .args([format!("--listen-client-urls={client}"), format!("--advertise-client-urls={client}")])
            .args([format!("--listen-peer-urls={peer}"), format!("--initial-advertise-peer-urls={peer}")])
            .arg(format!("--initial-cluster=default={peer}"))
            .args([format!("--cert-file={pki}/server.crt"), format!("--key-file={pki}/server.key")])
            .args(["--client-cert-auth", &format!("--trusted-ca-file={pki}/ca.crt")])
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a second handle of the log"))
            .stderr(log)
            .spawn()
            .expect("etcd runs");
        let server = Server { child, folder, port, version };
        server.wait();
        Some(server)
    }

    fn wait(&self) {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            if log.contains("ready to serve client requests") {
                return;
            }
            std::thread::sleep(Duration::from_millis(30));
        }
        panic!("etcd did not begin to serve");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl<'a> Workspace<'a> {
    pub(crate) fn new(server: &'a Server) -> Workspace<'a> {
        Workspace { server, folder: tempfile::tempdir().expect("a folder for etcdctl") }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The version of etcdctl.
    pub(crate) fn version(&self) -> &str {
        &self.server.version
    }

    /// Writes the port and the folders into a text.
    pub(crate) fn fill(&self, text: &str) -> String {
        text.replace("{port}", &self.server.port.to_string())
            .replace("{dir}", &self.path().to_string_lossy())
            .replace("{data}", &self.server.folder.path().join("data").to_string_lossy())
            .replace("{pki}", &pki::folder().to_string_lossy())
    }

    /// Runs a call, but not for ever, and looks whether there is a snapshot.
    pub(crate) fn run(&self, call: &Call) -> Observed {
        let log = std::fs::File::create(self.path().join("log")).expect("a log");
        let mut command = match call {
            Call::Args(args, env) => {
                let mut command = clean("etcdctl");
                command.args(args.iter().map(|arg| self.fill(arg)));
                command.envs(env.iter().map(|(name, value)| (name, self.fill(value))));
                command
            }
            Call::Script(script) => {
                let mut command = clean("sh");
                command.arg("-c").arg(self.fill(script));
                command
            }
        };
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("a second handle of the log")).stderr(log);
        let ended_well = ends_well(&mut command.spawn().expect("the command runs"));
        let snapshot = std::fs::metadata(self.path().join("out.db"));
        let saves = ended_well && snapshot.is_ok_and(|snapshot| snapshot.len() > 0);
        let log = std::fs::read_to_string(self.path().join("log")).unwrap_or_default();
        Observed { saves, last_words: log.lines().next_back().unwrap_or_default().to_owned() }
    }
}

/// Waits for a process, ends it if it takes too long, and says whether it succeeded.
fn ends_well(child: &mut Child) -> bool {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            return status.success();
        }
        std::thread::sleep(Duration::from_millis(30));
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}

/// Ports that nobody listens on at the moment.
pub(crate) fn free_ports() -> [u16; 2] {
    let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    listeners.map(|listener| listener.local_addr().expect("an address").port())
}

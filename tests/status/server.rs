//! The real etcd with objects as kube-apiserver stores them, written through its JSON gateway.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::etcdctl::server::free_ports;
use crate::programs::clean;

/// How long etcd may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// The most operations that etcd takes in one request.
const BATCH: usize = 100;

/// An etcd that ends with this value.
pub(super) struct Etcd {
    child: Child,
    _data: TempDir,
    port: u16,
}

impl Etcd {
    /// Starts etcd; nothing if it or etcdctl is not installed.
    pub(super) fn start() -> Option<Etcd> {
        for (program, argument) in [("etcd", "--version"), ("etcdctl", "version")] {
            clean(program).arg(argument).output().ok()?;
        }
        let data = tempfile::tempdir().expect("a folder for etcd");
        let [port, peer] = free_ports();
        let (client, peer) = (format!("http://127.0.0.1:{port}"), format!("http://127.0.0.1:{peer}"));
        let child = clean("etcd")
            .arg(format!("--data-dir={}", data.path().display()))
            .args([format!("--listen-client-urls={client}"), format!("--advertise-client-urls={client}")])
            .args([format!("--listen-peer-urls={peer}"), format!("--initial-advertise-peer-urls={peer}")])
            .arg(format!("--initial-cluster=default={peer}"))
            .arg("--unsafe-no-fsync")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("etcd runs");
        let etcd = Etcd { child, _data: data, port };
        let deadline = Instant::now() + PATIENCE;
        while etcd.try_post("/v3/maintenance/status", &json!({})).is_none() {
            assert!(Instant::now() < deadline, "etcd did not begin to serve");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(etcd)
    }

    pub(super) fn put(&self, objects: &[Put]) {
        for batch in batches(objects) {
            let puts = batch.iter().map(|(key, value)| {
                json!({ "requestPut": { "key": STANDARD.encode(key), "value": STANDARD.encode(value) } })
            });
            self.post("/v3/kv/txn", &json!({ "success": puts.collect::<Vec<_>>() }));
        }
    }

    pub(super) fn delete(&self, keys: &[String]) {
        for key in keys {
            self.post("/v3/kv/deleterange", &json!({ "key": STANDARD.encode(key) }));
        }
    }

    /// Forgets old revisions, and moves what is left together.
    pub(super) fn compact(&self) {
        let status = self.post("/v3/maintenance/status", &json!({}));
        let revision = status["header"]["revision"].clone();
        self.post("/v3/kv/compaction", &json!({ "revision": revision, "physical": true }));
        self.etcdctl(&["defrag"]);
    }

    pub(super) fn save(&self, file: &Path) {
        let _ = std::fs::remove_file(file);
        self.etcdctl(&["snapshot", "save", &file.to_string_lossy()]);
    }

    pub(super) fn get_all(&self) -> Vec<u8> {
        self.etcdctl(&["get", "/", "--prefix", "-w", "json"])
    }

    fn etcdctl(&self, arguments: &[&str]) -> Vec<u8> {
        let output = clean("etcdctl")
            .env("ETCDCTL_API", "3")
            .arg(format!("--endpoints=http://127.0.0.1:{}", self.port))
            .args(arguments)
            .output()
            .expect("etcdctl runs");
        assert!(output.status.success(), "{output:?}");
        output.stdout
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.try_post(path, body).unwrap_or_else(|| panic!("etcd takes {path}"))
    }

    fn try_post(&self, path: &str, body: &Value) -> Option<Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        let body = body.to_string();
        write!(
            stream,
            "POST {path} HTTP/1.0\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        head.contains(" 200 ").then(|| serde_json::from_str(body).ok())?
    }
}

impl Drop for Etcd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An object's key and value.
type Put = (String, Vec<u8>);

/// Requests for all objects in order; etcd refuses two writes of one key in one of them.
fn batches(objects: &[Put]) -> Vec<Vec<Put>> {
    let mut batches: Vec<Vec<Put>> = Vec::new();
    for put in objects {
        match batches.last_mut() {
            Some(last) if last.len() < BATCH && last.iter().all(|(key, _)| *key != put.0) => {
                last.push(put.clone())
            }
            _ => batches.push(vec![put.clone()]),
        }
    }
    batches
}

//! A client that says what a test wants it to say, true to the protocol or not.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use serde_json::{Value, json};

/// Far longer than any answer takes.
const LONG: Duration = Duration::from_secs(30);

/// A server and the conversation with it.
pub(crate) struct Client {
    server: Child,
    input: ChildStdin,
    output: Receiver<Value>,
    /// Messages of the server that nobody has asked for yet.
    unread: Vec<Value>,
    requests: i32,
}

impl Client {
    /// Starts a server and says nothing.
    pub(crate) fn start() -> Client {
        Client::start_with(&[])
    }

    /// Starts a server with these arguments and says nothing.
    pub(crate) fn start_with(args: &[&str]) -> Client {
        let mut server = Command::new(snapbox::cmd::cargo_bin!("etcdlint"))
            .arg("lsp")
            .args(args)
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("etcdlint starts");
        let input = server.stdin.take().expect("its input");
        let output = messages(server.stdout.take().expect("its output"));
        Client { server, input, output, unread: Vec::new(), requests: 0 }
    }

    /// Starts a server and introduces itself with these capabilities.
    pub(crate) fn with(capabilities: Value) -> Client {
        let mut client = Client::start();
        client
            .request("initialize", json!({"processId": null, "rootUri": null, "capabilities": capabilities}));
        client.notify("initialized", json!({}));
        client
    }

    /// Starts a server with the capabilities of a modern editor.
    pub(crate) fn modern() -> Client {
        Client::with(json!({
            "textDocument": {
                "publishDiagnostics": {"relatedInformation": true, "versionSupport": true},
                "hover": {"contentFormat": ["markdown", "plaintext"]},
                "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
            },
            "workspace": {"workspaceEdit": {"documentChanges": true}},
            "window": {"showDocument": {"support": true}},
        }))
    }

    /// Sends bytes as they are.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        self.input.write_all(bytes).expect("the server reads");
        self.input.flush().expect("the server reads");
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and returns its id.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i32 {
        self.requests += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.requests, "method": method, "params": params}));
        self.requests
    }

    /// The answer to a request, with its `result` or `error`.
    pub(crate) fn answer(&mut self, id: impl Into<Value>) -> Value {
        let id = id.into();
        self.next(|message| message.get("id") == Some(&id) && message.get("method").is_none())
    }

    /// The result of a request.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        answer.get("result").unwrap_or_else(|| panic!("{method} is refused: {answer}")).clone()
    }

    /// The next message that the server sends by itself with this method.
    pub(crate) fn receive(&mut self, method: &str) -> Value {
        self.next(|message| message["method"] == method)
    }

    /// Opens a document in version 1.
    pub(crate) fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// The next diagnostics of a document, whole.
    pub(crate) fn published(&mut self, uri: &str) -> Value {
        let is_of_document = |message: &Value| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
        };
        self.next(is_of_document)["params"].clone()
    }

    /// What can be done about a range of a document.
    pub(crate) fn actions(&mut self, uri: &str, range: &Value, only: Option<&str>) -> Vec<Value> {
        let mut context = json!({"diagnostics": []});
        if let Some(kind) = only {
            context["only"] = json!([kind]);
        }
        let params = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
        self.request("textDocument/codeAction", params).as_array().expect("a list of actions").clone()
    }

    fn next(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        if let Some(position) = self.unread.iter().position(&is_it) {
            return self.unread.remove(position);
        }
        loop {
            let message = self.output.recv_timeout(LONG).expect("a message of the server");
            if is_it(&message) {
                return message;
            }
            self.unread.push(message);
        }
    }

    /// Leaves as the protocol says.
    pub(crate) fn leave(mut self) -> Farewell {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.end()
    }

    /// Says nothing more and waits for the server's end.
    pub(crate) fn end(mut self) -> Farewell {
        drop(self.input);
        let stderr = read_all(self.server.stderr.take().expect("its errors"));
        let code = self.server.wait().expect("the server ends").code();
        self.unread.extend(self.output);
        Farewell { code, unread: self.unread, stderr }
    }
}

/// How a server ended.
pub(crate) struct Farewell {
    pub(crate) code: Option<i32>,
    /// What it said that nobody asked for.
    pub(crate) unread: Vec<Value>,
    pub(crate) stderr: String,
}

fn read_all(mut stream: ChildStderr) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("text");
    text
}

fn messages(stream: ChildStdout) -> Receiver<Value> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        while let Some(message) = message(&mut stream) {
            if sender.send(message).is_err() {
                return;
            }
        }
    });
    receiver
}

fn message(stream: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut header = String::new();
        if stream.read_line(&mut header).ok()? == 0 {
            return None;
        }
        match header.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().expect("a length"),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("JSON of the server"))
}

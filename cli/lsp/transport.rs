//! Messages over two streams of bytes.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::Serialize;
use serde_json::json;

use super::addresses::Addresses;

/// The longest message, in bytes. One that says it were longer would take all memory.
const LONGEST: usize = 1 << 28;

/// What arrives from the editor.
#[derive(Debug)]
pub(super) enum Received {
    Message(Message),
    /// Bytes that are no message. What they were is not told.
    Malformed,
}

/// Reads messages in a thread of its own, so that the editor can always write. The channel ends with
/// the stream.
pub(super) fn read(stream: impl Read + Send + 'static) -> Receiver<Received> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        loop {
            let received = match message(&mut stream) {
                Ok(Some(message)) => Received::Message(message),
                Err(error) if error.kind() == ErrorKind::InvalidData => Received::Malformed,
                Ok(None) | Err(_) => return,
            };
            if sender.send(received).is_err() {
                return;
            }
        }
    });
    receiver
}

/// The next message; `None` at the end of the stream.
fn message(stream: &mut impl BufRead) -> io::Result<Option<Message>> {
    let malformed = || io::Error::from(ErrorKind::InvalidData);
    let mut length = None;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let header = line.strip_suffix("\r\n").ok_or_else(malformed)?;
        if header.is_empty() {
            break;
        }
        let (name, value) = header.split_once(": ").ok_or_else(malformed)?;
        if name.eq_ignore_ascii_case("Content-Length") {
            length = Some(value.parse().map_err(|_| malformed())?);
        }
    }
    let length = length.filter(|length| *length <= LONGEST).ok_or_else(malformed)?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    serde_json::from_slice(&body).map(Some).map_err(|_| malformed())
}

/// Where messages to the editor go.
pub(super) struct Outbox<W> {
    stream: W,
    requests: i32,
    /// How the editor spells addresses.
    pub(super) addresses: Addresses,
}

impl<W: Write> Outbox<W> {
    pub(super) fn new(stream: W) -> Outbox<W> {
        Outbox { stream, requests: 0, addresses: Addresses::default() }
    }

    pub(super) fn answer(&mut self, id: RequestId, result: impl Serialize) -> io::Result<()> {
        let mut response = Response::new_ok(id, result);
        if let Ok(result) = &mut response.response_result {
            self.addresses.restore(result);
        }
        self.send(response.into())
    }

    /// Says that a request has no answer. The words are fixed: what the editor sent is not repeated.
    pub(super) fn refuse(&mut self, id: RequestId, code: ErrorCode, why: &'static str) -> io::Result<()> {
        self.send(Response::new_err(id, code as i32, why.to_owned()).into())
    }

    /// The answer to what is no message, and so has no id.
    pub(super) fn refuse_malformed(&mut self) -> io::Result<()> {
        let error = json!({"code": ErrorCode::ParseError as i32, "message": "not a message of the protocol"});
        let text = json!({"jsonrpc": "2.0", "id": null, "error": error}).to_string();
        write!(self.stream, "Content-Length: {}\r\n\r\n{text}", text.len())?;
        self.stream.flush()
    }

    pub(super) fn notify<N: lsp_types::notification::Notification>(
        &mut self,
        params: N::Params,
    ) -> io::Result<()> {
        let mut note = Notification::new(N::METHOD.to_owned(), params);
        self.addresses.restore(&mut note.params);
        self.send(note.into())
    }

    /// Asks the editor for something. What it answers is not waited for.
    pub(super) fn request<R: lsp_types::request::Request>(&mut self, params: R::Params) -> io::Result<()> {
        self.requests += 1;
        self.send(Request::new(self.requests.into(), R::METHOD.to_owned(), params).into())
    }

    fn send(&mut self, message: Message) -> io::Result<()> {
        message.write(&mut self.stream)
    }
}

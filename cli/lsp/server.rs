//! From messages to answers.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use etcdlint_core::guard::guarded;
use etcdlint_core::rules;
use lsp_server::{ErrorCode, Message, Notification, Request};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
    DidSaveTextDocument, Exit, Initialized, Notification as _, PublishDiagnostics,
};
use lsp_types::request::{
    CodeActionRequest, ExecuteCommand, HoverRequest, Initialize, RegisterCapability, Request as _,
    ShowDocument, Shutdown,
};
use lsp_types::{
    CodeActionParams, CodeActionResponse, Diagnostic, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, ExecuteCommandParams, Hover, HoverParams, PublishDiagnosticsParams,
    ShowDocumentParams, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::actions;
use super::client::{self, Client, OPEN_PAGE};
use super::queue::{Next, Queue};
use super::transport::Outbox;
use super::workspace::Workspace;
use super::{diagnostics, hover};

/// How long typing has to pause before it is linted.
const PAUSE: Duration = Duration::from_millis(50);

/// How far the conversation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The editor has not said who it is.
    Starting,
    Serving,
    /// The editor has said that it is about to leave.
    Stopping,
}

/// One editor's server.
pub(super) struct Server<W> {
    out: Outbox<W>,
    phase: Phase,
    client: Client,
    workspace: Workspace,
    /// When to lint, if something has changed since that was done.
    due: Option<Instant>,
    /// What the editor shows of each document, and for which version.
    published: BTreeMap<Uri, (i32, Vec<Diagnostic>)>,
}

impl<W: Write> Server<W> {
    pub(super) fn new(out: Outbox<W>, workspace: Workspace) -> Server<W> {
        Server {
            out,
            phase: Phase::Starting,
            client: Client::default(),
            workspace,
            due: None,
            published: BTreeMap::new(),
        }
    }

    /// Answers until the editor leaves; whether it said so before, as it should.
    pub(super) fn serve(&mut self, queue: &mut Queue) -> io::Result<bool> {
        loop {
            match queue.next(self.due) {
                Next::Message(Message::Request(request)) => self.request(request)?,
                Next::Message(Message::Notification(note)) if note.method == Exit::METHOD => break,
                Next::Message(Message::Notification(note)) => self.notification(note)?,
                Next::Message(Message::Response(_)) => {}
                Next::Malformed => self.out.refuse_malformed()?,
                Next::Cancelled(id) => self.out.refuse(id, ErrorCode::RequestCanceled, "cancelled")?,
                Next::Due => self.lint()?,
                Next::End => break,
            }
        }
        Ok(self.phase == Phase::Stopping)
    }

    fn request(&mut self, request: Request) -> io::Result<()> {
        match (self.phase, request.method.as_str()) {
            (Phase::Starting, Initialize::METHOD) => self.initialize(request),
            (Phase::Starting, _) => {
                self.out.refuse(request.id, ErrorCode::ServerNotInitialized, "initialize comes first")
            }
            (Phase::Serving, Shutdown::METHOD) => {
                self.phase = Phase::Stopping;
                self.due = None;
                self.out.answer(request.id, ())
            }
            (Phase::Serving, HoverRequest::METHOD) => self.answer::<HoverRequest>(request, Self::hover),
            (Phase::Serving, CodeActionRequest::METHOD) => {
                self.answer::<CodeActionRequest>(request, Self::code_actions)
            }
            (Phase::Serving, ExecuteCommand::METHOD) => self.execute(request),
            (Phase::Serving, Initialize::METHOD) | (Phase::Stopping, _) => {
                self.out.refuse(request.id, ErrorCode::InvalidRequest, "not at this time")
            }
            (Phase::Serving, _) => {
                self.out.refuse(request.id, ErrorCode::MethodNotFound, "there is no such request")
            }
        }
    }

    fn notification(&mut self, note: Notification) -> io::Result<()> {
        if self.phase != Phase::Serving {
            return Ok(());
        }
        match note.method.as_str() {
            DidOpenTextDocument::METHOD => {
                if let Some(DidOpenTextDocumentParams { text_document }) = self.params(note.params) {
                    if let Some(same) = self.workspace.documents.open(text_document, self.client.encoding) {
                        self.close(same)?;
                    }
                    self.lint_after(Duration::ZERO);
                }
            }
            DidChangeTextDocument::METHOD => {
                if let Some(change) = self.params(note.params) {
                    self.workspace.documents.change(&change);
                    self.lint_after(PAUSE);
                }
            }
            DidSaveTextDocument::METHOD => {
                if let Some(DidSaveTextDocumentParams { text_document, .. }) = self.params(note.params) {
                    self.saved(&text_document.uri);
                }
            }
            DidChangeWatchedFiles::METHOD => {
                self.workspace.forget_configurations();
                self.lint_after(Duration::ZERO);
            }
            Initialized::METHOD if self.client.watches_files => {
                let watched = client::watch_configurations(self.workspace.chosen_configuration());
                self.out.request::<RegisterCapability>(watched)?;
            }
            DidCloseTextDocument::METHOD => {
                if let Some(DidCloseTextDocumentParams { text_document }) = self.params(note.params) {
                    self.close(text_document.uri)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn initialize(&mut self, request: Request) -> io::Result<()> {
        // Nothing else of the parameters counts, so nothing else can be wrong.
        let Some(capabilities) = request.params.get("capabilities").filter(|value| value.is_object()) else {
            return self.refuse_params(request.id);
        };
        self.client = Client::of(capabilities);
        self.phase = Phase::Serving;
        self.out.answer(request.id, self.client.greeting())
    }

    /// Answers a request about a document as it is now.
    fn answer<R: lsp_types::request::Request>(
        &mut self,
        request: Request,
        answer: fn(&Self, R::Params) -> R::Result,
    ) -> io::Result<()> {
        let Some(params) = self.params(request.params) else { return self.refuse_params(request.id) };
        if self.due.is_some() {
            self.lint()?;
        }
        match guarded(|| answer(self, params)) {
            Some(result) => self.out.answer(request.id, result),
            None => {
                self.out.refuse(request.id, ErrorCode::InternalError, "etcdlint failed: please report it")
            }
        }
    }

    fn hover(&self, params: HoverParams) -> Option<Hover> {
        let at = params.text_document_position_params;
        let document = self.workspace.documents.get(&at.text_document.uri)?;
        hover::at(&self.workspace, document, at.position, self.client)
    }

    fn code_actions(&self, params: CodeActionParams) -> Option<CodeActionResponse> {
        let document = self.workspace.documents.get(&params.text_document.uri)?;
        let actions = actions::actions(&self.workspace, document, &params, self.client);
        Some(actions.into_iter().map(Into::into).collect())
    }

    /// Opens the page of a rule, which is the only command.
    fn execute(&mut self, request: Request) -> io::Result<()> {
        let page = self
            .params(request.params)
            .filter(|command: &ExecuteCommandParams| command.command == OPEN_PAGE)
            .and_then(|command| rules::find(command.arguments.first()?.as_str()?)?.url().parse().ok());
        let Some(uri) = page else { return self.refuse_params(request.id) };
        self.out.answer(request.id, ())?;
        self.out.request::<ShowDocument>(ShowDocumentParams {
            uri,
            external: Some(true),
            take_focus: None,
            selection: None,
        })
    }

    /// The parameters of a message; `None` if they are others than the protocol's.
    fn params<P: DeserializeOwned>(&mut self, mut params: Value) -> Option<P> {
        self.out.addresses.encode(&mut params);
        // Those that an editor sends along are of other servers, too, and none is looked at.
        if let Some(diagnostics) = params.pointer_mut("/context/diagnostics") {
            *diagnostics = Value::Array(Vec::new());
        }
        serde_json::from_value(params).ok()
    }

    fn refuse_params(&mut self, id: lsp_server::RequestId) -> io::Result<()> {
        self.out.refuse(id, ErrorCode::InvalidParams, "the parameters are not those of this request")
    }

    fn lint_after(&mut self, pause: Duration) {
        self.due = Some(Instant::now() + pause);
    }

    /// What a file on disk says may have changed: whether Git tracks it, or what it configures.
    fn saved(&mut self, uri: &Uri) {
        let Some(document) = self.workspace.documents.get_mut(uri) else { return };
        document.look_at_version_control();
        let file = PathBuf::from(&document.name);
        if self.workspace.is_configuration(&file) {
            self.workspace.forget_configurations();
        }
        self.lint_after(Duration::ZERO);
    }

    /// Takes a document's diagnostics away; those of others may depend on it.
    fn close(&mut self, uri: Uri) -> io::Result<()> {
        if !self.workspace.documents.close(&uri) {
            return Ok(());
        }
        self.lint_after(Duration::ZERO);
        self.published.remove(&uri);
        self.out.notify::<PublishDiagnostics>(PublishDiagnosticsParams::new(uri, Vec::new(), None))
    }

    /// Lints all that is open, and tells the editor what is new.
    fn lint(&mut self) -> io::Result<()> {
        self.due = None;
        self.workspace.lint();
        for document in self.workspace.documents.iter() {
            let shown = (document.version, diagnostics::of(&self.workspace, document, self.client));
            if self.published.get(&document.uri) == Some(&shown) {
                continue;
            }
            let (version, found) = shown.clone();
            self.published.insert(document.uri.clone(), shown);
            let params = PublishDiagnosticsParams::new(document.uri.clone(), found, Some(version));
            self.out.notify::<PublishDiagnostics>(params)?;
        }
        Ok(())
    }
}

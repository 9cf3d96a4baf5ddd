//! What the editor can do, and what it is offered.

use std::path::Path;

use lsp_types::notification::{DidChangeWatchedFiles, Notification as _};
use lsp_types::{
    CodeActionKind, CodeActionOptions, DidChangeWatchedFilesRegistrationOptions, ExecuteCommandOptions,
    FileSystemWatcher, HoverProviderCapability, InitializeResult, PositionEncodingKind, Registration,
    RegistrationParams, SaveOptions, ServerCapabilities, ServerInfo, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions,
};
use serde_json::Value;

use super::position::Encoding;
use crate::config::{FILE_NAME, OTHER_NAME};

/// Makes all safe fixes of a document, on request or when it is saved.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.etcdlint");

/// The command that opens the page of a rule, whose id is its argument.
pub(super) const OPEN_PAGE: &str = "etcdlint.openPage";

/// What the editor can do.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Client {
    /// What a column counts.
    pub(super) encoding: Encoding,
    /// Whether a diagnostic may point at other places.
    pub(super) related_information: bool,
    /// Whether hovers may be Markdown.
    pub(super) markdown: bool,
    /// Whether an edit may say which version of a document it is for.
    pub(super) versioned_edits: bool,
    /// Whether it can show a page of the web.
    pub(super) shows_pages: bool,
    /// Whether it can be asked to watch files.
    pub(super) watches_files: bool,
}

impl Client {
    /// Of its capabilities. They are not read as a whole: what one editor says in its own way in one place would hide
    /// all the others.
    pub(super) fn of(capabilities: &Value) -> Client {
        let can = |path: &str| capabilities.pointer(path).and_then(Value::as_bool).unwrap_or(false);
        let takes = |path: &str, word: &str| {
            let words = capabilities.pointer(path).and_then(Value::as_array);
            words.is_some_and(|words| words.iter().any(|one| one == word))
        };
        let takes_utf8 = takes("/general/positionEncodings", PositionEncodingKind::UTF8.as_str());
        Client {
            encoding: if takes_utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            related_information: can("/textDocument/publishDiagnostics/relatedInformation"),
            markdown: takes("/textDocument/hover/contentFormat", "markdown"),
            versioned_edits: can("/workspace/workspaceEdit/documentChanges"),
            shows_pages: can("/window/showDocument/support"),
            watches_files: can("/workspace/didChangeWatchedFiles/dynamicRegistration"),
        }
    }

    /// What it is offered.
    pub(super) fn greeting(&self) -> InitializeResult {
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(SaveOptions { include_text: Some(false) }.into()),
            ..TextDocumentSyncOptions::default()
        };
        let actions = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, FIX_ALL]),
            ..CodeActionOptions::default()
        };
        let commands = ExecuteCommandOptions {
            commands: vec![OPEN_PAGE.to_owned()],
            ..ExecuteCommandOptions::default()
        };
        InitializeResult {
            capabilities: ServerCapabilities {
                position_encoding: Some(self.encoding.kind()),
                text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
                hover_provider: Some(HoverProviderCapability::Simple(true)),
                code_action_provider: Some(actions.into()),
                execute_command_provider: self.shows_pages.then_some(commands),
                ..ServerCapabilities::default()
            },
            server_info: Some(ServerInfo {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        }
    }
}

/// What asks the editor to watch the files that configure etcdlint; `chosen` is the one that an argument names.
pub(super) fn watch_configurations(chosen: Option<&Path>) -> RegistrationParams {
    let chosen = chosen.map(|file| std::path::absolute(file).unwrap_or_else(|_| file.to_owned()));
    let names = [FILE_NAME, OTHER_NAME].map(|name| format!("**/{name}"));
    let patterns = names.into_iter().chain(chosen.map(|file| file.display().to_string()));
    let watchers = patterns.map(|pattern| FileSystemWatcher { glob_pattern: pattern.into(), kind: None });
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.collect() };
    RegistrationParams {
        registrations: vec![Registration {
            id: FILE_NAME.to_owned(),
            method: DidChangeWatchedFiles::METHOD.to_owned(),
            register_options: serde_json::to_value(options).ok(),
        }],
    }
}

//! What the editor can do, and what it is offered.

use lsp_types::notification::{DidChangeWatchedFiles, Notification as _};
use lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, DidChangeWatchedFilesRegistrationOptions,
    ExecuteCommandOptions, FileSystemWatcher, HoverProviderCapability, InitializeParams, InitializeResult,
    MarkupKind, PositionEncodingKind, Registration, RegistrationParams, SaveOptions, ServerCapabilities,
    ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
};

use super::actions::{FIX_ALL, OPEN_PAGE};
use super::position::Encoding;
use crate::config::FILE_NAME;

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
    pub(super) fn of(params: &InitializeParams) -> Client {
        let ClientCapabilities { text_document, workspace, window, general, .. } = &params.capabilities;
        let text_document = text_document.as_ref();
        let encodings = general.as_ref().and_then(|general| general.position_encodings.as_deref());
        let takes_utf8 = encodings.is_some_and(|offered| offered.contains(&PositionEncodingKind::UTF8));
        let hover = text_document.and_then(|can| can.hover.as_ref());
        let formats = hover.and_then(|hover| hover.content_format.as_deref());
        let edits = workspace.as_ref().and_then(|workspace| workspace.workspace_edit.as_ref());
        Client {
            encoding: if takes_utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            related_information: text_document
                .and_then(|can| can.publish_diagnostics.as_ref()?.related_information)
                .unwrap_or(false),
            markdown: formats.is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            versioned_edits: edits.and_then(|edits| edits.document_changes).unwrap_or(false),
            shows_pages: window
                .as_ref()
                .and_then(|window| window.show_document.as_ref())
                .is_some_and(|show| show.support),
            watches_files: workspace
                .as_ref()
                .and_then(|can| can.did_change_watched_files.as_ref()?.dynamic_registration)
                .unwrap_or(false),
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

/// What asks the editor to watch the files that configure etcdlint.
pub(super) fn watch_configurations() -> RegistrationParams {
    let options = DidChangeWatchedFilesRegistrationOptions {
        watchers: vec![FileSystemWatcher { glob_pattern: format!("**/{FILE_NAME}").into(), kind: None }],
    };
    RegistrationParams {
        registrations: vec![Registration {
            id: FILE_NAME.to_owned(),
            method: DidChangeWatchedFiles::METHOD.to_owned(),
            register_options: serde_json::to_value(options).ok(),
        }],
    }
}

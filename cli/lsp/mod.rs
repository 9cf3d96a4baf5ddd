//! `etcdlint lsp`: the findings, pages and fixes of the command line, in editors.
//!
//! One thread reads messages and puts them in a queue, another one answers them in turn and lints when
//! the typing pauses. Nothing is kept but the open documents and what was found in them.

mod actions;
mod addresses;
mod client;
mod diagnostics;
mod documents;
mod edits;
mod fix_all;
mod hover;
mod ignore_comment;
mod lint;
mod position;
mod queue;
mod server;
mod transport;
mod workspace;

use std::process::ExitCode;

use crate::config::SettingsArgs;

use queue::Queue;
use server::Server;
use transport::Outbox;
use workspace::Workspace;

/// Serves one editor over standard input and output, until it says `exit` or goes away.
pub(crate) fn run(args: &SettingsArgs) -> ExitCode {
    let mut server = Server::new(Outbox::new(std::io::stdout()), Workspace::new(args.clone()));
    match server.serve(&mut Queue::of(transport::read(std::io::stdin()))) {
        Ok(was_asked_to_stop) => ExitCode::from(u8::from(!was_asked_to_stop)),
        Err(error) => {
            eprintln!("etcdlint: cannot answer the editor: {error}");
            ExitCode::FAILURE
        }
    }
}

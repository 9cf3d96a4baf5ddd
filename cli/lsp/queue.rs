//! Messages that wait for their turn.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Instant;

use lsp_server::{Message, RequestId};
use lsp_types::notification::{Cancel, Notification as _};
use lsp_types::{CancelParams, NumberOrString};

use super::transport::Received;

/// The messages that have arrived, in order, without requests that the editor no longer wants answered.
pub(super) struct Queue {
    arriving: Receiver<Received>,
    waiting: VecDeque<Received>,
}

/// What there is to do.
#[derive(Debug)]
pub(super) enum Next {
    Message(Message),
    Malformed,
    /// A request that was taken out of the queue.
    Cancelled(RequestId),
    /// The time came without a message.
    Due,
    /// The editor is gone.
    End,
}

impl Queue {
    pub(super) fn of(arriving: Receiver<Received>) -> Queue {
        Queue { arriving, waiting: VecDeque::new() }
    }

    /// The next thing to do; waits for one, at longest until `due`.
    pub(super) fn next(&mut self, due: Option<Instant>) -> Next {
        while let Ok(received) = self.arriving.try_recv() {
            match cancelled(&received) {
                Some(id) => {
                    if self.take(&id) {
                        return Next::Cancelled(id);
                    }
                }
                None => self.waiting.push_back(received),
            }
        }
        if let Some(received) = self.waiting.pop_front() {
            return match received {
                Received::Message(message) => Next::Message(message),
                Received::Malformed => Next::Malformed,
            };
        }
        match self.wait(due) {
            Ok(received) => {
                self.waiting.push_back(received);
                self.next(due)
            }
            Err(RecvTimeoutError::Timeout) => Next::Due,
            Err(RecvTimeoutError::Disconnected) => Next::End,
        }
    }

    fn wait(&self, due: Option<Instant>) -> Result<Received, RecvTimeoutError> {
        match due {
            Some(due) => self.arriving.recv_timeout(due.saturating_duration_since(Instant::now())),
            None => self.arriving.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    /// Takes a request out; false if it is not there, because it was answered before.
    fn take(&mut self, id: &RequestId) -> bool {
        let is_it = |received: &Received| matches!(received, Received::Message(Message::Request(request)) if request.id == *id);
        let position = self.waiting.iter().position(is_it);
        position.and_then(|position| self.waiting.remove(position)).is_some()
    }
}

/// The request that a message asks not to answer.
fn cancelled(received: &Received) -> Option<RequestId> {
    let Received::Message(Message::Notification(notification)) = received else { return None };
    if notification.method != Cancel::METHOD {
        return None;
    }
    let params: CancelParams = serde_json::from_value(notification.params.clone()).ok()?;
    Some(match params.id {
        NumberOrString::Number(id) => id.into(),
        NumberOrString::String(id) => id.into(),
    })
}

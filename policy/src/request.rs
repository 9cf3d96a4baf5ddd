//! What policy-server sends: an admission request and the policy's settings.

use std::borrow::Cow;

use etcdlint_core::linter::is_unrelated;
use etcdlint_core::source::Node;
use etcdlint_core::subject::object::ObjectId;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A payload of `validate`. Objects stay unread until something asks for them.
#[derive(Deserialize)]
pub struct Payload<'a> {
    /// The request.
    #[serde(borrow)]
    pub request: Request<'a>,
    /// The settings of the policy, as JSON.
    #[serde(borrow, default)]
    pub settings: Option<&'a RawValue>,
}

/// The part of an AdmissionRequest that matters here. The audit scanner sends less than the API server does,
/// so nothing is required.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Request<'a> {
    /// What the object is. (`resource` would be no help: the audit scanner puts the kind there, too.)
    #[serde(borrow)]
    pub kind: Kind<'a>,
    /// `CREATE`, `UPDATE`, …
    #[serde(borrow)]
    pub operation: Cow<'a, str>,
    /// The object as it would be stored; absent on DELETE.
    #[serde(borrow)]
    pub object: Option<&'a RawValue>,
    /// The object as it is stored; present on UPDATE and DELETE.
    #[serde(borrow)]
    pub old_object: Option<&'a RawValue>,
}

/// What an object is.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Kind<'a> {
    /// `apps`; empty for the core group.
    #[serde(borrow)]
    pub group: Cow<'a, str>,
    /// `v1`.
    #[serde(borrow)]
    pub version: Cow<'a, str>,
    /// `StatefulSet`.
    #[serde(borrow)]
    pub kind: Cow<'a, str>,
}

/// An object that is no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl Request<'_> {
    /// Reads an object of this request. What the request says of the object's kind is the API server's word,
    /// and counts more than the object's own.
    ///
    /// # Errors
    /// If it is no JSON, or nested too deep.
    pub fn read(&self, object: &RawValue) -> Result<Node, Unreadable> {
        let mut object: Node = serde_json::from_str(object.get()).map_err(|_| Unreadable)?;
        if !self.kind.kind.is_empty() {
            object.set("kind", &self.kind.kind);
        }
        if !self.kind.version.is_empty() {
            object.set("apiVersion", &self.kind.api_version());
        }
        Ok(object)
    }

    /// Whether an object of this request holds nothing that a rule looks at. It takes the API server's word for
    /// what the object is, and says no without it.
    pub fn is_unrelated(&self, object: &RawValue) -> bool {
        let id = ObjectId {
            api_version: self.kind.api_version(),
            kind: self.kind.kind.to_string(),
            ..ObjectId::default()
        };
        !self.kind.version.is_empty() && is_unrelated(&id, object.get())
    }

    /// The stored object that an update replaces; nothing for another operation, or if it cannot be read.
    pub fn stored(&self) -> Option<Node> {
        let old = self.old_object.filter(|_| self.operation == "UPDATE")?;
        self.read(old).ok()
    }
}

impl Kind<'_> {
    /// `apps/v1`, or `v1` for the core group.
    fn api_version(&self) -> String {
        match self.group.as_ref() {
            "" => self.version.to_string(),
            group => format!("{group}/{}", self.version),
        }
    }
}

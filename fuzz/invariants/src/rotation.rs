//! Steps from one key to another on any text.

use etcdlint_core::model::encryption::ProviderName;
use etcdlint_core::rotation::{Credential, Goal, Rotation, Step};
use etcdlint_core::source;

use crate::leaks::{CANARY, Secrets, without_keys};

const GOALS: [Option<ProviderName>; 4] =
    [None, Some(ProviderName::Secretbox), Some(ProviderName::Kms), Some(ProviderName::Identity)];

/// The most steps that a way has, and one more.
const STEPS: usize = 8;

/// A key that is none of those in seeds: each may be there once.
const NEW: &str = "hJ3nB8wQzY5tLk0cRfV7dXa2mSgE9uPoTi6W1KqHxNs=";

/// Goes the whole way to a goal, if the text allows it: it has an end, each text on it can be read, and no key is told.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let goal = GOALS[data.len() % GOALS.len()].map_or(Goal::NewKey(None), Goal::Provider);
    let rest = without_keys(text).replace(NEW, "\n");
    let secrets = Secrets::beside([CANARY, NEW], &rest);
    let mut text = text.to_owned();
    for round in 0.. {
        let rotation = match Rotation::of(&text, None, goal.clone()) {
            Ok(rotation) => rotation,
            Err(refusal) => return secrets.assert_untold(&refusal.to_string()),
        };
        secrets.assert_untold(&told(&rotation));
        if rotation.step() == Step::Done {
            return;
        }
        assert!(round < STEPS, "a way without an end");
        let credential = new(rotation.new_provider());
        let after = match rotation.text_after(Some(&credential)) {
            Ok(after) => after,
            Err(refusal) => return secrets.assert_untold(&refusal.to_string()),
        };
        assert!(source::documents(&after).all(|document| document.error.is_none()), "a step breaks the text");
        text = after;
        if rotation.step() == Step::Remove {
            return;
        }
    }
}

fn told(rotation: &Rotation) -> String {
    format!("{} {:?} {:?}", rotation.writer(), rotation.subjects(), rotation.resources())
}

fn new(provider: ProviderName) -> Credential {
    match provider {
        ProviderName::Identity => Credential::Identity,
        ProviderName::Kms => {
            Credential::Plugin { name: "new".to_owned(), endpoint: "unix:///run/kms.sock".to_owned() }
        }
        _ => Credential::Key(NEW.to_owned()),
    }
}

//! Steps from one key to another on any text.

use etcdlint_core::model::encryption::ProviderName;
use etcdlint_core::rotation::{Credential, Goal, Rotation, Step};
use etcdlint_core::source;

use crate::report::CANARY;

const GOALS: [Option<ProviderName>; 4] =
    [None, Some(ProviderName::Secretbox), Some(ProviderName::Kms), Some(ProviderName::Identity)];

/// The most steps that a way has, and one more.
const STEPS: usize = 8;

/// Goes the whole way to a goal, if the text allows it: it has an end, and each text on it can be read.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let goal = GOALS[data.len() % GOALS.len()].map_or(Goal::NewKey(None), Goal::Provider);
    let mut text = text.to_owned();
    for round in 0.. {
        let Ok(rotation) = Rotation::of(&text, None, goal.clone()) else { return };
        if rotation.step() == Step::Done {
            return;
        }
        assert!(round < STEPS, "a way without an end");
        let credential = new(rotation.new_provider());
        let Ok(after) = rotation.text_after(Some(&credential)) else { return };
        assert!(source::documents(&after).all(|document| document.error.is_none()), "a step breaks the text");
        text = after;
        if rotation.step() == Step::Remove {
            return;
        }
    }
}

fn new(provider: ProviderName) -> Credential {
    match provider {
        ProviderName::Identity => Credential::Identity,
        ProviderName::Kms => {
            Credential::Plugin { name: "new".to_owned(), endpoint: "unix:///run/kms.sock".to_owned() }
        }
        _ => Credential::Key(CANARY.to_owned()),
    }
}

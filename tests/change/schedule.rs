//! Five API servers go from version to version, as long as the rules have nothing against it, while objects
//! are written and read at random.

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config as Cases, TestRunner};

use etcdlint_core::finding::Severity;

use super::cluster::{LUCK, STORED, Step};
use super::strategy::{config, edited, edits};
use crate::apiserver::config::Config;
use crate::apiserver::envelope::Kek;
use crate::apiserver::{Object, Server};

const SERVERS: usize = 5;
const SEQUENCES: u32 = 600;

/// Steps that must have been made for the test to say something.
const STEPS: u32 = 400;

/// Random numbers that a case can repeat.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// What etcd has: of each resource some objects.
type Store = Vec<Object>;

/// Puts the step into force on one server after the other. Between two of them anybody writes or reads; the
/// first object that cannot be read ends it.
fn roll_out(step: &Step, store: &mut Store, dice: &mut Dice) -> Result<(), Object> {
    let mut waiting: Vec<usize> = (0..SERVERS).collect();
    let server = |waiting: &[usize], one: usize| Server {
        config: if waiting.contains(&one) { step.old } else { step.new },
        kek: step.kek,
    };
    loop {
        for _ in 0..10 {
            let resource = STORED[dice.roll(STORED.len())];
            let written = server(&waiting, dice.roll(SERVERS)).write(resource, LUCK[dice.roll(2)]);
            store.push(written);
            let object = store[dice.roll(store.len())].clone();
            if !server(&waiting, dice.roll(SERVERS)).reads(&object) {
                return Err(object);
            }
        }
        if waiting.is_empty() {
            return Ok(());
        }
        waiting.remove(dice.roll(waiting.len()));
    }
}

/// Reads everything and writes it anew.
fn rewrite(config: &Config, store: &mut Store) -> Result<(), Object> {
    let server = Server { config, kek: Kek::ByName };
    for object in store {
        if !server.reads(object) {
            return Err(object.clone());
        }
        *object = server.write(&object.resource.clone(), LUCK[0]);
    }
    Ok(())
}

#[test]
fn no_read_fails_as_long_as_the_rules_have_nothing_against_a_step() {
    let steps = Cell::new(0);
    let mut runner =
        TestRunner::new(Cases { cases: SEQUENCES, failure_persistence: None, ..Cases::default() });
    let sequences = (config(), vec((edits(), any::<bool>()), 3..=6), any::<u64>());
    let judged = runner.run(&sequences, |(mut current, changes, seed)| {
        let (mut store, mut dice) = (Store::new(), Dice(seed));
        for (edits, rewrites) in changes {
            let next = edited(&current, &edits);
            let step = Step { old: &current, new: &next, kek: Kek::ByName };
            if rewrites {
                prop_assert_eq!(rewrite(&current, &mut store), Ok(()));
            }
            // After rewriting what is said of objects from before does not matter.
            let is_about_the_past = |id: &str| ["ENC244", "ENC248"].contains(&id);
            let passes = step.verdict().is_some_and(|said| {
                said.iter().all(|(id, severity)| {
                    *id == "ENC249" || rewrites && is_about_the_past(id) && *severity == Severity::Warning
                })
            });
            if passes && current != next {
                steps.set(steps.get() + 1);
                prop_assert_eq!(roll_out(&step, &mut store, &mut dice), Ok(()));
                current = next;
            }
        }
        Ok(())
    });
    if let Err(error) = judged {
        panic!("{error}");
    }
    assert!(steps.get() >= STEPS, "only {} steps were made", steps.get());
}

//! Thousands of changes, most of them a little wrong: the rules find something where a read can fail, and
//! nowhere else.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config as Cases, TestRunner};

use etcdlint_core::finding::Severity;

use super::cluster::{Before, Step};
use super::strategy::change;
use crate::apiserver::envelope::Kek;

/// Changes that are tried, and how many of them must not be refused by kube-apiserver.
const CASES: u32 = 3_000;
const USEFUL: u32 = 1_500;

#[test]
fn the_rules_find_something_where_a_read_can_fail_and_nowhere_else() {
    let useful = Cell::new(0);
    let mut runner = TestRunner::new(Cases { cases: CASES, failure_persistence: None, ..Cases::default() });
    let judged = runner.run(&change(), |(old, new)| {
        let step = |kek| Step { old: &old, new: &new, kek };
        let Some(verdict) = step(Kek::ByName).verdict() else { return Ok(()) };
        useful.set(useful.get() + 1);
        let has = |is_it: &dyn Fn(&str, Severity) -> bool| {
            verdict.iter().any(|(id, severity)| is_it(id, *severity))
        };
        // An error: even one API server cannot read what it has just rewritten.
        let certain = has(&|_, severity| severity == Severity::Error);
        prop_assert_eq!(
            certain,
            step(Kek::ByName).loses_any(Before::Rewritten, 1),
            "one server: {:?}",
            verdict
        );
        // And ENC241: nor can several while the change is on its way.
        let on_the_way = certain || has(&|id, _| id == "ENC241");
        prop_assert_eq!(on_the_way, step(Kek::ByName).loses_any(Before::Rewritten, 2), "two: {:?}", verdict);
        prop_assert_eq!(
            on_the_way,
            step(Kek::ByName).loses_any(Before::Rewritten, 3),
            "three: {:?}",
            verdict
        );
        // And all but ENC249: nor what an earlier version has stored.
        let unless_rewritten = has(&|id, _| id != "ENC249");
        prop_assert_eq!(
            unless_rewritten,
            step(Kek::ByName).loses_any(Before::Anything, 2),
            "before: {:?}",
            verdict
        );
        // And ENC249: nor if each address has a plugin of its own.
        prop_assert_eq!(
            !verdict.is_empty(),
            step(Kek::ByEndpoint).loses_any(Before::Anything, 2),
            "plugins: {:?}",
            verdict
        );
        Ok(())
    });
    if let Err(error) = judged {
        panic!("{error}");
    }
    assert!(useful.get() >= USEFUL, "only {} changes were not refused", useful.get());
}

//! Does one fixed piece of work, for `scripts/instructions.sh` to count the instructions that it takes.
//!
//! The first argument names it. Only what happens in [`counted`] is counted.

mod inputs;

use std::hint::black_box;

use etcdlint_core::linter::lint;
use etcdlint_core::settings::Settings;
use etcdlint_core::source;

fn main() {
    let work = std::env::args().nth(1).unwrap_or_default();
    match work.as_str() {
        // libyaml alone, for comparison.
        "events" => {
            let text = inputs::mixed::stream(1_000_000);
            counted(&|| source::count_events(black_box(&text)));
        }
        "mixed" => {
            let text = inputs::mixed::stream(1_000_000);
            counted(&|| findings(&text));
        }
        "servers" | "course" => {
            let text = inputs::input(&work);
            counted(&|| findings(&text));
        }
        // Long enough for `scripts/profile.sh` to take samples.
        "profile" => {
            let text = inputs::mixed::stream(10_000_000);
            (0..20).for_each(|_| counted(&|| findings(&text)));
        }
        // `cargo bench` and `cargo test` give an argument of their own.
        _ => {}
    }
}

#[inline(never)]
fn counted(work: &dyn Fn() -> usize) {
    black_box(work());
}

fn findings(text: &str) -> usize {
    lint("input.yaml", black_box(text), Settings::default()).findings.len()
}

//! Does one fixed piece of work, for `scripts/instructions.sh` to count the instructions that it takes.
//!
//! The first argument names it.

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
            black_box(source::count_events(black_box(&inputs::mixed::stream(1_000_000))));
        }
        "mixed" => _ = findings(&inputs::mixed::stream(1_000_000)),
        "servers" | "course" => _ = findings(&inputs::input(&work)),
        // Long enough for `scripts/profile.sh` to take samples.
        "profile" => {
            let text = inputs::mixed::stream(10_000_000);
            (0..20).for_each(|_| _ = findings(&text));
        }
        // `cargo bench` and `cargo test` give an argument of their own.
        _ => {}
    }
}

fn findings(text: &str) -> usize {
    black_box(lint("input.yaml", black_box(text), Settings::default()).findings.len())
}

//! How long linting takes, against named floors in the same run.
//!
//! `events` is libyaml alone: no reader of YAML can be faster here. `read` adds values and places,
//! `lint` adds subjects, models, rules and the report.

use std::hint::black_box;

use divan::Bencher;
use divan::counter::BytesCount;

use etcdlint_core::linter::lint;
use etcdlint_core::settings::Settings;
use etcdlint_core::source;

mod inputs;

use inputs::input;

fn main() {
    divan::main();
}

const INPUTS: [&str; 5] = ["etcd", "course", "servers", "encryption", "mixed"];

const CARRIERS: [&str; 5] =
    ["gzip_bomb", "large_config_map", "many_entries", "many_configurations", "many_documents"];

#[divan::bench(args = INPUTS)]
fn events(bencher: Bencher, name: &str) {
    let text = input(name);
    bencher.counter(BytesCount::new(text.len())).bench(|| source::count_events(black_box(&text)));
}

#[divan::bench(args = INPUTS)]
fn read(bencher: Bencher, name: &str) {
    let text = input(name);
    bencher.counter(BytesCount::new(text.len())).bench(|| source::documents(black_box(&text)).count());
}

#[divan::bench(args = INPUTS)]
fn lint_text(bencher: Bencher, name: &str) {
    let text = input(name);
    bencher
        .counter(BytesCount::new(text.len()))
        .bench(|| lint("input.yaml", black_box(&text), Settings::default()).findings.len());
}

/// Files that travel in others, beside what it takes to read the documents alone.
#[divan::bench(args = CARRIERS)]
fn read_carriers(bencher: Bencher, name: &str) {
    read(bencher, name);
}

#[divan::bench(args = CARRIERS)]
fn lint_carriers(bencher: Bencher, name: &str) {
    lint_text(bencher, name);
}

//! How long linting takes, against named floors in the same run.
//!
//! `events` is libyaml alone: no reader of YAML can be faster here. `read` adds values and places,
//! `lint` adds subjects, models, rules and the report.

use std::fmt::Write;
use std::hint::black_box;

use divan::Bencher;
use divan::counter::BytesCount;

use etcdlint_core::linter::lint;
use etcdlint_core::settings::Settings;
use etcdlint_core::source;

const ETCD: &str = include_str!("../../tests/corpus/kubeadm/etcd.yaml");
const COURSE: &str = include_str!("../../tests/corpus/course/etcd.yaml");
const ENCRYPTION: &str = include_str!("../../tests/corpus/course/encryption-config.yaml");

fn main() {
    divan::main();
}

/// About a megabyte of Deployments and Services, with an etcd pod in every hundredth document.
fn mixed() -> String {
    let mut text = String::new();
    for number in 0..1600 {
        if number % 100 == 0 {
            text.push_str(ETCD);
        } else {
            write!(
                text,
                "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-{number}\n  labels: {{app: a{number}}}\n\
                 spec:\n  replicas: 3\n  selector:\n    matchLabels: {{app: a{number}}}\n  template:\n    metadata:\n      \
                 labels: {{app: a{number}}}\n    spec:\n      containers:\n      - name: app\n        image: registry.example.com/app:{number}\n        \
                 args: [--port=8080, --log-level=info]\n        env:\n        - name: DATABASE\n          value: \"postgres://db-{number}\"\n        \
                 resources:\n          requests: {{cpu: 100m, memory: 128Mi}}\n"
            )
            .expect("writing to a string works");
        }
        text.push_str("---\n");
    }
    text
}

const INPUTS: [&str; 4] = ["etcd", "course", "encryption", "mixed"];

fn input(name: &str) -> String {
    match name {
        "etcd" => ETCD.to_owned(),
        "course" => COURSE.to_owned(),
        "encryption" => ENCRYPTION.to_owned(),
        _ => mixed(),
    }
}

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

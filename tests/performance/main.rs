//! What linting costs, against floors that are measured in the same run: `scripts/performance.sh`.
//!
//! What is compared takes turns, so that a machine that is busy for a while is busy for both. Of each the
//! shortest time counts: nothing is ever faster than the work that it takes.

#[path = "../../lint-core/benches/inputs/mixed.rs"]
mod mixed;
mod process;

use std::fs;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use etcdlint_core::linter::lint;
use etcdlint_core::settings::Settings;
use etcdlint_core::source;

use process::{etcdlint, hello_world, run, watch};

/// How large everything is; `--test` only wants to see that it runs.
struct Scale {
    rounds: usize,
    stream: usize,
    files: usize,
}

const FULL: Scale = Scale { rounds: 10, stream: 10_000_000, files: 100_000 };
const TEST: Scale = Scale { rounds: 1, stream: 100_000, files: 100 };

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let scale = if is_test { TEST } else { FULL };
    let folder = tempfile::tempdir().expect("a folder can be made");
    println!("{:<44} {:>12} {:>14} {:>8}  {:>9}  met", "", "measured", "floor", "ratio", "target");
    core(&scale);
    threads(&scale, folder.path());
    streams(&scale, folder.path());
    small_files(&scale, folder.path());
    one_manifest(&scale, folder.path());
}

/// Linting in one thread, beside libyaml's events alone.
fn core(scale: &Scale) {
    let text = mixed::stream(scale.stream);
    let events = || _ = black_box(source::count_events(&text));
    let linting = || _ = black_box(lint("input.yaml", &text, Settings::default()));
    let [events, linting] = shortest(scale.rounds, [&events, &linting]);
    row("lint 10 MB, beside bare events", linting, events, Target::AtMost(1.5));
}

/// The same text in many files, with one thread and with two.
fn threads(scale: &Scale, folder: &Path) {
    let folder = folder.join("threads");
    for part in 0..100 {
        write_documents(&folder.join(format!("{part}.yaml")), part * 1000, scale.stream / 100);
    }
    let with = |threads: &'static str| {
        let folder = &folder;
        move || {
            let mut command = etcdlint(folder);
            command.env("RAYON_NUM_THREADS", threads);
            run(command);
        }
    };
    let [two, one] = shortest(scale.rounds, [&with("2"), &with("1")]);
    row("10 MB in 100 files, 1 thread beside 2", one, two, Target::AtLeast(1.8));
}

/// Streams of three sizes.
fn streams(scale: &Scale, folder: &Path) {
    let mut first = None;
    for factor in [1, 10, 100] {
        let file = folder.join("stream.yaml");
        let size = write_stream(&file, scale.stream * factor) as f64 / 1e6;
        let runs: Vec<(Duration, usize)> = (0..scale.rounds.min(3)).map(|_| watch(etcdlint(&file))).collect();
        let time = runs.iter().map(|(time, _)| *time).min().unwrap_or_default().div_f64(size);
        let peak = runs.iter().map(|(_, peak)| *peak).max().unwrap_or_default() as f64 / 1e6;
        let floor = *first.get_or_insert(time);
        row(&format!("stream of {size:.0} MB: a MB, beside the first"), time, floor, Target::AtMost(1.1));
        number(&format!("stream of {size:.0} MB: peak memory in MB"), peak, Target::AtMost(64.0));
    }
}

/// A folder with as many manifests as a monorepo has.
fn small_files(scale: &Scale, folder: &Path) {
    let folder = folder.join("files");
    for number in 0..scale.files {
        let file = folder.join(format!("{}/{}/{number}.yaml", number / 1000, number / 50 % 20));
        fs::create_dir_all(file.parent().expect("it has one")).expect("a folder can be made");
        fs::write(file, mixed::document(number)).expect("a file can be written");
    }
    let [time] = shortest(3.min(scale.rounds), [&|| run(etcdlint(&folder))]);
    number("files per second, warm", scale.files as f64 / time.as_secs_f64(), Target::AtLeast(20_000.0));
}

/// The command on one manifest, beside a process that prints a line.
fn one_manifest(scale: &Scale, folder: &Path) {
    let hello = hello_world(folder);
    let etcd = Path::new("tests/corpus/kubeadm/etcd.yaml");
    let [manifest, floor] = shortest(
        scale.rounds * 20,
        [&|| run(etcdlint(etcd)), &|| {
            let mut command = Command::new(&hello);
            command.stdout(Stdio::null());
            run(command);
        }],
    );
    row("one manifest, beside a hello-world process", manifest, floor, Target::AtMost(1.3));
}

/// Writes a file of documents, from the one of a number on.
fn write_documents(file: &Path, first: usize, bytes: usize) {
    fs::create_dir_all(file.parent().expect("it has one")).expect("a folder can be made");
    let mut text = String::new();
    for number in first.. {
        if text.len() >= bytes {
            break;
        }
        text += "---\n";
        text += &mixed::document(number);
    }
    fs::write(file, text).expect("a file can be written");
}

/// Writes a stream of documents without having it in memory; returns its size. Only its first 500 documents have
/// any of ours: what is found in those is kept to the end.
fn write_stream(file: &Path, bytes: usize) -> usize {
    let mut out = BufWriter::new(fs::File::create(file).expect("a file can be made"));
    let mut size = 0;
    for number in 0.. {
        if size >= bytes {
            break;
        }
        let is_ours = mixed::is_ours(number) && number >= 500;
        let document = mixed::document(number + usize::from(is_ours));
        size += document.len() + 4;
        out.write_all(b"---\n")
            .and_then(|()| out.write_all(document.as_bytes()))
            .expect("a file can be written");
    }
    out.flush().expect("a file can be written");
    size
}

/// The shortest times of pieces of work that take turns.
fn shortest<const N: usize>(rounds: usize, works: [&dyn Fn(); N]) -> [Duration; N] {
    let mut found = [Duration::MAX; N];
    for _ in 0..rounds {
        for (work, found) in works.iter().zip(&mut found) {
            let start = Instant::now();
            work();
            *found = start.elapsed().min(*found);
        }
    }
    found
}

#[derive(Clone, Copy)]
enum Target {
    AtMost(f64),
    AtLeast(f64),
}

impl Target {
    fn print(self, value: f64) -> String {
        let (sign, bound, is_met) = match self {
            Target::AtMost(bound) => ("<=", bound, value <= bound),
            Target::AtLeast(bound) => (">=", bound, value >= bound),
        };
        format!("{:>9}  {}", format!("{sign} {bound}"), if is_met { "yes" } else { "no" })
    }
}

fn row(name: &str, measured: Duration, floor: Duration, target: Target) {
    let ratio = measured.as_secs_f64() / floor.as_secs_f64();
    println!(
        "{name:<44} {:>9.3} ms {:>11.3} ms {ratio:>8.2}  {}",
        measured.as_secs_f64() * 1e3,
        floor.as_secs_f64() * 1e3,
        target.print(ratio),
    );
}

fn number(name: &str, value: f64, target: Target) {
    println!("{name:<44} {value:>12.0} {:>14} {:>8}  {}", "", "", target.print(value));
}

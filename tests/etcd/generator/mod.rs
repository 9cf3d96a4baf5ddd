//! Ways to start etcd, from a seed.

mod dress;
mod options;
mod plan;

use super::invocation::Invocation;

pub(crate) use plan::case;

/// A way to start etcd, in pieces.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pieces: Vec<Piece>,
    /// Whether a shell script starts it.
    by_script: bool,
}

/// A part of a case.
#[derive(Clone, Debug)]
struct Piece {
    says: Says,
    /// Whether etcd would do something on the machine without it that has nothing to do with the case.
    is_needed: bool,
}

/// What a piece says.
#[derive(Clone, Debug)]
enum Says {
    /// Elements of the command line.
    Words(Vec<String>),
    /// A variable of the environment.
    Variable(String, String),
    /// A key of the configuration file with its value in YAML, in a section or at the top.
    Key { section: &'static str, name: String, value: String },
}

impl Case {
    /// The cases that lack one piece each.
    pub(crate) fn smaller(&self) -> impl Iterator<Item = Case> {
        let can_go = |(at, piece): (usize, &Piece)| (!piece.is_needed).then_some(at);
        self.pieces.iter().enumerate().rev().filter_map(can_go).map(|at| {
            let mut smaller = self.clone();
            smaller.pieces.remove(at);
            smaller
        })
    }

    /// The command line, the environment and the file.
    pub(crate) fn invocation(&self) -> Invocation {
        let mut made = Invocation::default();
        let mut sections: Vec<(&'static str, String)> = Vec::new();
        for piece in &self.pieces {
            match &piece.says {
                Says::Words(words) => made.args.extend(words.iter().cloned()),
                Says::Variable(name, value) => made.env.push((name.clone(), value.clone())),
                Says::Key { section, name, value } => {
                    if !sections.iter().any(|(known, _)| known == section) {
                        sections.push((section, String::new()));
                    }
                    let lines = sections.iter_mut().find(|(known, _)| known == section).expect("a section");
                    let indent = if section.is_empty() { "" } else { "  " };
                    lines.1 += &format!("{indent}{name}: {value}\n");
                }
            }
        }
        if !sections.is_empty() {
            let text = |(section, lines): (&str, String)| match section {
                "" => lines,
                section => format!("{section}:\n{lines}"),
            };
            made.config = Some(sections.into_iter().map(text).collect());
        }
        if self.by_script {
            let words = std::mem::take(&mut made.args);
            made.script = Some(format!("set -e\nexec etcd {}\n", dress::in_shell(&words)));
        }
        made
    }
}

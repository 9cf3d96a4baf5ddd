//! Which files are scripts rather than manifests, by their names and how they begin.

use super::environment_file::{is_environment_file, sets_variables_only};

/// Whether a file is a shell script, a crontab, a systemd unit, or a file of variables for one.
pub fn is_script(name: &str, text: &str) -> bool {
    let mut components = name.rsplit(['/', '\\']);
    let file = components.next().unwrap_or_default();
    let is_of_unit = file.ends_with(".env") || matches!(components.next(), Some("default" | "sysconfig"));
    file == "crontab"
        || file.ends_with(".sh")
        || file.ends_with(".service")
        || starts_a_shell(text)
        || is_environment_file(text)
        || is_of_unit && sets_variables_only(text)
}

/// Whether the first line names a shell, as `#!/bin/sh` and `#!/usr/bin/env bash` do.
fn starts_a_shell(text: &str) -> bool {
    let line = text.lines().next().and_then(|line| line.strip_prefix("#!")).unwrap_or_default();
    let program = line
        .split([' ', '/', '\t'])
        .find(|word| !matches!(*word, "" | "usr" | "bin" | "local" | "env" | "-S"));
    program.is_some_and(|program| matches!(program, "sh" | "bash" | "ash" | "dash" | "ksh" | "zsh"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_known_by_their_first_line() {
        let table = [
            ("#!/bin/sh\n", true),
            ("#!/bin/bash -e\n", true),
            ("#!/usr/bin/env bash\n", true),
            ("#!/usr/bin/env -S bash -e\n", true),
            ("#! /bin/sh\n", true),
            ("#!/usr/bin/env python3\n", false),
            ("#!/usr/bin/env\n", false),
            ("# sh\n", false),
            ("apiVersion: v1\n", false),
            ("", false),
        ];
        for (text, expected) in table {
            assert_eq!(is_script("x", text), expected, "{text}");
        }
    }

    #[test]
    fn scripts_are_known_by_their_names() {
        let table = [
            ("backup.sh", true),
            ("/etc/crontab", true),
            ("C:\\units\\etcd.service", true),
            ("etcd.yaml", false),
            ("crontab.yaml", false),
            ("etcd.env", false),
        ];
        for (name, expected) in table {
            assert_eq!(is_script(name, "a: b\n"), expected, "{name}");
        }
        for (name, expected) in [("etcd.env", true), ("/etc/default/etcd", true), ("/etc/motd", false)] {
            assert_eq!(is_script(name, "DAEMON_ARGS=--debug\n"), expected, "{name}");
        }
    }
}

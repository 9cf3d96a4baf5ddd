//! Ways to save a snapshot, from a seed.

use super::call::Call;
use crate::dice::Dice;

/// Most often one endpoint, as it should be.
const ENDPOINTS: [&str; 10] = [
    "https://127.0.0.1:{port}",
    "https://127.0.0.1:{port}",
    "https://127.0.0.1:{port}",
    "https://localhost:{port}",
    "127.0.0.1:{port}",
    "localhost:{port}",
    "http://127.0.0.1:{port}",
    "https://127.0.0.1:{port},https://localhost:{port}",
    "127.0.0.1:{port},127.0.0.1:{port}",
    "https://127.0.0.1:{port},",
];

/// What the server asks for: the CA, a certificate and its key.
const CREDENTIALS: [(&str, &str); 3] =
    [("cacert", "{pki}/ca.crt"), ("cert", "{pki}/server.crt"), ("key", "{pki}/server.key")];

/// The call of a seed.
pub(crate) fn call(seed: u64) -> Call {
    let dice = Dice::new(seed);
    let mut plan = Plan { dice, flags: Vec::new(), variables: Vec::new() };
    plan.settings();
    plan.finish()
}

struct Plan {
    dice: Dice,
    /// Each with its value, which may be an element of its own.
    flags: Vec<Vec<String>>,
    variables: Vec<(String, String)>,
}

impl Plan {
    fn settings(&mut self) {
        let endpoint = self.dice.pick(&ENDPOINTS);
        self.set("endpoints", endpoint);
        for (name, value) in CREDENTIALS {
            if self.dice.percent(88) {
                self.set(name, value);
            }
        }
        if self.dice.percent(8) {
            let spelling = self.dice.pick(&[
                "--insecure-skip-tls-verify",
                "--insecure-skip-tls-verify=true",
                "--insecure-skip-tls-verify=false",
            ]);
            self.flags.push(vec![spelling.to_owned()]);
        }
        if self.dice.percent(5) {
            let value = self.dice.pick(&["true", "false"]);
            self.flags.push(vec![format!("--insecure-transport={value}")]);
        }
        if self.dice.percent(10) {
            let flag = self.dice.pick(&[
                "--write-out=json",
                "--debug",
                "--keepalive-time=3s",
                "--hex=false",
                "-w=table",
            ]);
            self.flags.push(vec![flag.to_owned()]);
        }
        if self.dice.percent(12) {
            let version = self.dice.pick(&["3", "3", "2", "v3"]);
            self.variables.push(("ETCDCTL_API".to_owned(), version.to_owned()));
        }
        if self.dice.percent(4) {
            self.variables.push(("ETCDCTL_NOPE".to_owned(), "1".to_owned()));
        }
    }

    /// By a flag or by its variable, and seldom by both.
    fn set(&mut self, name: &str, value: &str) {
        let variable = (format!("ETCDCTL_{}", name.to_uppercase().replace('-', "_")), value.to_owned());
        match self.dice.roll(100) {
            0..64 => self.flag(name, value),
            64..97 => self.variables.push(variable),
            // Without an endpoint another server would be asked.
            97 if name != "endpoints" => self.variables.push((variable.0, String::new())),
            _ => {
                self.flag(name, value);
                self.variables.push(variable);
            }
        }
    }

    fn flag(&mut self, name: &str, value: &str) {
        self.flags.push(match self.dice.percent(30) {
            true => vec![format!("--{name}"), value.to_owned()],
            false => vec![format!("--{name}={value}")],
        });
    }

    /// Flags stand before, within and behind the command.
    fn finish(mut self) -> Call {
        let mut elements: Vec<Vec<String>> =
            vec![vec!["snapshot".to_owned()], vec!["save".to_owned()], vec!["{dir}/out.db".to_owned()]];
        for flag in std::mem::take(&mut self.flags) {
            let at = self.dice.roll(elements.len() + 1);
            elements.insert(at, flag);
        }
        elements.insert(0, vec!["--command-timeout=2s".to_owned()]);
        let args: Vec<String> = elements.concat();
        if !self.dice.percent(25) {
            return Call::Args(args, self.variables);
        }
        let exported = self.dice.percent(50);
        let line = |(name, value): &(String, String)| match exported {
            true => format!("export {name}=\"{value}\"\n"),
            false => format!("{name}='{value}' "),
        };
        let variables: String = self.variables.iter().map(line).collect();
        Call::Script(format!("#!/bin/sh\nset -e\n{variables}etcdctl {}\n", args.join(" \\\n  ")))
    }
}

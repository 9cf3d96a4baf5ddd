//! What a case is about: addresses and their protection, a few other options, and something odd now and then.

use super::options::{
    BOOLEANS, CIPHER_SUITES, Choice, DURATIONS, IGNORED, KEYS, Kind, LATER, MISMATCHES, NUMBERS, OPTIONS,
    PAIRS, STRAYS, TOGETHER, UNKNOWN, URLS, VARIABLES,
};
use super::{Case, Piece, Says, dress};
use crate::dice::Dice;

/// Where settings are made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    Flags,
    Variables,
    File,
}

/// The case of a seed, for an etcd of version 3 with this second number.
pub(crate) fn case(seed: u64, minor: u32) -> Case {
    let mut dice = Dice::new(seed);
    let door = match dice.roll(10) {
        0..6 => Door::Flags,
        6 | 7 => Door::Variables,
        _ => Door::File,
    };
    let by_script = dice.percent(12);
    let mut plan = Plan { dice, door, minor, case: Case { pieces: Vec::new(), by_script } };
    plan.base();
    plan.addresses();
    for side in [CLIENT, PEER] {
        plan.protection(&side);
    }
    for _ in 0..plan.dice.roll(4) {
        plan.other_option();
    }
    plan.options_together();
    plan.oddities();
    plan.case
}

/// The names of one side's options.
struct Side {
    prefix: &'static str,
    listen: &'static str,
    advertise: &'static str,
    port: &'static str,
    second: &'static str,
}

const CLIENT: Side = Side {
    prefix: "",
    listen: "listen-client-urls",
    advertise: "advertise-client-urls",
    port: "{client}",
    second: "{second}",
};
const PEER: Side = Side {
    prefix: "peer-",
    listen: "listen-peer-urls",
    advertise: "initial-advertise-peer-urls",
    port: "{peer}",
    second: "{third}",
};

struct Plan {
    dice: Dice,
    door: Door,
    minor: u32,
    case: Case,
}

impl Plan {
    fn push(&mut self, says: Says, is_needed: bool) {
        self.case.pieces.push(Piece { says, is_needed });
    }

    /// Makes a setting, seldom elsewhere than most, and seldom twice.
    fn set(&mut self, name: &str, kind: Kind, value: &str, is_needed: bool) {
        let door = match self.dice.roll(100) {
            0 if !is_needed => Door::Flags,
            1 if !is_needed => Door::Variables,
            _ => self.door,
        };
        let says = match door {
            Door::Flags => dress::flag(&mut self.dice, name, kind, value),
            Door::Variables => dress::variable(name, value),
            Door::File => dress::key(&mut self.dice, name, kind, value),
        };
        self.push(says, is_needed);
    }

    /// What lets etcd start soon, in a folder of its own.
    fn base(&mut self) {
        if self.door == Door::File {
            let says = match self.dice.percent(25) {
                true => dress::variable("config-file", "/config/etcd.yml"),
                false => dress::flag(&mut self.dice, "config-file", Kind::Text, "/config/etcd.yml"),
            };
            self.push(says, true);
        }
        self.set_plainly("data-dir", "{dir}/data");
        self.set_plainly("heartbeat-interval", "10");
        self.set_plainly("election-timeout", "100");
        if self.dice.percent(2) {
            let value = self.dice.pick(&["5", "40", "49", "50", "60000", "0"]);
            self.set("election-timeout", Kind::Number, value, false);
        }
    }

    /// A setting without which the case would not be what it is.
    fn set_plainly(&mut self, name: &str, value: &str) {
        let says = match self.door {
            Door::Flags => Says::Words(vec![format!("--{name}={value}")]),
            Door::Variables => dress::variable(name, value),
            Door::File => Says::Key { section: "", name: name.to_owned(), value: value.to_owned() },
        };
        self.push(says, true);
    }

    fn addresses(&mut self) {
        for side in [CLIENT, PEER] {
            // etcd's own ports; only one case at a time can have them.
            if self.dice.percent(2) {
                continue;
            }
            let scheme = self.dice.pick(&["http", "https", "https", "HTTP", "https"]);
            let advertised = format!("{}://127.0.0.1:{}", scheme.to_lowercase(), side.port);
            let listened = self.listened(scheme, &side);
            self.set_plainly(side.listen, &quoted_in_file(self.door, &listened));
            if self.door == Door::Flags && self.dice.percent(6) {
                self.listen_again(&listened, &side);
            }
            if !self.dice.percent(2) {
                let told = self.told(&advertised, &side);
                self.set_plainly(side.advertise, &quoted_in_file(self.door, &told));
            }
            if side.port == PEER.port {
                self.cluster(&advertised);
            }
        }
        if self.dice.percent(8) {
            let scheme = self.dice.pick(&["http", "https"]);
            self.set("listen-metrics-urls", Kind::Text, &format!("{scheme}://127.0.0.1:{{metrics}}"), false);
        }
        // Two listeners at one port are another mistake, which no rule looks for.
        let is_free = self.case.invocation().leaves_out("{second}");
        if self.minor >= 5 && is_free && self.dice.percent(6) {
            let scheme = self.dice.pick(&["http", "https"]);
            self.set(
                "listen-client-http-urls",
                Kind::Text,
                &format!("{scheme}://127.0.0.1:{{second}}"),
                false,
            );
        }
    }

    /// Most often one URL, as it should be.
    fn listened(&mut self, scheme: &str, side: &Side) -> String {
        let other = if scheme == "http" { "https" } else { "http" };
        match self.dice.roll(100) {
            0..86 => format!("{scheme}://127.0.0.1:{}", side.port),
            // What the flag may say again, in part.
            86 | 87 => format!("{scheme}://127.0.0.1:{},{other}://127.0.0.1:{}", side.port, side.second),
            88..90 if side.port == CLIENT.port => {
                format!("{}://{{dir}}/socket", if scheme == "http" { "unix" } else { "unixs" })
            }
            _ => {
                let url = self.dice.pick(&URLS);
                url.replace("SCHEME", scheme)
                    .replace("OTHER", other)
                    .replace("PORT", side.port)
                    .replace("SECOND", side.second)
            }
        }
    }

    /// The same flag once more: with a part of what it has said, with nothing, or with something else.
    fn listen_again(&mut self, listened: &str, side: &Side) {
        let urls: Vec<&str> = listened.split(',').collect();
        let value = match self.dice.roll(10) {
            0..4 => urls[self.dice.roll(urls.len())].to_owned(),
            4 | 5 => String::new(),
            6 => urls[0].to_uppercase().replace(&side.port.to_uppercase(), side.port),
            7 => format!(" {}", urls[0].trim()),
            _ => format!("http://127.0.0.1:{}", side.second),
        };
        self.push(Says::Words(vec![format!("--{}={value}", side.listen)]), false);
    }

    /// What is advertised: most often one URL, as it should be.
    fn told(&mut self, advertised: &str, side: &Side) -> String {
        match self.dice.roll(100) {
            0..3 => format!("{advertised},{advertised}"),
            3 => advertised.replace("127.0.0.1", ""),
            4 if side.port == CLIENT.port => "unix://{dir}/socket".to_owned(),
            _ => advertised.to_owned(),
        }
    }

    /// The members, with the name of this one among them, or not.
    fn cluster(&mut self, advertised: &str) {
        let name = match self.dice.roll(100) {
            0..85 => "default",
            85..96 => "m1",
            96 => "",
            97 => "a b",
            _ => "Default",
        };
        if name != "default" {
            self.set("name", Kind::Text, name, true);
        }
        let member = match self.dice.roll(100) {
            0..96 => name,
            96 => "other",
            97 => " default",
            98 => "default ",
            _ => "",
        };
        let cluster = match self.dice.roll(100) {
            0..94 => format!("{member}={advertised}"),
            94 => "default=http://localhost:2380".to_owned(),
            // An empty variable is none.
            96 if self.door != Door::Variables => String::new(),
            // etcd makes it of the name, or not.
            95 => return,
            97 => advertised.to_owned(),
            98 => format!("{member}={advertised},"),
            _ => format!("{member}=http://127.0.0.1:1"),
        };
        self.set_plainly("initial-cluster", &quoted_in_file(self.door, &cluster));
    }

    /// Certificates and who must show one, more often where the addresses are https.
    fn protection(&mut self, side: &Side) {
        let is_secure = self.case.invocation().mentions_https(side.port);
        let (certificate, others) = if is_secure { (94, 50) } else { (20, 15) };
        let flag = |name: &str| format!("{}{name}", side.prefix);
        let file = |name: &str| format!("{{pki}}/{name}");
        let pair = match self.dice.percent(4) {
            true => MISMATCHES[self.dice.roll(MISMATCHES.len())],
            false => PAIRS[self.dice.roll(PAIRS.len())],
        };
        let has_pair = self.dice.percent(certificate);
        for (name, given) in ["cert-file", "key-file"].into_iter().zip(pair) {
            if has_pair != self.dice.percent(2) {
                let value = if self.dice.percent(1) { String::new() } else { file(given) };
                self.set(&flag(name), Kind::Text, &value, false);
            }
        }
        if self.dice.percent(others) {
            let value = match self.dice.roll(20) {
                0 => String::new(),
                1 => file("other.crt"),
                2 => file("server.crt"),
                _ => file("ca.crt"),
            };
            self.set(&flag("trusted-ca-file"), Kind::Text, &value, false);
        }
        if self.dice.percent(others) {
            let value = self.boolean();
            self.set(&flag("client-cert-auth"), Kind::Bool, value, false);
        }
        if self.dice.percent(12) {
            let value = self.boolean();
            self.set(&flag("auto-tls"), Kind::Bool, value, false);
        }
        self.seldom_protection(side);
    }

    fn seldom_protection(&mut self, side: &Side) {
        let is_client = side.port == CLIENT.port;
        if is_client && self.dice.percent(6) {
            let suites = self.dice.pick(&CIPHER_SUITES);
            self.set("cipher-suites", Kind::List, suites, false);
        }
        if self.dice.percent(3) {
            let name = if is_client { "client-crl-file" } else { "peer-crl-file" };
            self.set(name, Kind::Text, "{pki}/ca.crl", false);
        }
        if self.dice.percent(3) {
            let name = if is_client { "client-cert-allowed-hostname" } else { "peer-cert-allowed-hostname" };
            self.set(name, Kind::Text, "localhost", false);
        }
        if !is_client && self.dice.percent(3) {
            self.set("peer-cert-allowed-cn", Kind::Text, "etcd", false);
        }
        if self.minor >= 5 && self.dice.percent(6) {
            self.client_pair(side);
        }
    }

    /// What etcd shows where it is a client itself.
    fn client_pair(&mut self, side: &Side) {
        let pair = match self.dice.percent(20) {
            true => MISMATCHES[self.dice.roll(MISMATCHES.len())],
            false => PAIRS[self.dice.roll(PAIRS.len())],
        };
        for (name, given) in ["client-cert-file", "client-key-file"].into_iter().zip(pair) {
            if !self.dice.percent(10) {
                self.set(&format!("{}{name}", side.prefix), Kind::Text, &format!("{{pki}}/{given}"), false);
            }
        }
    }

    fn boolean(&mut self) -> &'static str {
        let [good, bad] = BOOLEANS;
        match self.dice.roll(100) {
            0..70 => "true",
            70..98 => good[self.dice.roll(good.len())],
            _ => bad[self.dice.roll(bad.len())],
        }
    }

    fn other_option(&mut self) {
        let later = LATER.iter().filter(|(since, _)| *since <= self.minor).map(|(_, option)| option);
        let options: Vec<&Choice> = OPTIONS.iter().chain(later).collect();
        let option = options[self.dice.roll(options.len())];
        let value = self.value_of(option);
        self.set(option.name, option.kind, value, false);
    }

    /// Two options that would hardly meet by chance, in a configuration file perhaps with a key that is near one of them.
    fn options_together(&mut self) {
        if !self.dice.percent(10) {
            return;
        }
        let all: Vec<_> =
            TOGETHER.iter().filter(|(since, _)| *since <= self.minor).map(|(_, both)| both).collect();
        let both = all[self.dice.roll(all.len())];
        for (name, kind, value) in both {
            if !self.dice.percent(15) {
                self.set(name, *kind, value, false);
            }
        }
        if self.door == Door::File && self.dice.percent(30) {
            self.odd_key();
        }
    }

    fn odd_key(&mut self) {
        let (section, name, value) = KEYS[self.dice.roll(KEYS.len())];
        self.push(Says::Key { section, name: name.to_owned(), value: value.to_owned() }, false);
    }

    fn value_of(&mut self, option: &Choice) -> &'static str {
        let of_kind = match option.kind {
            Kind::Bool => BOOLEANS,
            Kind::Number => NUMBERS,
            Kind::Duration => DURATIONS,
            Kind::Text | Kind::List => option.values,
        };
        let is_bad = usize::from(self.dice.percent(10));
        let own = option.values[is_bad];
        let from = if own.is_empty() || self.dice.percent(40) { of_kind[is_bad] } else { own };
        if from.is_empty() { "" } else { from[self.dice.roll(from.len())] }
    }

    /// What people get wrong in other ways.
    fn oddities(&mut self) {
        if self.dice.percent(2) {
            let name = self.dice.pick(&IGNORED);
            self.anywhere(vec![format!("--{name}=x")]);
        }
        if self.dice.percent(2) {
            let flag = self.dice.pick(&UNKNOWN).replace("SECOND", CLIENT.second);
            self.anywhere(vec![format!("--{flag}")]);
        }
        if self.dice.percent(2) {
            let stray = self.dice.pick(&STRAYS);
            self.anywhere(vec![stray.to_owned()]);
        }
        if self.dice.percent(3) {
            let (name, value) = VARIABLES[self.dice.roll(VARIABLES.len())];
            self.push(Says::Variable(name.to_owned(), value.to_owned()), false);
        }
        if self.door == Door::File && self.dice.percent(15) {
            self.odd_key();
        }
        if self.dice.percent(2) {
            let discovery = self.dice.pick(&["discovery", "discovery-srv"]);
            self.set(discovery, Kind::Text, "", false);
        }
        if self.dice.percent(1) {
            let flag = self.dice.pick(&["--version", "-h", "--help", "--version=false"]);
            self.anywhere(vec![flag.to_owned()]);
        }
    }

    /// Puts elements between two pieces.
    fn anywhere(&mut self, words: Vec<String>) {
        let at = self.dice.roll(self.case.pieces.len() + 1);
        self.case.pieces.insert(at, Piece { says: Says::Words(words), is_needed: false });
    }
}

/// Text of YAML where that is what is written.
fn quoted_in_file(door: Door, text: &str) -> String {
    if door == Door::File { serde_json::Value::from(text).to_string() } else { text.to_owned() }
}

//! How a setting is written: as a flag, as a variable, or as a key of the configuration file.

use super::Says;
use super::options::Kind;
use crate::dice::Dice;

/// The keys of the two sections for TLS, and one with a name of its own, by flag.
const SECTIONS: [(&str, &str, &str); 16] = [
    ("cert-file", "client-transport-security", "cert-file"),
    ("key-file", "client-transport-security", "key-file"),
    ("trusted-ca-file", "client-transport-security", "trusted-ca-file"),
    ("client-cert-auth", "client-transport-security", "client-cert-auth"),
    ("auto-tls", "client-transport-security", "auto-tls"),
    ("peer-cert-file", "peer-transport-security", "cert-file"),
    ("peer-key-file", "peer-transport-security", "key-file"),
    ("peer-trusted-ca-file", "peer-transport-security", "trusted-ca-file"),
    ("peer-client-cert-auth", "peer-transport-security", "client-cert-auth"),
    ("peer-auto-tls", "peer-transport-security", "auto-tls"),
    ("client-cert-file", "client-transport-security", "client-cert-file"),
    ("client-key-file", "client-transport-security", "client-key-file"),
    ("peer-client-cert-file", "peer-transport-security", "client-cert-file"),
    ("peer-client-key-file", "peer-transport-security", "client-key-file"),
    ("peer-skip-client-san-verification", "peer-transport-security", "skip-client-san-verification"),
    ("experimental-snapshot-catchup-entries", "", "experimental-snapshot-catch-up-entries"),
];

/// A flag in one of Go's spellings.
pub(super) fn flag(dice: &mut Dice, name: &str, kind: Kind, value: &str) -> Says {
    let dashes = if dice.percent(15) { "-" } else { "--" };
    let joined = || vec![format!("{dashes}{name}={value}")];
    Says::Words(match kind {
        Kind::Bool if value == "true" && dice.percent(60) => vec![format!("{dashes}{name}")],
        // Go takes no separate value for a boolean.
        Kind::Bool if !dice.percent(1) => joined(),
        _ if dice.percent(25) => vec![format!("{dashes}{name}"), value.to_owned()],
        _ => joined(),
    })
}

/// The variable of an option.
pub(super) fn variable(name: &str, value: &str) -> Says {
    Says::Variable(format!("ETCD_{}", name.to_uppercase().replace('-', "_")), value.to_owned())
}

/// A key, most often with a value of the type that etcd reads there.
pub(super) fn key(dice: &mut Dice, name: &str, kind: Kind, value: &str) -> Says {
    let section = SECTIONS.iter().find(|(flag, _, _)| *flag == name);
    let (section, name) = section.map_or(("", name), |(_, section, key)| (section, key));
    let name = if dice.percent(3) { name.to_uppercase() } else { name.to_owned() };
    // Whether a file exists is not for the linter to know.
    let is_path = name.to_lowercase().ends_with("-file") || name.to_lowercase().ends_with("-dir");
    let value = if is_path { serde_json::Value::from(value).to_string() } else { in_yaml(dice, kind, value) };
    Says::Key { section, name, value }
}

fn in_yaml(dice: &mut Dice, kind: Kind, value: &str) -> String {
    let quoted = || serde_json::Value::from(value).to_string();
    match kind {
        _ if dice.percent(2) => dice
            .pick(&["5", "1.5", "true", "yes", "[a]", "{a: b}", "null", "\"5s\"", "0x10", "~", ""])
            .to_owned(),
        // Bare words of YAML have types of their own.
        Kind::Bool | Kind::Number if !value.trim().is_empty() && dice.percent(97) => value.trim().to_owned(),
        Kind::Duration if dice.percent(97) => {
            dice.pick(&["10000000000", "60000000000", "1e10", "3600000000000"]).to_owned()
        }
        Kind::List if dice.percent(70) => {
            let items: Vec<String> =
                value.split(',').map(|item| serde_json::Value::from(item).to_string()).collect();
            format!("[{}]", items.join(", "))
        }
        _ => quoted(),
    }
}

/// Words as a shell reads them.
pub(super) fn in_shell(words: &[String]) -> String {
    let is_plain = |word: &&String| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_=./:,{}".contains(c))
    };
    let quoted: Vec<String> = words
        .iter()
        .enumerate()
        .map(|(at, word)| match at % 3 {
            0 | 1 if is_plain(&word) => word.clone(),
            2 if !word.contains(['"', '$', '\\', '`']) => format!("\"{word}\""),
            _ => format!("'{}'", word.replace('\'', "'\\''")),
        })
        .collect();
    quoted.join(" \\\n  ")
}

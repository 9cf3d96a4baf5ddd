use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::model::backup::{Action, Backup};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;
use crate::subject::command::Command;
use crate::subject::environment::{EnvValue, Environment};
use crate::subject::word::Word;

pub(crate) static RULE: Rule = Rule {
    id: "BAK119",
    name: "credentials-in-plain",
    summary: "a password stands in the manifest or script",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &["STIG V-274883"],
    since: "0.1.0",
    page: page!("bak119_credentials_in_plain.md"),
    check: Check::Backup(check),
};

/// Variables that hold a secret.
const SECRET: [&str; 14] = [
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AZURE_STORAGE_ACCOUNT_KEY",
    "AZURE_STORAGE_KEY",
    "AZURE_STORAGE_SAS_TOKEN",
    "B2_ACCOUNT_KEY",
    "BORG_PASSPHRASE",
    "ETCDCTL_PASSWORD",
    "KOPIA_PASSWORD",
    "MINIO_SECRET_KEY",
    "RCLONE_CONFIG_PASS",
    "RESTIC_PASSWORD",
    "SECRET_KEY",
    "SSHPASS",
];

fn check(backup: &Backup, cx: &Context, out: &mut Findings) {
    let containers = cx.workload_of(backup).into_iter().flat_map(|workload| &workload.containers);
    for container in containers {
        check_variables(&container.environment, out);
    }
    for step in &backup.steps {
        check_variables(&step.command.environment, out);
        if let Some(word) = argument(&step.command).filter(|word| word.known().is_some_and(is_secret)) {
            report(word.place.clone(), "an argument", out);
        }
        let Action::Save(save) = &step.action else { continue };
        for flag in ["user", "password"] {
            let used = save.call.line.last(flag);
            let value = used.and_then(|used| used.value.as_ref()).and_then(|value| value.known());
            let (Some(used), Some(value)) = (used, value) else { continue };
            let password = if flag == "user" { password_of(value) } else { Some(value) };
            if password.is_some_and(is_secret) {
                report(used.name_place.clone(), "a flag", out);
            }
        }
    }
}

/// The password that a program gets as an argument.
fn argument(command: &Command) -> Option<&Word> {
    let args = &command.args;
    match command.program.basename() {
        "sshpass" => {
            let at = args.iter().position(|word| word.text.starts_with("-p"))?;
            args.get(at + usize::from(args.get(at)?.text == "-p"))
        }
        "mc" | "mcli" => match operands_of_mc(args).as_slice() {
            // Without the last two it asks for them.
            [what, set, _, _, _, secret, ..] if what.text == "alias" && set.text == "set" => Some(secret),
            [what, host, add, _, _, _, secret, ..]
                if what.text == "config" && host.text == "host" && add.text == "add" =>
            {
                Some(secret)
            }
            _ => None,
        },
        _ => None,
    }
}

/// What is neither a flag of mc nor its value.
fn operands_of_mc(args: &[Word]) -> Vec<&Word> {
    const WITH_VALUE: [&str; 5] = ["--api", "--path", "--config-dir", "-C", "--resolve"];
    let mut is_value = false;
    let is_operand = |word: &&Word| {
        let is_one = !is_value && !word.text.starts_with('-');
        is_value = WITH_VALUE.contains(&word.text.as_str());
        is_one
    };
    args.iter().filter(is_operand).collect()
}

fn check_variables(environment: &Environment, out: &mut Findings) {
    for variable in environment.vars() {
        let EnvValue::Literal(word) = &variable.value else { continue };
        let Some(value) = word.known() else { continue };
        let password = match variable.name.as_str() {
            "ETCDCTL_USER" => password_of(value),
            name => SECRET.contains(&name).then_some(value),
        };
        if password.is_some_and(is_secret) {
            report(variable.name_place.clone(), "a variable", out);
        }
    }
}

/// The password in `root:password`.
fn password_of(user: &str) -> Option<&str> {
    user.split_once(':').map(|(_, password)| password)
}

/// Whether a value is more than a placeholder. `${NAME}` is one of envsubst and Flux.
fn is_secret(value: &str) -> bool {
    let is_placeholder = value.starts_with(['<', '{']) || value.starts_with("${") && value.ends_with('}');
    !value.is_empty() && !is_placeholder
}

fn report(place: Place, what: &'static str, out: &mut Findings) {
    let message =
        message!("{} holds a password in clear: whoever reads this manifest or script has it", what);
    out.report(place, message).label("take it from a Secret");
}

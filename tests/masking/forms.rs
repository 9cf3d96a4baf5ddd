//! Ways to call etcdctl in a script, with `{save}` for the call.

/// A part of a script.
pub(crate) struct Form {
    pub(crate) text: &'static str,
    /// Whether other shells than bash do not know it.
    bash_alone: bool,
    pub(crate) gap: Gap,
}

/// Where the linter does not see that a failure is lost. What it says is right all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    None,
    /// A script that looks at `$?` or sets a trap is taken for one that knows what it does.
    TakesCare,
    /// What an `if` asks, and what `!` turns round, is taken for what the script acts on.
    Condition,
    /// What ends a subshell is taken for what ends the script.
    Subshell,
    /// Behind the end of an inner shell nothing is looked at.
    InnerShell,
    /// `set -e` is taken to hold within what `||` follows.
    Ignored,
    /// Commands in `$( … )` are not read.
    Substitution,
}

impl Form {
    pub(crate) fn fits(&self, command: &[&str]) -> bool {
        !self.bash_alone || command[0] == "bash"
    }
}

const fn any(text: &'static str) -> Form {
    Form { text, bash_alone: false, gap: Gap::None }
}

const fn bash(text: &'static str) -> Form {
    Form { text, bash_alone: true, gap: Gap::None }
}

const fn gap(gap: Gap, text: &'static str) -> Form {
    Form { text, bash_alone: false, gap }
}

pub(crate) static FORMS: &[Form] = &[
    any("{save}"),
    any("{save} > log 2>&1"),
    any("timeout 60 {save}"),
    any("env A=b {save}"),
    gap(Gap::InnerShell, "sh -c '{save}'"),
    any("sh -c '{save}; echo saved'"),
    bash("time {save}"),
    any("{save}; exit 0"),
    any("{save}\nexit"),
    // Lists.
    any("{save} || true"),
    any("{save} || :"),
    any("{save} || echo failed"),
    any("{save} || exit 1"),
    any("{save} || exit"),
    any("{save} || exit 0"),
    any("{save} || false"),
    any("{save} || { echo failed; exit 1; }"),
    any("{save} || { echo failed; exit 0; }"),
    any("{save} || { echo failed; false; }"),
    gap(Gap::Subshell, "{save} || (echo failed; exit 1)"),
    any("{save} || echo failed && exit 1"),
    any("{save} && echo saved"),
    any("{save} && echo saved && aws s3 cp out.db s3://backups"),
    any("{save} && echo saved || echo failed"),
    any("{save} && echo saved || exit 1"),
    any("true && {save}"),
    any("cd . && {save} && echo saved"),
    any("test -f missing || {save}"),
    gap(Gap::Condition, "! {save}"),
    // Pipelines.
    any("{save} | tee log"),
    any("{save} 2>&1 | logger"),
    any("{save} | tee log || exit 1"),
    any("{save} | cat && echo saved"),
    any("echo begin | {save}"),
    bash("{save} | tee log; exit ${PIPESTATUS[0]}"),
    bash("set -o pipefail\n{save} | tee log"),
    bash("set +o pipefail\n{save} | tee log"),
    // In the background.
    any("{save} &"),
    any("{save} & wait"),
    any("{save} & wait $!"),
    // Compound commands.
    any("({save})"),
    any("({save}) || true"),
    any("({save}) || exit 1"),
    any("({save}) | tee log"),
    any("({save}) &"),
    any("({save}; echo saved)"),
    gap(Gap::Subshell, "(set -e; {save}; echo saved)"),
    any("{ {save}; }"),
    any("{ {save}; } || true"),
    any("{ {save}; echo saved; }"),
    gap(Gap::Ignored, "{ {save}; echo saved; } || exit 1"),
    any("{ {save}; } > log"),
    any("if true; then {save}; fi"),
    any("for one in 1 2; do {save}; done"),
    any("for one in 1 2; do {save} && break; sleep 1; done"),
    any("for one in 1 2; do {save} || exit 1; done"),
    any("case x in x) {save} ;; esac"),
    gap(Gap::Condition, "if {save}; then echo saved; fi"),
    any("if {save}; then echo saved; else exit 1; fi"),
    gap(Gap::Condition, "if {save}; then echo saved; else echo failed; fi"),
    any("if ! {save}; then exit 1; fi"),
    gap(Gap::Condition, "if ! {save}; then echo failed; fi"),
    any("if ! {save}; then echo failed; exit 1; fi"),
    any("until {save}; do exit 1; done"),
    // Functions.
    any("save() { {save}; }\nsave"),
    any("save() { {save}; echo saved; }\nsave"),
    any("save() { {save} || return 1; }\nsave"),
    any("save() { {save}; }\nsave || true"),
    any("save() { {save}; }\nsave || exit 1"),
    gap(Gap::Condition, "save() {\n{save}\n}\nif ! save; then echo failed; fi"),
    // Options.
    any("set +e\n{save}\nset -e"),
    any("set -e\n{save}"),
    any("set -o errexit\n{save}"),
    any("set -e\n{save} && true"),
    // What looks at the status.
    any("{save}\nstatus=$?\nexit $status"),
    any("{save}\nif [ $? -ne 0 ]; then exit 1; fi"),
    any("{save}\n[ $? -eq 0 ] || exit 1"),
    gap(Gap::TakesCare, "{save}; echo \"status $?\""),
    any("trap 'exit 1' EXIT\n{save}"),
    gap(Gap::TakesCare, "trap 'echo end' EXIT\n{save}"),
    bash("trap 'exit 1' ERR\n{save}"),
    // Substitutions.
    gap(Gap::Substitution, "out=$({save})"),
    gap(Gap::Substitution, "echo \"$({save})\""),
];

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
    /// Behind the end of an inner shell nothing is looked at.
    InnerShell,
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
    any("{save} || (echo failed; exit 1)"),
    any("{save} || echo failed && exit 1"),
    any("{save} && echo saved"),
    any("{save} && echo saved && aws s3 cp out.db s3://backups"),
    any("{save} && echo saved || echo failed"),
    any("{save} && echo saved || exit 1"),
    any("true && {save}"),
    any("cd . && {save} && echo saved"),
    any("test -f missing || {save}"),
    any("! {save}"),
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
    any("(set -e; {save}; echo saved)"),
    any("{ {save}; }"),
    any("{ {save}; } || true"),
    any("{ {save}; echo saved; }"),
    any("{ {save}; echo saved; } || exit 1"),
    any("{ {save}; } > log"),
    any("if true; then {save}; fi"),
    any("for one in 1 2; do {save}; done"),
    any("for one in 1 2; do {save} && break; sleep 1; done"),
    any("for one in 1 2; do {save} || exit 1; done"),
    any("case x in x) {save} ;; esac"),
    any("if {save}; then echo saved; fi"),
    any("if {save}; then echo saved; else exit 1; fi"),
    any("if {save}; then echo saved; else echo failed; fi"),
    any("if ! {save}; then exit 1; fi"),
    any("if ! {save}; then echo failed; fi"),
    any("if ! {save}; then echo failed; exit 1; fi"),
    any("until {save}; do exit 1; done"),
    any("if ! {save}; then echo failed; false; fi"),
    any("if true; then {save}; else echo none; fi"),
    any("if {save} && echo saved; then echo done; else exit 1; fi"),
    any("while true; do {save} && break; exit 3; done"),
    any("for one in 1 2; do if {save}; then exit 0; fi; done; exit 1"),
    any("for one in 1 2; do {save} && exit 0; sleep 1; done; exit 1"),
    any("for one in 1 2; do {save} && break; done\n[ -s out.db ] || exit 1"),
    any("{ {save} && echo saved; } || exit 1"),
    any("{save} && { aws s3 cp out.db s3://b; exit; } || { echo failed; exit 2; }"),
    any("(\n({save} && echo saved)\n)"),
    any("({save}) && echo saved"),
    bash("((2 > 1)) && {save}"),
    bash("hosts=(a b)\n{save}"),
    bash("declare -a hosts=(a b)\n{save}"),
    // Functions.
    any("save() (\n{save}\n)\nsave"),
    any("save() ( {save}; echo saved; )\nsave"),
    any("save() ( {save} || exit 1; echo saved )\nsave"),
    any("fail() { echo failed; exit 1; }\n{save} || fail"),
    any("save() { {save}; echo saved; }\nif save; then echo done; else exit 1; fi"),
    any("save() { {save}; echo saved; }\nsave || exit 1"),
    any("save() { {save}; echo saved; }\nsave && echo done"),
    any("save() { if ! {save}; then return 1; fi; echo saved; }\nsave || exit 1"),
    any("save() { if ! {save}; then return 1; fi; echo saved; }\nsave"),
    any("main() { save; echo main; }\nsave() { {save}; }\nmain"),
    any("save() { {save}; }\nsave"),
    any("save() { {save}; echo saved; }\nsave"),
    any("save() { {save} || return 1; }\nsave"),
    any("save() { {save}; }\nsave || true"),
    any("save() { {save}; }\nsave || exit 1"),
    any("save() {\n{save}\n}\nif ! save; then echo failed; fi"),
    // Options.
    any("set +e\n{save}\nset -e"),
    any("set -e\n{save}"),
    any("set -o errexit\n{save}"),
    any("set -e\n{save} && true"),
    // What looks at the status.
    any("{save}\nstatus=$?\nexit $status"),
    any("{save}\nif [ $? -ne 0 ]; then exit 1; fi"),
    any("{save}\n[ $? -eq 0 ] || exit 1"),
    any("{save}; echo \"status $?\""),
    any("rc=0\n{save} || rc=1\nsleep 1\nexit $rc"),
    any("{save} || failed=yes\n[ -z \"${failed-}\" ] || exit 1"),
    any("if {save}; then ok=yes; fi\n[ -n \"${ok-}\" ] || exit 1"),
    any("{save}\n[ -s out.db ] || exit 1"),
    any("{save}\nif [ ! -s out.db ]; then echo none; exit 1; fi"),
    any("{save}\nsleep 1\nif [ $? -ne 0 ]; then exit 1; fi"),
    any("{save}\nif [ $? -ne 0 ]; then echo failed; fi"),
    any("{save}\ncase $? in 0) ;; *) exit 1;; esac"),
    any("{save}\ncase $? in 0) echo saved;; *) echo failed;; esac"),
    any("{save} || case $? in *) exit 2;; esac"),
    any("{save} || case $? in 7) exit 0;; *) exit 1;; esac"),
    any("{save} && ok=yes"),
    any("{ {save}; ok=yes; } || echo bad"),
    any("{save} && ls && ok=yes\necho \"done: ${ok:-}\""),
    any("( {save} || status=$? )\n[ -s out.db ] || exit 1"),
    any("save() (\n{save}\n)\nsave | cat"),
    any("save() {\n{save}\n}\nsave | cat"),
    any("save() {\n{save}\n}\nsave &\nwait $!"),
    any("{save} && ok=yes || exit 1"),
    any("({save} && ok=yes) || exit 1"),
    any("{save} && { ok=yes; echo saved; } || exit 1"),
    any("( {save} || bad=1; exit ${bad:-0} ) || exit 1"),
    any("{save} && ok=yes\n[ -n \"${ok:-}\" ] || exit 1"),
    any("{save} || bad=1\n[ -z \"${bad:-}\" ] || exit 1"),
    any("{save} || errors=$((${errors:-0} + 1))\n[ \"${errors:-0}\" -eq 0 ] || exit 1"),
    bash("errors=0\n{save} || ((errors++))\n[ $errors -eq 0 ] || exit 1"),
    bash("errors=0\n{save} || ((errors += 1))\n((errors == 0)) || exit 1"),
    bash("errors=0\n{save} || let errors++\nexit $errors"),
    bash("errors=0\nif ! {save}; then ((++errors)); fi\nexit $errors"),
    bash("{save} | tee log\n[ ${PIPESTATUS[0]} -eq 0 ]"),
    bash("{save} | tee log\n[ ${PIPESTATUS[0]} -ne 0 ]"),
    bash("{save} | tee log\ncase ${PIPESTATUS[0]} in 0) ;; *) exit 1;; esac"),
    any("ssh host \"{save} && ls\""),
    any("ssh host \"{save} && ls\" || exit 1"),
    any("ssh host \"{save} && ls\" || true"),
    any("ssh host \"set -e; {save}; ls\" || exit 1"),
    any("ssh host \"set -e; {save}; ls\"\nls"),
    any("trap 'rm -rf none' EXIT\n{save}\nsleep 1"),
    any("trap 'exit 1' EXIT\n{save}"),
    any("trap 'exit 1' INT TERM\n{save}"),
    any("trap 'echo end' EXIT\n{save}"),
    bash("trap 'exit 1' ERR\n{save}"),
    // Substitutions.
    any("out=$({save})"),
    any("echo \"$({save})\""),
    any("out=$({save}) || exit 1"),
    any("if out=$({save}); then echo saved; else echo failed; fi"),
    any("out=`{save}`\necho \"$out\""),
];

//! What the rules of this family find, by tables of changes to a script and a CronJob that are clean.

use crate::inventory::Input;
use crate::linter::Linter;
use crate::report::Report;
use crate::settings::Settings;
use crate::testing;

fn found(report: &Report) -> Vec<String> {
    let own = report.findings.iter().filter(|finding| finding.rule.id.starts_with("BAK"));
    let mut found: Vec<String> =
        own.map(|finding| format!("{} {}", finding.rule.id, finding.severity)).collect();
    found.sort_unstable();
    found
}

fn report_of_script(text: &str) -> Report {
    let mut linter = Linter::new(Settings::default());
    linter.add_script(Input { name: "backup.sh".to_owned(), ..Input::default() }, text);
    linter.finish()
}

fn in_script(text: &str) -> Vec<String> {
    found(&report_of_script(text))
}

fn in_manifest(text: &str) -> Vec<String> {
    found(&testing::report(text, Settings::default()))
}

/// What a replacement in a clean text brings.
type Row = (&'static str, &'static str, &'static [&'static str]);

fn check(text: &str, find: fn(&str) -> Vec<String>, rows: &[Row]) {
    assert_eq!(find(text), Vec::<String>::new(), "the text itself is clean");
    for (from, to, expected) in rows {
        assert!(text.contains(from), "{from}");
        assert_eq!(find(&text.replace(from, to)), *expected, "{from} -> {to}");
    }
}

const SCRIPT: &str = r#"#!/bin/sh
set -eu
file="/backup/etcd-$(date -u +%F).db"
timeout 600 etcdctl --endpoints=https://10.0.0.4:2379 --cacert=/p/ca --cert=/p/c --key=/p/k snapshot save "$file"
etcdutl snapshot status "$file"
restic backup "$file"
find /backup -mtime +7 -delete
"#;

#[test]
fn connections() {
    check(
        SCRIPT,
        in_script,
        &[
            ("https://10.0.0.4:2379", "http://10.0.0.4:2379", &["BAK101 error"]),
            ("https://10.0.0.4:2379", "http://127.0.0.1:2379", &["BAK101 warning"]),
            ("https://10.0.0.4:2379", "http://[::1]:2379", &["BAK101 warning"]),
            ("https://10.0.0.4:2379", "http://$HOST:2379", &["BAK101 warning"]),
            ("https://10.0.0.4:2379", "$ENDPOINT", &[]),
            // Without a scheme the certificates decide.
            ("https://10.0.0.4:2379", "10.0.0.4:2379", &[]),
            (
                "https://10.0.0.4:2379 --cacert=/p/ca --cert=/p/c --key=/p/k",
                "10.0.0.4:2379",
                &["BAK101 error"],
            ),
            (
                "--endpoints=https://10.0.0.4:2379 --cacert=/p/ca --cert=/p/c --key=/p/k",
                "",
                &["BAK101 warning"],
            ),
            (
                "https://10.0.0.4:2379 --cacert=/p/ca --cert=/p/c --key=/p/k",
                "10.0.0.4:2379 --insecure-transport=false",
                &["BAK103 error"],
            ),
            (
                "https://10.0.0.4:2379 --cacert=/p/ca --cert=/p/c --key=/p/k",
                "10.0.0.4:2379 --insecure-transport=true",
                &["BAK101 error"],
            ),
            (
                "https://10.0.0.4:2379 --cacert=/p/ca --cert=/p/c --key=/p/k",
                "10.0.0.4:2379 --insecure-transport=$INSECURE",
                &[],
            ),
            ("--cacert=/p/ca", "--cacert=/p/ca --insecure-skip-tls-verify", &["BAK102 error"]),
            ("--cacert=/p/ca", "--insecure-skip-tls-verify=1", &["BAK102 error"]),
            ("--cacert=/p/ca", "--cacert=/p/ca --insecure-skip-tls-verify=false", &[]),
            ("--cacert=/p/ca", "--cacert=/p/ca --insecure-transport=true", &[]),
            ("set -eu", "set -eu\nexport ETCDCTL_INSECURE_SKIP_TLS_VERIFY=true", &["BAK102 error"]),
            // etcdctl 3.6 makes TLS of it.
            (
                "https://10.0.0.4:2379 --cacert=/p/ca --cert=/p/c --key=/p/k",
                "10.0.0.4:2379 --insecure-skip-tls-verify",
                &["BAK102 error"],
            ),
            ("--cacert=/p/ca ", "", &["BAK103 error"]),
            ("--cert=/p/c ", "", &["BAK103 error"]),
            ("--key=/p/k ", "", &["BAK103 error"]),
            ("--cert=/p/c --key=/p/k ", "", &["BAK103 error"]),
            ("--key=/p/k ", "--key= ", &["BAK103 error"]),
            ("--cert=/p/c --key=/p/k ", "$TLS ", &[]),
            // A user with a password needs no certificate.
            ("--cert=/p/c --key=/p/k ", "--user=root:$PASSWORD ", &[]),
            ("--cert=/p/c --key=/p/k ", "--user=root:$PASSWORD --cert=/p/c ", &["BAK103 error"]),
            ("--cacert=/p/ca --cert=/p/c --key=/p/k ", "--user=root:$PASSWORD ", &["BAK103 error"]),
            ("set -eu", "set -eu\n. /etc/etcd/env", &[]),
        ],
    );
    // A variable may be the program with its flags.
    let start = "timeout 600 etcdctl --endpoints=https://10.0.0.4:2379 --cacert=/p/ca --cert=/p/c --key=/p/k";
    for (program, expected) in [
        ("\"${CTL[@]}\"", &[][..]),
        ("${CTL[*]}", &[]),
        ("$CTL", &[]),
        ("sudo $CTL", &[]),
        ("\"$CTL\"", &["BAK101 warning", "BAK112 warning"]),
        ("$(which etcdctl)", &["BAK101 warning", "BAK112 warning"]),
    ] {
        assert_eq!(in_script(&SCRIPT.replace(start, program)), expected, "{program}");
    }
    // The file that is read may set the variables.
    let sourced =
        SCRIPT.replace("set -eu", "set -eu\n. /etc/etcd/env").replace("--cert=/p/c --key=/p/k ", "");
    assert_eq!(in_script(&sourced), Vec::<String>::new());
    check(
        SCRIPT,
        in_script,
        &[
            (
                "--endpoints=https://10.0.0.4:2379",
                "--endpoints=https://a:2379,https://b:2379",
                &["BAK104 error"],
            ),
            (
                "--endpoints=https://10.0.0.4:2379",
                "--endpoints=https://a:2379 --endpoints=https://b:2379",
                &["BAK104 error"],
            ),
            ("--endpoints=https://10.0.0.4:2379", "--endpoints https://a:2379,", &["BAK104 error"]),
            (
                "timeout 600 etcdctl --endpoints=https://10.0.0.4:2379",
                "ETCDCTL_ENDPOINTS=https://a:1,https://b:1 timeout 9 etcdctl",
                &["BAK104 error"],
            ),
            ("timeout 600", "ETCDCTL_API=3 timeout 600", &[]),
            ("timeout 600", "ETCDCTL_API=2 timeout 600", &["BAK105 error"]),
            ("timeout 600", "ETCDCTL_API=v3 timeout 600", &["BAK105 error"]),
            ("timeout 600", "ETCDCTL_API=$API timeout 600", &[]),
            ("set -eu", "set -eu\nexport ETCDCTL_API=2", &["BAK105 error"]),
            ("set -eu", "set -eu\nexport ETCDCTL_CACERT=/p/ca", &["BAK107 error"]),
            ("set -eu", "set -eu\nexport ETCDCTL_CACERT=", &["BAK107 error"]),
            ("set -eu", "set -eu\nETCDCTL_CACERT=/p/ca", &[]),
            ("timeout 600", "ETCDCTL_DIAL_TIMEOUT=1s timeout 600", &[]),
        ],
    );
}

#[test]
fn version_2() {
    let table: [(&str, &[&str]); 5] = [
        ("ETCDCTL_API=2 etcdctl backup --data-dir /d --backup-dir /b", &["BAK105 error"]),
        ("etcdctl backup --data-dir /d --backup-dir /b", &["BAK105 error"]),
        ("etcdctl backup --data-dir /d --backup-dir /b --with-v3", &[]),
        ("etcdutl backup --data-dir /d --backup-dir /b", &[]),
        ("etcdctl get backup", &[]),
    ];
    for (text, expected) in table {
        assert_eq!(in_script(text), expected, "{text}");
    }
}

#[test]
fn destinations() {
    check(
        SCRIPT,
        in_script,
        &[
            // restic keeps versions of one file.
            ("etcd-$(date -u +%F).db", "etcd.db", &[]),
            ("restic backup \"$file\"\n", "", &["BAK110 warning"]),
            ("restic backup", "aws s3 cp --sse aws:kms", &[]),
            ("restic backup", "aws s3 cp --sse-c AES256 --sse-c-key fileb://k", &[]),
            // What the store does for everybody helps against nobody who may read there.
            ("restic backup \"$file\"", "aws s3 cp --sse AES256 \"$file\" s3://b/", &["BAK125 warning"]),
            ("restic backup \"$file\"", "mc cp --enc-s3=x \"$file\" x/y", &["BAK125 warning"]),
            ("restic backup \"$file\"", "s3cmd put -e \"$file\" s3://b/", &[]),
            ("restic backup \"$file\"", "scp \"$file\" backup@host:/srv", &["BAK125 warning"]),
            ("restic backup \"$file\"", "gpg -e \"$file\"; scp \"$file.gpg\" backup@host:/srv", &[]),
            ("restic backup \"$file\"", "rclone copy \"$file\" remote:etcd", &[]),
            ("restic backup \"$file\"", "aws s3 cp \"$file\" s3://x", &["BAK125 warning"]),
            ("restic backup \"$file\"", "mc cp --enc-kms x \"$file\" x/y", &[]),
            ("restic backup \"$file\"", "rsync -a /backup host:/srv", &["BAK125 warning"]),
            // Messages and downloads take nothing away.
            (
                "restic backup \"$file\"",
                "echo ok | curl --data-binary @- http://push:9091/x",
                &["BAK110 warning"],
            ),
            ("restic backup \"$file\"", "curl -F chat=1 -F text=ok https://x/y", &["BAK110 warning"]),
            ("restic backup \"$file\"", "curl -T \"$file\" https://x/y", &["BAK125 warning"]),
            ("restic backup \"$file\"", "curl -F file=@\"$file\" https://x/y", &["BAK125 warning"]),
            ("restic backup \"$file\"", "curl -fsST \"$file\" https://x/y", &["BAK125 warning"]),
            ("restic backup \"$file\"", "curl -sSfT\"$file\" https://x/y", &["BAK125 warning"]),
            ("restic backup \"$file\"", "curl -sF file=@\"$file\" https://x/y", &["BAK125 warning"]),
            ("restic backup \"$file\"", "curl -fsd @\"$file\" https://x/y", &["BAK125 warning"]),
            ("restic backup \"$file\"", "curl --json @\"$file\" https://x/y", &["BAK125 warning"]),
            ("restic backup \"$file\"", "curl -d \"text=@x\" https://x/y", &["BAK110 warning"]),
            ("restic backup \"$file\"", "curl -sHT -H @headers https://x/y", &["BAK110 warning"]),
            ("restic backup \"$file\"", "wget -T 9 https://x/y", &["BAK110 warning"]),
            ("restic backup \"$file\"", "gzip -c x | curl --data-binary @- https://x", &["BAK125 warning"]),
            ("restic backup \"$file\"", "aws s3 cp s3://tools/x /usr/local/bin/x", &["BAK110 warning"]),
            ("restic backup \"$file\"", "mc cp tools/x /usr/local/bin/x", &["BAK110 warning"]),
            ("restic backup \"$file\"", "rsync -a host:/x /y", &["BAK110 warning"]),
            ("restic backup \"$file\"", "rclone copy \"$file\" x:y --config /etc/x.conf", &[]),
            ("restic backup \"$file\"", "scp -i /root/.ssh/x \"$file\" host:/x", &["BAK125 warning"]),
            // A program that nobody knows may do anything with the file.
            ("restic backup \"$file\"", "ship-it \"$file\"", &[]),
            ("restic backup \"$file\"", "cp \"$file\" /mnt/x", &["BAK110 warning"]),
            ("etcdutl snapshot status \"$file\"\n", "", &["BAK111 warning"]),
            (
                "etcdutl snapshot status \"$file\"",
                "etcdutl snapshot restore \"$file\" --data-dir /tmp/x",
                &[],
            ),
            ("etcdutl snapshot status \"$file\"", "/usr/local/bin/verify.sh \"$file\"", &[]),
            // etcdctl 3.6 does nothing for it, and exits with 0.
            ("etcdutl snapshot status", "etcdctl snapshot status", &["BAK120 info"]),
            ("timeout 600 etcdctl", "timeout 600 etcdutl", &["BAK120 error"]),
            ("timeout 600 ", "", &["BAK112 warning"]),
            ("timeout 600 etcdctl", "etcdctl --command-timeout=9m", &[]),
            ("find /backup -mtime +7 -delete\n", "", &["BAK124 info"]),
            // etcdctl takes one file.
            ("save \"$file\"", "save", &["BAK109 error"]),
            ("save \"$file\"", "save \"$file\" /b/x", &["BAK109 error"]),
            ("save \"$file\"", "save /backup/etcd-$(date).db", &["BAK109 error"]),
            ("save \"$file\"", "save \"/backup/etcd-$(date).db\"", &[]),
            ("save \"$file\"", "save \"$file\" 2> >(tee /log)", &[]),
            ("save \"$file\"", "save \"$file\" 200>&- {fd}>/tmp/x", &[]),
            ("save \"$file\"", "save --help", &[]),
            ("save \"$file\"", "save -h", &[]),
            ("save \"$file\"", "save $ARGUMENTS", &[]),
            ("save \"$file\"", "save {{ folder }}/x.db", &[]),
            ("date -u +%F", "date", &[]),
            ("restic backup \"$file\"", "openssl aes-256-cbc -in \"$file\" -out x; scp x host:/srv", &[]),
            ("restic backup \"$file\"", "zip -P x /b/x.zip \"$file\"; scp /b/x.zip host:/srv", &[]),
            ("restic backup \"$file\"", "true", &["BAK110 warning"]),
            ("restic backup \"$file\"", "mount -t nfs nas:/backup /backup", &[]),
            ("restic backup \"$file\"", "mount /backup", &[]),
            // The root is no disk of another machine.
            ("restic backup \"$file\"", "mount /", &["BAK110 warning"]),
            ("restic backup \"$file\"", "mount /dev/sdb1 /backup", &["BAK110 warning"]),
            ("find /backup -mtime +7 -delete", "ls -t /backup | tail -n +8 | xargs rm -f", &[]),
            ("find /backup -mtime +7 -delete", "rm -f /backup/old.db", &["BAK124 info"]),
        ],
    );
    let split = SCRIPT.replace("save \"$file\"", "save /backup/etcd-$(date).db");
    assert_eq!(in_script(&split.replace("set -eu", "set -eu\nIFS=$'\\n'")), Vec::<String>::new());
    let fixed = SCRIPT.replace("etcd-$(date -u +%F).db", "etcd.db");
    let without = fixed.replace("restic backup \"$file\"\n", "");
    assert_eq!(in_script(&without), ["BAK108 warning", "BAK110 warning"]);
    let with = |line: &str| in_script(&fixed.replace("restic backup \"$file\"", line));
    assert_eq!(with("aws s3 cp --sse aws:kms \"$file\" s3://x/etcd.db"), ["BAK108 warning"]);
    assert_eq!(with("aws s3 cp --sse aws:kms \"$file\" \"s3://x/$(date +%F)\""), Vec::<String>::new());
    assert_eq!(with("mount nas:/b /backup; git add etcd.db"), Vec::<String>::new());
    assert_eq!(with("mount nas:/b /backup; savelog -c 14 \"$file\""), Vec::<String>::new());
    assert_eq!(with("mount nas:/b /backup; notify \"$HOSTNAME\""), ["BAK108 warning"]);
    assert_eq!(with("mv \"$file\" \"/backup/$(date +%F).db\""), ["BAK110 warning"]);
    let in_data = SCRIPT.replace("/backup/etcd-", "/var/lib/etcd/backup/etcd-");
    assert_eq!(in_script(&in_data), ["BAK110 error"]);
    let relative = SCRIPT.replace("/backup/etcd-", "etcd-").replace("restic backup \"$file\"\n", "");
    assert_eq!(in_script(&relative), Vec::<String>::new(), "the folder is not known");
    let beside = SCRIPT.replace("/backup/etcd-", "/var/lib/etcd-backup/etcd-");
    assert_eq!(in_script(&beside), Vec::<String>::new());
}

#[test]
fn failures() {
    let unchecked = SCRIPT.replace("status \"$file\"", "status \"$file\" || echo bad");
    check(
        &unchecked,
        in_script,
        &[
            ("set -eu\n", "", &["BAK118 warning"]),
            ("set -eu\n", "set -o errexit\n", &[]),
            ("#!/bin/sh\nset -eu", "#!/bin/bash -e", &[]),
            ("#!/bin/sh\nset -eu", "#!/usr/bin/env -S bash -e", &[]),
            ("set -eu", "set -eu\nset +e", &["BAK118 warning"]),
            ("save \"$file\"", "save \"$file\" || true", &["BAK118 warning"]),
            ("save \"$file\"", "save \"$file\" || echo failed", &["BAK118 warning"]),
            ("save \"$file\"", "save \"$file\" || exit 1", &[]),
            ("save \"$file\"", "save \"$file\" || exit 0", &["BAK118 warning"]),
            ("save \"$file\"", "save \"$file\" || { echo failed; exit 1; }", &[]),
            ("save \"$file\"", "save \"$file\" | tee /log", &["BAK118 warning"]),
            ("save \"$file\"", "save \"$file\" && echo saved", &["BAK118 warning"]),
            ("save \"$file\"", "save \"$file\" &", &["BAK118 warning"]),
            ("set -eu\n", "trap 'exit 1' ERR\n", &[]),
            ("set -eu", "set -eu\nset +o errexit", &["BAK118 warning"]),
            ("save \"$file\"", "save \"$file\" & wait $!", &[]),
            ("save \"$file\"", "save \"$file\" & wait", &["BAK118 warning"]),
        ],
    );
    // The check of a file that is not there ends the script.
    check(
        SCRIPT,
        in_script,
        &[
            ("save \"$file\"", "save \"$file\" || echo failed", &[]),
            ("save \"$file\"", "save \"$file\" && echo saved", &[]),
            ("save \"$file\"", "save \"$file\" || exit 0", &["BAK118 warning"]),
            ("set -eu\n", "", &["BAK118 warning"]),
        ],
    );
    for (before, behind, masks) in [
        ("(", ") || exit 1", false),
        ("(", ") || true", true),
        ("{ ", "; } || true", true),
        ("(", ") &", true),
        ("", "\nexit", false),
        ("", " || false\necho done", true),
        ("", " || false", false),
        ("set -e\n", " || false\necho done", false),
        ("", " | tee log; exit ${PIPESTATUS[0]}", false),
        ("set -o pipefail\n", " | tee log", false),
        ("set -o pipefail\n", " | tee log\necho done", true),
        ("set -o pipefail\nset +o pipefail\n", " | tee log", true),
        ("set -eo pipefail\n", " | tee log && echo saved\necho done", true),
        ("save() { ", "; }\nsave", false),
        ("save() { ", "; }\nsave\necho done", true),
        ("save() { ", "; }\nsave || exit 1\necho done", false),
        ("save() { ", " || return 1; }\nsave\necho done", true),
        ("save() { ", " || return 1; echo saved; }\nsave", false),
        ("save() ( ", " )\nsave\necho done", true),
        ("save() { (", "); echo saved; }\nsave", true),
        ("if true; then save() { ", "; }; fi\nsave\necho done", true),
        ("set -e\nsave() { ", "; sleep 5; again; }\nagain() { save; }\nsave", false),
        ("function save { ", "; }\nmain() { save; }\nmain || true", true),
        // What an `if` asks for.
        ("if ", "; then echo saved; fi", true),
        ("if ", "; then echo saved; else echo failed; fi\nfind /b -delete", true),
        ("if ", "; then echo saved; else echo failed; exit 1; fi\nfind /b -delete", false),
        ("if ! ", "; then exit 1; fi\necho done", false),
        ("if ! ", "; then echo failed; fi", true),
        ("if true; then ", "; else echo none; fi", false),
        ("until ", "; do sleep 5; done\necho done", false),
        ("for one in 1 2; do if ", "; then exit 0; fi; done\nexit 1", false),
        ("for one in 1 2; do ", " && exit 0; sleep 1; done\necho none\nexit 1", false),
        ("for one in 1 2; do ", " && break; sleep 1; done\n[ -s out.db ] || exit 1\necho done", false),
        ("set -e\nsave() { ", "; echo saved; }\nif save; then echo done; else exit 1; fi", true),
        ("set -e\nsave() { ", "; echo saved; }\nsave || exit 1", true),
        ("set -e\n{ ", "; echo saved; } || exit 1", true),
        // A bracket ends with its last command.
        ("(", "; echo done)", true),
        ("(", " || exit 1) || true", true),
        ("(if true; then ", "; fi)\necho done", true),
        ("if true; then ", "; case $1 in a) echo a;; esac; fi", true),
        ("set -e\nset -o nounset\n", "\necho done", false),
        ("! ", "", true),
        // What ends behind `||`, and what does not.
        ("", " || (echo failed; exit 1)\necho done", true),
        ("set -e\n", " || (echo failed; exit 1)\necho done", false),
        ("", " || echo failed\nmountpoint /b || exit 1\necho done", true),
        ("", " || (echo failed; exit 1)\nexit", false),
        ("", " || { echo failed; exit; }", true),
        ("fail_so() { echo \"$1\"; exit 3; }\n", " || fail_so x\necho done", false),
        ("fail_so() { exit 3; }\nlog() { echo \"$1\"; }\n", " || log x\necho done", true),
        ("", " || FAILED=yes\necho done\n[ -z \"$FAILED\" ]", false),
        ("", " || FAILED=yes\necho done", true),
        ("", " || FAILED=yes\nmountpoint /b || exit 1\necho done", true),
        ("", " || { echo failed; FAILED=yes; }\necho done\n[ -z \"$FAILED\" ]", false),
        ("", "\nif [ $? -ne 0 ]; then FAILED=yes; fi\necho done\n[ -z \"$FAILED\" ]", false),
        // What `&&` sets is no command.
        ("set -e\n", " && ok=yes", false),
        ("set -e\n", " && ok=yes\necho done", true),
        ("", " && ok=yes || exit 1\necho done", false),
        ("", " && ok=yes || true", true),
        ("", " && { ok=yes; echo saved; } || exit 1\necho done", false),
        ("", " || echo failed && ok=no\nmountpoint /b || exit 1\necho done", true),
        ("", " && ok=yes\nexit 1", false),
        ("", " && ok=yes\nif [ \"$ok\" != yes ]; then exit 1; fi\necho done", false),
        ("set -e\nsave() { ", "; echo saved; }\nsave && ok=yes", true),
        ("set -e\netcdctl endpoint health && ok=yes\n", "\necho done", false),
        ("", " && { echo saved; exit; } || { echo failed; exit 2; }", false),
        // What looks at the status, the file, and what does not.
        ("", "\necho \"status $?\"\nfind /b -delete", true),
        ("", "\naws s3 ls\nif [ $? -ne 0 ]; then exit 1; fi\necho done", true),
        ("", "\nif [ $? -ne 0 ]; then echo failed; fi", true),
        ("", "\nif [ $? -ne 0 ]; then echo failed; exit 1; fi\necho done", false),
        ("", "\nrc=$?\necho done\nexit $rc", false),
        ("", "\nif [ ! -s out.db ]; then exit 1; fi\necho done", false),
        ("", "\ncase $? in 0) ;; *) exit 1;; esac\necho done", false),
        ("", "\ncase $? in 0) ;; *) echo bad;; esac\necho done", true),
        ("", "\ncase $? in 0) exit 0;; *) echo bad;; esac\necho done", true),
        ("", " || case $? in 7) exit 0;; *) exit 1;; esac", false),
        ("(", " || case $? in *) exit 2;; esac)\necho done", true),
        ("(", " && ok=yes) || exit 1\necho done", false),
        ("set -e\n{ ", "; ok=yes; } || echo bad", true),
        ("", " && ls && ok=yes\necho \"done: $ok\"\nexit 0", true),
        ("(", " || status=$?)\n[ -s /x.db ] || exit 1", false),
        ("set -e\nsave() (", ")\nsave | cat", true),
        ("set -e\nsave() { ", "; }\nsave | cat", true),
        ("({ ", " && ok=yes; })\necho done", true),
        ("(", " || bad=1; exit $bad)\necho done", true),
        ("(trap 'exit 1' EXIT; ", ")\necho done", true),
        ("if true; then save() (", "); save; fi\necho done", true),
        ("", "\ncase \"$1\" in 0) ;; *) exit 1;; esac\necho done", true),
        ("", " | tee log; case ${PIPESTATUS[0]} in 0) ;; *) exit 1; esac\necho done", false),
        ("", " || ((errors++))\necho done\n[ $errors -eq 0 ] || exit 1", false),
        ("", " || ((errors += 1))\necho done\n((errors == 0)) || exit 1", false),
        ("", " || let errors++\necho done\nexit $errors", false),
        ("", " || ((errors++))\n((tries < 3)) || exit 1", true),
        ("", " || ((errors++))\n((errors++))\necho done", true),
        ("if ! ", "; then ((++errors)); fi\necho done\nexit $errors", false),
        ("if ! ", "; then ((++errors)); fi\necho done\n[ $errors -eq 0 ]", false),
        ("set -e\n", " | tee log; [ ${PIPESTATUS[0]} -eq 0 ]\necho done", false),
        ("set -e\n", " | tee log; ((${PIPESTATUS[0]} == 0))\necho done", false),
        ("", " | tee log; [ ${PIPESTATUS[0]} -eq 0 ]", false),
        ("", " | tee log; [ ${PIPESTATUS[0]} -eq 0 ]\necho done", true),
        ("set -e\n", " | tee log; [ ${PIPESTATUS[0]} -ne 0 ]\necho done", true),
        ("for one in 1; do ", "; [ $? -eq 0 ] || exit 1; done\necho done", false),
        ("trap 'rm -rf /tmp/x' EXIT\n", "\necho done", true),
        ("trap 'exit 1' ERR\n", "\necho done", false),
        ("trap 'exit 1' INT TERM\n", "\necho done", true),
        ("etcdctl endpoint health && ", "\nfind /b -delete", true),
        ("set -e\netcdctl endpoint health && ", "\necho done", true),
        ("[ -d /b ] && ", "", false),
        ("set -e\n[ -d /b ] && ", "\necho done", false),
        // Substitutions.
        ("out=$(", ")\necho \"$out\"", true),
        ("set -e\nout=$(", ")\necho \"$out\"", false),
        ("set -e\necho \"$(", ")\"", true),
        ("set -e\nlocal out=$(", ")", true),
        ("if out=$(", "); then echo saved; else exit 1; fi\necho done", false),
    ] {
        let save = "etcdctl --endpoints=https://127.0.0.1:2379 snapshot save out.db";
        let found = in_script(&format!("#!/bin/bash\n{before}{save}{behind}\n"));
        assert_eq!(found.iter().any(|one| one == "BAK118 warning"), masks, "{before}…{behind}: {found:?}");
    }
    let piped = SCRIPT.replace("save \"$file\"", "save \"$file\" | tee /log");
    assert_eq!(in_script(&piped.replace("set -eu", "set -euo pipefail")), Vec::<String>::new());
    let checked =
        SCRIPT.replace("set -eu\n", "").replace("save \"$file\"", "save \"$file\"\n[ $? -eq 0 ] || exit 1");
    assert_eq!(in_script(&checked), Vec::<String>::new());
    let chained: String = SCRIPT.replace("set -eu\n", "").replace("\"$file\"\n", "\"$file\" && \\\n");
    assert_eq!(in_script(&chained), Vec::<String>::new(), "the chain ends the script");
}

#[test]
fn a_script_in_a_variable_reads_its_own() {
    let job = |script: &str| {
        let container = "{name: b, image: backup, command: [sh, -c, 'sh -c \"$SCRIPT\"'], env: [{name: SCRIPT, value: '{}'}]}";
        let container = container.replace("{}", script);
        let pod = format!("spec: {{restartPolicy: Never, containers: [{container}]}}");
        let found = in_manifest(&format!(
            "apiVersion: batch/v1\nkind: Job\nmetadata: {{name: b}}\nspec: {{template: {{{pod}}}}}\n"
        ));
        found.contains(&"BAK118 warning".to_owned())
    };
    let save = "etcdctl snapshot save /b/$(date +%F).db; rc=$?; ls /b";
    assert!(!job(&format!("{save}; [ $rc -eq 0 ] || exit 1")));
    assert!(job(save));
}

#[test]
fn files_and_passwords() {
    check(
        SCRIPT,
        in_script,
        &[
            ("restic", "chmod 644 \"$file\"\nrestic", &["BAK129 error"]),
            ("restic", "chmod 600 \"$file\"\nrestic", &[]),
            ("restic", "chmod 640 \"$file\"\nrestic", &[]),
            ("restic", "chmod a+r \"$file\"\nrestic", &["BAK129 error"]),
            ("restic", "chmod o-r \"$file\"\nrestic", &[]),
            // The snapshot in it keeps its mode.
            ("restic", "chmod 755 /backup\nrestic", &[]),
            ("restic", "chmod -R 777 /backup\nrestic", &["BAK129 error"]),
            ("restic", "chmod -Rf 777 /backup/\nrestic", &["BAK129 error"]),
            ("restic", "chmod --recursive 755 /\nrestic", &["BAK129 error"]),
            ("restic", "chmod -R 755 /back\nrestic", &[]),
            ("restic", "chmod -R 750 /backup\nrestic", &[]),
            ("restic", "chmod -c 644 \"$file\"\nrestic", &["BAK129 error"]),
            ("restic", "chmod 644 /backup \"$file\"\nrestic", &["BAK129 error"]),
            ("restic", "chmod -r \"$file\"\nrestic", &[]),
            ("restic", "chmod 755 /usr/local/bin/x\nrestic", &[]),
            ("--key=/p/k", "--key=/p/k --user root:hunter2", &["BAK119 error"]),
            ("--key=/p/k", "--key=/p/k --user=root --password=hunter2", &["BAK119 error"]),
            ("--key=/p/k", "--key=/p/k --user root:$PASSWORD", &[]),
            ("--key=/p/k", "--key=/p/k --user root", &[]),
            ("--key=/p/k", "--key=/p/k --user root:''", &[]),
            ("--key=/p/k", "--key=/p/k --user 'root:<password>'", &[]),
            ("set -eu", "set -eu\nsshpass -p hunter2hunter scp /x host:/y", &["BAK119 error"]),
            ("set -eu", "set -eu\nsshpass -p \"$PASSWORD\" scp /x host:/y", &[]),
            ("set -eu", "set -eu\nsshpass -f /run/secret scp /x host:/y", &[]),
            ("set -eu", "set -eu\nmc alias set x https://x key hunter2hunter", &["BAK119 error"]),
            ("set -eu", "set -eu\nmc alias list", &[]),
            ("set -eu", "set -eu\nexport RESTIC_PASSWORD=hunter2", &["BAK119 error"]),
            ("set -eu", "set -eu\nexport RESTIC_PASSWORD=\"$(cat /run/secret)\"", &[]),
            ("set -eu", "set -eu\nexport RESTIC_PASSWORD_FILE=/run/secret", &[]),
            ("set -eu", "set -eu\nexport RESTIC_PASSWORD='${RESTIC_PASSWORD}'", &[]),
            ("set -eu", "set -eu\nexport RESTIC_PASSWORD='${hunter2'", &["BAK119 error"]),
            ("set -eu", "set -eu\nexport ETCDCTL_USER='root:${PASSWORD}'", &[]),
        ],
    );
}

#[test]
fn passwords_are_not_shown() {
    let script = SCRIPT.replace("--key=/p/k", "--key=/p/k --user root:hunter2");
    let variable = JOB.replace("          containers:", "          # x\n          containers:").replace(
        "              envFrom:",
        "              env: [{name: RESTIC_PASSWORD, value: hunter2}]\n              envFrom:",
    );
    let sshpass = SCRIPT.replace("restic", "sshpass -p hunter2hunter scp /x host:/y\nrestic");
    let alias = SCRIPT.replace("restic", "mc alias set x https://x key hunter2hunter\nrestic");
    let mut reports: Vec<Report> =
        [script, sshpass, alias].iter().map(|text| report_of_script(text)).collect();
    reports.push(testing::report(&variable, Settings::default()));
    for report in reports {
        let all: Vec<_> = report.findings.iter().filter(|finding| finding.rule.id == "BAK119").collect();
        assert_eq!(all.len(), 1);
        for finding in &report.findings {
            let excerpt = finding.site.span.as_ref().map_or("", |span| &span.excerpt);
            assert!(
                !excerpt.contains("hunter2") && !finding.message.to_string().contains("hunter2"),
                "{excerpt}"
            );
        }
    }
}

#[test]
fn live_files_and_restores() {
    let table: [(&str, &[&str]); 36] = [
        ("cp /var/lib/etcd/member/snap/db /backup/db", &["BAK130 error"]),
        ("cp /etc/kubernetes/manifests/etcd.yaml /b\ncp -a /var/lib/etcd /b/etcd", &["BAK130 error"]),
        ("echo stop\ncp -a /var/lib/etcd /b/etcd", &["BAK130 error"]),
        ("cp -a /var/lib/etcd /b/etcd\nsystemctl stop etcd", &["BAK130 error"]),
        ("systemctl start etcd\ncp -a /var/lib/etcd /b/etcd", &["BAK130 error"]),
        ("docker start etcd\ncp -a /var/lib/etcd /b/etcd", &["BAK130 error"]),
        ("docker stop etcd\ncp -a /var/lib/etcd /b/etcd", &[]),
        ("cd /etc/kubernetes/manifests\nmv etcd.yaml /tmp\ncp -a /var/lib/etcd /b/etcd", &[]),
        ("rm /etc/kubernetes/manifests/*.yaml\ncp -a /var/lib/etcd /b/etcd", &[]),
        (
            "cp -a /var/lib/etcd /b/etcd\netcdutl snapshot restore /b.db --data-dir /var/lib/etcd",
            &["BAK131 warning"],
        ),
        ("tar czf /backup/etcd.tgz /var/lib/etcd", &["BAK130 error"]),
        ("tar -C /var/lib/etcd -czf /backup/etcd.tgz member", &["BAK130 error"]),
        ("tar xzf /backup/etcd.tgz -C /var/lib/etcd", &[]),
        ("cp /backup/db /var/lib/etcd/member/snap/db", &[]),
        ("tar -C /var/lib/etcd -xzf /backup/etcd.tgz member", &[]),
        ("tar -tf /backup/etcd.tgz /var/lib/etcd", &[]),
        ("tar -cf/backup/x.tgz /var/lib/etcd", &["BAK130 error"]),
        ("restic backup /etc /var/lib --exclude /var/lib/etcd", &[]),
        ("restic backup /var/lib/etcd", &["BAK130 error"]),
        ("restic restore latest --target /var/lib/etcd", &[]),
        ("aws s3 cp s3://b/db /var/lib/etcd/member/snap/db --region eu", &[]),
        ("aws s3 cp /var/lib/etcd/member/snap/db s3://b/db --sse aws:kms", &["BAK130 error"]),
        ("rclone copy /var/lib/etcd remote:etcd", &["BAK130 error"]),
        ("scp host:/x /var/lib/etcd/", &[]),
        ("dd if=/backup/db of=/var/lib/etcd/member/snap/db", &[]),
        ("dd if=/var/lib/etcd/member/snap/db of=/backup/db", &["BAK130 error"]),
        (
            "mv /var/lib/etcd /var/lib/etcd.old\netcdctl snapshot restore /b.db --data-dir /var/lib/etcd",
            &["BAK120 info"],
        ),
        (
            "rm -rf /var/lib/etcd\netcdctl snapshot restore /b.db --data-dir /var/lib/etcd",
            &["BAK120 info", "BAK131 warning"],
        ),
        ("systemctl stop etcd\ncp -a /var/lib/etcd /backup/etcd", &[]),
        ("mv /etc/kubernetes/manifests/etcd.yaml /tmp\ncp -a /var/lib/etcd /backup/etcd", &[]),
        ("cp /etc/hosts /tmp", &[]),
        ("etcdutl snapshot restore /b.db --data-dir /var/lib/etcd/", &["BAK131 warning"]),
        ("etcdutl snapshot restore /b.db --data-dir /new", &["BAK131 warning"]),
        ("etcdutl snapshot restore /b.db --data-dir /new --bump-revision 9 --mark-compacted", &[]),
        ("etcdctl snapshot restore /b.db --data-dir /new", &["BAK120 info"]),
        ("etcdutl snapshot status /b.db", &[]),
    ];
    for (text, expected) in table {
        assert_eq!(in_script(text), expected, "{text}");
    }
}

#[test]
fn commands_in_other_containers() {
    let exec = |line: &str| in_script(&format!("set -e\n{line}\n"));
    // What is mounted and set there cannot be seen.
    let save = "timeout 60 kubectl -n kube-system exec etcd-cp1 -- etcdctl";
    let table: [(&str, &[&str]); 4] = [
        ("snapshot save \"/var/lib/etcd/$(date +%F).db\"", &[]),
        ("--endpoints=http://10.0.0.4:2379 snapshot save \"/x/$(date +%F).db\"", &["BAK101 error"]),
        ("--endpoints=a,b snapshot save \"/x/$(date +%F).db\"", &["BAK104 error"]),
        ("snapshot save /x/etcd.db", &["BAK108 warning"]),
    ];
    for (args, expected) in table {
        let found: Vec<String> =
            exec(&format!("{save} {args}")).into_iter().filter(|id| !id.starts_with("BAK111")).collect();
        assert_eq!(found, expected, "{args}");
    }
    // On another machine, behind a program that is not known, and by one that is not known.
    for start in [
        "ssh -i /k root@a \"{}\"",
        "ssh root@a {}",
        "ssh -t root@a {}",
        "$SUDO {}",
        "\"${E:-etcdctl}\" --",
        "E=$(command -v etcdctl)\n$E --",
    ] {
        let save = "etcdctl --endpoints=a,b snapshot save /x";
        let line = match start.strip_suffix("--") {
            Some(program) => save.replace("etcdctl", program),
            None => start.replace("{}", save),
        };
        let found = exec(&line);
        assert!(found.contains(&"BAK104 error".to_owned()), "{line}: {found:?}");
        assert!(!found.contains(&"BAK110 warning".to_owned()) || start.ends_with("--"), "{line}: {found:?}");
    }
    // What a pipe brings there is taken away.
    for (line, stays) in [
        ("cat /b/x | ssh a 'cat > y'", false),
        ("gzip -c /b/x | ssh a 'mkdir -p y; cat > y/x'", false),
        ("echo done | ssh a 'cat > y'", true),
        ("cat /b/x | tee /y; ssh a 'ls y'", true),
    ] {
        let found = in_script(&SCRIPT.replace("restic backup \"$file\"", line));
        assert_eq!(found == ["BAK110 warning"], stays, "{line}: {found:?}");
    }
    // They fail together.
    for (line, masks) in [
        ("ssh a \"etcdctl snapshot save /x && etcdctl snapshot status /x\"\necho done", false),
        ("kubectl exec e -- sh -c 'etcdctl snapshot save /x && ls'\necho done", false),
        ("ssh a 'etcdctl snapshot save /x && ls' || true", true),
        ("set +e\nssh a 'set -e; etcdctl snapshot save /x; ls' || exit 1\necho done", false),
        ("set +e\nf() { ssh a 'set -e; etcdctl snapshot save /x; ls'; }\nf || exit 1\necho done", false),
        ("set +e\nssh a 'set -e; etcdctl snapshot save /x; ls'\necho done", true),
        ("ssh a 'etcdctl snapshot save /x || true'\necho done", true),
        // What looks for the file later ends the script.
        (
            "f=/x/$(date +%F)\nssh a etcdctl snapshot save $f || true\nssh a etcdutl snapshot status $f\nls",
            false,
        ),
        // `set -e` does not count where something asks for the outcome of the group.
        ("{ ssh a 'ls; etcdctl snapshot save /x' || false; ls; } || exit 1", true),
    ] {
        let found = exec(line);
        assert_eq!(found.contains(&"BAK118 warning".to_owned()), masks, "{line}: {found:?}");
    }
    // Behind a function that runs what it is given.
    for function in ["run() { echo \"$*\"; \"$@\"; }", "run() { until timeout 9 \"$@\"; do sleep 1; done; }"]
    {
        let found = exec(&format!("{function}\nrun etcdctl --endpoints=a,b snapshot save /x; echo done"));
        assert!(found.contains(&"BAK104 error".to_owned()), "{function}: {found:?}");
        assert!(!found.contains(&"BAK118 warning".to_owned()), "{function}: {found:?}");
    }
    assert_eq!(exec("log() { echo \"$@\"; }\nlog etcdctl snapshot save /x"), Vec::<String>::new());
    assert_eq!(exec("echo To save one now, run etcdctl snapshot save /x"), Vec::<String>::new());
    // A function of that name adds flags of its own.
    let function = exec(
        "etcdctl() { command etcdctl --endpoints=https://a:1 --cacert=/c --cert=/c --key=/k --command-timeout=9s \"$@\"; }\netcdctl snapshot save \"/b/$(date +%F)\"",
    );
    assert_eq!(function, ["BAK110 warning", "BAK111 warning", "BAK124 info"]);
    let shell = exec("docker exec etcd sh -c 'ETCDCTL_API=2 etcdctl snapshot save /x'");
    assert!(shell.contains(&"BAK105 error".to_owned()), "{shell:?}");
}

/// One container saves, one verifies, one sends away.
const JOB: &str = include_str!("../../../../tests/corpus/backup/cronjob.yaml");

/// What keeps it on control plane nodes.
const SELECTOR_AND_TOLERATION: &str = "nodeSelector: {node-role.kubernetes.io/control-plane: \"\"}
          tolerations: [{key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}]
";

/// The longer way to ask for a node.
macro_rules! affinity_to {
    ($label:literal) => {
        concat!(
            "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: ",
            "{nodeSelectorTerms: [{matchExpressions: [{key: ",
            $label,
            ", operator: Exists}]}]}}}\n"
        )
    };
}

#[test]
fn jobs() {
    check(
        JOB,
        in_manifest,
        &[
            ("          hostNetwork: true\n", "", &["BAK113 error"]),
            ("          hostNetwork: true\n", "          hostNetwork: false\n", &["BAK113 error"]),
            ("https://127.0.0.1:2379", "https://10.0.0.4:2379", &[]),
            (
                "          nodeSelector: {node-role.kubernetes.io/control-plane: \"\"}\n",
                "",
                &["BAK114 error"],
            ),
            ("node-role.kubernetes.io/control-plane: \"\"", "kubernetes.io/hostname: cp1", &[]),
            ("nodeSelector: {node-role.kubernetes.io/control-plane: \"\"}", "nodeName: cp1", &[]),
            (
                "[{key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}]",
                "[]",
                &["BAK114 error"],
            ),
            (
                "{key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}",
                "{operator: Exists}",
                &[],
            ),
            (
                "{key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}",
                "{key: dedicated, operator: Exists, effect: NoSchedule}",
                &["BAK114 error"],
            ),
            (
                "{key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}",
                "{key: dedicated, operator: Equal, value: etcd}",
                &["BAK114 error"],
            ),
            (
                SELECTOR_AND_TOLERATION,
                affinity_to!("node-role.kubernetes.io/control-plane"),
                &["BAK114 error"],
            ),
            (SELECTOR_AND_TOLERATION, affinity_to!("kubernetes.io/hostname"), &[]),
            (
                "{key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}",
                "{key: '', operator: Exists}",
                &[],
            ),
            (
                "{key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}",
                "{operator: Exists, effect: NoExecute}",
                &["BAK114 error"],
            ),
            (
                "{key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}",
                "{key: node-role.kubernetes.io/control-plane, operator: Exists}",
                &[],
            ),
            (
                "{key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}",
                "{key: node-role.kubernetes.io/master, effect: NoSchedule}",
                &["BAK114 warning"],
            ),
            (
                "{key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}",
                "{key: node-role.kubernetes.io/control-plane, value: 'true'}",
                &["BAK114 error"],
            ),
            // k3s and RKE2 label so, and have no taint.
            (
                SELECTOR_AND_TOLERATION,
                "nodeSelector: {node-role.kubernetes.io/control-plane: \"true\"}\n",
                &[],
            ),
            ("  timeZone: Etc/UTC\n", "", &["BAK122 info"]),
            ("17 */6 * * *", "17 2 * * 0", &["BAK122 warning"]),
            ("17 */6 * * *", "17 2 * *", &["BAK122 error"]),
            ("17 */6 * * *", "@every 6h", &[]),
            ("\"17 */6 * * *\"\n  timeZone: Etc/UTC", "'@every 6h'", &[]),
            ("\"17 */6 * * *\"\n  timeZone: Etc/UTC", "TZ=Europe/Berlin 17 */6 * * *", &["BAK122 warning"]),
            ("17 */6 * * *", "TZ=Etc/UTC 17 */6 * * *", &["BAK122 error"]),
            ("timeZone: Etc/UTC", "timeZone: Local", &["BAK122 error"]),
            ("timeZone: Etc/UTC", "timeZone: UTC+2", &["BAK122 error"]),
            ("17 */6 * * *", "17 6 31 2 *", &["BAK122 error"]),
            ("17 */6 * * *", "17,30, * * * *", &[]),
            ("\"17 */6 * * *\"\n  timeZone: Etc/UTC", "'@daily'", &["BAK122 info"]),
            ("  timeZone: Etc/UTC\n", "  timeZone: Etc/UTC\n  suspend: true\n", &["BAK121 warning"]),
            ("  timeZone: Etc/UTC\n", "  timeZone: Etc/UTC\n  suspend: false\n", &[]),
            ("  timeZone: Etc/UTC\n", "  timeZone: Etc/UTC\n  failedJobsHistoryLimit: 0\n", &["BAK127 info"]),
            ("restartPolicy: Never", "restartPolicy: OnFailure", &["BAK127 info"]),
            ("      activeDeadlineSeconds: 1200\n", "", &["BAK112 warning"]),
            // All runs share one emptyDir only if it is no emptyDir.
            ("  concurrencyPolicy: Forbid\n", "", &[]),
            ("restic/restic:0.18.0", "ghcr.io/example/ship:1", &[]),
            // Without a command the image decides what runs.
            ("command: [restic, backup, /snapshot/etcd.db, --tag, etcd]", "args: [backup, /snapshot]", &[]),
        ],
    );
    check(
        JOB,
        in_manifest,
        &[
            ("[restic, backup, /snapshot/etcd.db, --tag, etcd]", "[sleep, \"60\"]", &["BAK109 error"]),
            ("[restic, backup, /snapshot/etcd.db, --tag, etcd]", "[/ship]", &[]),
            (
                "[restic, backup, /snapshot/etcd.db, --tag, etcd]",
                "[scp, /snapshot/etcd.db, \"host:/srv/\"]",
                &["BAK108 warning", "BAK125 warning"],
            ),
            (
                "[etcdutl, snapshot, status, /snapshot/etcd.db]",
                "[etcdctl, snapshot, status, /snapshot/etcd.db]",
                &["BAK111 warning", "BAK120 error"],
            ),
            ("[etcdutl, snapshot, status, /snapshot/etcd.db]", "[sleep, \"1\"]", &["BAK111 warning"]),
            ("--key=/pki/healthcheck-client.key", "--key=/pki/server.key", &["BAK128 warning"]),
            ("/etc/kubernetes/pki/etcd, type", "/etc/kubernetes, type", &["BAK128 warning"]),
            ("mountPath: /pki, readOnly: true", "mountPath: /pki, subPath: ca.crt", &[]),
        ],
    );
}

/// Without a command the image decides which program gets the arguments.
#[test]
fn arguments_of_an_entrypoint() {
    let with = |image: &str, args: &str| {
        let text = JOB.replace("image: restic/restic:0.18.0", &format!("image: {image}"));
        in_manifest(&text.replace("command: [restic, backup, /snapshot/etcd.db, --tag, etcd]", args))
    };
    let table: [(&str, &str, &[&str]); 8] = [
        ("restic/restic:0.18.0", "args: [backup, /snapshot]", &[]),
        ("minio/mc:RELEASE.1", "args: [cp, --enc-kms=x, /snapshot/etcd.db, b/e/]", &["BAK108 warning"]),
        ("rclone/rclone:1.68", "args: [sync, /snapshot, 'remote:etcd']", &["BAK108 warning"]),
        ("amazon/aws-cli:2.17.0", "args: [s3, rm, x]", &["BAK109 error"]),
        (
            "example.org/azcopy:1",
            "args: [azcopy, copy, /snapshot, 'https://x/y']",
            &["BAK108 warning", "BAK125 warning"],
        ),
        ("example.org/uploader:1", "args: [cp, /snapshot, s3]", &[]),
        ("example.org/uploader:1", "x: y", &[]),
        ("alpine:3.20", "args: [sh, -c, echo done]", &["BAK109 error"]),
    ];
    for (image, args, expected) in table {
        assert_eq!(with(image, args), expected, "{image} {args}");
    }
}

#[test]
fn volumes() {
    let with = |volume: &str, ship: &str| {
        let text = JOB.replace("emptyDir: {}", volume);
        in_manifest(&text.replace("[restic, backup, /snapshot/etcd.db, --tag, etcd]", ship))
    };
    let table: [(&str, &str, &[&str]); 8] = [
        ("hostPath: {path: /backup}", "['true']", &["BAK108 warning", "BAK110 warning"]),
        ("hostPath: {path: /var/lib/etcd/x}", "[restic, backup, /snapshot]", &["BAK110 error"]),
        ("persistentVolumeClaim: {claimName: x}", "['true']", &["BAK108 warning"]),
        ("nfs: {server: x, path: /}", "['true']", &["BAK108 warning"]),
        ("ephemeral: {volumeClaimTemplate: {}}", "['true']", &["BAK109 error"]),
        ("configMap: {name: x}", "['true']", &["BAK109 error"]),
        ("downwardAPI: {items: []}", "['true']", &["BAK109 error"]),
        ("emptyDir: {medium: Memory}", "['true']", &["BAK109 error"]),
    ];
    for (volume, ship, expected) in table {
        assert_eq!(with(volume, ship), expected, "{volume} {ship}");
    }
    let read_only = JOB.replace(
        "[{name: snapshot, mountPath: /snapshot}, {name: pki",
        "[{name: snapshot, mountPath: /snapshot, readOnly: true}, {name: pki",
    );
    assert_eq!(
        in_manifest(&read_only.replace("emptyDir: {}", "nfs: {server: x, path: /}")),
        ["BAK109 error"]
    );
    let unmounted = JOB.replace("save, /snapshot/etcd.db, \"--", "save, /tmp/etcd.db, \"--");
    let unmounted = unmounted.replace("[restic, backup, /snapshot/etcd.db, --tag, etcd]", "['true']");
    assert_eq!(in_manifest(&unmounted), ["BAK109 error"]);
}

#[test]
fn images() {
    let with = |image: &str, command: &str| {
        let text = JOB.replace("[etcdutl, snapshot, status, /snapshot/etcd.db]", command);
        in_manifest(&text.replace("registry.k8s.io/etcd:3.6.14-0@sha256:6a1d2f9c4f1d0c4f4ef3f3d5e6b8a7c90f1e2d3c4b5a69788796a5b4c3d2e1f0", image))
    };
    let status = "[/bin/sh, -c, etcdutl snapshot status /snapshot/etcd.db]";
    let table: [(&str, &[&str]); 12] = [
        ("example.org/tools:3.2", &[]),
        ("registry.k8s.io/etcd:3.6.5-0", &["BAK115 error"]),
        ("registry.k8s.io/etcd:3.6.4-0", &[]),
        ("registry.k8s.io/etcd:3.5.22-0", &["BAK115 error"]),
        ("registry.k8s.io/etcd:3.5.21-0", &[]),
        ("quay.io/coreos/etcd:v3.5.7", &["BAK115 error"]),
        ("quay.io/coreos/etcd:v3.5.6", &[]),
        ("gcr.io/etcd-development/etcd:v3.6.0", &["BAK115 error"]),
        ("mirror.example.org/coreos/etcd:v3.5.9", &["BAK115 warning"]),
        ("docker.io/bitnami/etcd:3.6.1", &[]),
        ("example.org/etcd", &[]),
        ("quay.io/coreos/etcd:v3.4.23", &["BAK120 error"]),
    ];
    for (image, expected) in table {
        assert_eq!(with(image, status), expected, "{image}");
    }
    let dated = "[/bin/sh, -c, 'etcdutl snapshot status /snapshot/etcd.db > /snapshot/$(date +%F).log']";
    assert_eq!(with("registry.k8s.io/etcd:3.5.21-0", dated), ["BAK116 warning"]);
    assert_eq!(with("registry.k8s.io/etcd:3.6.5-0", dated), ["BAK115 error"], "the cause speaks");
    let bash = status.replace("/bin/sh", "/bin/bash");
    assert_eq!(with("registry.k8s.io/etcd:3.5.21-0", &bash), ["BAK115 error"]);
    assert_eq!(with("docker.io/bitnami/etcd:3.6.1", &bash), Vec::<String>::new());
    let folder = status.replace("etcdutl", "mkdir /snapshot/x; cp a b; etcdutl");
    assert_eq!(with("registry.k8s.io/etcd:3.5.21-0", &folder), ["BAK116 warning"]);
    let old = "[etcdctl, snapshot, status, /snapshot/etcd.db]";
    assert_eq!(with("quay.io/coreos/etcd:v3.5.9", old), ["BAK120 warning"]);
    assert_eq!(with("quay.io/coreos/etcd:v3.4.23", old), Vec::<String>::new());
    assert_eq!(with("quay.io/coreos/etcd:v3.3.15", old), ["BAK106 error"]);
    // The version of the distribution, not of etcd.
    assert_eq!(with("alpine:3.18", old), ["BAK120 info"]);
}

#[test]
fn arguments_that_no_shell_reads() {
    let with = |target: &str| {
        in_manifest(&JOB.replace("save, /snapshot/etcd.db, \"--", &format!("save, {target}, \"--")))
    };
    let remote = |args: &str| {
        let found = in_manifest(&format!(
            "{{kind: Job, spec: {{template: {{spec: {{containers: [{{name: a, command: [kubectl, exec, etcd-0, --, {args}]}}]}}}}}}}}"
        ));
        found.contains(&"BAK117 error".to_owned())
    };
    assert!(remote("etcdctl, snapshot, save, '/b/$(date +%F).db'"));
    assert!(!remote("sh, -c, 'etcdctl snapshot save /b/$(date +%F).db'"));
    assert!(!remote("find, /b, -exec, rm, '{}', ;"));
    assert!(!remote("awk, '{print $NF}', /b"));
    let table: [(&str, &[&str]); 6] = [
        ("'/snapshot/$(date +%F).db'", &["BAK117 error"]),
        ("'/snapshot/`date`.db'", &["BAK117 error"]),
        ("'/snapshot/$NAME.db'", &["BAK117 error"]),
        ("/snapshot/a.db, '&&', gzip, /snapshot/a.db", &["BAK117 error"]),
        ("'/snapshot/a$.db'", &[]),
        ("/snapshot/a.db", &[]),
    ];
    for (target, expected) in table {
        assert_eq!(with(target), expected, "{target}");
    }
}

#[test]
fn an_etcd_in_the_pod_or_the_input() {
    let etcd = "apiVersion: v1\nkind: Pod\nmetadata: {name: etcd}\nspec:\n  containers:\n  - {name: etcd, image: 'registry.k8s.io/etcd:3.6.14-0', command: [etcd, --data-dir=/data/etcd]}\n";
    let sidecar = format!(
        "{etcd}  - name: save\n    image: example.org/tools:1\n    command: [sh, -ec, 'timeout 60 etcdctl --endpoints=http://127.0.0.1:2379 snapshot save /data/x']\n    volumeMounts: [{{name: data, mountPath: /data}}]\n  volumes: [{{name: data, persistentVolumeClaim: {{claimName: x}}}}]\n"
    );
    // Neither the loopback nor the node is in question.
    assert_eq!(in_manifest(&sidecar), ["BAK101 warning", "BAK111 warning"]);
}

/// `--data-dir` is a path of etcd's container.
#[test]
fn the_data_of_an_etcd_in_the_input() {
    let etcd = "apiVersion: v1\nkind: Pod\nmetadata: {name: etcd}\nspec:\n  containers:\n  - {name: etcd, image: 'registry.k8s.io/etcd:3.6.14-0', command: [etcd, --data-dir=/data/etcd], volumeMounts: [{name: data, mountPath: /data}]}\n  volumes: [{name: data, hostPath: {path: /mnt/disk}}]\n";
    let beside = |folder: &str| {
        let job = JOB.replace("emptyDir: {}", &format!("hostPath: {{path: {folder}}}"));
        let found = in_manifest(&format!(
            "{etcd}---\n{}",
            job.replace("[restic, backup, /snapshot/etcd.db, --tag, etcd]", "['true']")
        ));
        found.into_iter().find(|one| one.starts_with("BAK110"))
    };
    assert_eq!(beside("/mnt/disk/etcd/backup").as_deref(), Some("BAK110 error"));
    assert_eq!(beside("/data/etcd/backup").as_deref(), Some("BAK110 warning"));
    assert_eq!(beside("/mnt/disk/backup").as_deref(), Some("BAK110 warning"));
}

/// An affinity has to be required, and for control plane nodes, in each of its terms.
#[test]
fn affinities() {
    const ROLE: &str = "node-role.kubernetes.io/control-plane";
    let toleration = format!("tolerations: [{{key: {ROLE}, operator: Exists, effect: NoSchedule}}]\n");
    let with = |affinity: &str| {
        let text = JOB
            .replace(SELECTOR_AND_TOLERATION, &format!("affinity: {{{affinity}}}\n          {toleration}"));
        let report = testing::report(&text, Settings::default());
        let found = report.findings.iter().find(|finding| finding.rule.id == "BAK114");
        found.map(|finding| finding.message.to_string().starts_with("nothing keeps the pod on"))
    };
    let required = |terms: &str| {
        with(&format!(
            "nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{terms}]}}}}"
        ))
    };
    let role = format!("{{matchExpressions: [{{key: {ROLE}, operator: Exists}}]}}");
    let value = format!("{{matchExpressions: [{{key: {ROLE}, operator: In, values: ['true']}}]}}");
    let away = format!("{{matchExpressions: [{{key: {ROLE}, operator: DoesNotExist}}]}}");
    let name = "{matchFields: [{key: metadata.name, operator: In, values: [cp1]}]}";
    assert_eq!(required(&role), None);
    assert_eq!(required(&value), None);
    assert_eq!(required(name), None);
    assert_eq!(required(&away), Some(true));
    assert_eq!(required(&format!("{role}, {name}")), None);
    assert_eq!(required(&format!("{role}, {away}")), Some(true));
    let preferred =
        "nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: ";
    assert_eq!(with(&format!("{preferred}{role}}}]}}")), Some(true));
    let near = "podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {component: etcd}}}]}";
    assert_eq!(with(near), None);
}

/// What etcdctl 3.3 does not mind.
#[test]
fn what_etcdctl_3_4_refuses() {
    let with = |version: &str, line: &str| {
        let found = in_manifest(&format!(
            "{{kind: Job, spec: {{template: {{spec: {{containers: [{{name: a, image: 'quay.io/coreos/etcd:{version}', env: [{{name: ETCDCTL_API, value: '3'}}, {{name: ETCDCTL_CACERT, value: /c}}], command: [etcdctl, snapshot, save, /b/x, {line}]}}]}}}}}}}}"
        ));
        ["BAK104 error", "BAK107 error", "BAK112 warning"].map(|one| found.contains(&one.to_owned()))
    };
    let line = "'--endpoints=https://a:1,https://b:1', '--cacert=/c', '--command-timeout=9s'";
    assert_eq!(with("v3.3.15", line), [false, false, true]);
    assert_eq!(with("v3.4.23", line), [true, true, false]);
    assert_eq!(with("latest", line), [true, true, false]);
}

/// From 3.6 on `--insecure-skip-tls-verify` makes TLS of an address without a scheme.
#[test]
fn a_switch_that_makes_tls() {
    let with = |version: &str| {
        let found = in_manifest(&format!(
            "{{kind: Job, spec: {{template: {{spec: {{containers: [{{name: a, image: 'registry.k8s.io/etcd:{version}', command: [etcdctl, snapshot, save, /b/x, --endpoints=10.0.0.4:2379, --insecure-skip-tls-verify]}}]}}}}}}}}"
        ));
        ["BAK101 error", "BAK102 error", "BAK103 error"].map(|one| found.contains(&one.to_owned()))
    };
    assert_eq!(with("3.5.33-0"), [true, true, false]);
    assert_eq!(with("3.6.14-0"), [false, true, true]);
    assert_eq!(with("latest"), [false, true, false]);
}

/// `etcdctl snapshot status` of 3.6 exits with 0 where no file is.
#[test]
fn a_status_that_sees_nothing() {
    let with = |version: &str, status: &str| {
        let found = in_manifest(&format!(
            "{{kind: Job, spec: {{template: {{spec: {{containers: [{{name: a, image: 'example.org/tools/etcd:{version}', command: [sh, -ec, 'f=/b/$(date +%F); etcdctl snapshot save $f || true; {status} snapshot status $f']}}]}}}}}}}}"
        ));
        ["BAK111 warning", "BAK118 warning"].map(|one| found.contains(&one.to_owned()))
    };
    assert_eq!(with("3.6.6", "etcdctl"), [true, true]);
    assert_eq!(with("3.6.6", "etcdutl"), [false, false]);
    assert_eq!(with("3.5.21", "etcdctl"), [false, false]);
}

/// The two flags of a restore came to 3.5.10.
#[test]
fn restores_of_known_versions() {
    let with = |version: &str, tool: &str| {
        let found = in_manifest(&format!(
            "{{kind: Job, spec: {{template: {{spec: {{containers: [{{name: a, image: 'quay.io/coreos/etcd:{version}', command: [{tool}, snapshot, restore, /b/x, --data-dir=/new]}}]}}}}}}}}"
        ));
        found.contains(&"BAK131 warning".to_owned())
    };
    for (version, tool, expected) in [
        ("v3.5.21", "etcdctl", true),
        ("v3.5.9", "etcdctl", false),
        ("v3.4.23", "etcdctl", false),
        ("v3.6.6", "etcdctl", false),
        ("v3.5.9", "etcdutl", true),
        ("v3.6.6", "etcdutl", true),
    ] {
        assert_eq!(with(version, tool), expected, "{tool} {version}");
    }
}

/// Where a rule is silent for a program that is not known, that is said.
#[test]
fn programs_that_are_not_known() {
    let unseen = |from: &str, to: &str| {
        assert!(SCRIPT.contains(from), "{from}");
        let messages = report_of_script(&SCRIPT.replace(from, to)).not_checked;
        messages.iter().map(|one| one.reason.to_string()).collect::<Vec<_>>()
    };
    let told = |program: &str, open: &str| {
        vec![format!("what {program} does is not known: whether snapshots are {open} was not checked")]
    };
    assert_eq!(unseen("restic", "notify done; restic"), Vec::<String>::new(), "all the rest is seen");
    assert_eq!(unseen("restic backup", "ship-it"), told("ship-it", "kept elsewhere"));
    assert_eq!(unseen("etcdutl snapshot status", "look-at"), told("look-at", "checked"));
    assert_eq!(unseen("find /backup -mtime +7 -delete", "tidy /backup"), told("tidy", "deleted in time"));
    assert_eq!(
        unseen("etcdutl snapshot status \"$file\"", ". /etc/env"),
        told("a script that it reads", "checked")
    );
}

/// From 3.6 on etcdctl does not look at `ETCDCTL_API`.
#[test]
fn the_variable_that_etcdctl_no_longer_reads() {
    let with = |image: &str| {
        let found = in_manifest(&format!(
            "{{kind: Job, spec: {{template: {{spec: {{containers: [{{name: a, image: '{image}', env: [{{name: ETCDCTL_API, value: '2'}}], command: [etcdctl, snapshot, save, /b/x]}}]}}}}}}}}"
        ));
        found.contains(&"BAK105 error".to_owned())
    };
    assert!(with("registry.k8s.io/etcd:3.5.33-0"));
    assert!(with("example.org/tools:3.6"));
    assert!(!with("registry.k8s.io/etcd:3.6.14-0"));
}

#[test]
fn crontabs() {
    let line = |schedule: &str| {
        format!(
            "MAILTO=ops\nETCDCTL_CACERT=/p/ca\nETCDCTL_CERT=/p/c\nETCDCTL_KEY=/p/k\n{schedule} root timeout 60 etcdctl --endpoints=https://127.0.0.1:2379 snapshot save /b/$(date +\\%F) && restic backup /b && etcdutl snapshot status /b/x && find /b -delete\n"
        )
    };
    let table: [(&str, &[&str]); 5] = [
        ("0 2 * * *", &[]),
        ("@daily", &[]),
        ("0 2 * * 7", &["BAK122 warning"]),
        ("0~59 2 * * *", &[]),
        ("0 25 * * *", &["BAK122 error"]),
    ];
    for (schedule, expected) in table {
        assert_eq!(in_script(&line(schedule)), expected, "{schedule}");
    }
    // What another line does with the snapshots.
    let alone = line("@daily").replace(" && restic backup /b", "").replace(" && find /b -delete", "");
    assert_eq!(in_script(&alone), ["BAK110 warning", "BAK124 info"]);
    assert_eq!(
        in_script(&format!("{alone}0 4 * * * root restic backup /b\n0 5 * * * root find /b -delete\n")),
        [""; 0]
    );
    // cron ends a command at a `%`.
    assert_eq!(in_script(&line("@daily").replace("\\%", "%")), ["BAK117 error"]);
    assert_eq!(
        in_script(&line("@daily").replace("$(date +\\%F)", "x.db%")),
        ["BAK108 warning", "BAK110 warning", "BAK111 warning"]
    );
    // The shell stops at a quote without its end, and no `%` is to blame.
    let open = line("@daily").replace(" && restic", "; echo \" && restic");
    assert_eq!(in_script(&open), [""; 0]);
    // What so many lines do beside it is not looked at to the last.
    for (others, expected) in [(99, &[][..]), (100, &["BAK124 info"])] {
        let text = format!("{}0 5 * * * find /b -delete\n", "0 4 * * * restic backup /b\n".repeat(others));
        assert_eq!(in_script(&format!("{alone}{text}")), expected, "{others}");
    }
    // `export` is no user.
    let own = line("@daily").replace("root timeout", "export ETCDCTL_API=2; timeout");
    assert_eq!(in_script(&own), ["BAK105 error"]);
    assert_eq!(
        in_script(include_str!("../../../../tests/corpus/backup/crontab")),
        ["BAK108 warning", "BAK110 warning", "BAK111 warning", "BAK112 warning"]
    );
}

/// A script that cannot be read to its end is not passed in silence.
#[test]
fn what_is_not_read() {
    let save = "etcdctl snapshot save /b/x.db";
    let table = [
        (format!("{save}; echo $(date"), 1),
        (format!("a b (c)\n{save}\n"), 1),
        (format!("0 2 * * * root {save} $(date\n0 3 * * * root echo $(date\n"), 1),
        (format!("[Service]\nExecStart=/bin/sh -c '{save} $(date'\n"), 1),
        (format!("ssh root@a bash -s <<EOF\n{save}\nEOF\n"), 1),
        ("mail x <<EOF\nsaved by etcdctl\nEOF\n".to_owned(), 0),
        ("echo $(date".to_owned(), 0),
        (format!("hosts=(a b)\n{save}\n"), 0),
    ];
    for (text, expected) in &table {
        let unseen = report_of_script(text).not_checked;
        assert_eq!(unseen.len(), *expected, "{text}: {unseen:?}");
    }
    // It does not hide what another script leaves open.
    let mut linter = Linter::new(Settings::default());
    linter.add_script(Input { name: "a.sh".to_owned(), ..Input::default() }, &table[0].0);
    let other = SCRIPT.replace("restic backup", "ship-it");
    linter.add_script(Input { name: "b.sh".to_owned(), ..Input::default() }, &other);
    assert_eq!(linter.finish().not_checked.len(), 2);
}

#[test]
fn findings_point_into_the_text() {
    let text = SCRIPT.replace("https://10.0.0.4:2379", "https://a:2379,https://b:2379");
    let report = report_of_script(&text);
    let found = report.findings.iter().find(|finding| finding.rule.id == "BAK104").unwrap();
    let span = found.site.span.as_ref().unwrap();
    assert_eq!(&text[span.bytes.clone()], "https://b:2379");
    assert_eq!(span.start.line, 4);
}

#[test]
fn comments_silence_in_scripts() {
    let text = SCRIPT.replace("timeout 600", "# etcdlint: ignore[BAK112] watched elsewhere\n");
    let mut linter = Linter::new(Settings { honor_suppressions: true, ..Settings::default() });
    linter.add_script(Input::default(), &text);
    assert_eq!(found(&linter.finish()), Vec::<String>::new());
    assert_eq!(in_script(&text), ["BAK112 warning"]);
}

#[test]
fn scripts_in_config_maps() {
    let with = |script: &str, command: &str| {
        let script: String = script.lines().map(|line| format!("    {line}\n")).collect();
        format!(
            "apiVersion: v1
kind: ConfigMap
metadata: {{name: scripts}}
data:
  backup.sh: |
{script}---
apiVersion: batch/v1
kind: CronJob
metadata: {{name: etcd-backup}}
spec:
  schedule: '@daily'
  timeZone: Etc/UTC
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      activeDeadlineSeconds: 60
      template:
        spec:
          containers:
          - name: save
            image: example.org/tools:1
            command: {command}
            volumeMounts: [{{name: scripts, mountPath: /scripts}}, {{name: b, mountPath: /backup}}]
          volumes: [{{name: scripts, configMap: {{name: scripts}}}}, {{name: b, persistentVolumeClaim: {{claimName: b}}}}]
"
        )
    };
    let none = Vec::<String>::new();
    assert_eq!(in_manifest(&with(SCRIPT, "[sh, /scripts/backup.sh]")), none);
    let http = SCRIPT.replace("https:", "http:");
    for command in ["[sh, /scripts/backup.sh]", "[/scripts/backup.sh]", "[bash, -e, /scripts/backup.sh]"] {
        assert_eq!(in_manifest(&with(&http, command)), ["BAK101 error"], "{command}");
    }
    assert_eq!(in_manifest(&with(&http, "[sh, /scripts/other.sh]")), none);
    let text = with(&http, "[sh, /scripts/backup.sh]");
    let report = testing::report(&text, Settings::default());
    let found = report.findings.iter().find(|finding| finding.rule.id == "BAK101").unwrap();
    assert_eq!(&text[found.site.span.as_ref().unwrap().bytes.clone()], "http://10.0.0.4:2379");
    // The options of the shell that is called count, and then not those in the first line.
    let lost = SCRIPT.replace("status \"$file\"", "status \"$file\" || echo bad").replace("set -eu\n", "");
    let first_line = lost.replace("#!/bin/sh", "#!/bin/sh -e");
    let masked = ["BAK118 warning"];
    for (script, command, expected) in [
        (&lost, "[bash, /scripts/backup.sh]", &masked[..]),
        (&lost, "[bash, -e, /scripts/backup.sh]", &[]),
        (&lost, "[bash, -o, errexit, /scripts/backup.sh]", &[]),
        (&first_line, "[/scripts/backup.sh]", &[]),
        (&first_line, "[bash, /scripts/backup.sh]", &masked),
    ] {
        assert_eq!(in_manifest(&with(script, command)), expected, "{command}");
    }
}

/// A unit that saves, checks and sends a snapshot.
const UNIT: &str = include_str!("../../../../tests/corpus/control-plane/good/backup/etcd-backup.service");

#[test]
fn systemd_units() {
    let rows: [Row; 9] = [
        ("ETCDCTL_ENDPOINTS=https://127", "ETCDCTL_ENDPOINTS=http://127", &["BAK101 warning"]),
        (
            "ETCDCTL_ENDPOINTS=https://127.0.0.1:2379",
            "ETCDCTL_ENDPOINTS=https://a:1,https://b:1",
            &["BAK104 error"],
        ),
        ("ETCDCTL_API=3", "ETCDCTL_API=2", &["BAK105 error"]),
        ("snapshot save", "snapshot save --cacert=/ca.crt", &["BAK107 error"]),
        ("ExecStart=/usr/bin/restic", "#ExecStart=/usr/bin/restic", &["BAK108 warning", "BAK110 warning"]),
        ("ExecStart=/usr/local/bin/etcdutl", "#ExecStart=/usr/local/bin/etcdutl", &["BAK111 warning"]),
        ("EnvironmentFile=/etc/etcd-backup.env\nTimeoutStartSec=20min\n", "", &["BAK112 warning"]),
        ("save /var/lib/etcd-backup/etcd.db", "save /b/$(date +%%F).db", &["BAK117 error"]),
        ("ExecStart=/usr/local/bin/etcdctl", "ExecStart=-/usr/local/bin/etcdctl", &["BAK118 warning"]),
    ];
    check(UNIT, in_script, &rows);
}

/// A shell makes sense of what systemd does not.
#[test]
fn a_shell_in_a_unit_is_a_shell() {
    let line = "ExecStart=/usr/local/bin/etcdctl snapshot save /var/lib/etcd-backup/etcd.db";
    let shell = "ExecStart=/bin/sh -c 'etcdctl snapshot save /var/lib/etcd-backup/$(date +%%F).db'";
    assert!(UNIT.contains(line));
    assert_eq!(in_script(&UNIT.replace(line, shell)), ["BAK124 info"]);
    for format in ["%F", "%%F-%H", "%Y"] {
        let found = in_script(&UNIT.replace(line, &shell.replace("%%F", format)));
        assert!(found.contains(&"BAK117 error".to_owned()), "{format}: {found:?}");
    }
    let masked = shell.replace(".db'", ".db; echo done'");
    assert_eq!(in_script(&UNIT.replace(line, &masked)), ["BAK118 warning", "BAK124 info"]);
}

#[test]
fn places_in_units_are_exact() {
    let text = UNIT.replace("snapshot save", "\\\n# é\n    snapshot save --cacert=/ca.crt");
    let report = report_of_script(&text);
    let span = report.findings[0].site.span.as_ref().unwrap();
    assert_eq!(&text[span.bytes.clone()], "--cacert");
    assert_eq!(span.start.line, text.lines().position(|line| line.contains("--cacert")).unwrap() + 1);
}

#[test]
fn passwords_in_units_are_not_told() {
    let text = UNIT.replace("ETCDCTL_API=3", "ETCDCTL_API=3 AWS_SECRET_ACCESS_KEY=hunter2hunter2");
    let report = report_of_script(&text);
    assert_eq!(found(&report), ["BAK119 error"]);
    let site = &report.findings[0].site;
    assert!(!site.span.as_ref().unwrap().excerpt.contains("hunter2"), "{:?}", site.span);
}

//! The other programs of a backup: what they do with the snapshot.

use crate::subject::command::Command;
use crate::subject::word::Word;

/// What a program that is not etcdctl does for a backup.
#[derive(Clone, Debug)]
pub enum Tool {
    /// Sends files to another machine.
    Export(Export),
    /// Copies, moves or packs files on the machine.
    Copy,
    /// Copies the database of a running member from its data directory; the path.
    LiveCopy(Word),
    /// Deletes old backups.
    Prune,
    /// Changes the mode of files.
    Chmod,
    /// Encrypts files.
    Encrypt,
    /// Leaves files where they are.
    Local,
    /// It may do any of these.
    Unknown,
}

/// A program that sends files to another machine.
#[derive(Clone, Debug)]
pub struct Export {
    /// Its name.
    pub tool: &'static str,
    /// Whether it keeps earlier copies under names of its own.
    pub keeps_versions: bool,
    /// Whether what arrives is encrypted with a key of the sender's choice; `None` if that is
    /// configured elsewhere.
    pub is_encrypted: Option<bool>,
}

/// Programs that neither move nor delete anything.
const LOCAL: [&str; 68] = [
    "((",
    "[",
    "[[",
    ":",
    "awk",
    "basename",
    "break",
    "cd",
    "chgrp",
    "chown",
    "command",
    "continue",
    "cut",
    "date",
    "declare",
    "df",
    "dirname",
    "du",
    "echo",
    "etcd",
    "etcdctl",
    "etcdutl",
    "exit",
    "export",
    "false",
    "flock",
    "grep",
    "hash",
    "head",
    "hostname",
    "id",
    "let",
    "local",
    "logger",
    "ls",
    "md5sum",
    "mkdir",
    "mktemp",
    "mount",
    "printf",
    "pwd",
    "read",
    "readonly",
    "return",
    "rmdir",
    "sed",
    "set",
    "sha256sum",
    "shift",
    "shopt",
    "sleep",
    "sort",
    "stat",
    "sync",
    "systemctl",
    "tail",
    "test",
    "touch",
    "tr",
    "trap",
    "true",
    "typeset",
    "ulimit",
    "umask",
    "uname",
    "unset",
    "wait",
    "wc",
];

const COPIES: [&str; 18] = [
    "cp", "mv", "tar", "gzip", "pigz", "zstd", "xz", "bzip2", "lz4", "zip", "install", "dd", "tee", "cat",
    "ln", "rsync", "7z", "cpio",
];

/// Programs that encrypt, if nothing tells them otherwise.
const ENCRYPT: [&str; 7] = ["age", "ccrypt", "gpg", "gpg2", "openssl", "rage", "sops"];

impl Tool {
    /// What a command does; `is_fed_words` says whether `echo` writes to its input.
    pub(super) fn of(command: &Command, is_fed_words: bool) -> Tool {
        // The commands of a function are seen themselves.
        if command.is_call {
            return Tool::Local;
        }
        let Some(name) = command.program.known().map(|_| command.program.basename()) else {
            return Tool::Unknown;
        };
        let has = |word: &str| command.args.iter().any(|arg| arg.text == word);
        if let Some(path) = live_copy(name, &command.args) {
            return Tool::LiveCopy(path.clone());
        }
        if let Some(export) = export(name, command, is_fed_words) {
            return Tool::Export(export);
        }
        let starts = |prefix: &str| command.args.iter().any(|arg| arg.text.starts_with(prefix));
        match name {
            "chmod" => Tool::Chmod,
            name if ENCRYPT.contains(&name) && decrypts(name, &command.args) => Tool::Copy,
            "gpg" | "gpg2" if !gpg_encrypts(&command.args) => Tool::Local,
            "openssl" if !openssl_encrypts(&command.args) => Tool::Local,
            name if ENCRYPT.contains(&name) => Tool::Encrypt,
            "zip" if has("-e") || has("--encrypt") || starts("-P") || starts("--password") => Tool::Encrypt,
            "7z" if starts("-p") => Tool::Encrypt,
            _ if fetches(name, &command.args) => Tool::Copy,
            "curl" | "wget" => Tool::Local,
            _ if prunes(name, command) => Tool::Prune,
            "rm" | "find" | "xargs" => Tool::Local,
            // The name of a store, with its keys.
            "mc" | "mcli" if has("alias") || has("config") => Tool::Local,
            name if COPIES.contains(&name) => Tool::Copy,
            name if LOCAL.contains(&name) => Tool::Local,
            _ => Tool::Unknown,
        }
    }
}

/// Whether a program that copies fetches files: its first operand lies elsewhere, its last here.
fn fetches(name: &str, args: &[Word]) -> bool {
    /// Options that take no value.
    const SWITCHES: [&str; 8] = [
        "--archive",
        "--delete",
        "--no-progress",
        "--only-show-errors",
        "--progress",
        "--quiet",
        "--recursive",
        "--verbose",
    ];
    const STANDARD_OUTPUT: &str = "-";
    let is_path = |word: &Word| {
        word.text == STANDARD_OUTPUT || word.starts_known() && word.text.starts_with(['/', '.', '~'])
    };
    let is_remote = |word: &Word| match name {
        // What ends here has not left, wherever it was.
        "mc" | "mcli" => true,
        "scp" | "sftp" | "rsync" | "rclone" | "kubectl" | "oc" => word.text.contains(':'),
        "aws" | "s3cmd" | "s5cmd" | "gsutil" | "gcloud" | "azcopy" => word.text.contains("://"),
        _ => false,
    };
    let takes_value = |option: &Word| match option.text.strip_prefix("--") {
        Some(long) => !long.contains('=') && !SWITCHES.contains(&option.text.as_str()),
        None => ["-i", "-P", "-o", "-F", "-c", "-e", "-n"].contains(&option.text.as_str()),
    };
    let is_operand = |at: usize, word: &Word| {
        let option = at.checked_sub(1).and_then(|before| args.get(before));
        let is_word = word.text == STANDARD_OUTPUT || !word.text.starts_with('-');
        is_word && !option.is_some_and(takes_value)
    };
    let is_end = |word: &Word| is_place(word) || [STANDARD_OUTPUT, ".", ".."].contains(&word.text.as_str());
    let operands = args.iter().enumerate().filter(|(at, word)| is_operand(*at, word));
    let mut ends = operands.clone().filter(|(_, word)| is_end(word));
    let Some((first, _)) = ends.next().filter(|(_, word)| is_remote(word)) else { return false };
    match ends.next_back() {
        Some((_, last)) => is_path(last),
        // A file of the working directory, by its name. The key of a store may stand behind its address.
        None => !name.starts_with("mc") && operands.clone().any(|(at, _)| at == first + 1),
    }
}

/// Whether curl or wget sends a file. What `echo` gives them is a message.
fn sends_file(name: &str, args: &[Word], is_fed_words: bool) -> bool {
    args.iter().enumerate().any(|(at, word)| {
        let next = args.get(at + 1).map_or("", |next| next.text.as_str());
        let (option, value) = option_value(name, &word.text, next);
        let file = match option {
            "T" | "upload-file" | "post-file" | "body-file" => Some(value),
            "F" | "form" => value.split_once("=@").map(|(_, file)| file),
            "d" | "data" | "data-ascii" | "data-binary" | "data-urlencode" | "json" => {
                value.strip_prefix('@')
            }
            _ => None,
        };
        match file.unwrap_or_default() {
            "" => false,
            "-" | "." => !is_fed_words,
            _ => true,
        }
    })
}

/// An option without its dashes, and its value. The first letter of a group that takes a value takes the rest of the
/// word, or the next one.
fn option_value<'w>(name: &str, word: &'w str, next: &'w str) -> (&'w str, &'w str) {
    /// The letters of curl that take a value.
    const VALUED: &str = "AbcCdDeEFHKmoPQrtTuUwxXyYz";
    if let Some(long) = word.strip_prefix("--") {
        return long.split_once('=').unwrap_or((long, next));
    }
    let group = word.strip_prefix('-').filter(|_| name == "curl").unwrap_or_default();
    let Some(at) = group.find(|letter| VALUED.contains(letter)) else { return ("", "") };
    let (letter, rest) = group.split_at(at).1.split_at(1);
    (letter, if rest.is_empty() { next } else { rest })
}

fn export(name: &str, command: &Command, is_fed_words: bool) -> Option<Export> {
    if fetches(name, &command.args) {
        return None;
    }
    let has = |words: &[&str]| command.args.iter().any(|arg| words.contains(&arg.text.as_str()));
    let starts = |prefixes: &[&str]| {
        command.args.iter().any(|arg| prefixes.iter().any(|prefix| arg.text.starts_with(prefix)))
    };
    let plain = |tool, is_encrypted| Some(Export { tool, keeps_versions: false, is_encrypted });
    let versioned = |tool, is_encrypted| Some(Export { tool, keeps_versions: true, is_encrypted });
    // Each bucket is encrypted with a key of the store: whoever may read it gets the text.
    let has_own_key = command.args.iter().any(|arg| arg.text.contains("aws:kms"))
        || starts(&["--sse-c", "--ssekms", "--server-side-encryption-kms"]);
    // Which one a variable names is not known.
    let names_unknown = command.args.windows(2).any(|pair| pair[0].text == "--sse" && !pair[1].is_known())
        || command.args.iter().any(|arg| arg.text.starts_with("--sse=") && !arg.is_known());
    let encryption = (has_own_key || !names_unknown).then_some(has_own_key);
    let to_host = command.args.iter().any(|arg| arg.text.contains(':') && !arg.text.starts_with('-'));
    match name {
        "aws" if has(&["s3", "s3api"]) && has(&["cp", "sync", "mv", "put-object"]) => {
            plain("aws", encryption)
        }
        "s3cmd" if has(&["put", "sync"]) => plain("s3cmd", Some(has(&["-e", "--encrypt"]) || has_own_key)),
        "s5cmd" if has(&["cp", "sync", "mv"]) => plain("s5cmd", encryption),
        "mc" | "mcli" if has(&["cp", "mirror", "put", "pipe", "mv"]) => {
            plain("mc", Some(starts(&["--enc-kms", "--enc-c", "--encrypt-key"])))
        }
        "gsutil" if has(&["cp", "rsync", "mv"]) => plain("gsutil", Some(starts(&["GSUtil:encryption_key"]))),
        "gcloud" if has(&["storage"]) && has(&["cp", "rsync", "mv"]) => {
            plain("gcloud storage", Some(starts(&["--encryption-key"])))
        }
        "az" if has(&["upload", "upload-batch", "sync", "copy"]) => {
            plain("az", Some(starts(&["--encryption-scope"])))
        }
        "azcopy" if has(&["copy", "cp", "sync"]) => plain("azcopy", Some(starts(&["--cpk-by"]))),
        "rclone" if has(&["copy", "copyto", "sync", "move", "moveto", "rcat"]) => plain("rclone", None),
        "restic" if has(&["backup"]) => versioned("restic", Some(true)),
        "kopia" if has(&["snapshot", "snap"]) && has(&["create"]) => versioned("kopia", Some(true)),
        "borg" if has(&["create"]) => versioned("borg", Some(true)),
        "velero" if has(&["backup"]) && has(&["create"]) => versioned("velero", None),
        "scp" if to_host => plain("scp", Some(false)),
        "rsync" if to_host => plain("rsync", Some(false)),
        "sftp" | "lftp" => plain("sftp", Some(false)),
        "curl" if sends_file(name, &command.args, is_fed_words) => plain("curl", Some(false)),
        "wget" if sends_file(name, &command.args, is_fed_words) => plain("wget", Some(false)),
        "kubectl" | "oc" if has(&["cp"]) => plain("kubectl cp", Some(false)),
        _ => None,
    }
}

fn prunes(name: &str, command: &Command) -> bool {
    let has = |words: &[&str]| command.args.iter().any(|arg| words.contains(&arg.text.as_str()));
    match name {
        "find" => has(&["-delete", "rm"]),
        "xargs" => has(&["rm"]),
        "rm" => command.args.iter().any(|arg| !arg.is_known() || arg.text.contains('*')),
        "restic" => has(&["forget", "prune"]),
        "borg" => has(&["prune"]),
        "kopia" => has(&["policy", "expire"]),
        "aws" | "s3cmd" | "s5cmd" | "mc" | "mcli" | "gsutil" | "rclone" => {
            has(&["rm", "del", "delete", "delete-object", "delete-objects", "expire"])
        }
        "gcloud" => has(&["storage"]) && has(&["rm"]),
        "az" => has(&["storage"]) && has(&["delete", "delete-batch"]),
        "azcopy" => has(&["remove", "rm"]),
        "velero" => has(&["backup"]) && has(&["delete"]),
        "tmpreaper" | "tmpwatch" | "logrotate" => true,
        _ => false,
    }
}

fn decrypts(name: &str, args: &[Word]) -> bool {
    let is_one = |arg: &Word| match arg.text.as_str() {
        "-d" | "--decrypt" => true,
        "-decrypt" => name == "openssl",
        "decrypt" => name == "sops",
        _ => false,
    };
    args.iter().any(is_one)
}

/// Whether gpg encrypts, or may. Without such an option it signs, decrypts, or looks after keys.
fn gpg_encrypts(args: &[Word]) -> bool {
    args.iter().any(|word| match word.text.strip_prefix('-') {
        _ if word.is_opaque() => true,
        // As short as it is clear.
        Some(long)
            if long.len() > 3 && ["-encrypt-files", "-symmetric"].iter().any(|one| one.starts_with(long)) =>
        {
            true
        }
        Some(letters) if !letters.starts_with('-') => {
            // What stands behind these letters is their value.
            letters.chars().take_while(|c| !"NRoru".contains(*c)).any(|c| matches!(c, 'e' | 'c'))
        }
        _ => false,
    })
}

/// Whether openssl encrypts a file. With `pkeyutl` it encrypts no more than a key.
fn openssl_encrypts(args: &[Word]) -> bool {
    let is_cipher = |name: &str| {
        ["aes-", "aria-", "camellia-", "des3", "chacha20"].iter().any(|prefix| name.starts_with(prefix))
    };
    args.first().is_some_and(|first| match first.text.as_str() {
        "enc" => true,
        "cms" | "smime" => args.iter().any(|arg| arg.text == "-encrypt"),
        // `openssl aes-256-cbc` is `openssl enc -aes-256-cbc`.
        name => is_cipher(name),
    })
}

/// The path of a member's database, where a program copies it.
fn live_copy<'c>(name: &str, args: &'c [Word]) -> Option<&'c Word> {
    const READERS: [&str; 20] = [
        "cp", "tar", "rsync", "gzip", "pigz", "zstd", "xz", "bzip2", "zip", "dd", "cat", "aws", "s3cmd",
        "mc", "rclone", "restic", "scp", "gsutil", "borg", "7z",
    ];
    let restores = || args.iter().any(|arg| matches!(arg.text.as_str(), "restore" | "extract"));
    if !READERS.contains(&name) || name == "tar" && unpacks(args) || restores() {
        return None;
    }
    let is_database = |text: &str| {
        let text = text.strip_prefix("if=").unwrap_or(text).trim_end_matches(['/', '*', '.']);
        text.contains("/member/snap")
            || text.ends_with("/member")
            || text.trim_end_matches('/') == "/var/lib/etcd"
    };
    sources(name, args).into_iter().find(|word| is_database(&word.text))
}

/// What a program may read: its operands, but for what it writes to.
fn sources<'c>(name: &str, args: &'c [Word]) -> Vec<&'c Word> {
    /// Options whose value, in the next element, is nothing that is read.
    const NOT_READ: [&str; 6] =
        ["--exclude", "--exclude-file", "--exclude-from", "--iexclude", "--target", "--target-directory"];
    let is_value = |at: usize| {
        at.checked_sub(1).and_then(|before| args.get(before)).is_some_and(|option| {
            NOT_READ.contains(&option.text.as_str()) || name == "restic" && option.text == "-e"
        })
    };
    let operands = args
        .iter()
        .enumerate()
        .filter(|(at, word)| !word.text.starts_with('-') && !word.text.starts_with("of=") && !is_value(*at));
    let mut found: Vec<&Word> = operands.map(|(_, word)| word).collect();
    let last = match name {
        "cp" | "rsync" | "scp" => found.len().checked_sub(1),
        "aws" | "mc" | "rclone" | "gsutil" | "s3cmd" => found.iter().rposition(|word| is_place(word)),
        _ => None,
    };
    found.truncate(last.unwrap_or(found.len()));
    found
}

/// Whether a word may be a path or an address; `aws:kms` is the value of an option.
fn is_place(word: &Word) -> bool {
    word.text.contains('/') || word.text.contains(':') && !word.text.starts_with("aws:") || !word.is_known()
}

/// Whether tar unpacks or lists. Its letters may stand in any group, the first of which needs no dash.
fn unpacks(args: &[Word]) -> bool {
    args.iter().enumerate().any(|(position, word)| {
        let text = word.text.as_str();
        let letters = match text.strip_prefix('-') {
            Some(letters) if !letters.starts_with('-') => letters,
            None if position == 0 => text,
            _ => return matches!(text, "--extract" | "--get" | "--list"),
        };
        // What stands behind these letters is their value.
        letters.chars().take_while(|c| !"fCTXIgbKN".contains(*c)).any(|c| matches!(c, 'x' | 't'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{DocumentId, Path, Place};
    use crate::subject::command::resolve_script;
    use crate::subject::environment::Environment;

    /// What the last command of a script does.
    fn tool(script: &str) -> Tool {
        let word = Word::literal(script, Place::value(DocumentId(0), Path::ROOT));
        let resolved = resolve_script(&word, &Environment::default().with_others(true));
        Tool::of(resolved.commands.last().expect("a command"), false)
    }

    #[test]
    fn what_sends_files_away() {
        let table = [
            ("aws s3 cp /b/x.db s3://etcd/ --sse=AES256", "aws", Some(false)),
            ("aws s3 cp /b/x.db s3://etcd/ --sse=\"$SSE\"", "aws", None),
            ("s3cmd put /b/x.db s3://etcd/", "s3cmd", Some(false)),
            ("s3cmd -e put /b/x.db s3://etcd/", "s3cmd", Some(true)),
            ("s5cmd cp /b/x.db s3://etcd/", "s5cmd", Some(false)),
            ("gsutil -m cp /b/x.db gs://etcd/", "gsutil", Some(false)),
            ("gsutil -o \"GSUtil:encryption_key=$KEY\" cp /b/x.db gs://etcd/", "gsutil", Some(true)),
            ("gcloud storage cp /b/x.db gs://etcd/", "gcloud storage", Some(false)),
            ("gcloud storage cp /b/x.db gs://etcd/ --encryption-key=\"$KEY\"", "gcloud storage", Some(true)),
            ("az storage blob upload -c etcd -n x.db -f /b/x.db", "az", Some(false)),
            ("az storage blob upload -c etcd -n x.db -f /b/x.db --encryption-scope own", "az", Some(true)),
            ("azcopy copy /b/x.db \"$CONTAINER_URL\"", "azcopy", Some(false)),
            ("aws s3 cp - s3://etcd/x.db", "aws", Some(false)),
            ("rclone copy /b remote:etcd", "rclone", None),
            ("scp /b/x.db backup@store:/b/", "scp", Some(false)),
            ("rsync -a /b/ store:/b/", "rsync", Some(false)),
            ("sftp -b /etc/put.batch backup@store:/b", "sftp", Some(false)),
            ("wget --post-file=/b/x.db https://store/etcd", "wget", Some(false)),
            ("kubectl cp /b/x.db store/files-0:/b/x.db", "kubectl cp", Some(false)),
            ("aws s3 cp x.db s3://etcd/ --sse AES256", "aws", Some(false)),
            ("scp x.db store:", "scp", Some(false)),
            ("mc cp x.db store/etcd", "mc", Some(false)),
        ];
        let keeping_versions = [
            ("restic backup /b -e /var/lib/etcd/member", "restic", Some(true)),
            ("kopia snapshot create /b", "kopia", Some(true)),
            ("borg create store:/etcd::now /b", "borg", Some(true)),
            ("velero backup create etcd --include-namespaces kube-system", "velero", None),
        ];
        let rows = table.map(|row| (row, false)).into_iter();
        for ((line, name, is_encrypted), keeps_versions) in
            rows.chain(keeping_versions.map(|row| (row, true)))
        {
            let tool = tool(line);
            let Tool::Export(export) = tool else { panic!("{line}: {tool:?}") };
            let found = (export.tool, export.is_encrypted, export.keeps_versions);
            assert_eq!(found, (name, is_encrypted, keeps_versions), "{line}");
        }
    }

    #[test]
    fn what_other_programs_do() {
        let table = [
            // From a store, or from one place of the machine to another.
            ("aws s3 cp --recursive s3://etcd/last /b", "Copy"),
            ("mc cp \"$STORE/x.db\" /b/x.db", "Copy"),
            ("mc cp /b/x.db /mnt/b/", "Copy"),
            ("sftp backup@store:/b/x.db /b/x.db", "Copy"),
            ("aws s3 cp s3://etcd/x.db -", "Copy"),
            ("aws s3 cp s3://etcd/x.db .", "Copy"),
            ("aws s3 cp s3://etcd/x.db x.db --quiet", "Copy"),
            ("scp -P 2222 store:/b/x.db x.db", "Copy"),
            ("kubectl cp store/files-0:/b/x.db x.db -c files", "Copy"),
            ("kubectl cp store/files-0:/b/x.db -", "Copy"),
            ("openssl enc -d -aes-256-cbc -pass file:/k -in /b/x.enc -out /b/x.db", "Copy"),
            ("openssl cms -decrypt -inform DER -in /b/x.cms -inkey /k -out /b/x.db", "Copy"),
            ("gpg --batch --decrypt -o /b/x.db /b/x.gpg", "Copy"),
            ("age -d -i /k -o /b/x.db /b/x.age", "Copy"),
            ("rsync -a --chown=etcd:etcd /b/ /mnt/b/", "Copy"),
            ("zip /b/x.zip /b/x.db", "Copy"),
            ("7z a /b/x.7z /b/x.db", "Copy"),
            ("tar xzf etcd.tgz -C /var/lib/etcd", "Copy"),
            ("tar --extract -f etcd.tgz -C /var/lib/etcd", "Copy"),
            ("openssl enc -aes-256-cbc -pass file:/k -in /b/x.db -out /b/x.enc", "Encrypt"),
            ("openssl aes-256-cbc -pass file:/k -in /b/x.db -out /b/x.enc", "Encrypt"),
            ("openssl cms -encrypt -binary -in /b/x.db -out /b/x.cms /k.crt", "Encrypt"),
            ("openssl smime -encrypt -binary -in /b/x.db -out /b/x.p7m /k.crt", "Encrypt"),
            ("gpg --batch -r backup -e /b/x.db", "Encrypt"),
            ("gpg -r decrypt -e /b/x.db", "Encrypt"),
            ("gpg --batch -car backup /b/x.db", "Encrypt"),
            ("gpg --symmetric --passphrase-file /k /b/x.db", "Encrypt"),
            ("gpg --encr -r ops /b/x.db", "Encrypt"),
            ("gpg \"$@\" /b/x.db", "Encrypt"),
            ("sops --encrypt --in-place /b/x.yaml", "Encrypt"),
            ("age -r \"$RECIPIENT\" -o /b/x.age /b/x.db", "Encrypt"),
            ("zip -e /b/x.zip /b/x.db", "Encrypt"),
            ("zip --encrypt /b/x.zip /b/x.db", "Encrypt"),
            ("zip -P \"$PASSWORD\" /b/x.zip /b/x.db", "Encrypt"),
            ("7z a -p\"$PASSWORD\" /b/x.7z /b/x.db", "Encrypt"),
            ("rm -f /b/old-*.db", "Prune"),
            ("rm -f \"$OLDEST\"", "Prune"),
            ("s3cmd del s3://etcd/old.db", "Prune"),
            ("s5cmd rm 's3://etcd/old/*'", "Prune"),
            ("gsutil rm gs://etcd/old.db", "Prune"),
            ("rclone delete --min-age 30d remote:etcd", "Prune"),
            ("restic forget --keep-daily 7 --prune", "Prune"),
            ("borg prune --keep-daily 7 store:/etcd", "Prune"),
            ("kopia snapshot expire --all --delete", "Prune"),
            ("kopia policy set --keep-daily 7 /b", "Prune"),
            ("gcloud storage rm gs://etcd/old.db", "Prune"),
            ("az storage blob delete-batch -s etcd --pattern 'old/*'", "Prune"),
            ("azcopy remove \"$CONTAINER_URL\"", "Prune"),
            ("aws s3api delete-object --bucket etcd --key old.db", "Prune"),
            ("velero backup delete etcd-1 --confirm", "Prune"),
            ("tmpreaper 7d /b", "Prune"),
            ("logrotate /etc/logrotate.d/etcd-backup", "Prune"),
            ("rm -f /b/tmp.db", "Local"),
            ("openssl dgst -sha256 -out /b/x.sum /b/x.db", "Local"),
            ("openssl pkeyutl -encrypt -pubin -inkey /k.pem -in /tmp/k -out /tmp/k.enc", "Local"),
            ("openssl cms -verify -in /b/x.cms -CAfile /ca.crt", "Local"),
            ("gpg --import /keys/backup.asc", "Local"),
            ("gpg --import-ownertrust /keys/trust", "Local"),
            ("gpg --batch --detach-sign -uceo@example.org /b/x.db", "Local"),
            ("gpg -k", "Local"),
            ("wget -qO- https://store/ping", "Local"),
            ("mc alias set store https://store:9000 \"$ID\" \"$KEY\"", "Local"),
            // Nothing is sent away; what else is done is not known.
            ("mc ilm rule add --expire-days 30 store/etcd", "Unknown"),
            ("gcloud auth activate-service-account --key-file=/k.json", "Unknown"),
            ("kopia snapshot list", "Unknown"),
            ("velero backup get", "Unknown"),
            ("gcloud compute instances delete etcd-0", "Unknown"),
            ("az vm delete -n etcd-0", "Unknown"),
            ("kopia repository create s3 --bucket etcd", "Unknown"),
            ("velero restore create --from-backup etcd", "Unknown"),
            // Which machine the variable names is not known.
            ("scp /b/x.db \"$TARGET\"", "Unknown"),
        ];
        for (line, expected) in table {
            assert_eq!(format!("{:?}", tool(line)), expected, "{line}");
        }
    }

    #[test]
    fn copies_of_a_running_database() {
        let table = [
            ("tar -czf etcd.tgz /var/lib/etcd", "/var/lib/etcd"),
            ("tar --exclude='*.tmp' -czf etcd.tgz /var/lib/etcd", "/var/lib/etcd"),
            ("restic backup -e '*.tmp' /var/lib/etcd/member/snap", "/var/lib/etcd/member/snap"),
        ];
        for (line, path) in table {
            let tool = tool(line);
            let Tool::LiveCopy(word) = tool else { panic!("{line}: {tool:?}") };
            assert_eq!(word.text, path, "{line}");
        }
    }
}

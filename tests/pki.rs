//! Certificates for the real etcd, made once a run.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The folder with what [`make`] makes.
pub(crate) fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(make)
}

/// Certificates with their keys: their name, who signs them, the kind of their key, and how many days they last.
const LEAVES: [(&str, &str, &str, i32); 4] = [
    ("server", "ca", "ec -pkeyopt ec_paramgen_curve:P-256", 2),
    ("rsa", "ca", "rsa:2048", 2),
    ("expired", "ca", "ec -pkeyopt ec_paramgen_curve:P-256", -1),
    ("foreign", "other", "ec -pkeyopt ec_paramgen_curve:P-256", 2),
];

fn make() -> PathBuf {
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pki");
    let folder = made.as_path();
    std::fs::create_dir_all(folder).expect("a folder for certificates");
    write(
        folder,
        "ext",
        "subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n",
    );
    authority(folder, "ca");
    authority(folder, "other");
    for (name, signer, key, days) in LEAVES {
        leaf(folder, name, signer, key, days);
    }
    damaged(folder);
    revoked(folder);
    made
}

fn authority(folder: &Path, name: &str) {
    openssl(
        folder,
        &format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {name}.key -out {name}.crt -days 2 -subj /CN={name}"
        ),
    );
}

fn leaf(folder: &Path, name: &str, signer: &str, key: &str, days: i32) {
    openssl(folder, &format!("req -newkey {key} -nodes -keyout {name}.key -out {name}.csr -subj /CN=etcd"));
    openssl(
        folder,
        &format!(
            "x509 -req -in {name}.csr -CA {signer}.crt -CAkey {signer}.key -CAcreateserial -days {days} -extfile ext -out {name}.crt"
        ),
    );
}

/// Files that etcd cannot load, and one that holds both, certificate and key.
fn damaged(folder: &Path) {
    openssl(folder, "pkcs8 -topk8 -in server.key -passout pass:word -out encrypted.key");
    write(folder, "garbage.crt", "-----BEGIN CERTIFICATE-----\nbm90IERFUg==\n-----END CERTIFICATE-----\n");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file that was made");
    write(folder, "both.pem", &format!("{}{}", read("server.crt"), read("server.key")));
}

/// A list of revoked certificates, with none in it.
fn revoked(folder: &Path) {
    write(folder, "index", "");
    write(folder, "ca.cnf", "[ca]\ndefault_ca=own\n[own]\ndatabase=index\ndefault_md=sha256\n");
    openssl(folder, "ca -gencrl -config ca.cnf -keyfile ca.key -cert ca.crt -crldays 2 -out ca.crl");
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("a file can be written");
}

fn openssl(folder: &Path, arguments: &str) {
    let output = Command::new("openssl")
        .current_dir(folder)
        .args(arguments.split(' '))
        .output()
        .expect("openssl runs");
    assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

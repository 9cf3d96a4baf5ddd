//! Names of files as programs outside of this run know them: from the repository's root, with slashes.

use std::path::{Component, Path, PathBuf};

/// Knows where the repository is.
#[derive(Debug)]
pub(crate) struct Repository {
    folder: PathBuf,
    root: PathBuf,
}

impl Repository {
    /// The repository of the current folder; the folder itself if it is in none.
    pub(crate) fn of_current_folder() -> Repository {
        let folder = std::env::current_dir().unwrap_or_default();
        let root = folder.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&folder);
        Repository { root: root.to_owned(), folder: folder.clone() }
    }

    /// Whether there is a file at a path in the repository.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.root.join(path).is_file()
    }

    /// The path of a file in the repository; the name as it is for what is elsewhere.
    pub(crate) fn path_of(&self, file: &str) -> String {
        let path = normal(&self.folder.join(file));
        let inside = path.strip_prefix(&self.root).ok().filter(|inside| !inside.as_os_str().is_empty());
        inside.map_or(file.to_owned(), |inside| inside.display().to_string()).replace('\\', "/")
    }
}

/// Without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_at_the_root_of_the_repository() {
        let repository = Repository { folder: "/repo/deploy".into(), root: "/repo".into() };
        let table = [
            ("etcd.yaml", "deploy/etcd.yaml"),
            ("./a/../etcd.yaml", "deploy/etcd.yaml"),
            ("../etcd.yaml", "etcd.yaml"),
            ("/repo/x/etcd.yaml", "x/etcd.yaml"),
            ("/etc/kubernetes/etcd.yaml", "/etc/kubernetes/etcd.yaml"),
            ("../../other/etcd.yaml", "../../other/etcd.yaml"),
        ];
        for (file, expected) in table {
            assert_eq!(repository.path_of(file), expected, "{file}");
        }
    }
}

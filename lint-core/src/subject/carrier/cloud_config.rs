//! cloud-init's `#cloud-config`, whose `write_files` puts files on a node.

use super::encoding::{Budget, Encoding};
use super::{Carried, Carrier};
use crate::source::Cursor;

/// The first line of a cloud-config that is a Jinja template, as those of Cluster API are.
const TEMPLATE: &str = "## template: jinja";

const MARK: &str = "#cloud-config";

/// Whether a text is a cloud-config: cloud-init goes by how it begins (`cloudinit/user_data.py`).
pub fn is_cloud_config(text: &str) -> bool {
    let text = text.trim_start();
    if !text.starts_with('#') {
        return false;
    }
    let first = text.lines().next().unwrap_or_default();
    let text =
        if is_template(text) { text.get(first.len()..).unwrap_or_default().trim_start() } else { text };
    let begins = text.get(..MARK.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(MARK));
    // `#cloud-config-archive` and `#cloud-config-jsonp` are other formats.
    begins && !text[MARK.len()..].starts_with('-')
}

/// Whether cloud-init fills in a text before it reads it.
pub fn is_template(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    first.trim_end().eq_ignore_ascii_case(TEMPLATE)
}

/// The files of `write_files` in the cloud-config at `root`.
pub fn files(root: &Cursor, budget: &mut Budget) -> Vec<Carried> {
    let list = root.get("write_files");
    let entries = list.iter().flat_map(|list| list.items().collect::<Vec<_>>());
    entries.filter_map(|entry| file(&entry, budget)).collect()
}

fn file(entry: &Cursor, budget: &mut Budget) -> Option<Carried> {
    let content = entry.get("content")?;
    let text = content.node.as_str()?;
    // cloud-init takes an encoding that it does not know for none.
    let encoding = Encoding::of(entry.str("encoding").unwrap_or_default()).unwrap_or(Encoding::Text);
    Some(Carried {
        carrier: Carrier::CloudConfig,
        place: content.place(),
        name: entry.str("path").unwrap_or_default().to_owned(),
        text: encoding.decode(text, budget),
        verbatim: encoding == Encoding::Text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognised_by_their_first_line() {
        let rows = [
            ("#cloud-config\na: 1\n", true),
            ("\n#Cloud-Config \na: 1\n", true),
            ("## template: jinja\n#cloud-config\n\nwrite_files: []\n", true),
            ("## template: jinja\r\n#cloud-config\r\n", true),
            ("#cloud-config-archive\n- type: text/cloud-config\n", false),
            ("a: 1\n#cloud-config\n", false),
            ("# cloud-config\n", false),
            ("#!/bin/sh\n", false),
            ("", false),
        ];
        for (text, expected) in rows {
            assert_eq!(is_cloud_config(text), expected, "{text:?}");
        }
    }
}

//! User data in several parts, as MIME has them (`cloudinit/user_data.py`).

use super::encoding::Encoding;
use super::{Budget, is_cloud_config};

/// Whether a text begins as one with several parts.
pub fn begins(text: &str) -> bool {
    let head = text.trim_start();
    let is_first = ["content-type:", "mime-version:"]
        .iter()
        .any(|name| head.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name)));
    is_first && head.contains("multipart/")
}

/// The parts of a text in MIME, decoded; `None` if it is none.
pub fn parts(text: &str, budget: &mut Budget) -> Option<Vec<String>> {
    let (head, body) = headers(text.trim_start()).filter(|_| begins(text))?;
    let (_, boundary) = head.split_once("boundary=")?;
    let boundary = boundary.trim_start_matches('"').split(['"', ';', '\r', '\n']).next()?.trim_end();
    let delimiter = format!("--{boundary}");
    let mut parts = body.split(&delimiter);
    // What stands before the first part is for people.
    parts.next().filter(|_| !boundary.is_empty())?;
    Some(parts.take_while(|part| !part.starts_with("--")).filter_map(|part| content(part, budget)).collect())
}

/// The content of a part, with the mark of a cloud-config if only its type says that it is one.
fn content(part: &str, budget: &mut Budget) -> Option<String> {
    let (head, body) = headers(part.trim_start())?;
    let encoding = value_of(head, "content-transfer-encoding").unwrap_or_default();
    let is_base64 = encoding.trim().eq_ignore_ascii_case("base64");
    let encoding = if is_base64 { Encoding::Base64 } else { Encoding::Text };
    let text = encoding.decode(body, budget).ok()?;
    let is_meant = value_of(head, "content-type").is_some_and(|value| value.contains("text/cloud-config"));
    Some(if is_meant && !is_cloud_config(&text) { format!("#cloud-config\n{text}") } else { text })
}

/// The headers of a text in MIME, and what follows the blank line behind them.
fn headers(text: &str) -> Option<(&str, &str)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let (name, _) = text.split_once(':')?;
    let is_header = name.chars().all(is_name);
    let blank =
        ["\n\n", "\r\n\r\n"].iter().filter_map(|blank| Some((text.find(blank)?, blank.len()))).min()?;
    let (head, rest) = text.split_at_checked(blank.0).filter(|_| is_header)?;
    Some((head, rest.get(blank.1..)?))
}

/// The value of a header, up to the end of its line.
fn value_of<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (own, value) = line.split_once(':')?;
        own.eq_ignore_ascii_case(name).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_what_cloud_init_reads() {
        let head = "Content-Type: multipart/mixed; boundary=\"==B==\"\nMIME-Version: 1.0\n\n";
        let part = |kind: &str, body: &str| format!("--==B==\nContent-Type: {kind}\n\n{body}\n");
        let encoded = "--==B==\nContent-Type: text/x-shellscript\nContent-Transfer-Encoding: base64\n\nIyEvYmluL3NoCg==\n";
        let rows: [(String, Option<&[&str]>); 7] = [
            (
                format!("{head}{}{encoded}--==B==--\n", part("text/cloud-config", "a: b")),
                Some(&["#cloud-config\na: b\n", "#!/bin/sh\n"]),
            ),
            (
                format!("{head}{}", part("text/cloud-config", "#cloud-config\na: b")),
                Some(&["#cloud-config\na: b\n"]),
            ),
            (format!("{head}{}", part("text/plain", "a: b")).replace('\n', "\r\n"), Some(&["a: b\r\n"])),
            (head.replace("; boundary=\"==B==\"", ";\n boundary=B") + "--B\nA-B: c\n\nd--B--", Some(&["d"])),
            (head.to_owned(), Some(&[])),
            ("Content-Type: text/plain\n\nboundary=a\n".to_owned(), None),
            ("kind: Pod\n\nContent-Type: multipart/mixed; boundary=a\n".to_owned(), None),
        ];
        for (text, expected) in rows {
            let found = parts(&text, &mut Budget::default());
            let found: Option<Vec<&str>> =
                found.as_ref().map(|parts| parts.iter().map(String::as_str).collect());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}

//! Names of keys, from which it can be told which key is newer.

/// A name without the number at its end, and the number.
fn split(name: &str) -> (&str, Option<u64>) {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (stem, name[stem.len()..].parse().ok())
}

/// Whether the key `a` is newer than the key `b`; nothing if their names do not tell.
pub(super) fn is_newer(a: &str, b: &str) -> Option<bool> {
    let ((stem, a), (other, b)) = (split(a), split(b));
    (stem == other && a != b).then_some(())?;
    // A name without a number is the first one: `key` before `key2`.
    Some(a.unwrap_or(1) > b.unwrap_or(1))
}

/// The name after `name`, newer than all `others` of its kind: `key1` becomes `key2`, `key` too.
pub(super) fn next<'a>(name: &str, others: impl Iterator<Item = &'a str>) -> String {
    let (stem, number) = match split(name) {
        ("", None) => ("key", None),
        split => split,
    };
    let numbers =
        others.map(split).filter(|(other, _)| *other == stem).map(|(_, number)| number.unwrap_or(1));
    let newest = numbers.chain(number).max();
    match newest.or((!name.is_empty()).then_some(1)) {
        Some(newest) => format!("{stem}{}", newest.saturating_add(1)),
        None => format!("{stem}1"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_which_key_is_newer() {
        let rows = [
            ("key2", "key1", Some(true)),
            ("key1", "key2", Some(false)),
            ("key10", "key9", Some(true)),
            ("key2", "key", Some(true)),
            ("key", "key2", Some(false)),
            ("20261126", "20250101", Some(true)),
            ("2026-11", "2026-10", Some(true)),
            ("key1", "key1", None),
            ("new", "old", None),
            ("a1", "b2", None),
            ("key99999999999999999999999", "key1", Some(false)),
        ];
        for (a, b, expected) in rows {
            assert_eq!(is_newer(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn the_next_name_is_new() {
        let rows: [(&str, &[&str], &str); 7] = [
            ("key1", &["key1"], "key2"),
            ("key1", &["key1", "key7", "other9"], "key8"),
            ("key", &["key"], "key2"),
            ("20261126", &["20261126"], "20261127"),
            ("vault", &[], "vault2"),
            ("", &[], "key1"),
            ("", &["key1"], "key2"),
        ];
        for (name, others, expected) in rows {
            assert_eq!(next(name, others.iter().copied()), expected, "{name}");
        }
    }
}

//! Which known name a misspelled one is nearest to.

/// How many slips of the keyboard still count as the same name.
const MAX_DISTANCE: usize = 2;

/// The candidates nearest to `name`, if they are near enough: all of those at the least distance,
/// in the order given.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut best = MAX_DISTANCE;
    let mut found = Vec::new();
    let length = name.chars().count();
    for candidate in candidates {
        // A word of three letters is two slips away from too many others.
        let allowed = best.min(candidate.len() / 3);
        // As many letters as one of them is longer have to be inserted.
        if length.abs_diff(candidate.chars().count()) > allowed {
            continue;
        }
        match distance(name, candidate, allowed) {
            Some(exact) if exact < best => {
                best = exact;
                found = vec![candidate];
            }
            Some(_) => found.push(candidate),
            None => {}
        }
    }
    found
}

/// The Damerau-Levenshtein distance in its restricted form: insertions, deletions, replacements
/// and swaps of neighbours; `None` if it is more than `limit`.
///
/// Only what is near the diagonal can be so little, and a row that is all above the limit ends it: a command may
/// have tens of thousands of words that are no flags.
pub fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let b: Vec<char> = b.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut previous = None;
    for (row, left) in a.chars().enumerate() {
        let mut current = vec![FAR; b.len() + 1];
        current[0] = row + 1;
        let near = row.saturating_sub(limit)..b.len().min(row + limit + 1);
        for (column, right) in near.clone().zip(b.get(near).unwrap_or_default()) {
            let replaced = cell(&last, column) + usize::from(left != *right);
            let mut cost = replaced.min(cell(&last, column + 1) + 1).min(cell(&current, column) + 1);
            let before = column.checked_sub(1).and_then(|index| b.get(index));
            if previous == Some(*right) && before == Some(&left) {
                cost = cost.min(cell(&before_last, column - 1) + 1);
            }
            current[column + 1] = cost;
        }
        // A swap reaches over one row.
        if current.iter().chain(&last).all(|cost| *cost > limit) {
            return None;
        }
        before_last = std::mem::replace(&mut last, current);
        previous = Some(left);
    }
    Some(cell(&last, b.len())).filter(|distance| *distance <= limit)
}

/// More than any distance, and not so much that adding to it overflows.
const FAR: usize = usize::MAX / 2;

fn cell(row: &[usize], column: usize) -> usize {
    row.get(column).copied().unwrap_or(FAR)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn distances() {
        let table = [
            ("", "", 0),
            ("a", "", 1),
            ("", "abc", 3),
            ("abc", "abc", 0),
            ("abc", "acb", 1),
            ("abc", "ab", 1),
            ("kitten", "sitting", 3),
            ("clinet-cert-auth", "client-cert-auth", 1),
            ("ü", "u", 1),
        ];
        for (a, b, expected) in table {
            assert_eq!(distance(a, b, 5), Some(expected), "{a} {b}");
            assert_eq!(distance(b, a, 5), Some(expected), "{b} {a}");
        }
    }

    proptest! {
        #[test]
        fn distances_are_those_of_strsim(a in "[ab-]{0,8}", b in "[ab-]{0,8}", limit in 0_usize..5) {
            let expected = Some(strsim::osa_distance(&a, &b)).filter(|distance| *distance <= limit);
            prop_assert_eq!(distance(&a, &b, limit), expected);
        }
    }

    #[test]
    fn candidates() {
        let names = ["cert-file", "key-file", "name", "v"];
        assert_eq!(nearest("certfile", names), ["cert-file"]);
        assert_eq!(nearest("nmae", names), ["name"]);
        assert_eq!(nearest("certfle", names), ["cert-file"]);
        assert!(nearest("w", names).is_empty());
        assert!(nearest("something-else", names).is_empty());
        assert!(nearest(&"x".repeat(1000), names).is_empty());
        assert_eq!(nearest("peer-cert", ["peer-certs", "peer-cart"]), ["peer-certs", "peer-cart"]);
    }
}

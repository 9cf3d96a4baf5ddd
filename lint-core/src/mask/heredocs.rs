//! Files that a script writes or hands on: what stands between `<<EOF` and `EOF`.

use std::ops::Range;

/// The bytes of each.
pub(crate) fn heredocs(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(&str, usize)> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        match open {
            Some((mark, from)) if line.trim() == mark => {
                found.push(from..start);
                open = None;
            }
            Some(_) => {}
            None => open = mark(line).map(|mark| (mark, end)),
        }
        start = end;
    }
    found
}

/// The word that ends what a line begins, as in `cat <<-'EOF' | kubectl apply -f -`.
fn mark(line: &str) -> Option<&str> {
    let behind = line.split("<<").nth(1)?.trim_start_matches(['-', ' ', '"', '\'', '\\']);
    let mark = behind.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()?;
    Some(mark).filter(|mark| !mark.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_the_marks() {
        let rows: [(&str, &[&str]); 7] = [
            ("cat <<EOF\na\nb\nEOF\nc", &["a\nb\n"]),
            ("cat <<-'EOF' | x\n\ta\n\tEOF\n", &["\ta\n"]),
            ("cat > a << \"A_1\"\r\nb\r\nA_1\r\n", &["b\r\n"]),
            ("x <<A\na\nA\ny <<B\nb\nB\n", &["a\n", "b\n"]),
            ("cat <<EOF\na\n", &[]),
            ("x <<< a\na\n", &[]),
            ("x << \ny\n", &[]),
        ];
        for (text, expected) in rows {
            let shown: Vec<_> = heredocs(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(shown, expected, "{text}");
        }
    }
}

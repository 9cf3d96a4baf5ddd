//! A search for several words at once, which costs nothing to set up.

/// Words to search for, of three bytes or more.
pub(super) struct Words<const N: usize> {
    words: [&'static str; N],
    /// The hashes of their first three bytes, as bits.
    begins: [u64; HASHES / 64],
}

const HASHES: usize = 1 << 12;

/// The hash of three bytes from that of the three before, each of which is one byte further on.
const fn next(hash: usize, byte: u8) -> usize {
    (hash << 4 ^ byte as usize) % HASHES
}

impl<const N: usize> Words<N> {
    pub(super) const fn new(words: [&'static str; N]) -> Words<N> {
        let mut begins = [0; HASHES / 64];
        let mut position = 0;
        while position < N {
            let word = words[position].as_bytes();
            let hash = next(next(next(0, word[0]), word[1]), word[2]);
            begins[hash / 64] |= 1 << (hash % 64);
            position += 1;
        }
        Words { words, begins }
    }

    /// Whether a text has one of the words.
    pub(super) fn any_in(&self, text: &str) -> bool {
        let mut hash = 0;
        text.bytes().enumerate().any(|(at, byte)| {
            hash = next(hash, byte);
            self.begins[hash / 64] >> (hash % 64) & 1 == 1 && self.stands_at(at.saturating_sub(2), text)
        })
    }

    fn stands_at(&self, start: usize, text: &str) -> bool {
        let rest = text.as_bytes().get(start..).unwrap_or_default();
        self.words.iter().any(|word| rest.starts_with(word.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_plain_search_finds() {
        let words = ["etcd", "k3s", "-----BEGIN ", "xetcd"];
        let search = Words::new(words);
        let fragments = ["", "e", "etc", "etcd", "k3", "k3s", "-----", "-----BEGIN ", "x", "é", "\n"];
        for first in fragments {
            for second in fragments {
                for third in fragments {
                    let text = format!("{first}{second}{third}");
                    let expected = words.iter().any(|word| text.contains(word));
                    assert_eq!(search.any_in(&text), expected, "{text:?}");
                }
            }
        }
    }
}

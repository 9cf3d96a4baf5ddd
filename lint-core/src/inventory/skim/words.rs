//! A search for several words at once, which costs nothing to set up.

/// Words to search for, of three bytes or more, in lists.
pub(super) struct Words {
    lists: &'static [&'static [&'static str]],
    /// Whether a word begins with three bytes of a hash.
    begins: [bool; HASHES],
}

const HASHES: usize = 1 << 12;

/// The hash of three bytes from that of the three before, each of which is one byte further on.
const fn next(hash: usize, byte: u8) -> usize {
    (hash << 4 ^ byte as usize) % HASHES
}

impl Words {
    pub(super) const fn new(lists: &'static [&'static [&'static str]]) -> Words {
        let mut begins = [false; HASHES];
        let mut list = 0;
        while list < lists.len() {
            let mut position = 0;
            while position < lists[list].len() {
                let word = lists[list][position].as_bytes();
                let hash = next(next(next(0, word[0]), word[1]), word[2]);
                begins[hash] = true;
                position += 1;
            }
            list += 1;
        }
        Words { lists, begins }
    }

    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.lists.iter().copied().flatten().copied()
    }

    /// Whether a text has one of the words.
    pub(super) fn any_in(&self, text: &str) -> bool {
        let mut hash = 0;
        text.bytes().enumerate().any(|(at, byte)| {
            hash = next(hash, byte);
            self.begins[hash] && self.stands_at(at.saturating_sub(2), text)
        })
    }

    fn stands_at(&self, start: usize, text: &str) -> bool {
        let rest = text.as_bytes().get(start..).unwrap_or_default();
        self.lists.iter().copied().flatten().any(|word| rest.starts_with(word.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_a_plain_search_finds() {
        static WORDS: Words = Words::new(&[&["etcd", "k3s"], &["-----BEGIN ", "xetcd", "\0x\0"]]);
        let fragments = ["", "e", "etc", "etcd", "k3", "k3s", "-----", "-----BEGIN ", "x", "é", "\n", "\0"];
        for first in fragments {
            for second in fragments {
                for third in fragments {
                    let text = format!("{first}{second}{third}");
                    let expected = WORDS.iter().any(|word| text.contains(word));
                    assert_eq!(WORDS.any_in(&text), expected, "{text:?}");
                }
            }
        }
    }
}

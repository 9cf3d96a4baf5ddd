//! A search for several words at once, which costs nothing to set up.

/// Words to search for, of three bytes or more, in lists.
pub(super) struct Words {
    lists: &'static [&'static [&'static str]],
    /// Whether a word begins with three bytes of a hash.
    begins: [bool; 1 << HASH_BITS],
}

const HASH_BITS: u32 = 12;

/// The last three bytes, from the three before and the byte that follows.
const fn shifted(last: u32, byte: u8) -> u32 {
    (last << 8 | byte as u32) & 0xff_ffff
}

/// A hash of three bytes: the upper bits of a product with 2^32 divided by the golden ratio.
const fn hash(bytes: u32) -> usize {
    (bytes.wrapping_mul(0x9e37_79b1) >> (u32::BITS - HASH_BITS)) as usize
}

impl Words {
    pub(super) const fn new(lists: &'static [&'static [&'static str]]) -> Words {
        let mut begins = [false; 1 << HASH_BITS];
        let mut list = 0;
        while list < lists.len() {
            let mut position = 0;
            while position < lists[list].len() {
                let word = lists[list][position].as_bytes();
                begins[hash(shifted(shifted(word[0] as u32, word[1]), word[2]))] = true;
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
        let mut last = 0;
        text.bytes().enumerate().any(|(at, byte)| {
            last = shifted(last, byte);
            self.begins[hash(last)] && self.stands_at(at.saturating_sub(2), text)
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

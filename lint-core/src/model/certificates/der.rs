//! DER, as far as certificates and keys need it, and as lenient as Go's `cryptobyte` reads it.

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;

/// A value of DER.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    /// Its first byte.
    pub(super) tag: u8,
    /// What it holds.
    pub(super) content: &'a [u8],
    /// All of it, with tag and length.
    pub(super) whole: &'a [u8],
}

impl<'a> Value<'a> {
    /// The values in it.
    pub(super) fn inner(self) -> Option<Vec<Value<'a>>> {
        all(self.content)
    }

    /// The one value in it.
    pub(super) fn only(self) -> Option<Value<'a>> {
        only(self.content)
    }

    /// The value, if it has this tag.
    pub(super) fn tagged(self, tag: u8) -> Option<Value<'a>> {
        (self.tag == tag).then_some(self)
    }

    /// The bytes of a bit string.
    pub(super) fn bits(self) -> Option<&'a [u8]> {
        let (unused, bytes) = self.tagged(BIT_STRING)?.content.split_first()?;
        (*unused < 8).then_some(bytes)
    }

    /// A small number that is not negative.
    pub(super) fn number(self) -> Option<usize> {
        let bytes = self.tagged(INTEGER)?.content;
        let is_small = bytes.len() <= 4 && bytes.first().is_some_and(|first| *first < 0x80);
        is_small.then(|| big_endian(bytes))
    }
}

/// The values that some bytes consist of.
pub(super) fn all(mut bytes: &[u8]) -> Option<Vec<Value<'_>>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (value, rest) = first(bytes)?;
        found.push(value);
        bytes = rest;
    }
    Some(found)
}

/// The value that some bytes are, with nothing behind it.
pub(super) fn only(bytes: &[u8]) -> Option<Value<'_>> {
    let (value, rest) = first(bytes)?;
    rest.is_empty().then_some(value)
}

fn first(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    /// From here on the tag has further bytes, which nothing here has.
    const LONG_TAG: u8 = 0x1f;
    let (tag, rest) = bytes.split_first().filter(|(tag, _)| *tag & LONG_TAG != LONG_TAG)?;
    let (length, rest) = length(rest)?;
    let (content, rest) = rest.split_at_checked(length)?;
    let whole = bytes.get(..bytes.len() - rest.len())?;
    Some((Value { tag: *tag, content, whole }, rest))
}

/// A length in its shortest form, which DER asks for.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let count = usize::from(first & 0x7f);
    if *first < 0x80 {
        return Some((count, rest));
    }
    let (digits, rest) = rest.split_at_checked(count).filter(|_| count <= 4)?;
    let length = big_endian(digits);
    (digits.first() != Some(&0) && length >= 0x80).then_some((length, rest))
}

fn big_endian(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
}

/// A value with this tag that holds these bytes.
pub(super) fn wrap(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let digits = content.len().to_be_bytes();
    let digits = digits.get(digits.iter().take_while(|digit| **digit == 0).count()..).unwrap_or_default();
    let mut whole = vec![tag];
    match digits {
        [] => whole.push(0),
        [short @ 0..0x80] => whole.push(*short),
        long => {
            whole.push(0x80 | long.len() as u8);
            whole.extend(long);
        }
    }
    whole.extend(content);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_they_are_written() {
        for count in [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x10000] {
            let bytes = vec![7; count];
            let whole = wrap(OCTET_STRING, &[&bytes]);
            let value = only(&whole).unwrap();
            assert_eq!((value.tag, value.content.len(), value.whole.len()), (4, count, whole.len()));
        }
    }

    #[test]
    fn what_is_no_der_is_no_value() {
        for bytes in [
            &[][..],
            &[0x30],
            &[0x30, 1],
            &[0x30, 0x80],
            &[0x30, 0x81, 0x05, 1, 2, 3, 4, 5],
            &[0x30, 0x82, 0x00, 0x80],
            &[0x30, 0xff],
            &[0x1f, 1, 0],
            &[0x30, 0, 0],
        ] {
            assert!(only(bytes).is_none(), "{bytes:?}");
        }
    }

    #[test]
    fn small_numbers() {
        let rows: [(&[u8], Option<usize>); 6] = [
            (&[5], Some(5)),
            (&[0, 0x80], Some(0x80)),
            (&[0x7f, 0xff, 0xff, 0xff], Some(0x7fff_ffff)),
            (&[0x80], None),
            (&[1, 0, 0, 0, 0], None),
            (&[], None),
        ];
        for (content, expected) in rows {
            assert_eq!(Value { tag: INTEGER, content, whole: &[] }.number(), expected, "{content:x?}");
        }
    }

    /// The first byte of a bit string is the number of bits that the last one does not use.
    #[test]
    fn bit_strings() {
        let rows: [(&[u8], Option<&[u8]>); 4] =
            [(&[0, 1], Some(&[1])), (&[7, 0x80], Some(&[0x80])), (&[8, 0], None), (&[], None)];
        for (content, expected) in rows {
            assert_eq!(Value { tag: BIT_STRING, content, whole: &[] }.bits(), expected, "{content:x?}");
        }
    }
}

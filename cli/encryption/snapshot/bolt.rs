//! Reads a bbolt file, the format of etcd's snapshots, without trusting it.
//!
//! A file is a row of pages. Two meta pages lead to the root bucket, whose leaves hold the other buckets; a
//! bucket is a tree of branch pages with entries in its leaf pages. A page that overflows goes on in those
//! behind it. Every number from the file is checked before it is used, and no page is visited twice.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("it is not a bbolt file, as etcd's snapshots are")]
    NotBolt,
    #[error("it is damaged: {0}")]
    Damaged(&'static str),
    #[error("it has no bucket called `key`, so it is not etcd's")]
    NoBucket,
}

const MAGIC: u32 = 0xED0C_DAED;
const VERSION: u32 = 2;
const PAGE_HEADER: usize = 16;
const META: usize = 64;
const BRANCH: u16 = 0x01;
const LEAF: u16 = 0x02;
const ELEMENT: usize = 16;
/// The mark of an entry that is a bucket.
const BUCKET: usize = 0x01;
/// The sizes that pages may have: those of the systems that etcd runs on.
const PAGE_SIZES: [u64; 5] = [4096, 8192, 16_384, 32_768, 65_536];
/// The largest page with what overflows from it. etcd takes requests of 1.5 MiB unless told otherwise.
const LARGEST_PAGE: u64 = 256 << 20;
/// The most branch pages one above the other; real files have five.
const DEEPEST: usize = 32;

/// A bbolt file.
pub(super) struct Bolt {
    file: File,
    length: u64,
    page_size: u64,
    root: u64,
}

/// A page and what overflows from it.
struct Page {
    bytes: Vec<u8>,
}

/// An entry of a leaf.
struct Entry<'a> {
    is_bucket: bool,
    key: &'a [u8],
    value: &'a [u8],
}

impl Bolt {
    pub(super) fn open(file: File) -> Result<Bolt, Error> {
        let length = file.metadata()?.len();
        let mut bolt = Bolt { file, length, page_size: 0, root: 0 };
        let metas: Vec<Meta> = bolt.metas()?;
        let newest = metas.into_iter().max_by_key(|meta| meta.transaction).ok_or(Error::NotBolt)?;
        bolt.page_size = newest.page_size;
        bolt.root = newest.root;
        Ok(bolt)
    }

    /// The meta pages that are whole: one may be half written.
    fn metas(&mut self) -> Result<Vec<Meta>, Error> {
        let mut found = Vec::new();
        for start in std::iter::once(0).chain(PAGE_SIZES) {
            let mut bytes = [0; PAGE_HEADER + META];
            if start + bytes.len() as u64 > self.length {
                break;
            }
            self.file.seek(SeekFrom::Start(start))?;
            self.file.read_exact(&mut bytes)?;
            found.extend(
                Meta::read(&bytes[PAGE_HEADER..]).filter(|meta| start == 0 || meta.page_size == start),
            );
        }
        Ok(found)
    }

    /// Calls `each` with the keys and values of a bucket, in order.
    pub(super) fn each_of(
        &mut self,
        bucket: &[u8],
        mut each: impl FnMut(&[u8], &[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut root = None;
        self.walk(self.root, &mut |entry| {
            if entry.is_bucket && entry.key == bucket {
                root = Some(entry.value.to_vec());
            }
            Ok(())
        })?;
        let header = root.ok_or(Error::NoBucket)?;
        match number::<8>(&header, 0).map(u64::from_le_bytes) {
            // A small bucket has its only page behind the header.
            Some(0) => {
                let page = Page { bytes: header.get(16..).unwrap_or_default().to_vec() };
                page.entries()?.iter().try_for_each(|entry| each(entry.key, entry.value))
            }
            Some(page) => self.walk(page, &mut |entry| each(entry.key, entry.value)),
            None => Err(Error::Damaged("a bucket without a header")),
        }
    }

    /// Visits the entries of a tree.
    fn walk(
        &mut self,
        root: u64,
        each: &mut impl FnMut(&Entry<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut seen = HashSet::new();
        let mut open = vec![(root, 0)];
        while let Some((id, depth)) = open.pop() {
            if !seen.insert(id) || depth > DEEPEST {
                return Err(Error::Damaged("pages that lead in a circle"));
            }
            let page = self.page(id)?;
            match page.flags()? {
                BRANCH => open.extend(page.children()?.into_iter().rev().map(|child| (child, depth + 1))),
                LEAF => page.entries()?.iter().try_for_each(&mut *each)?,
                _ => return Err(Error::Damaged("a page of another kind in a tree")),
            }
        }
        Ok(())
    }

    fn page(&mut self, id: u64) -> Result<Page, Error> {
        let start = id.checked_mul(self.page_size).ok_or(Error::Damaged("a page far behind the end"))?;
        let mut header = [0; PAGE_HEADER];
        self.read_at(start, &mut header)?;
        let is_itself = number::<8>(&header, 0).map(u64::from_le_bytes) == Some(id);
        let overflow = number::<4>(&header, 12).map(u32::from_le_bytes).unwrap_or_default();
        let length = (u64::from(overflow) + 1) * self.page_size;
        if !is_itself || length > LARGEST_PAGE || start.saturating_add(length) > self.length {
            return Err(Error::Damaged("a page that is not what it should be"));
        }
        let mut bytes = vec![0; length as usize];
        self.read_at(start, &mut bytes)?;
        Ok(Page { bytes })
    }

    fn read_at(&mut self, start: u64, bytes: &mut [u8]) -> Result<(), Error> {
        if start.saturating_add(bytes.len() as u64) > self.length {
            return Err(Error::Damaged("a page behind the end"));
        }
        self.file.seek(SeekFrom::Start(start))?;
        Ok(self.file.read_exact(bytes)?)
    }
}

/// What leads to the root.
struct Meta {
    page_size: u64,
    root: u64,
    transaction: u64,
}

impl Meta {
    fn read(bytes: &[u8]) -> Option<Meta> {
        let word = |at| number::<4>(bytes, at).map(u32::from_le_bytes);
        let long = |at| number::<8>(bytes, at).map(u64::from_le_bytes);
        let page_size = u64::from(word(8)?);
        let is_whole = word(0)? == MAGIC && word(4)? == VERSION && long(56)? == fnv1a(bytes.get(..56)?);
        let meta = Meta { page_size, root: long(16)?, transaction: long(48)? };
        (is_whole && PAGE_SIZES.contains(&page_size)).then_some(meta)
    }
}

impl Page {
    fn flags(&self) -> Result<u16, Error> {
        let flags = number::<2>(&self.bytes, 8).map(u16::from_le_bytes);
        flags.ok_or(Error::Damaged("a page without a header"))
    }

    /// The elements behind the header, each with the bytes from its own start on, from which it counts.
    fn elements(&self) -> Result<Vec<&[u8]>, Error> {
        let count = number::<2>(&self.bytes, 10).map(u16::from_le_bytes).unwrap_or_default();
        let element = |index: usize| {
            let rest = self.bytes.get(PAGE_HEADER + index * ELEMENT..)?;
            (rest.len() >= ELEMENT).then_some(rest)
        };
        let elements = (0..usize::from(count)).map(element).collect::<Option<Vec<_>>>();
        elements.ok_or(Error::Damaged("a page with more elements than fit"))
    }

    fn children(&self) -> Result<Vec<u64>, Error> {
        let children =
            self.elements()?.into_iter().map(|element| number::<8>(element, 8).map(u64::from_le_bytes));
        children.collect::<Option<_>>().ok_or(Error::Damaged("a branch without an end"))
    }

    fn entries(&self) -> Result<Vec<Entry<'_>>, Error> {
        let entries = self.elements()?.into_iter().map(Entry::read);
        entries.collect::<Option<_>>().ok_or(Error::Damaged("an entry that ends behind its page"))
    }
}

impl Entry<'_> {
    fn read(element: &[u8]) -> Option<Entry<'_>> {
        let word = |at| number::<4>(element, at).map(|bytes| u32::from_le_bytes(bytes) as usize);
        let (start, key, value) = (word(4)?, word(8)?, word(12)?);
        let both = element.get(start..start.checked_add(key)?.checked_add(value)?)?;
        let (key, value) = both.split_at(key);
        Some(Entry { is_bucket: word(0)? & BUCKET != 0, key, value })
    }
}

/// Some bytes in the middle of others.
fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

/// The checksum of a meta page.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

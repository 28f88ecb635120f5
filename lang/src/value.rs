//! Tags and types of run-time values.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{BitAnd, BitOr};

/// The tag of a value; its number is what the circuit sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Tag {
    /// The empty list.
    Nil = 0,
    /// The unspecified value.
    Unspecified = 1,
    /// A boolean; payload 0 or 1.
    Boolean = 2,
    /// A character; payload its code point.
    Char = 3,
    /// A 64-bit signed integer.
    Integer = 4,
    /// A field element.
    Field = 5,
    /// A symbol; payload the digest of its name.
    Symbol = 6,
    /// A string; payload its digest.
    String = 7,
    /// A pair; payload its digest.
    Pair = 8,
    /// A procedure; payload its digest.
    Procedure = 9,
    /// A vector: see [`Wrap::Vector`].
    Vector = 10,
    /// A bytevector: see [`Wrap::Bytevector`].
    Bytevector = 11,
    /// A record: see [`Wrap::Record`].
    Record = 12,
    /// None or several values: see [`Wrap::Values`].
    Values = 13,
    /// A place on the stack to leave to; payload the stack's digest. Only the library sees one.
    Continuation = 14,
}

impl Tag {
    /// Every tag, in the order of their numbers.
    pub const ALL: [Tag; 15] = [
        Tag::Nil,
        Tag::Unspecified,
        Tag::Boolean,
        Tag::Char,
        Tag::Integer,
        Tag::Field,
        Tag::Symbol,
        Tag::String,
        Tag::Pair,
        Tag::Procedure,
        Tag::Vector,
        Tag::Bytevector,
        Tag::Record,
        Tag::Values,
        Tag::Continuation,
    ];

    /// The number that the circuit uses, below 16.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// With its article, as messages say it.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Tag::Nil => "the empty list",
            Tag::Unspecified => "the unspecified value",
            Tag::Boolean => "a boolean",
            Tag::Char => "a character",
            Tag::Integer => "an integer",
            Tag::Field => "a field element",
            Tag::Symbol => "a symbol",
            Tag::String => "a string",
            Tag::Pair => "a pair",
            Tag::Procedure => "a procedure",
            Tag::Vector => "a vector",
            Tag::Bytevector => "a bytevector",
            Tag::Record => "a record",
            Tag::Values => "none or several values",
            Tag::Continuation => "a continuation",
        }
    }
}

/// What a *wrap* is: a value with the payload of a pair under another tag.
///
/// Making and taking off a wrap costs nothing in the circuit, and whatever is built of pairs is
/// content-addressed by itself. What the pair holds is the library's affair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Wrap {
    /// `(length . (scale . tree))`: see [`crate::vector`].
    Vector,
    /// The same of integers from 0 to 255.
    Bytevector,
    /// `(descriptor . fields)`; the descriptor is the list `(name id field-name …)`, the last field the last
    /// `cdr`: `(a . (b . c))`, or `()` if there is none.
    Record,
    /// The list of two or more values; for none at all the pair `(#f . #f)`.
    Values,
}

impl Wrap {
    /// Every wrap.
    pub const ALL: [Wrap; 4] = [Wrap::Vector, Wrap::Bytevector, Wrap::Record, Wrap::Values];

    /// Its tag.
    #[must_use]
    pub const fn tag(self) -> Tag {
        match self {
            Wrap::Vector => Tag::Vector,
            Wrap::Bytevector => Tag::Bytevector,
            Wrap::Record => Tag::Record,
            Wrap::Values => Tag::Values,
        }
    }

    /// The wrap with this tag.
    #[must_use]
    pub fn of(tag: Tag) -> Option<Wrap> {
        Wrap::ALL.into_iter().find(|wrap| wrap.tag() == tag)
    }
}

/// A set of tags.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct TagSet(u16);

impl TagSet {
    /// No tag.
    pub const EMPTY: TagSet = TagSet(0);
    /// Every tag.
    pub const ANY: TagSet = TagSet((1 << Tag::ALL.len()) - 1);
    /// What arithmetic takes: integers and field elements.
    pub const NUMBER: TagSet = TagSet(1 << Tag::Integer as u16 | 1 << Tag::Field as u16);

    /// The set of one tag.
    #[must_use]
    pub const fn of(tag: Tag) -> TagSet {
        TagSet(1 << tag as u16)
    }

    /// Whether the tag is in the set.
    #[must_use]
    pub const fn contains(self, tag: Tag) -> bool {
        self.0 & (1 << tag as u16) != 0
    }

    /// Whether no tag is in the set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether every tag of this set is in the other.
    #[must_use]
    pub const fn is_subset(self, other: TagSet) -> bool {
        self.0 & !other.0 == 0
    }

    /// Tags of this set that are not in the other.
    #[must_use]
    pub const fn without(self, other: TagSet) -> TagSet {
        TagSet(self.0 & !other.0)
    }

    /// The tag, if there is exactly one.
    #[must_use]
    pub fn single(self) -> Option<Tag> {
        let mut tags = self.iter();
        match (tags.next(), tags.next()) {
            (Some(tag), None) => Some(tag),
            _ => None,
        }
    }

    /// The tags in order.
    pub fn iter(self) -> impl Iterator<Item = Tag> {
        Tag::ALL.into_iter().filter(move |&tag| self.contains(tag))
    }

    /// The nouns of all tags, joined by "or".
    #[must_use]
    pub fn nouns(self) -> String {
        self.iter().map(Tag::noun).collect::<Vec<_>>().join(" or ")
    }
}

impl BitOr for TagSet {
    type Output = TagSet;
    fn bitor(self, other: TagSet) -> TagSet {
        TagSet(self.0 | other.0)
    }
}

impl BitAnd for TagSet {
    type Output = TagSet;
    fn bitand(self, other: TagSet) -> TagSet {
        TagSet(self.0 & other.0)
    }
}

impl fmt::Debug for TagSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// What is known of a value before the run: its possible tags and, if it is an integer, its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Type {
    /// Possible tags.
    pub tags: TagSet,
    /// Smallest integer it can be.
    pub lo: i64,
    /// Largest integer it can be.
    pub hi: i64,
}

impl Type {
    /// No value at all: code that produces it is never reached.
    pub const NEVER: Type = Type {
        tags: TagSet::EMPTY,
        lo: i64::MAX,
        hi: i64::MIN,
    };
    /// Any value.
    pub const ANY: Type = Type::tagged(TagSet::ANY);

    /// Any value with one of these tags.
    #[must_use]
    pub const fn tagged(tags: TagSet) -> Type {
        if tags.contains(Tag::Integer) {
            Type {
                tags,
                lo: i64::MIN,
                hi: i64::MAX,
            }
        } else {
            Type {
                tags,
                lo: i64::MAX,
                hi: i64::MIN,
            }
        }
    }

    /// Any value with this tag.
    #[must_use]
    pub const fn of(tag: Tag) -> Type {
        Type::tagged(TagSet::of(tag))
    }

    /// An integer between bounds; [`Type::NEVER`] if `lo > hi`.
    #[must_use]
    pub const fn integer(lo: i64, hi: i64) -> Type {
        if lo > hi {
            Type::NEVER
        } else {
            Type {
                tags: TagSet::of(Tag::Integer),
                lo,
                hi,
            }
        }
    }

    /// Whether no value has this type.
    #[must_use]
    pub const fn is_never(&self) -> bool {
        self.tags.is_empty()
    }

    /// Values of either type.
    #[must_use]
    pub fn join(self, other: Type) -> Type {
        Type {
            tags: self.tags | other.tags,
            lo: self.lo.min(other.lo),
            hi: self.hi.max(other.hi),
        }
    }

    /// The same without the tags outside `tags`.
    #[must_use]
    pub fn restrict(self, tags: TagSet) -> Type {
        let tags = self.tags & tags;
        if tags.contains(Tag::Integer) {
            Type { tags, ..self }
        } else {
            Type::tagged(tags)
        }
    }

    /// The same with integers limited to `lo..=hi`.
    #[must_use]
    pub fn clamp(self, lo: i64, hi: i64) -> Type {
        if !self.tags.contains(Tag::Integer) {
            return self;
        }
        let (lo, hi) = (self.lo.max(lo), self.hi.min(hi));
        if lo > hi {
            Type::tagged(self.tags.without(TagSet::of(Tag::Integer)))
        } else {
            Type {
                tags: self.tags,
                lo,
                hi,
            }
        }
    }

    /// The tag, if it is known.
    #[must_use]
    pub fn tag(&self) -> Option<Tag> {
        self.tags.single()
    }

    /// Whether every value is an integer.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        self.tag() == Some(Tag::Integer)
    }
}

//! Labels as stored bytes: small, since every search result and every export reads them.
//!
//! Numbers are in groups of seven bits, the least first; a text is its length and its bytes; a list is
//! its length and its members. Readers come with the index layout that wrote the bytes, so there is
//! no version in them.

use crate::article::labels::{Labels, Link, Place, Relation, Role, TopicLabel, Zone};

/// The order here is the order of the bytes: members are only ever added at the end.
const ZONES: [Zone; 4] = [Zone::Title, Zone::Abstract, Zone::Body, Zone::Caption];
const ROLES: [Role; 5] =
    [Role::Minister, Role::ActingMinister, Role::PermanentViceMinister, Role::ViceMinister, Role::InCharge];
const RELATIONS: [Relation; 8] = [
    Relation::Chaired,
    Relation::Led,
    Relation::Received,
    Relation::Attended,
    Relation::Visited,
    Relation::Spoke,
    Relation::Acted,
    Relation::Mentioned,
];
const REGISTRY_BIT: u64 = 1;
const INFERRED_BIT: u64 = 2;

pub(super) fn pack(labels: &Labels) -> Vec<u8> {
    let mut out = Packer(Vec::new());
    out.list(&labels.officials, Packer::link);
    out.list(&labels.topics, |out, topic| {
        out.text(&topic.id);
        out.place(&topic.evidence);
    });
    out.list(&labels.identifiers, |out, number| out.text(number));
    out.number(labels.unresolved.into());
    out.0
}

/// `None` when the bytes were not made by [`pack`].
pub(super) fn unpack(bytes: &[u8]) -> Option<Labels> {
    let mut from = Unpacker(bytes);
    let officials = from.list(Unpacker::link)?;
    let topics = from.list(|from| Some(TopicLabel { id: from.text()?, evidence: from.place()? }))?;
    let identifiers = from.list(Unpacker::text)?;
    let unresolved = from.small()?;
    from.0.is_empty().then_some(Labels { officials, topics, identifiers, unresolved })
}

struct Packer(Vec<u8>);

impl Packer {
    fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.0.push(n.to_le_bytes()[0] | 0x80);
            n >>= 7;
        }
        self.0.push(n.to_le_bytes()[0]);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Packer, &T)) {
        self.number(items.len() as u64);
        items.iter().for_each(|item| write(self, item));
    }

    /// A member of a table by its place there.
    fn member<T: PartialEq>(&mut self, table: &[T], value: &T) {
        let place = table.iter().position(|v| v == value).expect("the tables hold every variant, says a test");
        self.number(place as u64);
    }

    fn place(&mut self, place: &Place) {
        self.member(&ZONES, &place.zone);
        for n in [place.item, place.start, place.end] {
            self.number(n.into());
        }
    }

    fn link(&mut self, link: &Link) {
        self.text(&link.name);
        match &link.role {
            None => self.number(0),
            Some(role) => {
                self.number(1);
                self.member(&ROLES, role);
            }
        }
        self.text(&link.title);
        self.member(&RELATIONS, &link.relation);
        self.list(&link.evidence, Packer::place);
        let bits = [(link.registry, REGISTRY_BIT), (link.inferred, INFERRED_BIT)];
        self.number(bits.iter().filter(|(set, _)| *set).map(|(_, bit)| bit).sum());
    }
}

struct Unpacker<'a>(&'a [u8]);

impl Unpacker<'_> {
    fn number(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let (first, rest) = self.0.split_first()?;
            self.0 = rest;
            n |= u64::from(first & 0x7f) << shift;
            if first & 0x80 == 0 {
                return Some(n);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(std::str::from_utf8(text).ok()?.to_owned())
    }

    fn list<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.number()?;
        // Every item takes a byte at least, so a length that can't be true ends early.
        (0..length).map(|_| read(self)).collect()
    }

    fn member<T: Copy>(&mut self, table: &[T]) -> Option<T> {
        table.get(usize::try_from(self.number()?).ok()?).copied()
    }

    fn place(&mut self) -> Option<Place> {
        Some(Place { zone: self.member(&ZONES)?, item: self.small()?, start: self.small()?, end: self.small()? })
    }

    fn role(&mut self) -> Option<Option<Role>> {
        match self.number()? {
            0 => Some(None),
            1 => self.member(&ROLES).map(Some),
            _ => None,
        }
    }

    fn link(&mut self) -> Option<Link> {
        let (name, role, title) = (self.text()?, self.role()?, self.text()?);
        let relation = self.member(&RELATIONS)?;
        let evidence = self.list(Unpacker::place)?;
        let bits = self.number()?;
        let (registry, inferred) = (bits & REGISTRY_BIT != 0, bits & INFERRED_BIT != 0);
        Some(Link { name, role, title, relation, evidence, registry, inferred })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places() -> impl Strategy<Value = Place> {
        (prop::sample::select(ZONES.to_vec()), any::<(u32, u32, u32)>()).prop_map(|(zone, (item, start, end))| Place {
            zone,
            item,
            start,
            end,
        })
    }

    fn links() -> impl Strategy<Value = Link> {
        let roles = prop::option::of(prop::sample::select(ROLES.to_vec()));
        let relations = prop::sample::select(RELATIONS.to_vec());
        (any::<(String, String, bool, bool)>(), roles, relations, prop::collection::vec(places(), 0..4)).prop_map(
            |((name, title, registry, inferred), role, relation, evidence)| Link {
                name,
                role,
                title,
                relation,
                evidence,
                registry,
                inferred,
            },
        )
    }

    fn labels() -> impl Strategy<Value = Labels> {
        let topics = (any::<String>(), places()).prop_map(|(id, evidence)| TopicLabel { id, evidence });
        (
            prop::collection::vec(links(), 0..4),
            prop::collection::vec(topics, 0..4),
            prop::collection::vec(any::<String>(), 0..4),
            any::<u32>(),
        )
            .prop_map(|(officials, topics, identifiers, unresolved)| Labels {
                officials,
                topics,
                identifiers,
                unresolved,
            })
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_out_again(labels in labels()) {
            let bytes = pack(&labels);
            for cut in 0..bytes.len() {
                prop_assert_eq!(unpack(&bytes[..cut]), None);
            }
            prop_assert_eq!(unpack(&bytes), Some(labels));
        }

        #[test]
        fn any_bytes_are_refused_or_read(bytes in any::<Vec<u8>>()) {
            if let Some(labels) = unpack(&bytes) {
                prop_assert_eq!(unpack(&pack(&labels)), Some(labels));
            }
        }
    }

    #[test]
    fn the_tables_hold_every_variant() {
        // A new variant makes these matches fail to compile: add it to its table too.
        for zone in ZONES {
            match zone {
                Zone::Title | Zone::Abstract | Zone::Body | Zone::Caption => {}
            }
        }
        for role in ROLES {
            match role {
                Role::Minister
                | Role::ActingMinister
                | Role::PermanentViceMinister
                | Role::ViceMinister
                | Role::InCharge => {}
            }
        }
        for relation in RELATIONS {
            match relation {
                Relation::Chaired | Relation::Led | Relation::Received | Relation::Attended => {}
                Relation::Visited | Relation::Spoke | Relation::Acted | Relation::Mentioned => {}
            }
        }
    }

    #[test]
    fn no_labels_take_four_bytes() {
        assert_eq!(pack(&Labels::default()), [0, 0, 0, 0]);
        assert_eq!(unpack(&[0xff; 12]), None);
    }
}

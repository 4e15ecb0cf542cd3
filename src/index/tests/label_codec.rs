//! The bytes of stored labels.

use proptest::prelude::*;

use super::super::label_codec::{decode, encode};
use super::super::schema::LAYOUT_VERSION;
use crate::article::labels::{Labels, Link, Place, Relation, Role, TopicLabel, Zone};

fn places() -> impl Strategy<Value = Place> {
    (prop::sample::select(vec![Zone::Title, Zone::Abstract, Zone::Body, Zone::Caption]), any::<(u32, u32, u32)>())
        .prop_map(|(zone, (item, start, end))| Place { zone, item, start, end })
}

fn links() -> impl Strategy<Value = Link> {
    let roles = prop::option::of(prop::sample::select(Role::ALL.to_vec()));
    let relations = prop::sample::select(vec![Relation::Chaired, Relation::Spoke, Relation::Mentioned]);
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
    fn encoded_labels_decode_to_themselves_and_no_prefix_decodes(labels in labels()) {
        let bytes = encode(&labels);
        for cut in 0..bytes.len() {
            prop_assert_eq!(decode(&bytes[..cut]), None);
        }
        prop_assert_eq!(decode(&bytes), Some(labels));
    }

    #[test]
    fn any_bytes_are_rejected_or_decoded(bytes in any::<Vec<u8>>()) {
        if let Some(labels) = decode(&bytes) {
            prop_assert_eq!(decode(&encode(&labels)), Some(labels));
        }
    }
}

/// Fails when labels are encoded differently while the layout version stays the same: an index of the older version would
/// be misread. Increase [`LAYOUT_VERSION`] and then update both values here.
#[test]
fn the_encoding_belongs_to_the_layout_version() {
    let place = Place { zone: Zone::Caption, item: 2, start: 300, end: 301 };
    let link = Link {
        name: "Lan".to_owned(),
        role: Some(Role::InCharge),
        title: String::new(),
        relation: Relation::Mentioned,
        evidence: vec![place],
        registry: true,
        inferred: false,
    };
    let labels = Labels {
        officials: vec![link],
        topics: vec![TopicLabel {
            id: "t".to_owned(),
            evidence: Place { zone: Zone::Title, item: 0, start: 1, end: 5 },
        }],
        identifiers: vec!["1/TT".to_owned()],
        unresolved: 7,
    };
    let expected =
        b"\x01\x03Lan\x01\x04\x00\x07\x01\x03\x02\xac\x02\xad\x02\x01\x00\x01\x01t\x00\x00\x01\x05\x01\x041/TT\x07";
    assert_eq!((LAYOUT_VERSION, encode(&labels).as_slice()), (8, expected.as_slice()));
}

#[test]
fn empty_labels_take_four_bytes() {
    assert_eq!(encode(&Labels::default()), [0, 0, 0, 0]);
    assert_eq!(decode(&[0xff; 12]), None);
}

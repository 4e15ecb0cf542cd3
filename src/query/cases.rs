//! Cases: what a query must find, must not find, and must put below.

use super::Match;
use super::shelf::{Draft, Shelf};

fn articles() -> Vec<Draft> {
    vec![
        Draft {
            id: "a",
            title: "Bộ trưởng Đào Hồng Lan: Đẩy mạnh khám, chữa bệnh bằng bảo hiểm y tế".into(),
            body: Some("Trung ương Đảng, Bộ trưởng và các đơn vị làm việc tại Hà Nội.".into()),
            day: Some((3, 6)),
            ..Draft::default()
        },
        Draft {
            id: "b", title: "Nuôi chó mèo phải tiêm phòng dại".into(), day: Some((4, 6)), ..Draft::default()
        },
        Draft { id: "c", title: "Quà tặng cho bệnh nhi".into(), day: Some((5, 6)), ..Draft::default() },
    ]
}

#[test]
fn a_first_look() {
    let mut shelf = Shelf::of(&articles());
    assert_eq!(shelf.ids("chó"), ["b"]);
    assert_eq!(shelf.ids("cho"), ["c", "b"]);
    assert_eq!(shelf.hits("cho").iter().map(|h| h.matched.unwrap()).collect::<Vec<_>>(), [Match::Exact, Match::Folded]);
    assert_eq!(shelf.ids("\"khám chữa bệnh\""), ["a"]);
    assert_eq!(shelf.ids("\"bảo hiem y tế\""), ["a"]);
    assert!(shelf.ids("\"đảng bộ\" title:khám").contains(&"a".to_owned()), "over a gap, once nothing else is found");
    assert_eq!(shelf.ids("Bộ trưởng Đào Hồng Lan: Đẩy mạnh khám, chữa bệnh bằng bảo hiểm y tế"), ["a"]);
    assert_eq!(shelf.ids("benh -bảo"), ["c"]);
    assert_eq!(shelf.ids("chó OR tặng"), ["c", "b"]);
}

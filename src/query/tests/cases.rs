//! Cases: which articles a query must find, and in which order.
//!
//! One corpus of invented articles, and one table. Each line of the table has a query, the articles that it
//! finds, best first, and how they match; `~` before the articles means any order.

use super::fixture::{Draft, TestIndex};
use crate::article::labels::Role;
use crate::query::{Match, Relaxation};

pub(in crate::query) fn articles() -> Vec<Draft> {
    let none = Draft::default;
    vec![
        Draft {
            id: "kham",
            title: "Bộ trưởng Đào Hồng Lan: Đẩy mạnh khám, chữa bệnh bằng bảo hiểm y tế".into(),
            lead: Some("Sáng 5/6, đoàn công tác làm việc với tỉnh Quảng Trị.".into()),
            body: Some(
                "Thay mặt Trung ương Đảng, Bộ trưởng biểu dương các đơn vị. Nghị quyết số 72-NQ/TW ngày 09 tháng 9 năm \
                 2025 là căn cứ.\n\nNgười dân được hưởng lợi khi trạm y tế xã có bác sĩ."
                    .into(),
            ),
            day: Some((5, 6)),
            acted: vec![("Đào Hồng Lan", Role::Minister)],
            topics: vec!["bao-hiem-y-te"],
            ..none()
        },
        Draft {
            id: "cho",
            title: "Nuôi chó mèo phải tiêm vắc xin phòng dại".into(),
            lead: Some("Thứ trưởng Trần Văn Thuấn nhắc chủ vật nuôi.".into()),
            day: Some((6, 6)),
            acted: vec![("Trần Văn Thuấn", Role::ViceMinister)],
            topics: vec!["phong-benh"],
            ..none()
        },
        Draft {
            id: "qua",
            title: "Trao quà cho bệnh nhi dịp Tết Thiếu nhi".into(),
            body: Some("Đoàn tặng sữa cho các em. “Sức khỏe là vàng”, bà nói. Có 1.586 suất quà.".into()),
            captions: vec!["Các em nhận quà tại khoa Nhi. Ảnh: Minh Họa".into()],
            day: Some((1, 6)),
            named: vec!["Đào Hồng Lan"],
            topics: vec!["le-tet-tham-hoi"],
            ..none()
        },
        Draft {
            id: "bhyt",
            title: "Mở rộng quyền lợi cho người có thẻ BHYT".into(),
            body: Some("UBND TP.HCM đề xuất. Chỉ thị 25-CT/TW nêu rõ việc này.".into()),
            day: Some((2, 7)),
            topics: vec!["bao-hiem-y-te"],
            ..none()
        },
        Draft {
            id: "ttg",
            title: "Thực hiện Chỉ thị 25/CT-TTg của Thủ tướng".into(),
            body: Some("Họp tại thành phố Hồ Chí Minh vào 9/9/2025. Thông tư số 43/2025/TT-BYT có hiệu lực.".into()),
            day: Some((9, 9)),
            acted: vec![("Trần Văn Thuấn", Role::PermanentViceMinister)],
            ..none()
        },
        Draft {
            id: "khoe",
            title: "Chăm sóc sức khoẻ bà mẹ, trẻ em vùng cao".into(),
            body: Some("Uỷ ban các cấp vào cuộc. Bác sỹ Vy về xã. Người thúy kiều. Kỹ thuật mới của bệnh viện.".into()),
            day: Some((10, 9)),
            topics: vec!["ba-me-tre-em"],
            ..none()
        },
        Draft {
            id: "duong",
            title: "Khánh thành con đường dẫn vào bệnh viện".into(),
            body: Some("Điều dưỡng viên dương tính được cách ly. Con đường mới dài 3 km.".into()),
            day: Some((11, 9)),
            ..none()
        },
        Draft {
            id: "duoc",
            title: "Siết quản lý dược phẩm nhập khẩu".into(),
            body: Some("Cục Quản lý Dược cho biết giá thuốc đã giảm.".into()),
            day: Some((12, 10)),
            topics: vec!["duoc"],
            ..none()
        },
        Draft {
            id: "ai",
            title: "Ứng dụng AI trong chẩn đoán hình ảnh".into(),
            body: Some("Máy đọc phim nhanh hơn. COVID-19 đã để lại bài học. Tiến sĩ Sigurðsson dự.".into()),
            day: Some((13, 10)),
            topics: vec!["chuyen-doi-so"],
            ..none()
        },
        Draft {
            id: "ngoai",
            title: "Hội chợ việc làm của tỉnh bạn".into(),
            body: Some("Ai cũng có thể tới hội chợ; bệnh viện có gian hàng.".into()),
            day: Some((14, 10)),
            outside: true,
            ..none()
        },
        Draft {
            id: "luat",
            title: "Quốc hội thông qua Luật 114/2025/QH15 (sửa đổi) - bước tiến mới: “Vì dân”".into(),
            lead: Some("Luật có hiệu lực từ 1/7/2026.".into()),
            body: Some("Trí tuệ nhân tạo được nhắc tới. Đại biểu tán thành. Vaccine trong nước được ưu tiên.".into()),
            day: Some((10, 12)),
            topics: vec!["phap-luat-the-che"],
            ..none()
        },
        Draft { id: "khongngay", title: "Thông báo tuyển dụng".into(), ..none() },
    ]
}

/// `query | ids best first | marks`. Marks: `e` all exact, `f` folded, `a` any; `L F A` steps taken.
const TABLE: &str = include_str!("cases.txt");

#[test]
fn the_table() {
    let mut fixture = TestIndex::of(&articles());
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in TABLE.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        rows += 1;
        let mut columns = line.split('|').map(str::trim);
        let (query, expected, marks) =
            (columns.next().unwrap(), columns.next().unwrap_or_default(), columns.next().unwrap_or_default());
        let got = answer(&mut fixture, query, expected.starts_with('~'));
        let want = (sorted(expected.trim_start_matches('~'), expected.starts_with('~')), marks.to_owned());
        if got != want {
            wrong.push(format!("{query}\n   wanted {want:?}\n   got    {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {rows} rows:\n{}", wrong.len(), wrong.join("\n"));
    assert!(rows >= 150, "only {rows} rows");
}

fn sorted(ids: &str, any_order: bool) -> Vec<String> {
    let mut ids: Vec<String> = ids.split_whitespace().map(str::to_owned).collect();
    if any_order {
        ids.sort();
    }
    ids
}

/// Ids, and the marks of the table: kinds of match in the order of the hits, then the relaxations.
fn answer(fixture: &mut TestIndex, query: &str, any_order: bool) -> (Vec<String>, String) {
    let hits = fixture.hits(query);
    let mut ids: Vec<String> = hits.iter().map(|hit| hit.article.id.to_string()).collect();
    let mut kinds: Vec<char> = hits.iter().filter_map(|hit| hit.matched.map(kind)).collect();
    if any_order {
        ids.sort();
        kinds.sort_unstable();
    }
    kinds.dedup();
    let steps = fixture.find(query).steps().into_iter().map(|step| match step {
        Relaxation::Loose => 'L',
        Relaxation::Folded => 'F',
        Relaxation::Any => 'A',
    });
    (ids, kinds.into_iter().chain(steps).collect())
}

fn kind(matched: Match) -> char {
    match matched {
        Match::Exact => 'e',
        Match::Folded => 'f',
        Match::Any => 'a',
    }
}

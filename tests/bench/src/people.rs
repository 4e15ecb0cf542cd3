//! Who is named in the articles: leaders whom the program's registry knows, and invented ones.

use crate::chance::Chance;

/// A leader, and the years through which the registry has him or her in that post.
pub struct Leader {
    pub name: &'static str,
    pub rank: &'static str,
    pub first_year: i32,
    pub last_year: i32,
}

const fn leader(rank: &'static str, name: &'static str, first_year: i32, last_year: i32) -> Leader {
    Leader { name, rank, first_year, last_year }
}

const MINISTER: &str = "Bộ trưởng";
const VICE: &str = "Thứ trưởng";
const PERMANENT: &str = "Thứ trưởng Thường trực";

/// Names and times are the registry's, whatever these people do in the articles is invented.
pub const LEADERS: &[Leader] = &[
    leader(MINISTER, "Nguyễn Thị Kim Tiến", 2011, 2019),
    leader(MINISTER, "Nguyễn Thanh Long", 2020, 2021),
    leader(MINISTER, "Đào Hồng Lan", 2022, 2026),
    leader(VICE, "Nguyễn Thị Xuyên", 2011, 2015),
    leader(VICE, "Nguyễn Viết Tiến", 2011, 2019),
    leader(VICE, "Lê Quang Cường", 2013, 2018),
    leader(VICE, "Phạm Lê Tuấn", 2013, 2018),
    leader(VICE, "Trương Quốc Cường", 2017, 2020),
    leader(VICE, "Nguyễn Trường Sơn", 2019, 2022),
    leader(VICE, "Đỗ Xuân Tuyên", 2020, 2026),
    leader(VICE, "Trần Văn Thuấn", 2020, 2026),
    leader(VICE, "Nguyễn Thị Liên Hương", 2022, 2026),
    leader(VICE, "Lê Đức Luận", 2023, 2025),
    leader(VICE, "Nguyễn Tri Thức", 2024, 2026),
    leader(PERMANENT, "Vũ Mạnh Hà", 2025, 2026),
    // Invented: the registry lacks them, and they are found by their titles alone.
    leader(VICE, "Quách Thừa Nghĩa", 2011, 2017),
    leader(VICE, "Lương Bảo Khuê", 2014, 2020),
    leader(VICE, "Đoàn Nhật Quyên", 2018, 2026),
    leader(VICE, "Tạ Hữu Trạch", 2021, 2026),
];

const FAMILY: [&str; 14] =
    ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Mai"];
const MIDDLE: [&str; 14] =
    ["Văn", "Thị", "Hữu", "Đức", "Minh", "Thanh", "Ngọc", "Quang", "Xuân", "Thu", "Hồng", "Gia", "Bá", "Kim"];
const GIVEN: [&str; 24] = [
    "An", "Bình", "Cường", "Dung", "Giang", "Hà", "Hạnh", "Hùng", "Khánh", "Lan", "Linh", "Long", "Mai", "Nam", "Nga",
    "Phúc", "Quân", "Sơn", "Tâm", "Thảo", "Trang", "Tuấn", "Việt", "Yến",
];
const OTHER_RANKS: [&str; 10] = [
    "Giám đốc Sở Y tế",
    "Cục trưởng",
    "Vụ trưởng",
    "Phó Chủ tịch UBND tỉnh",
    "GS.TS",
    "PGS.TS",
    "bác sĩ",
    "ThS",
    "Chánh Văn phòng",
    "Viện trưởng",
];

/// A leader in post through the whole of a year.
pub fn leader_in(year: i32, chance: &mut Chance) -> &'static Leader {
    loop {
        let leader = &LEADERS[chance.below(LEADERS.len())];
        if (leader.first_year..=leader.last_year).contains(&year) {
            return leader;
        }
    }
}

/// Somebody else, with a rank that is none of the ministry's leaders'.
pub fn write_other(chance: &mut Chance, out: &mut String) {
    out.push_str(chance.of(&OTHER_RANKS));
    for part in [chance.of(&FAMILY), chance.of(&MIDDLE), chance.of(&GIVEN)] {
        out.push(' ');
        out.push_str(part);
    }
}

//! Who acts, and who is only named: by the construction of a headline, not by its verb.
//!
//! All texts are invented.

use super::table::{article, check};

/// Runs a table of headlines of one day.
fn headlines(rows: &[(&str, &str)]) {
    let rows: Vec<(&str, &str, &str)> =
        rows.iter().map(|(title, expected)| ("2026-02-03", *title, *expected)).collect();
    check(&rows, |day, title| article(day, title, "", "", &[]));
}

#[test]
fn the_subject_acts_whatever_the_verb() {
    headlines(&[
        ("Bộ trưởng Đào Hồng Lan làm việc kín với doanh nghiệp thuốc lá", "Đào Hồng Lan acted"),
        ("Bộ trưởng Đào Hồng Lan xin lỗi người bệnh", "Đào Hồng Lan acted"),
        ("Bộ trưởng Đào Hồng Lan cùng đoàn công tác đến Điện Biên", "Đào Hồng Lan visited"),
        ("Thứ trưởng Trần Văn Thuấn chia buồn cùng gia đình nạn nhân", "Trần Văn Thuấn acted"),
        ("Thứ trưởng Đỗ Xuân Tuyên lì xì cho bệnh nhi", "Đỗ Xuân Tuyên acted"),
        ("Thứ trưởng Nguyễn Tri Thức gói bánh chưng với bệnh nhân xa nhà", "Nguyễn Tri Thức acted"),
        ("Thứ trưởng Vũ Mạnh Hà bật khóc giữa buổi giao lưu", "Vũ Mạnh Hà acted"),
        ("Sáng nay, Thứ trưởng Trần Văn Thuấn bất ngờ xếp hàng mua sổ khám", "Trần Văn Thuấn acted"),
        ("Trẻ mồ côi được Thứ trưởng Nguyễn Thị Liên Hương đỡ đầu", "Nguyễn Thị Liên Hương acted"),
        (
            "Thứ trưởng Trần Văn Thuấn và Thứ trưởng Nguyễn Tri Thức bốc thăm đề thi",
            "Trần Văn Thuấn acted; Nguyễn Tri Thức acted",
        ),
        ("Thứ trưởng Đỗ Xuân Tuyên cùng mẹ già chăm vườn thuốc nam", "Đỗ Xuân Tuyên acted"),
        ("Bộ trưởng Bộ Y tế xúc động trước tấm lòng người hiến tạng", "Đào Hồng Lan? acted"),
        ("Tân Thứ trưởng Nguyễn Tri Thức ra mắt cán bộ ngành", "Nguyễn Tri Thức acted"),
        ("Thứ trưởng Nguyễn Tri Thức từ chức chủ nhiệm đề tài", "Nguyễn Tri Thức acted"),
        ("Thứ trưởng Nguyễn Tri Thức ở lại bản cùng tổ tiêm", "Nguyễn Tri Thức acted"),
        ("Đoàn quân y thăm đảo, Thứ trưởng Nguyễn Tri Thức cùng đi", "Nguyễn Tri Thức attended"),
        ("Thứ trưởng Nguyễn Tri Thức hứa tháo gỡ nợ phụ cấp trực", "Nguyễn Tri Thức acted"),
        ("THỨ TRƯỞNG NGUYỄN TRI THỨC CÕNG THUỐC LÊN BẢN", "Nguyễn Tri Thức acted"),
        ("Thu truong Nguyen Tri Thuc cong thuoc len ban", "Nguyễn Tri Thức acted"),
    ]);
}

#[test]
fn whole_words_only() {
    headlines(&[
        ("Thứ trưởng Nguyễn Tri Thức trực tiếp mổ ca ghép gan", "Nguyễn Tri Thức acted"),
        ("Thứ trưởng Đỗ Xuân Tuyên an ủi hộ lý gặp nạn", "Đỗ Xuân Tuyên acted"),
        ("Thứ trưởng Đỗ Xuân Tuyên mừng tuổi bệnh nhi đón Tết ở viện", "Đỗ Xuân Tuyên acted"),
        ("Thứ trưởng Đỗ Xuân Tuyên khen kíp mổ liên tiếp lập kỷ lục", "Đỗ Xuân Tuyên acted"),
        ("Thứ trưởng Đỗ Xuân Tuyên treo cờ ở bản gặp lũ quét", "Đỗ Xuân Tuyên acted"),
        ("Thứ trưởng Đỗ Xuân Tuyên lên xe đưa đón nhân viên y tế", "Đỗ Xuân Tuyên acted"),
    ]);
}

#[test]
fn what_did_not_take_place_is_no_act() {
    headlines(&[
        ("Bộ trưởng Đào Hồng Lan không dự họp vì bận công tác", "Đào Hồng Lan mentioned"),
        ("Bộ trưởng Đào Hồng Lan vắng mặt tại phiên họp chiều nay", "Đào Hồng Lan mentioned"),
        ("Bộ trưởng Đào Hồng Lan hủy chuyến thăm bệnh viện Hạc Giang", "Đào Hồng Lan mentioned"),
        ("Không có chuyện Thứ trưởng Trần Văn Thuấn thăm phòng khám này", "Trần Văn Thuấn mentioned"),
        ("Thứ trưởng Trần Văn Thuấn chưa xác nhận thông tin về giá thuốc", "Trần Văn Thuấn mentioned"),
        ("Thứ trưởng Trần Văn Thuấn vẫn chưa thể ký ban hành quy chế", "Trần Văn Thuấn mentioned"),
        ("Thứ trưởng Trần Văn Thuấn lùi lịch đối thoại với sinh viên", "Trần Văn Thuấn mentioned"),
        ("Hoãn buổi tiếp dân của Thứ trưởng Trần Văn Thuấn", "Trần Văn Thuấn mentioned"),
        ("Thứ trưởng Trần Văn Thuấn sẽ thăm Hạc Giang tuần tới", "Trần Văn Thuấn mentioned"),
        ("Thông tin Thứ trưởng Trần Văn Thuấn thăm phòng khám tư là bịa đặt", "Trần Văn Thuấn mentioned"),
        ("Phủ nhận tin Thứ trưởng Trần Văn Thuấn ký công văn khẩn", "Trần Văn Thuấn mentioned"),
        (
            "Thứ trưởng Trần Văn Thuấn và Thứ trưởng Vũ Mạnh Hà không dự lễ",
            "Trần Văn Thuấn mentioned; Vũ Mạnh Hà mentioned",
        ),
        ("Bo truong Dao Hong Lan khong du hop bao chieu nay", "Đào Hồng Lan mentioned"),
    ]);
}

#[test]
fn a_denial_of_something_else_denies_no_act() {
    headlines(&[
        ("Thứ trưởng Trần Văn Thuấn kiểm tra không báo trước bếp ăn bệnh viện", "Trần Văn Thuấn visited"),
        ("Thứ trưởng Trần Văn Thuấn: Không thể để trạm y tế thiếu thuốc", "Trần Văn Thuấn spoke"),
        ("Thứ trưởng Trần Văn Thuấn không quên thăm hộ lý ca đêm", "Trần Văn Thuấn visited"),
        ("Thứ trưởng Trần Văn Thuấn thị sát nơi chưa có điện", "Trần Văn Thuấn visited"),
        ("Thứ trưởng Trần Văn Thuấn phủ nhận tin tăng viện phí", "Trần Văn Thuấn spoke"),
        ("Thứ trưởng Trần Văn Thuấn hủy quyết định xử phạt sai", "Trần Văn Thuấn acted"),
        ("Thứ trưởng Trần Văn Thuấn khẳng định tin tăng phí là bịa đặt", "Trần Văn Thuấn spoke"),
    ]);
}

#[test]
fn objects_genitives_and_the_represented_are_only_named() {
    headlines(&[
        ("Bệnh nhi vẽ tặng Bộ trưởng Đào Hồng Lan bức tranh", "Đào Hồng Lan mentioned"),
        ("Tỉnh Hạc Giang mời Bộ trưởng Đào Hồng Lan dự lễ khởi công", "Đào Hồng Lan mentioned"),
        ("Trợ lý của Bộ trưởng Đào Hồng Lan nhận nhiệm vụ mới", "Đào Hồng Lan mentioned"),
        ("Bệnh viện xin ý kiến Bộ trưởng Đào Hồng Lan về giá khám", "Đào Hồng Lan mentioned"),
        ("Theo chỉ đạo của Bộ trưởng Đào Hồng Lan, bệnh viện mở thêm bàn khám", "Đào Hồng Lan mentioned"),
        ("Chuyện kể về Bộ trưởng Đào Hồng Lan những ngày ở Bắc Ninh", "Đào Hồng Lan mentioned"),
        ("Hội Dược học kiến nghị Bộ trưởng Đào Hồng Lan sửa danh mục", "Đào Hồng Lan mentioned"),
        ("Sinh viên chất vấn Bộ trưởng Đào Hồng Lan về học phí", "Đào Hồng Lan mentioned"),
        (
            "Thừa ủy quyền Bộ trưởng Đào Hồng Lan, Thứ trưởng Trần Văn Thuấn ký quyết định",
            "Đào Hồng Lan mentioned; Trần Văn Thuấn acted",
        ),
        (
            "Được Bộ trưởng Đào Hồng Lan ủy quyền, Thứ trưởng Trần Văn Thuấn trao kỷ niệm chương",
            "Đào Hồng Lan mentioned; Trần Văn Thuấn acted",
        ),
        (
            "Thứ trưởng Trần Văn Thuấn thay Bộ trưởng Đào Hồng Lan tiếp Đại sứ Bỉ",
            "Trần Văn Thuấn received; Đào Hồng Lan mentioned",
        ),
        (
            "Bộ trưởng Đào Hồng Lan ủy quyền Thứ trưởng Trần Văn Thuấn ký quyết định",
            "Đào Hồng Lan mentioned; Trần Văn Thuấn acted",
        ),
        ("Thứ trưởng Trần Văn Thuấn bị cử tri chất vấn về giá thuốc", "Trần Văn Thuấn mentioned"),
        (
            "Thứ trưởng Trần Văn Thuấn thay mặt Bộ trưởng Đào Hồng Lan viếng các liệt sĩ",
            "Trần Văn Thuấn attended; Đào Hồng Lan mentioned",
        ),
    ]);
}

#[test]
fn who_speaks_by_colon_dash_or_quotation() {
    headlines(&[
        ("Thứ trưởng Trần Văn Thuấn – Trạm y tế là tuyến đầu", "Trần Văn Thuấn spoke"),
        ("Thứ trưởng Trần Văn Thuấn - “Tuyến đầu là trạm y tế”", "Trần Văn Thuấn spoke"),
        ("Thứ trưởng Trần Văn Thuấn - “Bác sĩ phải được sống bằng nghề”", "Trần Văn Thuấn spoke"),
        ("Trần Văn Thuấn (Thứ trưởng Bộ Y tế): Trạm y tế là tuyến đầu", "Trần Văn Thuấn spoke"),
        ("“Trạm y tế là tuyến đầu” - Thứ trưởng Trần Văn Thuấn", "Trần Văn Thuấn spoke"),
        ("“Trạm y tế là tuyến đầu”, Thứ trưởng Trần Văn Thuấn trăn trở", "Trần Văn Thuấn spoke"),
        ("GS.TS Trần Văn Thuấn - Thứ trưởng Bộ Y tế - dự lễ", "Trần Văn Thuấn attended"),
        ("Bộ trưởng Đào Hồng Lan - Dấu ấn một nhiệm kỳ", "Đào Hồng Lan mentioned"),
    ]);
}

#[test]
fn a_post_elsewhere_makes_somebody_else() {
    headlines(&[
        ("Thứ trưởng Bộ Công an Trần Văn Thuấn dự họp tại Bộ Y tế", ""),
        ("Thứ trưởng Thường trực Bộ Nội vụ Trần Văn Thuấn ký thông tư liên tịch", ""),
        ("Ông Trần Văn Thuấn, Thứ trưởng Bộ Giáo dục và Đào tạo, trao học bổng", ""),
        ("Thứ trưởng Trần Văn Thuấn (Bộ Tư pháp) góp ý dự luật", ""),
        ("Bộ Ngoại giao: Thứ trưởng Trần Văn Thuấn tiếp Đại sứ", ""),
        ("Thứ trưởng Bộ Lao động - Thương binh và Xã hội Trần Văn Thuấn tặng quà", ""),
        ("Trần Văn Thuấn, Công an tỉnh Hạc Giang, hiến máu", ""),
        ("Phó Chủ tịch Hội Nông dân Trần Văn Thuấn thăm trạm y tế", ""),
        ("Chủ tịch Hội đồng Y khoa Quốc gia Trần Văn Thuấn ra mắt hội đồng", "Trần Văn Thuấn acted"),
    ]);
}

#[test]
fn a_part_of_a_name_will_do_behind_a_post() {
    headlines(&[
        ("Thứ trưởng Thuấn gặp gỡ sinh viên", "Trần Văn Thuấn received"),
        ("Bộ trưởng Hồng Lan thăm bệnh viện", "Đào Hồng Lan visited"),
        ("Thứ trưởng Bộ Y tế Liên Hương: Dinh dưỡng là gốc", "Nguyễn Thị Liên Hương spoke"),
        ("Cử tri hỏi Thứ trưởng Xuân Tuyên về thuốc", "Đỗ Xuân Tuyên mentioned"),
        // Out of office, of another rank, a place, a longer name, another ministry's.
        ("Bộ trưởng Kim Tiến dự lễ", ""),
        ("Bộ trưởng Thuấn dự lễ", ""),
        ("Thứ trưởng Hà Nội dự lễ", ""),
        ("Thứ trưởng Thuấn Hải Anh dự lễ", ""),
        ("Thứ trưởng Bộ Tài chính Thuấn dự lễ", ""),
    ]);
    check(
        &[
            ("2015-03-03", "Bộ trưởng Kim Tiến dự lễ", "Nguyễn Thị Kim Tiến attended"),
            ("2015-03-03", "Thứ trưởng Tiến dự lễ", "Nguyễn Viết Tiến attended"),
            // Two at a time.
            ("2017-03-03", "Thứ trưởng Cường dự lễ", ""),
            ("2015-03-03", "Thứ trưởng Cường dự lễ", "Lê Quang Cường attended"),
        ],
        |day, title| article(day, title, "", "", &[]),
    );
}

#[test]
fn former_leaders_are_named_without_their_post() {
    let former = "Nguyễn Thị Xuyên mentioned";
    headlines(&[
        ("Nguyên Thứ trưởng Bộ Y tế Nguyễn Thị Xuyên kể chuyện chống dịch", former),
        ("Bà Nguyễn Thị Xuyên, nguyên Thứ trưởng Bộ Y tế, trao học bổng", former),
        ("Cựu Thứ trưởng Nguyễn Thị Xuyên: Nghề y là nghiệp", former),
        ("Gặp lại nguyên Thứ trưởng Nguyễn Thị Xuyên", former),
    ]);
}

#[test]
fn verbs_of_speech_bars_and_single_quotes_say_who_speaks() {
    headlines(&[
        ("Thứ trưởng Trần Văn Thuấn ví y tế cơ sở như nền móng", "Trần Văn Thuấn spoke"),
        ("Bộ trưởng Đào Hồng Lan khuyên người trẻ đi bộ mỗi ngày", "Đào Hồng Lan spoke"),
        ("Thứ trưởng Đỗ Xuân Tuyên phê bình đơn vị giải ngân chậm", "Đỗ Xuân Tuyên spoke"),
        ("Thứ trưởng Lê Đức Luận căn dặn sinh viên giữ y đức", "Lê Đức Luận spoke"),
        ("Bộ trưởng Đào Hồng Lan trình Quốc hội dự án luật", "Đào Hồng Lan spoke"),
        ("Bộ trưởng Đào Hồng Lan | Ngành y phải tự đổi mới", "Đào Hồng Lan spoke"),
        ("Thứ trưởng Đỗ Xuân Tuyên (Bộ Y tế): 'Thuốc giả là tội ác'", "Đỗ Xuân Tuyên spoke"),
        ("Thứ trưởng Đỗ Xuân Tuyên - ‘Thuốc giả là tội ác’", "Đỗ Xuân Tuyên spoke"),
    ]);
}

#[test]
fn a_short_title_and_an_opening_leave_the_person_the_subject() {
    headlines(&[
        ("TT Đỗ Xuân Tuyên kiểm tra chợ đầu mối", "Đỗ Xuân Tuyên visited"),
        ("BT Đào Hồng Lan gieo hạt dược liệu", "Đào Hồng Lan acted"),
        ("Lần đầu tiên Bộ trưởng Đào Hồng Lan trực tuyến với mọi trạm y tế", "Đào Hồng Lan chaired"),
        ("Thứ trưởng Đỗ Xuân Tuyên xin rút khỏi danh sách chủ tọa", "Đỗ Xuân Tuyên mentioned"),
        ("Thứ trưởng Nguyễn Tri Thức đi thực địa vùng lũ", "Nguyễn Tri Thức visited"),
    ]);
}

#[test]
fn a_post_that_is_given_to_somebody_goes_with_the_name() {
    check(
        &[
            (
                "2025-01-10",
                "Thủ tướng trao quyết định bổ nhiệm Thứ trưởng Bộ Y tế cho ông Vũ Mạnh Hà",
                "Vũ Mạnh Hà mentioned",
            ),
            (
                "2025-01-10",
                "Trao quyết định miễn nhiệm Thứ trưởng Bộ Y tế đối với ông Lê Đức Luận",
                "Lê Đức Luận mentioned",
            ),
            ("2025-01-10", "Bệnh nhân gửi thư cho Bộ trưởng Đào Hồng Lan", "Đào Hồng Lan mentioned"),
        ],
        |day, title| article(day, title, "", "", &[]),
    );
}

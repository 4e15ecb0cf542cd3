//! Who isn't found: people of other ministries, things that bear a name, halves of names.

use super::table::{article, check, found};
use crate::officials::{Linker, Registry};

#[test]
fn not_them() {
    check(
        &[
            // Other ministries.
            ("2026-02-03", "Thứ trưởng Bộ Tài chính Phan Văn Mộc dự hội nghị", ""),
            ("2026-02-03", "Bộ trưởng Bộ Nội vụ Lê Thị Cúc làm việc với Bộ Y tế", ""),
            ("2026-02-03", "Thứ trưởng Ngoại giao Phan Văn Mộc tiếp khách", ""),
            ("2026-02-03", "Thứ trưởng Thường trực Bộ Ngoại giao Phan Văn Mộc phát biểu", ""),
            ("2026-02-03", "Bộ trưởng Bộ Công an chủ trì cuộc họp về Đề án 06", ""),
            ("2026-02-03", "Bộ trưởng Công Thương dự lễ khởi công", ""),
            ("2026-02-03", "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ Lê Văn Mười chủ trì họp báo", ""),
            ("2026-02-03", "Bộ trưởng Bộ Giáo dục và Đào tạo trả lời chất vấn", ""),
            ("2019-05-05", "Thứ trưởng Bộ Lao động - Thương binh và Xã hội Đào Hồng Lan dự hội thảo", ""),
            ("2026-02-03", "Thứ trưởng Bộ Quốc phòng Nguyễn Trường Sơn thăm đảo", ""),
            ("2026-02-03", "Bộ trưởng các bộ phát biểu tại phiên họp", ""),
            ("2026-02-03", "Bộ trưởng Bộ Khoa học và Công nghệ làm việc với Viện Vắc xin", ""),
            ("2026-02-03", "Thứ trưởng Bộ Dân tộc và Tôn giáo kiểm tra trạm y tế", ""),
            // Other countries.
            ("2026-02-03", "Bộ trưởng Bộ Y tế Lào thăm Bệnh viện Hữu nghị", ""),
            ("2026-02-03", "Bộ trưởng Bộ Y tế Cuba José Pérez phát biểu", ""),
            ("2026-02-03", "Thứ trưởng Bộ Y tế Nhật Bản dự lễ ký", ""),
            ("2026-02-03", "Bộ trưởng Bộ Y tế và Phúc lợi Hàn Quốc tiếp đoàn", ""),
            ("2026-02-03", "Bộ trưởng Y tế Singapore chủ trì phiên họp", ""),
            ("2026-02-03", "Hội nghị Bộ trưởng Y tế ASEAN khai mạc tại Manila", ""),
            ("2026-02-03", "Bộ trưởng Y tế các nước ASEAN họp trực tuyến", ""),
            ("2026-02-03", "Bộ trưởng Bộ Y tế Công cộng Cuba thăm Việt Nam", ""),
            ("2026-02-03", "Phó Bộ trưởng Y tế Thái Lan dự hội nghị", ""),
            ("2026-02-03", "Thứ trưởng Bộ Y tế Campuchia Sok Dara thăm Viện Pasteur", ""),
            ("2026-02-03", "Bộ trưởng Y tế Hoa Kỳ gửi thư", ""),
            // Posts that only sound alike.
            ("2026-02-03", "Thường trực Ban Bí thư chủ trì cuộc làm việc với Đảng ủy Bộ Y tế", ""),
            ("2026-02-03", "Quyền Giám đốc Bệnh viện tiếp đoàn", ""),
            ("2026-02-03", "Cục trưởng Cục Quản lý Dược trả lời báo chí", ""),
            ("2026-02-03", "Đối thoại cấp Bộ trưởng về an ninh y tế", ""),
            ("2026-02-03", "Cuộc họp cấp Thứ trưởng giữa hai nước", ""),
            ("2026-02-03", "Môi trường y tế: trưởng khoa chủ trì tập huấn", ""),
            ("2026-02-03", "Tăng trưởng bền vững của ngành dược", ""),
            ("2026-02-03", "Trợ lý Bộ trưởng dự buổi giao ban", ""),
            // A post that is nobody.
            ("2026-02-03", "Thứ trưởng Bộ Y tế: Thuốc không thiếu", ""),
            ("2026-02-03", "Thứ trưởng nhấn mạnh vai trò của điều dưỡng", ""),
            ("2026-02-03", "Trao quyết định của Bộ trưởng Bộ Y tế về công tác cán bộ", ""),
            ("2022-06-20", "Bộ trưởng Bộ Y tế chủ trì hội nghị", ""),
            ("2020-02-20", "Bộ trưởng Bộ Y tế chủ trì hội nghị", ""),
            ("", "Bộ trưởng Bộ Y tế chủ trì hội nghị", ""),
            // A name inside a longer one, or in something that bears it.
            ("2021-05-05", "Bộ trưởng trao bằng khen cho em Nguyễn Thanh Long An", "Nguyễn Thanh Long? acted"),
            ("2026-02-03", "Học bổng mang tên cô giáo Đào Hồng Lan Anh", ""),
            ("2026-02-03", "Nghệ nhân Lê Đào Hồng Lan giới thiệu tranh", ""),
            ("2026-02-03", "Khánh thành Trường THPT Nguyễn Tri Thức", ""),
            ("2026-02-03", "Tai nạn trên đường Trần Văn Thuấn", ""),
            ("2026-02-03", "Phòng khám đa khoa Nguyễn Thanh Long bị xử phạt", ""),
            ("2026-02-03", "Nhà thuốc Đào Hồng Lan tại quận 3", ""),
            ("2026-02-03", "Quỹ Nguyễn Thị Kim Tiến trao học bổng", ""),
            ("2026-02-03", "Bệnh viện Trần Văn Thuấn mở khoa mới", ""),
            // Who is told to do something, who once held the post, who signs a paper.
            ("2026-02-03", "Thủ tướng yêu cầu Bộ trưởng Bộ Y tế chỉ đạo xử lý vụ việc", ""),
            ("2026-02-03", "Bệnh viện trình Bộ trưởng Bộ Y tế phê duyệt đề án", ""),
            ("2026-02-03", "Thông tư của Bộ trưởng Bộ Y tế quy định về kê đơn", ""),
            ("2026-02-03", "Nguyên Thứ trưởng Bộ Y tế Phan Văn Mộc kể chuyện nghề", ""),
            ("2026-02-03", "Cố Bộ trưởng Bộ Y tế Phan Văn Mộc và một đời tận hiến", ""),
            ("2026-02-03", "Tưởng nhớ Bộ trưởng Bộ Y tế đầu tiên của nước ta", ""),
            ("2026-02-03", "Bác sĩ Nguyễn Tri Thức mổ thành công ca khó", ""),
            ("2026-02-03", "Trần Văn Thuấn, 45 tuổi, nhập viện cấp cứu", ""),
            ("2026-02-03", "Nguyễn Tri Thức (sinh năm 1980) bị phạt", ""),
            // Namesakes, and the same people before and after their time.
            ("2021-05-05", "Bệnh nhân Nguyễn Trường Sơn xuất viện", ""),
            ("2026-02-03", "Giám đốc Bệnh viện Mắt Nguyễn Thanh Long nhận bằng khen", ""),
            ("2023-05-05", "Giám đốc Bệnh viện Chợ Rẫy Nguyễn Tri Thức ca ngợi ê-kíp mổ", ""),
            ("2019-05-05", "Giám đốc Bệnh viện K Trần Văn Thuấn tiếp đoàn", ""),
            ("2021-05-05", "Cục trưởng Nguyễn Thị Liên Hương kiểm tra nguồn nước", ""),
            ("2019-05-05", "Phó Trưởng Ban Tuyên giáo Trung ương Nguyễn Thanh Long dự lễ", ""),
            ("2022-03-03", "Bí thư Tỉnh ủy Bắc Ninh Đào Hồng Lan thăm khu cách ly", ""),
            ("2021-05-05", "Bí thư Tỉnh ủy Vũ Mạnh Hà chúc Tết", ""),
            ("2021-05-05", "Phó Thủ tướng Vũ Đức Đam thăm Bệnh viện Nhi Trung ương", ""),
            ("2026-02-03", "Nguyễn Thanh Long hiến máu 50 lần", ""),
            ("2026-02-03", "Nguyễn Tri Thức, Giám đốc một công ty dược, bị khởi tố", ""),
            ("2026-02-03", "Học sinh Vũ Mạnh Hà đạt giải nhất", ""),
            // Words that only look like names.
            ("2026-02-03", "Nhận diện yếu tố làm tăng nguy cơ đột quỵ", ""),
            ("2026-02-03", "Tri thức là nền tảng, nguyễn tri thức không phải tên", ""),
            ("2026-02-03", "Tổng Bí thư Tô Lâm dự lễ khởi công", ""),
            ("2026-02-03", "Thủ tướng chủ trì họp với ngành y tế", ""),
            ("2026-02-03", "Lan tỏa phong trào hiến máu, Hồng Đào khoe sắc", ""),
            ("2026-02-03", "Đào, Hồng, Lan khoe sắc ngày xuân", ""),
            ("2026-02-03", "Ngành y tế đón xuân", ""),
            ("2026-02-03", "", ""),
        ],
        |day, text| article(day, text, "", "", &[]),
    );
}

#[test]
fn not_them_in_bodies_and_captions() {
    let linker = Linker::new(Registry::embedded());
    let cases = [
        ("Quang cảnh hội nghị. Ảnh: Nguyễn Thanh Long", "2021-05-05"),
        ("Ảnh: Trần Văn Thuấn", "2026-02-03"),
        ("Tin, ảnh: Nguyễn Tri Thức", "2026-02-03"),
        ("Bài và ảnh: Đỗ Xuân Tuyên", "2026-02-03"),
        ("(Ảnh Vũ Mạnh Hà/TTXVN)", "2026-02-03"),
        ("Tác giả: Lê Đức Luận", "2024-02-03"),
        ("Nguyễn Trường Sơn", "2021-05-05"),
        ("Lê Minh - Nguyễn Trường Sơn", "2021-05-05"),
        ("Nguyễn Thanh Long/VOV", "2021-05-05"),
        ("Theo Nguyễn Thanh Long/VOV", "2021-05-05"),
        ("Ảnh: BYT - Nguyễn Thanh Long", "2021-05-05"),
        ("Thực hiện: Nguyễn Trường Sơn", "2021-05-05"),
        ("Nguồn: Trương Quốc Cường - Báo Nhân Dân", "2018-05-05"),
    ];
    for (line, day) in cases {
        let (_, as_caption) = found(&linker, &article(day, "Tin", "", "Đoạn.", &[line]));
        assert_eq!(as_caption, "", "caption {line}");
        let (_, as_line) = found(&linker, &article(day, "Tin", "", &format!("Đoạn.\n\n{line}"), &[]));
        assert_eq!(as_line, "", "last line {line}");
    }
}

#[test]
fn half_a_name_is_nobody() {
    check(
        &[
            ("2026-02-03", "Cuộc họp do GS.TS...", ""),
            ("2026-02-03", "Cuộc họp do Thứ trưởng Bộ Y tế Nguyễn...", ""),
            ("2026-02-03", "Cuộc họp do Thứ trưởng Bộ Y tế Nguyễn Thị...", ""),
            ("2026-02-03", "Cuộc họp do Thứ trưởng Bộ Y tế Nguyễn Thị Liên...", ""),
            ("2026-02-03", "Cuộc họp do Thứ trưởng Bộ Y tế Phan Văn...", ""),
            ("2026-02-03", "Cuộc họp do Bộ trưởng Bộ Y tế Đào Hồng...", ""),
            ("2026-02-03", "Cuộc họp do Bộ trưởng Bộ Y tế Đào Hồng Lan chủ...", "Đào Hồng Lan chaired"),
            (
                "2026-02-03",
                "Phát biểu tại đây, PGS.TS Nguyễn Thị Liên Hương, Thứ trưởng...",
                "Nguyễn Thị Liên Hương spoke",
            ),
            ("2026-02-03", "Hội nghị có sự tham dự của Bộ...", ""),
            ("2026-02-03", "Dự hội đàm, cùng dự có Bộ trưởng Bộ Y tế...", ""),
            ("2026-02-03", "Chiều nay, Thủ tướng tiếp Bộ trưởng...", ""),
        ],
        |day, text| article(day, "Tin trong ngày", text, "", &[]),
    );
}

#[test]
fn two_syllables_are_a_name_only_with_a_title_before() {
    let user = r#"
        [[person]]
        name = "Lê Hà"
        [[person.post]]
        role = "vice-minister"
        from = "2026-01-01"
        source = "the reader"
        confidence = "low"
    "#;
    let linker = Linker::new(Registry::with_user(user).expect("a good file"));
    let cases = [
        ("Thứ trưởng Lê Hà dự hội nghị", "Lê Hà attended"),
        ("Thứ trưởng Bộ Y tế, TS Lê Hà phát biểu", "Lê Hà spoke"),
        ("Lê Hà dự hội nghị", ""),
        ("Vườn lê Hà Giang được mùa", ""),
        ("Thứ trưởng nói về lê, hà và cam", ""),
        ("Thu truong Le Ha du hoi nghi", ""),
        ("Thứ trưởng Bộ Y tế Lê Hà Anh dự hội nghị", "+Lê Hà Anh attended"),
    ];
    for (title, expected) in cases {
        let (_, shown) = found(&linker, &article("2026-02-03", title, "", "", &[]));
        assert_eq!(shown, expected, "{title}");
    }
}

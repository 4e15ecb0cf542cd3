//! Who is found in which headline and sentence, and in which post: the tables behind the rules.
//!
//! All texts are invented; only the names of office holders are real, since the registry has them.

use super::table::{article, check};
use crate::article::labels::{Place, Role, Zone};
use crate::officials::{Linker, Registry};

#[test]
fn headlines_that_name_a_leader() {
    check(
        &[
            ("2026-02-03", "Ông Phan Văn Mộc được bổ nhiệm giữ chức vụ Thứ trưởng Bộ Y tế", "+Phan Văn Mộc acted"),
            ("2026-02-03", "THỨ TRƯỞNG BỘ Y TẾ PHAN VĂN MỘC TIẾP DÂN", "+Phan Văn Mộc received"),
            (
                "2026-02-03",
                "GS.TS Trần Văn Thuấn, Thứ trưởng Bộ Y tế, Trưởng Ban Tổ chức: Mọi việc đã sẵn sàng",
                "Trần Văn Thuấn spoke",
            ),
            (
                "2026-02-03",
                "Thứ trưởng Nguyễn Tri Thức cùng Thứ trưởng Bộ Công Thương kiểm tra kho thuốc",
                "Nguyễn Tri Thức visited",
            ),
            ("2012-06-06", "Thứ trưởng Bộ Y tế Phan Văn Mộc: Giá thuốc ổn định", "+Phan Văn Mộc spoke"),
            (
                "2018-06-06",
                "Thứ trưởng Nguyễn Viết Tiến, Thứ trưởng Phạm Lê Tuấn, Thứ trưởng Lê Quang Cường dự lễ",
                "Nguyễn Viết Tiến attended; Phạm Lê Tuấn attended; Lê Quang Cường attended",
            ),
            ("2026-02-03", "Bộ trưởng Bộ Y tế Đào Hồng Lan: Lấy người dân làm trung tâm", "Đào Hồng Lan spoke"),
            ("2026-02-03", "Bộ trưởng Đào Hồng Lan chủ trì họp về thuốc hiếm", "Đào Hồng Lan chaired"),
            ("2026-02-03", "Bộ trưởng Bộ Y tế Đào Hồng Lan tiếp Đại sứ Vương quốc Bỉ", "Đào Hồng Lan received"),
            ("2026-02-03", "Bộ trưởng Đào Hồng Lan hội đàm với Bộ trưởng Bộ Y tế Lào", "Đào Hồng Lan received"),
            ("2026-02-03", "Bộ trưởng Bộ Y tế thăm và chúc Tết bệnh nhân", "Đào Hồng Lan? visited"),
            ("2026-02-03", "Bộ trưởng Y tế Đào Hồng Lan trả lời chất vấn về giá thuốc", "Đào Hồng Lan spoke"),
            (
                "2026-02-03",
                "Bộ trưởng Bộ Y tế Việt Nam Đào Hồng Lan dự Đại hội đồng Y tế thế giới",
                "Đào Hồng Lan attended",
            ),
            ("2026-02-03", "BỘ TRƯỞNG BỘ Y TẾ ĐÀO HỒNG LAN THĂM BỆNH VIỆN NHI", "Đào Hồng Lan visited"),
            ("2026-02-03", "Bộ Trưởng Bộ Y Tế Đào Hồng Lan tiếp đoàn WHO", "Đào Hồng Lan received"),
            ("2026-02-03", "Đào Hồng Lan trả lời phỏng vấn đầu năm", "Đào Hồng Lan spoke"),
            ("2026-02-03", "Cử tri giới thiệu Bộ trưởng Đào Hồng Lan ứng cử", "Đào Hồng Lan mentioned"),
            ("2026-02-03", "Chân dung nữ Bộ trưởng Đào Hồng Lan", "Đào Hồng Lan mentioned"),
            ("2026-02-03", "Thứ trưởng Bộ Y tế Đỗ Xuân Tuyên làm việc tại tỉnh Sơn La", "Đỗ Xuân Tuyên visited"),
            ("2026-02-03", "Thứ trưởng Bộ y tế Đỗ Xuân Tuyên: Giữ vững y tế cơ sở", "Đỗ Xuân Tuyên spoke"),
            ("2026-02-03", "Thứ trưởng Đỗ Xuân Tuyên kiểm tra bếp ăn tập thể", "Đỗ Xuân Tuyên visited"),
            (
                "2026-02-03",
                "Thứ trưởng Trần Văn Thuấn dự khai giảng Trường Đại học Y Hà Nội",
                "Trần Văn Thuấn attended",
            ),
            ("2026-02-03", "GS.TS Trần Văn Thuấn, Thứ trưởng Bộ Y tế phát biểu tại hội thảo", "Trần Văn Thuấn spoke"),
            ("2026-02-03", "GS. TS. Trần Văn Thuấn – Thứ trưởng Bộ Y tế chủ trì hội nghị", "Trần Văn Thuấn chaired"),
            (
                "2026-02-03",
                "PGS.TS.BSCKII Nguyễn Tri Thức, Thứ trưởng Bộ Y tế thăm người bệnh",
                "Nguyễn Tri Thức visited",
            ),
            (
                "2026-02-03",
                "PGS.TS Nguyễn Thị Liên Hương, Ủy viên Ban Thường vụ Đảng ủy Bộ, Thứ trưởng Bộ Y tế dự lễ mít tinh",
                "Nguyễn Thị Liên Hương attended",
            ),
            (
                "2026-02-03",
                "Thứ trưởng Thường trực Bộ Y tế Vũ Mạnh Hà làm việc với Sở Y tế Nghệ An",
                "Vũ Mạnh Hà visited",
            ),
            (
                "2026-02-03",
                "TS Vũ Mạnh Hà, Ủy viên Dự khuyết Ban Chấp hành Trung ương Đảng, Thứ trưởng Thường trực Bộ Y tế tiếp đoàn JICA",
                "Vũ Mạnh Hà received",
            ),
            (
                "2026-02-03",
                "Bộ trưởng Đào Hồng Lan và Thứ trưởng Nguyễn Tri Thức chủ trì hội nghị",
                "Đào Hồng Lan chaired; Nguyễn Tri Thức chaired",
            ),
            (
                "2026-02-03",
                "Các Thứ trưởng Bộ Y tế: Trần Văn Thuấn, Đỗ Xuân Tuyên, Nguyễn Tri Thức dự lễ",
                "Trần Văn Thuấn attended; Đỗ Xuân Tuyên attended; Nguyễn Tri Thức attended",
            ),
            ("2026-02-03", "Nghiệm thu đề tài dưới sự chủ trì của Thứ trưởng Trần Văn Thuấn", "Trần Văn Thuấn chaired"),
            (
                "2026-02-03",
                "Ký kết dưới sự chứng kiến của Thứ trưởng Bộ Y tế Trần Văn Thuấn",
                "Trần Văn Thuấn attended",
            ),
            ("2026-02-03", "Đại sứ Cuba chào xã giao Bộ trưởng Đào Hồng Lan", "Đào Hồng Lan received"),
            ("2026-02-03", "Đoàn công tác do Thứ trưởng Đỗ Xuân Tuyên làm trưởng đoàn đến Huế", "Đỗ Xuân Tuyên led"),
            (
                "2026-02-03",
                "Đoàn công tác do Thứ trưởng Nguyễn Tri Thức dẫn đầu thăm đảo Lý Sơn",
                "Nguyễn Tri Thức led",
            ),
            (
                "2026-02-03",
                "Thứ trưởng Nguyễn Thị Liên Hương trao Quyết định bổ nhiệm cán bộ",
                "Nguyễn Thị Liên Hương acted",
            ),
            (
                "2026-02-03",
                "Thứ trưởng Nguyễn Thị Liên Hương tham dự và phát biểu tại diễn đàn",
                "Nguyễn Thị Liên Hương attended",
            ),
            (
                "2026-02-03",
                "Thứ trưởng Nguyễn Thị Liên Hương: “Phòng bệnh phải đi trước”",
                "Nguyễn Thị Liên Hương spoke",
            ),
            ("2026-02-03", "Thư chúc mừng của Bộ trưởng Bộ Y tế Đào Hồng Lan nhân Ngày 27/2", "Đào Hồng Lan acted"),
            ("2026-02-03", "Thu truong Bo Y te Do Xuan Tuyen lam viec tai Hue", "Đỗ Xuân Tuyên visited"),
            ("2026-02-03", "Bo truong Dao Hong Lan tiep Dai su Cuba", "Đào Hồng Lan received"),
            ("2023-05-05", "Thứ trưởng Lê Đức Luận dự hội nghị thi đua", "Lê Đức Luận attended"),
            ("2021-06-10", "Bộ trưởng Nguyễn Thanh Long: Thần tốc tiêm vắc xin", "Nguyễn Thanh Long spoke"),
            (
                "2021-06-10",
                "Bộ trưởng Bộ Y tế GS.TS Nguyễn Thanh Long điện đàm với Tổng Giám đốc WHO",
                "Nguyễn Thanh Long received",
            ),
            ("2021-06-10", "Bộ trưởng Bộ Y tế kiểm tra khu cách ly", "Nguyễn Thanh Long? visited"),
            ("2020-08-10", "Quyền Bộ trưởng Bộ Y tế Nguyễn Thanh Long thị sát tâm dịch", "Nguyễn Thanh Long visited"),
            ("2020-08-10", "Q. Bộ trưởng Nguyễn Thanh Long họp trực tuyến với Đà Nẵng", "Nguyễn Thanh Long chaired"),
            (
                "2020-03-20",
                "Thứ trưởng Thường trực Nguyễn Thanh Long tiếp Trưởng đại diện WHO",
                "Nguyễn Thanh Long received",
            ),
            ("2016-05-05", "Bộ trưởng Nguyễn Thị Kim Tiến thăm trạm y tế xã", "Nguyễn Thị Kim Tiến visited"),
            ("2016-05-05", "Bộ trưởng Y tế trả lời chất vấn", "Nguyễn Thị Kim Tiến? spoke"),
            ("2013-05-05", "Thứ trưởng Nguyễn Viết Tiến chủ trì hội nghị sản khoa", "Nguyễn Viết Tiến chaired"),
            ("2014-05-05", "Thứ trưởng Bộ Y tế Phạm Lê Tuấn dự lễ ra quân", "Phạm Lê Tuấn attended"),
            ("2014-05-05", "Thứ trưởng Lê Quang Cường làm việc với Ngân hàng Thế giới", "Lê Quang Cường received"),
            ("2014-05-05", "Thứ trưởng Nguyễn Thị Xuyên kiểm tra Bệnh viện Bạch Mai", "Nguyễn Thị Xuyên visited"),
            ("2018-05-05", "Thứ trưởng Trương Quốc Cường chủ trì họp về đấu thầu thuốc", "Trương Quốc Cường chaired"),
            ("2021-05-05", "Thứ trưởng Nguyễn Trường Sơn chỉ đạo chống dịch tại Bắc Giang", "Nguyễn Trường Sơn spoke"),
            ("2020-02-05", "Phó Thủ tướng Vũ Đức Đam chủ trì họp Ban Chỉ đạo", "Vũ Đức Đam chaired"),
            ("2022-09-05", "Quyền Bộ trưởng Đào Hồng Lan làm việc với UNICEF", "Đào Hồng Lan received"),
            ("2026-02-03", "Thứ trưởng Bộ Y tế Phan Văn Mộc kiểm tra bệnh viện", "+Phan Văn Mộc visited"),
            ("2026-02-03", "TS Lê Thị Cúc Hoa, Thứ trưởng Bộ Y tế chủ trì cuộc họp", "+Lê Thị Cúc Hoa chaired"),
            ("2026-02-03", "Bổ nhiệm ông Phan Văn Mộc giữ chức Thứ trưởng Bộ Y tế", "+Phan Văn Mộc mentioned"),
            ("2026-02-03", "Thứ trưởng Phan Văn Mộc tiếp đoàn chuyên gia", "+Phan Văn Mộc received"),
            (
                "2021-05-05",
                "Nguyên Bộ trưởng Bộ Y tế Nguyễn Thị Kim Tiến dự lễ kỷ niệm",
                "Nguyễn Thị Kim Tiến mentioned",
            ),
        ],
        |day, text| article(day, text, "", "", &[]),
    );
}

#[test]
fn sentences_that_name_a_leader() {
    check(
        &[
            ("2026-02-03", "Thứ trưởng Nguyễn Tri Thức họp rà soát tiến độ dự án.", "Nguyễn Tri Thức chaired"),
            ("2026-02-03", "Thứ trưởng Nguyễn Tri Thức trả lời tại cuộc họp báo sáng nay.", "Nguyễn Tri Thức spoke"),
            ("2026-02-03", "Thứ trưởng Nguyễn Tri Thức khai mạc hội thi điều dưỡng.", "Nguyễn Tri Thức attended"),
            (
                "2026-02-03",
                "Thứ trưởng Nguyễn Tri Thức nhấn mạnh, kiểm tra phải đi cùng hỗ trợ.",
                "Nguyễn Tri Thức spoke",
            ),
            (
                "2026-02-03",
                "Bộ trưởng Đào Hồng Lan yêu cầu các vụ, cục chủ trì rà soát, dự báo nhu cầu.",
                "Đào Hồng Lan spoke",
            ),
            ("2026-02-03", "Thứ trưởng Trần Văn Thuấn đến dự và chủ trì phiên thảo luận.", "Trần Văn Thuấn chaired"),
            (
                "2026-02-03",
                "Sáng 2/2, tại Hà Nội, Bộ trưởng Bộ Y tế Đào Hồng Lan đã chủ trì cuộc họp về dự án luật.",
                "Đào Hồng Lan chaired",
            ),
            (
                "2026-02-03",
                "Tham dự hội nghị có Thứ trưởng Bộ Y tế Trần Văn Thuấn, đại diện các vụ, cục.",
                "Trần Văn Thuấn attended",
            ),
            (
                "2026-02-03",
                "Phát biểu tại buổi lễ, Thứ trưởng Nguyễn Tri Thức đề nghị bệnh viện tiếp tục đổi mới.",
                "Nguyễn Tri Thức spoke",
            ),
            ("2026-02-03", "Theo Thứ trưởng Nguyễn Thị Liên Hương, dịch sởi đã giảm.", "Nguyễn Thị Liên Hương spoke"),
            (
                "2026-02-03",
                "Cùng dự có đồng chí Đỗ Xuân Tuyên, Phó Bí thư Thường trực Đảng ủy, Thứ trưởng Bộ Y tế; lãnh đạo tỉnh.",
                "Đỗ Xuân Tuyên attended",
            ),
            (
                "2026-02-03",
                "Hội nghị diễn ra sáng nay. Bộ trưởng nhấn mạnh ba việc cần làm ngay.",
                "Đào Hồng Lan? spoke",
            ),
            (
                "2026-02-03",
                "Đồng chí Đào Hồng Lan, Ủy viên Trung ương Đảng, Bí thư Đảng ủy, Bộ trưởng Bộ Y tế phát biểu chỉ đạo.",
                "Đào Hồng Lan spoke",
            ),
            (
                "2026-02-03",
                "Thay mặt Bộ trưởng Đào Hồng Lan, Thứ trưởng Trần Văn Thuấn trao quyết định.",
                "Đào Hồng Lan mentioned; Trần Văn Thuấn acted",
            ),
            (
                "2026-02-03",
                "Chủ trì buổi làm việc, Thứ trưởng Thường trực Vũ Mạnh Hà yêu cầu rà soát.",
                "Vũ Mạnh Hà chaired",
            ),
            (
                "2026-02-03",
                "Chiều nay, Chủ tịch Hội đồng Y khoa Quốc gia Trần Văn Thuấn chủ trì phiên họp.",
                "Trần Văn Thuấn chaired",
            ),
            (
                "2026-02-03",
                "Tại điểm cầu Bộ Y tế có các đồng chí Thứ trưởng: Trần Văn Thuấn, Nguyễn Tri Thức và Vũ Mạnh Hà.",
                "Trần Văn Thuấn attended; Nguyễn Tri Thức attended; Vũ Mạnh Hà attended",
            ),
            (
                "2026-02-03",
                "Bộ trưởng Bộ Tài chính Lê Văn Mười phát biểu. Bộ trưởng Bộ Y tế Đào Hồng Lan cảm ơn sự phối hợp.",
                "Đào Hồng Lan spoke",
            ),
            (
                "2026-02-03",
                "Trong chuyến công tác tại Geneva, Bộ trưởng Bộ Y tế Đào Hồng Lan đã gặp gỡ Tổng Giám đốc WHO.",
                "Đào Hồng Lan received",
            ),
            (
                "2026-02-03",
                "Dự hội nghị có bà Đào Hồng Lan – Bộ trưởng Bộ Y tế; ông Đỗ Xuân Tuyên – Thứ trưởng Bộ Y tế.",
                "Đào Hồng Lan attended; Đỗ Xuân Tuyên attended",
            ),
            (
                "2026-02-03",
                "Tại hội nghị, PGS.TS Phan Văn Mộc, Thứ trưởng Bộ Y tế cho biết sẽ rà soát định mức.",
                "+Phan Văn Mộc spoke",
            ),
            (
                "2026-02-03",
                "Thứ trưởng Bộ Y tế Đỗ Xuân Tuyên cùng đoàn công tác đã đến thăm, tặng quà các gia đình chính sách.",
                "Đỗ Xuân Tuyên visited",
            ),
            (
                "2026-02-03",
                "Thông tư số 05 vừa được Thứ trưởng Bộ Y tế Đỗ Xuân Tuyên ký ban hành.",
                "Đỗ Xuân Tuyên acted",
            ),
            (
                "2026-02-03",
                "Bộ trưởng Bộ Y tế Đào Hồng Lan đã có buổi tiếp và làm việc với bà Maria Costa, Trưởng đại diện UNICEF.",
                "Đào Hồng Lan received",
            ),
            (
                "2022-06-20",
                "Cuộc họp do đồng chí Đỗ Xuân Tuyên, Thứ trưởng Bộ Y tế, phụ trách Bộ Y tế chủ trì.",
                "Đỗ Xuân Tuyên chaired",
            ),
            (
                "2020-03-03",
                "Thứ trưởng Bộ Y tế Nguyễn Thanh Long và Thứ trưởng Đỗ Xuân Tuyên cùng dự buổi họp báo.",
                "Nguyễn Thanh Long attended; Đỗ Xuân Tuyên attended",
            ),
            (
                "2026-02-03",
                "Bác sĩ tuyến xã cần được đào tạo bài bản, Thứ trưởng Nguyễn Tri Thức nhấn mạnh.",
                "Nguyễn Tri Thức spoke",
            ),
            (
                "2026-02-03",
                "Tham dự buổi lễ có các đồng chí: Lê Văn Mười, Phó Thủ tướng; Đào Hồng Lan, Bộ trưởng Bộ Y tế; lãnh đạo tỉnh.",
                "Đào Hồng Lan attended",
            ),
            (
                "2026-02-03",
                "Đồng chủ trì hội nghị có Thứ trưởng Bộ Y tế Trần Văn Thuấn và Phó Chủ tịch UBND tỉnh Lê Văn Mười.",
                "Trần Văn Thuấn chaired",
            ),
            (
                "2026-02-03",
                "Thứ trưởng Bộ Y tế Trần Văn Thuấn và Thượng tướng Lê Văn Mười, Thứ trưởng Bộ Quốc phòng đồng chủ trì lễ ký.",
                "Trần Văn Thuấn chaired",
            ),
            (
                "2026-02-03",
                "Phát biểu giao nhiệm vụ, Bộ trưởng Đào Hồng Lan chúc mừng các đồng chí vừa được bổ nhiệm.",
                "Đào Hồng Lan spoke",
            ),
            (
                "2026-02-03",
                "Phó Thủ tướng giao Bộ trưởng Bộ Y tế Đào Hồng Lan khẩn trương hoàn thiện dự thảo.",
                "Đào Hồng Lan mentioned",
            ),
            ("2026-02-03", "Bộ trưởng Bộ Y tế và đoàn công tác đã thăm hỏi người bệnh.", "Đào Hồng Lan? visited"),
            (
                "2026-02-03",
                "Tại buổi tiếp, Đại sứ Nguyễn Hải Bằng đã trao cho Bộ trưởng Đào Hồng Lan bức thư.",
                "Đào Hồng Lan mentioned",
            ),
        ],
        |day, text| article(day, "Tin trong ngày của ngành", "", text, &[]),
    );
}

#[test]
fn the_role_is_the_one_held_on_the_articles_day() {
    let linker = Linker::new(Registry::embedded());
    let cases = [
        ("2020-03-08", "Thứ trưởng Nguyễn Thanh Long dự họp", Some(Role::ViceMinister)),
        ("2020-03-09", "Thứ trưởng Nguyễn Thanh Long dự họp", Some(Role::PermanentViceMinister)),
        ("2020-07-07", "Thứ trưởng Nguyễn Thanh Long dự họp", Some(Role::ActingMinister)),
        ("2020-11-12", "Bộ trưởng Nguyễn Thanh Long dự họp", Some(Role::Minister)),
        ("2022-10-20", "Bộ trưởng Đào Hồng Lan dự họp", Some(Role::ActingMinister)),
        ("2022-10-21", "Bộ trưởng Đào Hồng Lan dự họp", Some(Role::Minister)),
        ("2022-10-20", "Bộ trưởng Bộ Y tế dự họp", Some(Role::ActingMinister)),
        ("2020-03-01", "Phó Thủ tướng Vũ Đức Đam dự họp", Some(Role::InCharge)),
        ("2022-06-20", "Thứ trưởng Đỗ Xuân Tuyên dự họp", Some(Role::ViceMinister)),
        ("2021-05-05", "Nguyên Bộ trưởng Nguyễn Thị Kim Tiến dự họp", None),
        ("", "Thứ trưởng Trần Văn Thuấn dự họp", Some(Role::ViceMinister)),
    ];
    for (day, title, expected) in cases {
        let links = linker.link(&article(day, title, "", "", &[])).links;
        assert_eq!(links.first().map(|link| link.role), Some(expected), "{day} {title}");
    }
}

#[test]
fn names_in_a_loose_text() {
    let linker = Linker::new(Registry::embedded());
    assert_eq!(linker.named("Bộ trưởng Đào Hồng Lan, Thứ trưởng Nguyễn Tri Thức"), ["Đào Hồng Lan", "Nguyễn Tri Thức"]);
    assert_eq!(linker.named("Ngành y tế"), [""; 0]);
}

#[test]
fn what_stays_unresolved_is_counted() {
    let linker = Linker::new(Registry::embedded());
    let cases = [
        ("2026-02-03", "Thứ trưởng Bộ Y tế: Thuốc không thiếu", 1),
        ("2026-02-03", "Thứ trưởng Trần Văn Thuấn chủ trì. Thứ trưởng nhấn mạnh chất lượng.", 1),
        ("2022-06-20", "Bộ trưởng Bộ Y tế chủ trì hội nghị", 1),
        ("2026-02-03", "Thứ trưởng Bộ Tài chính phát biểu", 0),
        ("2026-02-03", "Bộ trưởng Bộ Y tế chủ trì hội nghị", 0),
    ];
    for (day, text, expected) in cases {
        assert_eq!(linker.link(&article(day, text, "", "", &[])).unresolved, expected, "{text}");
    }
}

#[test]
fn a_minister_named_before_keeps_the_post_to_himself() {
    check(
        &[
            ("2026-02-03", "Bộ trưởng Bộ Tài chính Lê Văn Mười dự họp. Bộ trưởng nhấn mạnh kỷ luật ngân sách.", ""),
            ("2026-02-03", "Bộ trưởng Bộ Y tế Lào dự họp. Bộ trưởng cảm ơn Việt Nam.", ""),
            (
                "2026-02-03",
                "Bộ trưởng Bộ Y tế Lào thăm Hà Nội. Bộ trưởng Đào Hồng Lan đón đoàn. Bộ trưởng nhấn mạnh tình hữu nghị.",
                "Đào Hồng Lan received",
            ),
        ],
        |day, text| article(day, "Tin trong ngày", "", text, &[]),
    );
}

#[test]
fn the_most_telling_relation_wins_and_all_evidence_is_kept() {
    let linker = Linker::new(Registry::embedded());
    let article = article(
        "2026-02-03",
        "Thứ trưởng Trần Văn Thuấn: Chất lượng là danh dự",
        "Chiều 2/2, Thứ trưởng Bộ Y tế Trần Văn Thuấn chủ trì hội nghị về chất lượng...",
        "Mở đầu.\n\nThứ trưởng Trần Văn Thuấn nhấn mạnh ba điểm. Hết.",
        &["GS.TS Trần Văn Thuấn, Thứ trưởng Bộ Y tế thăm khoa Nhi. Ảnh: Minh Hà"],
    );
    let links = linker.link(&article).links;
    let [link] = links.as_slice() else { panic!("{links:?}") };
    assert_eq!((link.relation.as_str(), link.title.as_str()), ("chaired", "Thứ trưởng Bộ Y tế"));
    let zones: Vec<Zone> = link.evidence.iter().map(|place| place.zone).collect();
    assert_eq!(zones, [Zone::Abstract, Zone::Title, Zone::Body, Zone::Caption]);
    let Place { start, end, .. } = link.evidence[2];
    let body = article.body.as_deref().expect("a body");
    assert_eq!(&body[start as usize..end as usize], "Thứ trưởng Trần Văn Thuấn nhấn mạnh ba điểm.");
}

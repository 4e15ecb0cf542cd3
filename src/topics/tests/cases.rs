//! Which headline is about what: the tables behind the topics. All headlines are invented.

use std::sync::LazyLock;

use crate::article::{Article, Sighting};
use crate::topics::{Labeller, Topics, Verdict};

fn article(title: &str, abstract_: &str, body: &str) -> Article {
    let mut sighting = Sighting::titled(title.to_owned());
    sighting.abstract_ = (!abstract_.is_empty()).then(|| abstract_.to_owned());
    sighting.body = (!body.is_empty()).then(|| body.to_owned());
    Article::unstored(sighting)
}

/// Runs a table of title, topics that must be found, topics that may be; tells all rows that
/// disagree at once.
fn check(rows: &[(&str, &str, &str)]) {
    let labeller = Labeller::new(Topics::embedded());
    let mut wrong = Vec::new();
    for (title, must, may) in rows {
        let found: Vec<String> = labeller.label(&article(title, "", "")).into_iter().map(|label| label.id).collect();
        let missing: Vec<&str> =
            must.split(' ').filter(|id| !id.is_empty() && !found.iter().any(|f| f == id)).collect();
        let extra: Vec<&str> = found
            .iter()
            .map(String::as_str)
            .filter(|id| !must.split(' ').chain(may.split(' ')).any(|m| m == *id))
            .collect();
        if !missing.is_empty() || !extra.is_empty() {
            wrong.push(format!("{title}\n    missing {missing:?} extra {extra:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn fields_of_work() {
    check(&[
        // bao-hiem-y-te
        ("Bộ trưởng Bộ Y tế: Mở rộng quyền lợi cho người tham gia bảo hiểm y tế", "bao-hiem-y-te", ""),
        ("Gỡ vướng thanh toán BHYT cho các bệnh viện tuyến tỉnh", "bao-hiem-y-te", "kham-chua-benh tai-chinh-dau-tu"),
        ("Lộ trình miễn viện phí toàn dân: Cần bước đi vững chắc", "bao-hiem-y-te", "tai-chinh-dau-tu"),
        ("Tổ soạn thảo họp về mức đồng chi trả", "bao-hiem-y-te", "phap-luat-the-che"),
        ("Sửa đổi Luật Bảo hiểm y tế: Bỏ dần địa giới hành chính", "bao-hiem-y-te phap-luat-the-che", ""),
        // y-te-co-so
        ("Trạm y tế là nơi người dân tìm đến đầu tiên", "y-te-co-so", ""),
        ("Thứ trưởng Bộ Y tế khảo sát mô hình bác sĩ gia đình", "y-te-co-so", "kham-chua-benh"),
        ("Củng cố mạng lưới y tế thôn bản vùng cao", "y-te-co-so", ""),
        ("Chăm sóc sức khỏe ban đầu: Nền móng của hệ thống", "y-te-co-so", ""),
        ("Kết hợp quân dân y trên đảo tiền tiêu", "y-te-co-so", ""),
        // kham-chua-benh
        ("Ca ghép tim xuyên Việt thành công ngoài mong đợi", "kham-chua-benh", ""),
        ("Giảm thời gian chờ cho người bệnh ung bướu", "kham-chua-benh", ""),
        ("Chuẩn hóa quy trình cấp cứu đột quỵ", "kham-chua-benh", ""),
        ("Nâng chất lượng khám bệnh, chữa bệnh tại tuyến tỉnh", "kham-chua-benh", ""),
        ("Hội nghị kiểm soát nhiễm khuẩn bệnh viện", "kham-chua-benh", ""),
        ("Phong trào hiến máu tình nguyện lan rộng", "kham-chua-benh", "truyen-thong le-tet-tham-hoi"),
        (
            "Thứ trưởng Trần Văn Thuấn thăm Bệnh viện Hữu nghị Việt Đức",
            "kham-chua-benh",
            "le-tet-tham-hoi quan-ly-dieu-hanh",
        ),
        ("Hỗ trợ cứu chữa nạn nhân vụ cháy chung cư", "kham-chua-benh", "le-tet-tham-hoi"),
        // phong-benh
        ("Thứ trưởng kiểm tra công tác phòng, chống dịch COVID-19 tại Cà Mau", "phong-benh", ""),
        ("Bộ Y tế họp khẩn về bệnh sởi", "phong-benh", ""),
        ("Chiến dịch tiêm chủng mở rộng cho vùng cao", "phong-benh", ""),
        ("Số ca mắc sốt xuất huyết tăng ở khu vực phía Nam", "phong-benh", ""),
        ("Hướng tới chấm dứt bệnh lao vào năm 2035", "phong-benh", ""),
        ("Điều trị dự phòng HIV bằng PrEP", "phong-benh", "kham-chua-benh"),
        ("Ngày Thế giới không thuốc lá: Bảo vệ thế hệ trẻ", "phong-benh", "truyen-thong"),
        ("Bộ trưởng Nguyễn Thanh Long: Không để dịch bệnh chồng dịch bệnh", "phong-benh", ""),
        ("Tăng tốc tiêm vắc xin COVID-19 mũi 3", "phong-benh", "duoc"),
        ("Viện Pasteur và sứ mệnh y tế dự phòng", "phong-benh", ""),
        ("Xử lý môi trường, phòng dịch sau lũ", "phong-benh", "le-tet-tham-hoi"),
        ("Dự phòng đái tháo đường từ lối sống", "phong-benh", ""),
        // dan-so
        ("Ngày Dân số thế giới: Đầu tư cho thanh niên", "dan-so", "truyen-thong tai-chinh-dau-tu hop-tac-quoc-te"),
        ("Mức sinh giảm sâu tại các đô thị lớn", "dan-so", ""),
        ("Giảm mất cân bằng giới tính khi sinh", "dan-so", "ba-me-tre-em"),
        ("Luật Dân số: Bảo đảm quyền sinh con", "dan-so phap-luat-the-che", ""),
        ("Thích ứng với già hóa nhanh", "dan-so", "bao-tro-xa-hoi"),
        // ba-me-tre-em
        ("Giảm tử vong mẹ ở vùng dân tộc thiểu số", "ba-me-tre-em", ""),
        (
            "Thứ trưởng thăm Bệnh viện Phụ sản Trung ương",
            "ba-me-tre-em",
            "kham-chua-benh le-tet-tham-hoi quan-ly-dieu-hanh",
        ),
        ("Tuần lễ nuôi con bằng sữa mẹ", "ba-me-tre-em", "truyen-thong phong-benh"),
        ("Chăm sóc trẻ sơ sinh non tháng", "ba-me-tre-em", "kham-chua-benh"),
        ("Sức khỏe sinh sản vị thành niên", "ba-me-tre-em", "dan-so"),
        // duoc
        ("Đấu thầu thuốc tập trung cấp quốc gia", "duoc", "tai-chinh-dau-tu"),
        ("Siết chặt quản lý, ngăn thuốc giả", "duoc", "quan-ly-dieu-hanh"),
        ("Phát triển công nghiệp dược trong nước", "duoc", ""),
        ("Cấp giấy đăng ký lưu hành cho 500 thuốc", "duoc", ""),
        ("Bảo đảm cung ứng thuốc hiếm", "duoc", ""),
        ("Hậu kiểm mỹ phẩm trên mạng", "duoc", ""),
        ("Luật Dược: Chính sách mới cho thuốc phát minh", "duoc phap-luat-the-che", ""),
        ("Hội nghị đại biểu ngành dược phía Nam", "duoc", ""),
        // thiet-bi-ha-tang
        ("Khởi công Bệnh viện Ung bướu cơ sở 2", "thiet-bi-ha-tang", "kham-chua-benh tai-chinh-dau-tu"),
        ("Tháo gỡ khó khăn mua sắm trang thiết bị y tế", "thiet-bi-ha-tang", "tai-chinh-dau-tu phap-luat-the-che"),
        ("Khánh thành khu điều trị nội trú tại Kon Tum", "thiet-bi-ha-tang", "kham-chua-benh"),
        (
            "Kiểm tra tiến độ xây dựng hai bệnh viện tại Hà Nam",
            "thiet-bi-ha-tang",
            "kham-chua-benh tai-chinh-dau-tu quan-ly-dieu-hanh",
        ),
        ("Bàn giao 50 xe cứu thương cho vùng núi", "thiet-bi-ha-tang", ""),
        // an-toan-thuc-pham
        ("Tháng hành động vì an toàn thực phẩm", "an-toan-thuc-pham", "truyen-thong"),
        ("Điều tra vụ ngộ độc tại bếp ăn tập thể", "an-toan-thuc-pham", ""),
        ("Kiểm soát thực phẩm bảo vệ sức khỏe quảng cáo sai", "an-toan-thuc-pham", "truyen-thong"),
        // y-hoc-co-truyen
        ("Phát triển y học cổ truyền trong giai đoạn mới", "y-hoc-co-truyen", ""),
        ("Bảo tồn cây thuốc quý vùng Tây Bắc", "y-hoc-co-truyen", "duoc"),
        ("Châm cứu Việt Nam vươn ra thế giới", "y-hoc-co-truyen", "hop-tac-quoc-te"),
        // phuc-hoi-chuc-nang
        ("Phục hồi chức năng dựa vào cộng đồng", "phuc-hoi-chuc-nang", ""),
        ("Tập huấn vật lý trị liệu cho tuyến tỉnh", "phuc-hoi-chuc-nang dao-tao-nhan-luc", ""),
        // bao-tro-xa-hoi
        ("Quan tâm chăm sóc người khuyết tật", "bao-tro-xa-hoi", ""),
        ("Mở rộng mạng lưới dưỡng lão", "bao-tro-xa-hoi", "dan-so"),
        ("Nâng mức chuẩn trợ giúp xã hội", "bao-tro-xa-hoi", ""),
        ("Thứ trưởng thăm Trung tâm Bảo trợ xã hội tỉnh Hà Nam", "bao-tro-xa-hoi", "le-tet-tham-hoi quan-ly-dieu-hanh"),
        // chuyen-doi-so
        ("Đẩy nhanh bệnh án điện tử tại bệnh viện hạng I", "chuyen-doi-so", "kham-chua-benh"),
        ("Tích hợp sổ sức khỏe điện tử trên VNeID", "chuyen-doi-so", ""),
        ("Ứng dụng AI trong chẩn đoán hình ảnh", "chuyen-doi-so", "kham-chua-benh khoa-hoc-cong-nghe"),
        ("Làm sạch dữ liệu tiêm chủng quốc gia", "chuyen-doi-so", "phong-benh"),
        ("Thanh toán không dùng tiền mặt tại bệnh viện", "chuyen-doi-so", "kham-chua-benh tai-chinh-dau-tu"),
        ("Khai trương nền tảng khám chữa bệnh từ xa", "chuyen-doi-so", "kham-chua-benh"),
        // khoa-hoc-cong-nghe
        ("Trao giải thưởng khoa học công nghệ tuổi trẻ", "khoa-hoc-cong-nghe", "le-tet-tham-hoi dao-tao-nhan-luc"),
        ("Đổi mới sáng tạo trong y sinh", "khoa-hoc-cong-nghe", ""),
        ("Nghiệm thu đề tài cấp Bộ", "khoa-hoc-cong-nghe", ""),
        ("Thử nghiệm lâm sàng thuốc mới", "khoa-hoc-cong-nghe duoc", ""),
        // dao-tao-nhan-luc
        ("Lễ tốt nghiệp bác sĩ nội trú khóa 47", "dao-tao-nhan-luc", ""),
        ("Khai giảng năm học mới tại Trường Đại học Dược Hà Nội", "dao-tao-nhan-luc", ""),
        ("Giữ chân nguồn nhân lực ở vùng khó", "dao-tao-nhan-luc", ""),
        ("Đưa bác sĩ trẻ tình nguyện về huyện nghèo", "dao-tao-nhan-luc", "y-te-co-so kham-chua-benh"),
        ("Đánh giá năng lực hành nghề: Bước ngoặt của Hội đồng Y khoa", "dao-tao-nhan-luc", "kham-chua-benh"),
        ("Tăng phụ cấp ưu đãi nghề cho nhân viên y tế", "dao-tao-nhan-luc", "tai-chinh-dau-tu"),
        // tai-chinh-dau-tu
        ("Thúc đẩy giải ngân vốn đầu tư công", "tai-chinh-dau-tu", "quan-ly-dieu-hanh"),
        ("Bệnh viện tự chủ tài chính: Được và chưa được", "tai-chinh-dau-tu", "kham-chua-benh"),
        ("Tính đúng, tính đủ giá dịch vụ y tế", "tai-chinh-dau-tu", "kham-chua-benh"),
        // hop-tac-quoc-te
        ("Bộ trưởng Đào Hồng Lan tiếp Đại sứ Hungary", "hop-tac-quoc-te", ""),
        ("Thứ trưởng làm việc với Ngân hàng Thế giới", "hop-tac-quoc-te", "tai-chinh-dau-tu quan-ly-dieu-hanh"),
        ("Đoàn Bộ Y tế Lào thăm, học tập kinh nghiệm", "hop-tac-quoc-te", "quan-ly-dieu-hanh le-tet-tham-hoi"),
        ("Ký biên bản ghi nhớ với Tập đoàn Nhật Bản", "hop-tac-quoc-te", ""),
        ("Khai mạc Hội nghị Bộ trưởng Y tế ASEAN", "hop-tac-quoc-te", ""),
        ("Tiếp nhận viện trợ từ Chính phủ Thụy Sĩ", "hop-tac-quoc-te", ""),
        ("USAID và chặng đường phòng, chống lao", "hop-tac-quoc-te phong-benh", ""),
        ("Đồng hành cùng UNFPA vì bà mẹ vùng cao", "hop-tac-quoc-te ba-me-tre-em", "dan-so"),
        // truyen-thong
        ("Tập huấn kỹ năng truyền thông cho cán bộ y tế", "truyen-thong dao-tao-nhan-luc", ""),
        ("Trao giải báo chí viết về ngành", "truyen-thong", "le-tet-tham-hoi"),
        ("Họp báo thường kỳ quý III", "truyen-thong", "quan-ly-dieu-hanh"),
    ]);
}

#[test]
fn kinds_of_events() {
    check(&[
        // to-chuc-can-bo
        ("Trao quyết định bổ nhiệm Giám đốc Bệnh viện Phụ sản Trung ương", "to-chuc-can-bo", ""),
        ("Công bố quyết định về công tác cán bộ tại Cục Quản lý Dược", "to-chuc-can-bo", ""),
        ("Bổ nhiệm Phó Viện trưởng Viện Dinh dưỡng", "to-chuc-can-bo", ""),
        ("Tân Thứ trưởng Bộ Y tế nhận nhiệm vụ", "to-chuc-can-bo", ""),
        ("Bàn giao nguyên trạng Trung tâm Y tế huyện về Sở Y tế", "", "to-chuc-can-bo y-te-co-so quan-ly-dieu-hanh"),
        ("Sắp xếp tổ chức bộ máy Bộ Y tế tinh gọn", "to-chuc-can-bo", ""),
        ("Điều động Cục trưởng Cục An toàn thực phẩm", "to-chuc-can-bo", ""),
        ("Trao quyết định nghỉ hưu cho lãnh đạo Vụ Bảo hiểm y tế", "to-chuc-can-bo", ""),
        ("Kiện toàn lãnh đạo Bệnh viện Y học cổ truyền Trung ương", "to-chuc-can-bo", ""),
        // phap-luat-the-che
        ("Góp ý dự thảo Nghị định về kinh doanh dược", "phap-luat-the-che duoc", ""),
        ("Họp Ban soạn thảo Luật Phòng bệnh", "phap-luat-the-che phong-benh", "quan-ly-dieu-hanh"),
        ("Hội nghị phổ biến pháp luật năm 2024", "phap-luat-the-che", "truyen-thong"),
        ("Hoàn thiện thể chế cho y tế tư nhân", "phap-luat-the-che", "kham-chua-benh"),
        ("Cắt giảm thủ tục hành chính trong lĩnh vực dược", "phap-luat-the-che duoc", "quan-ly-dieu-hanh"),
        (
            "Triển khai Nghị quyết của Bộ Chính trị về chăm sóc sức khỏe",
            "phap-luat-the-che",
            "dai-hoi-cong-tac-dang quan-ly-dieu-hanh",
        ),
        // quan-ly-dieu-hanh
        ("Hội nghị tổng kết công tác y tế năm 2024, triển khai nhiệm vụ năm 2025", "quan-ly-dieu-hanh", ""),
        ("Thứ trưởng Đỗ Xuân Tuyên làm việc tại tỉnh Lạng Sơn", "quan-ly-dieu-hanh", ""),
        ("Giao ban trực tuyến ngành y tế tháng 6", "quan-ly-dieu-hanh", ""),
        ("Đoàn công tác Bộ Y tế làm việc với UBND tỉnh Gia Lai", "quan-ly-dieu-hanh", ""),
        ("Phòng, chống tham nhũng, tiêu cực trong ngành", "quan-ly-dieu-hanh", ""),
        ("Phát động phong trào thi đua toàn ngành", "quan-ly-dieu-hanh", "le-tet-tham-hoi"),
        ("Họp Ban Chỉ đạo cải cách hành chính", "quan-ly-dieu-hanh", "phap-luat-the-che"),
        ("Sơ kết 6 tháng đầu năm của ngành", "quan-ly-dieu-hanh", ""),
        // dai-hoi-cong-tac-dang
        ("Đại hội Đảng bộ Bệnh viện Nhi Trung ương", "dai-hoi-cong-tac-dang", ""),
        ("Học tập và làm theo tư tưởng Hồ Chí Minh", "dai-hoi-cong-tac-dang", ""),
        (
            "Đảng ủy Bộ Y tế quán triệt nghị quyết Trung ương",
            "dai-hoi-cong-tac-dang",
            "phap-luat-the-che quan-ly-dieu-hanh",
        ),
        ("Trao Huy hiệu Đảng cho đảng viên lão thành", "dai-hoi-cong-tac-dang", "le-tet-tham-hoi"),
        ("Đại hội Chi bộ Vụ Dân số nhiệm kỳ 2022-2025", "dai-hoi-cong-tac-dang", ""),
        // quoc-hoi-bau-cu
        ("Bộ trưởng trả lời chất vấn về giá thuốc", "quoc-hoi-bau-cu duoc", ""),
        ("Đại biểu Quốc hội thảo luận về an toàn thực phẩm", "quoc-hoi-bau-cu an-toan-thuc-pham", ""),
        ("Bộ trưởng Đào Hồng Lan tiếp xúc cử tri tại Bắc Giang", "quoc-hoi-bau-cu", ""),
        ("Chuẩn bị cho ngày bầu cử", "quoc-hoi-bau-cu", ""),
        // le-tet-tham-hoi
        ("Bộ trưởng chúc Tết các thầy thuốc trực đêm giao thừa", "le-tet-tham-hoi", ""),
        ("Kỷ niệm 69 năm Ngày Thầy thuốc Việt Nam", "le-tet-tham-hoi", ""),
        ("Thăm hỏi, tặng quà gia đình bị thiệt hại do bão", "le-tet-tham-hoi", ""),
        ("Dâng hương tưởng niệm các anh hùng liệt sĩ", "le-tet-tham-hoi", "bao-tro-xa-hoi"),
        ("Gặp mặt cán bộ hưu trí nhân dịp đầu xuân", "le-tet-tham-hoi", ""),
        ("Trao danh hiệu Thầy thuốc Nhân dân", "le-tet-tham-hoi", ""),
        ("Thứ trưởng thăm, động viên người bệnh đón Tết tại Bệnh viện K", "le-tet-tham-hoi", "kham-chua-benh"),
        // bao-dam-y-te-su-kien
        ("Bảo đảm y tế phục vụ SEA Games 31", "bao-dam-y-te-su-kien", ""),
        ("Diễn tập cấp cứu phục vụ lễ diễu binh", "bao-dam-y-te-su-kien", "kham-chua-benh"),
        ("Kiểm tra công tác y tế phục vụ kỳ thi tốt nghiệp THPT", "bao-dam-y-te-su-kien", "quan-ly-dieu-hanh"),
        ("Đảm bảo công tác y tế cho Đại lễ Vesak", "bao-dam-y-te-su-kien", ""),
    ]);
}

#[test]
fn not_about_that() {
    check(&[
        ("Bộ trưởng được trao tặng huân chương", "", "le-tet-tham-hoi"),
        ("Ai cũng cần được lắng nghe", "", ""),
        ("Nâng cao chất lượng dịch vụ tại bộ phận một cửa", "", "quan-ly-dieu-hanh phap-luat-the-che"),
        ("Khai trương Văn phòng tại tỉnh Lào Cai", "", ""),
        ("Giải pháp cho mùa nắng nóng", "", ""),
        ("Luật sư tư vấn miễn phí", "", ""),
        ("Xử lý kỷ luật nghiêm minh", "", "to-chuc-can-bo quan-ly-dieu-hanh"),
        ("Ra quân chiến dịch mùa hè xanh", "", ""),
        ("Đón Tết cổ truyền cùng ngư dân", "le-tet-tham-hoi", ""),
        ("Làm việc với Bộ Giáo dục và Đào tạo", "", "quan-ly-dieu-hanh"),
        ("Thầy thuốc trẻ vì cộng đồng", "", "le-tet-tham-hoi"),
        ("Sân bay quốc tế Long Thành đón chuyến bay đầu", "", ""),
        ("Phong cách làm việc mới", "", ""),
        ("Lao động giỏi, lao động sáng tạo", "", "quan-ly-dieu-hanh"),
        ("", "", ""),
    ]);
}

#[test]
fn only_title_abstract_and_first_paragraph_count() {
    let labeller = Labeller::new(Topics::embedded());
    let ids = |a: &Article| labeller.label(a).into_iter().map(|label| label.id).collect::<Vec<_>>();
    let text = "Bàn về bảo hiểm y tế.\n\nVà về an toàn thực phẩm.";
    assert_eq!(ids(&article("Tin", "", text)), ["bao-hiem-y-te"]);
    assert_eq!(ids(&article("Tin", "Bàn về dân số.", "")), ["dan-so"]);
    assert_eq!(ids(&article("Bàn về chăm sóc", "", "")), [""; 0]);
    // Where a clause ends no phrase goes across.
    assert_eq!(ids(&article("Việc của trạm. Y tế là gốc", "", "")), [""; 0]);
    // The last resort counts where nothing else was found.
    assert_eq!(ids(&article("Hội nghị của ngành", "", "")), ["quan-ly-dieu-hanh"]);
    assert_eq!(ids(&article("Hội nghị về dân số", "", "")), ["dan-so"]);
    // A unit that takes part is not what the article is about.
    assert_eq!(ids(&article("Tin", "Tham dự có lãnh đạo Cục An toàn thực phẩm và các vụ.", "")), [""; 0]);
}

#[test]
fn evidence_is_the_phrase_and_an_explanation_tells_why_not() {
    let labeller = Labeller::new(Topics::embedded());
    let title = "Bổ nhiệm Cục trưởng Cục An toàn thực phẩm";
    let article = article(title, "", "");
    let labels = labeller.label(&article);
    let [label] = labels.as_slice() else { panic!("{labels:?}") };
    assert_eq!(&title[label.evidence.start as usize..label.evidence.end as usize], "Bổ nhiệm");
    let explained = labeller.explain(&article);
    let food = explained.iter().find(|e| e.topic.id == "an-toan-thuc-pham").expect("a phrase was found");
    assert!(!food.labelled);
    assert!(food.hits.iter().all(|hit| hit.verdict == Verdict::Event { id: "to-chuc-can-bo".into() }), "{food:?}");

    let lao_cai = self::article("Khai trương tại tỉnh Lào Cai", "", "");
    let explained = labeller.explain(&lao_cai);
    assert_eq!(explained[0].hits[0].verdict, Verdict::Excluded { by: "Lào Cai".into() });
}

/// Made once: that is the costly part.
static LABELLER: LazyLock<Labeller> = LazyLock::new(|| Labeller::new(Topics::embedded()));

proptest::proptest! {
    /// Whatever stands in a text, nothing panics, and all evidence can be cut from its zone.
    #[test]
    fn any_text_can_be_read(pieces in proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..30), noise in ".{0,12}") {
        let text = format!("{}{noise}", pieces.concat());
        let article = article(&text, &text, &text);
        let mut explained: Vec<String> = Vec::new();
        for why in LABELLER.explain(&article) {
            for hit in &why.hits {
                let cut = text.get(hit.place.start as usize..hit.place.end as usize);
                assert!(cut.is_some_and(|cut| !cut.is_empty()), "{text:?}");
            }
            if why.labelled {
                explained.push(why.topic.id.clone());
            }
        }
        let labelled: Vec<String> = LABELLER.label(&article).into_iter().map(|label| label.id).collect();
        assert_eq!(labelled, explained);
    }
}

/// What the rules look for, in pieces, to be put together at random.
const PIECES: [&str; 24] = [
    "bảo hiểm y tế ",
    "Cục ",
    "An toàn thực phẩm ",
    "bổ nhiệm ",
    "Bệnh viện ",
    "y tế cơ sở ",
    "thuốc ",
    "thầy ",
    "AI ",
    "ai ",
    "Lào Cai ",
    "Đại hội Đảng bộ ",
    "họp ",
    ", ",
    ". ",
    "/",
    " - ",
    "\n\n",
    "Việt Nam ",
    "2025 ",
    "dân số",
    "vắc xin ",
    "tiêm ",
    "Tết ",
];

/// The same fields without their usual names: rooms, buildings, meals, herbs.
#[test]
fn fields_in_other_words() {
    check(&[
        ("Ba phòng mổ vô khuẩn vừa được lắp xong", "thiet-bi-ha-tang", "kham-chua-benh"),
        ("Hầm để xe bệnh viện được xây ngầm hai tầng", "thiet-bi-ha-tang", "kham-chua-benh"),
        ("Mưa dột, trạm xá xã phải kê giường ra hiên", "y-te-co-so", "thiet-bi-ha-tang kham-chua-benh"),
        ("Gần 60 em nôn ói sau bữa trưa, bếp bán trú đóng cửa", "an-toan-thuc-pham", "ba-me-tre-em kham-chua-benh"),
        ("Ăn nấm rừng, ba người trong một nhà cấp cứu", "an-toan-thuc-pham", "kham-chua-benh"),
        ("Bài thuốc của ông lang người Dao được ghi chép", "y-hoc-co-truyen", ""),
        ("Ngải cứu, tía tô và cách trị cảm của người xưa", "y-hoc-co-truyen", "kham-chua-benh"),
        ("Lắp chân giả cho 40 người bị mất chi", "phuc-hoi-chuc-nang", "bao-tro-xa-hoi"),
        ("Muỗi vằn sinh sôi, phường phun hóa chất", "phong-benh", "y-te-co-so"),
        ("Người bệnh quét mã thay cho xếp hàng lấy số", "chuyen-doi-so", "kham-chua-benh"),
        ("Thu hồi lô kem dưỡng da chứa chất cấm", "duoc", ""),
        ("Giá giường bệnh tăng từ tháng 8", "tai-chinh-dau-tu", "kham-chua-benh bao-hiem-y-te"),
        ("Trạm sơ cứu lưu động phục vụ đêm pháo hoa", "bao-dam-y-te-su-kien", "kham-chua-benh le-tet-tham-hoi"),
        ("Cụ bà neo đơn được đón về trung tâm nuôi dưỡng", "bao-tro-xa-hoi", ""),
        ("Mừng thọ các thầy thuốc trên 90 tuổi", "le-tet-tham-hoi", "dao-tao-nhan-luc"),
        ("Hà Nội vận động sinh con trước tuổi 35", "dan-so", "ba-me-tre-em"),
    ]);
}

#[test]
fn what_only_sounds_like_a_field() {
    check(&[
        ("Bộ trưởng mổ xẻ nguyên nhân giải ngân chậm", "tai-chinh-dau-tu", "quan-ly-dieu-hanh"),
        ("Thứ trưởng Lê Đức Luận đi xe buýt đến cơ quan", "", ""),
        ("Lễ kỷ niệm 60 năm thành lập Bệnh viện Lam Châu", "le-tet-tham-hoi", "kham-chua-benh"),
        ("Bữa ăn từ thiện cho bà con vùng lũ", "", "le-tet-tham-hoi bao-tro-xa-hoi"),
        ("Thứ trưởng Lương Hải Vân thăm nhà máy giấy", "", ""),
        ("Thăm Bệnh viện dã chiến Hạc Giang", "", "kham-chua-benh phong-benh le-tet-tham-hoi"),
    ]);
}

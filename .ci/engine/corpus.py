#!/usr/bin/env python3
"""Writes invented articles as JSON lines: corpus.py NUMBER [SEED].

The words are frequent Vietnamese syllables, drawn so that few are common and many are rare. Names of leaders, document
numbers, dates and abbreviations are mixed in. Some abstracts repeat how the body begins, some articles have no text, some
are outside the section.
"""
import json
import random
import sys

WORDS = """bộ y tế bệnh viện bác sĩ người dân thuốc vắc xin khám chữa trị bảo hiểm xã phường huyện tỉnh thành phố trạm trung
tâm dược đấu thầu mua sắm vật tư thiết bị phòng dịch cúm sởi tay chân miệng sốt xuất huyết dại lao phổi ung thư tim mạch
đái tháo đường dinh dưỡng an toàn thực phẩm nước sạch môi trường lao động trẻ em phụ nữ mang thai sinh con dân số già hóa
chuyển đổi số hồ sơ điện tử dữ liệu phần mềm mạng máy chủ đào tạo nhân lực điều dưỡng hộ lý sinh viên trường đại học
nghiên cứu khoa học hội nghị hội thảo họp báo làm việc kiểm tra thanh tra chỉ đạo nghị quyết thông tư luật quy định giá
viện phí ngân sách đầu tư xây dựng cơ sở mới cũ lớn nhỏ cao thấp nhanh chậm tốt xấu năm tháng ngày giờ sáng chiều tối
biển đảo núi rừng bão lũ lụt cứu hộ quân dân y quốc tế hợp tác Nhật Bản Hàn Quốc Lào Campuchia tổ chức chương trình mục tiêu
kế hoạch báo cáo kết quả khó khăn giải pháp nguồn lực cán bộ đảng viên công đoàn thanh niên thi đua khen thưởng chúc mừng
thăm hỏi động viên chia sẻ mất mát đau thương bo bò bỏ bó bọ tê tễ tẻ dich dích sô sổ sỏ trưởng thứ""".split()
LEADERS = ["Bộ trưởng Đào Hồng Lan", "Thứ trưởng Đỗ Xuân Tuyên", "Thứ trưởng Trần Văn Thuấn", "Thứ trưởng Lê Đức Luận",
           "Thứ trưởng Nguyễn Thị Liên Hương", "Thứ trưởng Vũ Mạnh Hà", "Thứ trưởng Bộ Y tế"]
MIXED = ["Nghị quyết 72-NQ/TW", "Thông tư 12/2025/TT-BYT", "ngày 9/9/2025", "AI", "BHYT", "WHO", "bộ bộ bo bo", "bo bộ bo bộ",
         "COVID-19", "Quyết định số 345/QĐ-BYT"]


def sentence(rng):
    words = [WORDS[min(int(rng.paretovariate(0.7)) - 1, len(WORDS) - 1)] if rng.random() < 0.4 else rng.choice(WORDS)
             for _ in range(rng.randint(4, 16))]
    if rng.random() < 0.25:
        words.insert(rng.randint(0, len(words)), rng.choice(MIXED))
    text = " ".join(words)
    if rng.random() < 0.2:
        return f"{rng.choice(LEADERS)} {rng.choice(['dự', 'chủ trì', 'kiểm tra', 'phát biểu tại'])} {text}"
    return text[0].upper() + text[1:]


def article(rng, number):
    body = ". ".join(sentence(rng) for _ in range(rng.randint(2, 30))) + "."
    day = f"{rng.choice([2024, 2025, 2026])}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    record = {"id": f"bai-{number}", "title": sentence(rng), "body": body, "fetched": "2026-11-01T01:00:00Z",
              "aliases": [f"aid:{100000 + number}"], "section": rng.random() < 0.85}
    if rng.random() < 0.97:
        record["published"] = f"{day}T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:00+07:00"
    kind = rng.random()
    if kind < 0.3:
        record["abstract"] = body.split(". ")[0] + "."
    elif kind < 0.7:
        record["abstract"] = sentence(rng) + "."
    if rng.random() < 0.1:
        del record["body"]
    if rng.random() < 0.2:
        record["captions"] = [sentence(rng) for _ in range(rng.randint(1, 3))]
    return record


if __name__ == "__main__":
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    for number in range(int(sys.argv[1])):
        print(json.dumps(article(rng, number), ensure_ascii=False))

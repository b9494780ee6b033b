"""What counts as a target, as a product, as words that say little."""

import pytest

from tasks import reading


@pytest.mark.parametrize(
    "text",
    [
        "Bàn giao mặt bằng cho 64 hộ",
        "Thu ngân sách đạt 15.500 tỷ đồng",
        "Thu 42 tỷ đồng từ đấu giá đất",
        "Đạt 100 % chỉ tiêu",
        "từ 85% trở lên",
        "97 phần trăm dân số",
        "Xây dựng 8–10 mô hình",
        "Phát triển 10/7 đảng viên",
        "Hoàn thành 19/19 tiêu chí",
        "Trồng mới 120ha rừng",
        "Mở rộng tuyến đường 12 km",
        "dự án 491 hộ",
        "hồ sơ của tổng số 45 hộ",
        "Rút ngắn từ 15 ngày xuống 10 ngày",
        "Đưa 2020 hộ vào vùng tái định cư",
        "Giải quyết ba vụ việc",
        "Năm xã đạt chuẩn",
        "hai mươi mốt công trình trái phép",
        "Có sáu chi bộ được công nhận",
        "Xóa toàn bộ nhà tạm",
        "Không còn hộ nghèo",
        "vào nhóm 20 địa phương dẫn đầu",
        "thu hút gấp đôi số dự án",
        "Chỉ tiêu: 15",
        "KẾT NẠP 30 ĐẢNG VIÊN",
        "ket nap 30 dang vien",
    ],
)
def test_what_can_be_counted_at_the_end_is_a_target(text):
    assert reading.counts(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thực hiện Nghị quyết số 22-NQ/TW ngày 16/6/2022",
        "Nghị quyết 202/2025/QH15 và Kết luận số 126-KL/TW",
        "Hoàn thành trước ngày 30/6/2026",
        "Hoàn thành trước 30/9",
        "Giai đoạn 2021-2025 và năm 2026",
        "nhiệm kỳ 2025 – 2030",
        "trong 6 tháng đầu năm 2026",
        "quý II/2026, quý 3, tháng 9",
        "kế hoạch 5 năm",
        "Cải tạo Quốc lộ 2 và đường tỉnh 185 đoạn qua xã",
        "ĐT.185, QL2C, CT05",
        "Chi bộ 4 tốt, đảng bộ cơ sở 4 tốt",
        "Triển khai Đề án 06",
        "Ban Chỉ đạo 35",
        "thôn 3 và thôn 5 xã Hùng An",
        "Cụm công nghiệp Phúc Ứng 2",
        "dịch vụ công mức độ 4",
        "tỷ lệ 1/2000",
        "trẻ em dưới 5 tuổi",
        "Sắp xếp một số đơn vị, đưa vào bộ phận một cửa",
        "Mỗi xã một sản phẩm",
        "Sau kiểm tra, năm nay và trong năm xã tập trung",
        "thiệt hại ở các thôn",
        "Nguồn: https://baotuyenquang.com.vn/tin-130426.html",
    ],
)
def test_dates_and_names_with_numbers_are_no_targets(text):
    assert not reading.counts(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quyết định công nhận của UBND tỉnh", True),
        ("Biên bản bàn giao mặt bằng", True),
        ("12 mô hình", True),
        ("Nhà văn hóa thôn được đưa vào sử dụng", True),
        ("Kết quả được Ủy ban Kiểm tra xác nhận", True),
        ("Chất lượng được nâng lên rõ rệt", False),
        ("Hoàn thành theo đúng kế hoạch", False),
        ("Nguồn: https://example.vn/quyet-dinh", False),
        ("", False),
    ],
)
def test_a_product_is_a_paper_or_a_thing(text, expected):
    assert reading.names_product(text) is expected


@pytest.mark.parametrize("text", ["Báo cáo", "báo cáo kết quả thực hiện.", "Kế hoạch", "KẾT QUẢ"])
def test_a_paper_that_says_nothing_of_itself_is_hollow(text):
    assert reading.is_hollow(text)
    assert not reading.is_hollow(f"{text} thẩm định của Sở Nội vụ")


def test_vague_words_are_told_as_they_are_spelled():
    assert reading.vague_words("TIEP TUC day manh, tiếp tục nâng cao") == ["tiếp tục", "đẩy mạnh", "nâng cao"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GPMB dự án cao tốc", "Giải phóng mặt bằng dự án cao tốc"),
        ("Kết nạp đảng viên năm 2025", "ket nap dang vien nam 2026"),
        ("Giải ngân đạt 95% kế hoạch", "Giải ngân đạt trên 93 % kế hoạch"),
        ("Nâng chất lượng các HTX trên địa bàn", "Nâng chất lượng hợp tác xã"),
    ],
)
def test_short_forms_years_and_targets_do_not_make_two_titles_differ(one, other):
    assert reading.likeness(one, other) == 1

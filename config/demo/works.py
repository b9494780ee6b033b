"""What simulated tasks are about: seven fields, a few plain works each, in the words of real annexes."""

from dataclasses import dataclass

PARTY = "Xây dựng Đảng"
ECONOMY = "Kinh tế"
COUNTRYSIDE = "Nông thôn mới"
INVESTMENT = "Đầu tư công, giải phóng mặt bằng"
JUSTICE = "Nội chính, tiếp dân"
DEFENCE = "Quốc phòng, an ninh"
DIGITAL = "Chuyển đổi số"
FIELDS = (PARTY, ECONOMY, COUNTRYSIDE, INVESTMENT, JUSTICE, DEFENCE, DIGITAL)


@dataclass(frozen=True)
class Work:
    """One kind of task. `low`/`high` bound the target drawn; `base` is the start, as a share (percent) of the target
    or None; `spread` makes a range of that width; lte targets go down from `base`."""

    title: str
    product: str
    unit: str
    comparator: str
    low: int
    high: int
    base: int | None = None
    spread: int = 0
    kind: str = "trong_tam"
    importance: str = "trong_tam"


WORKS = {
    PARTY: (
        Work("Kết nạp {target} đảng viên mới", "Quyết định kết nạp đảng viên", "đảng viên", "gte", 12, 40),
        Work(
            "Xây dựng {target}–{top} mô hình chi bộ bốn tốt",
            "Quyết định công nhận mô hình",
            "mô hình",
            "range",
            8,
            8,
            spread=2,
            kind="doi_moi",
        ),
        Work(
            "Chi bộ sinh hoạt chuyên đề có nghị quyết và kết quả kiểm chứng được",
            "Báo cáo kiểm tra của Ban Xây dựng Đảng",
            "% chi bộ",
            "gte",
            90,
            90,
            70,
        ),
    ),
    ECONOMY: (
        Work(
            "Thu ngân sách trên địa bàn đạt {target} triệu đồng",
            "Báo cáo quyết toán thu của kho bạc",
            "triệu đồng",
            "gte",
            2400,
            9800,
        ),
        Work(
            "Chuyển đổi {target} ha đất kém hiệu quả sang cây trồng có liên kết tiêu thụ",
            "Biên bản nghiệm thu diện tích, hợp đồng liên kết",
            "ha",
            "gte",
            25,
            120,
            kind="dot_pha",
            importance="dot_pha",
        ),
        Work(
            "Giảm hộ nghèo từ {base} xuống không quá {target} hộ",
            "Quyết định công nhận kết quả rà soát hộ nghèo",
            "hộ",
            "lte",
            60,
            180,
            140,
        ),
    ),
    COUNTRYSIDE: (
        Work(
            "Đạt {target} tiêu chí nông thôn mới",
            "Quyết định công nhận kết quả thẩm tra tiêu chí",
            "tiêu chí",
            "gte",
            16,
            19,
            75,
            kind="dot_pha",
            importance="dot_pha",
        ),
        Work(
            "Xóa {target} nhà tạm, nhà dột nát của hộ nghèo",
            "Biên bản bàn giao nhà hoàn thành",
            "nhà",
            "gte",
            24,
            96,
        ),
        Work(
            "Bê tông hóa {target} km đường thôn bản",
            "Biên bản nghiệm thu công trình",
            "km",
            "gte",
            6,
            18,
        ),
    ),
    INVESTMENT: (
        Work(
            "Giải ngân vốn đầu tư công đạt từ {target} % kế hoạch",
            "Bảng đối chiếu giải ngân của kho bạc",
            "% kế hoạch",
            "gte",
            95,
            95,
            kind="dat_hang",
            importance="dot_pha",
        ),
        Work(
            "Phê duyệt {target} phương án bồi thường, hỗ trợ, tái định cư",
            "Quyết định phê duyệt phương án",
            "phương án",
            "gte",
            25,
            25,
            kind="dat_hang",
            importance="dot_pha",
        ),
        Work(
            "Bàn giao mặt bằng sạch cho {target} hộ thuộc dự án trọng điểm",
            "Biên bản bàn giao mặt bằng",
            "hộ",
            "gte",
            40,
            160,
            20,
            kind="dat_hang",
            importance="dot_pha",
        ),
    ),
    JUSTICE: (
        Work(
            "Giảm đơn thư tồn đọng, kéo dài từ {base} xuống không quá {target} đơn",
            "Quyết định giải quyết, thông báo chấm dứt giải quyết",
            "đơn",
            "lte",
            4,
            10,
            250,
            kind="dat_hang",
            importance="quan_trong",
        ),
        Work(
            "Giải quyết {target} vụ việc khiếu nại, tố cáo đông người",
            "Quyết định giải quyết khiếu nại, tố cáo",
            "vụ việc",
            "gte",
            3,
            9,
            importance="quan_trong",
        ),
    ),
    DEFENCE: (
        Work(
            "Giao quân đạt {target} % chỉ tiêu",
            "Biên bản giao nhận quân",
            "% chỉ tiêu",
            "eq",
            100,
            100,
            importance="quan_trong",
        ),
        Work(
            "Giảm vụ phạm pháp hình sự từ {base} xuống không quá {target} vụ",
            "Báo cáo thống kê của công an",
            "vụ",
            "lte",
            8,
            24,
            130,
            importance="quan_trong",
        ),
    ),
    DIGITAL: (
        Work(
            "Hồ sơ trực tuyến toàn trình đạt {target}–{top} %",
            "Số liệu của Trung tâm phục vụ hành chính công",
            "% hồ sơ",
            "range",
            70,
            70,
            40,
            spread=10,
            kind="doi_moi",
            importance="quan_trong",
        ),
        Work(
            "Số hóa {target} hồ sơ hộ tịch, đất đai",
            "Biên bản nghiệm thu kho dữ liệu",
            "hồ sơ",
            "gte",
            1200,
            4800,
            kind="doi_moi",
            importance="quan_trong",
        ),
    ),
}

# A task of the head's own, beside those of the committee.
OWN = (
    "Đối thoại và gỡ dứt điểm việc tồn đọng lâu nhất của đơn vị",
    "Trực tiếp chỉ đạo mô hình mới, có đánh giá và nhân rộng",
    "Cắt giảm 30 % thời gian giải quyết thủ tục thuộc thẩm quyền",
    "Xây dựng và đưa vào dùng đề án khâu đột phá của nhiệm kỳ",
)
OLD = (
    ("Xây dựng Đảng", "Nâng chất lượng sinh hoạt chi bộ, xóa chi bộ yếu", "Kết luận kiểm tra"),
    ("Kinh tế - xã hội", "Giải phóng mặt bằng dự án trọng điểm của năm", "Biên bản bàn giao mặt bằng"),
    ("Nội chính - tiếp công dân", "Giải quyết xong đơn thư tồn đọng", "Quyết định giải quyết"),
    ("Kinh tế - xã hội", "Đưa thủ tục hành chính lên mức độ 4", "Quyết định công bố danh mục"),
)
STAFF = (
    "Thẩm định danh mục việc đăng ký của các đảng ủy xã",
    "Tổng hợp, trình kết quả đánh giá quý",
    "Chuẩn hóa hồ sơ cán bộ diện quản lý",
)
HINDRANCES = {
    PARTY: ("Thanh niên đi làm xa, thiếu nguồn kết nạp.", "Doanh nghiệp chưa đủ ba đảng viên chính thức."),
    ECONOMY: ("Hợp đồng liên kết chưa ký xong với doanh nghiệp.", "Thị trường giảm giá, hộ dân chưa mở rộng."),
    COUNTRYSIDE: ("Thiếu vốn đối ứng, đã đề nghị điều chuyển.", "Mưa lũ kéo dài, đường vào công trình bị chia cắt."),
    INVESTMENT: ("Chưa xác định xong giá đất của các hộ còn lại.", "Chờ thẩm định thiết kế điều chỉnh."),
    JUSTICE: ("Chờ kết luận thẩm tra lần hai.", "Người khiếu nại chưa đồng ý đối thoại."),
    DEFENCE: ("Địa bàn giáp ranh, còn chờ phối hợp.", "Quân số khám tuyển chưa đạt."),
    DIGITAL: ("Đường truyền ở thôn xa chưa ổn định.", "Chờ phần mềm dùng chung của tỉnh."),
}

"""What is written in the campaign of the demo, all of it invented: tasks in every state between draft and signature.

`campaign.make` puts them into the house."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from cadre.models import Appointment
from config.demo.works import COUNTRYSIDE, DIGITAL, ECONOMY, INVESTMENT, JUSTICE, PARTY
from tasks.registering import Text


@dataclass(frozen=True, slots=True)
class Target:
    name: str
    unit: str
    comparator: str
    low: str = ""
    high: str = ""
    start: str = ""

    def row(self):
        number = {"baseline": self.start, "target_min": self.low, "target_max": self.high}
        return {
            "name": self.name,
            "unit": self.unit,
            "comparator": self.comparator,
            **{name: Decimal(value) if value else None for name, value in number.items()},
        }


@dataclass(frozen=True, slots=True)
class Given:
    """A task as somebody wrote it. `month`: its deadline is the end of it; `steps`: (month, what, proof); `end`: how
    far it has come, a key of `campaign.STEPS`."""

    post: str
    title: str
    field: str
    product: str
    month: int
    end: str
    kind: str = "dot_pha"
    reason: str = ""
    product_type: str = ""
    issuer: str = ""
    coordination: str = ""
    targets: tuple = ()
    steps: tuple = ()
    remark: str = ""

    def text(self, year, posts):
        return Text(
            fields={
                "title": self.title,
                "kind": self.kind,
                "field": self.field,
                "reason": self.reason,
                "horizon": "year",
                "start": dt.date(year, 1, 5),
                "due": month_end(year, self.month),
                "importance": "dot_pha" if self.kind in ("dot_pha", "dat_hang") else "quan_trong",
                "difficulty": "",
                "product": self.product,
                "product_type": self.product_type,
                "product_issuer": self.issuer,
                "coordination": self.coordination,
            },
            owners=(posts[self.post],),
            indicators=tuple(target.row() for target in self.targets),
            milestones=tuple(
                {"due": month_end(year, month), "title": title, "proof": proof} for month, title, proof in self.steps
            ),
        )


def month_end(year, month):
    first = dt.date(year + month // 12, month % 12 + 1, 1)
    return first - dt.timedelta(days=1)


WARD, INDUSTRY = "X02524-BT", "TQM-SCT-TT"
OWN = (
    Given(
        WARD,
        "Bàn giao mặt bằng sạch cho 64 hộ thuộc dự án đường dẫn cầu vượt sông",
        INVESTMENT,
        "Biên bản bàn giao mặt bằng đã ký với chủ đầu tư",
        9,
        "proposed",
        reason="Dự án chậm hai năm vì 21 hộ chưa đồng ý giá đất; mỗi tháng chậm làm tăng chi phí của nhà thầu.",
        product_type="Biên bản bàn giao",
        issuer="Trung tâm Phát triển quỹ đất",
        coordination="Sở Nông nghiệp và Môi trường; Sở Xây dựng",
        targets=(
            Target("Số hộ bàn giao mặt bằng", "hộ", "gte", "64", start="12"),
            Target("Hộ khiếu nại kéo dài", "hộ", "lte", high="2", start="9"),
        ),
        steps=(
            (3, "Phê duyệt xong phương án bồi thường của 64 hộ", "Quyết định phê duyệt phương án"),
            (6, "Chi trả xong cho 50 hộ", "Bảng chi trả có ký nhận"),
        ),
    ),
    Given(
        WARD,
        "Tăng cường công tác kiểm tra, giám sát, đẩy mạnh học tập và làm theo Bác",
        PARTY,
        "",
        12,
        "returned",
        remark="Chưa có con số và sản phẩm. Ghi rõ kiểm tra bao nhiêu chi bộ, xử lý xong việc gì, bằng văn bản nào.",
    ),
    Given(
        WARD,
        "Đưa 12 thủ tục đất đai, hộ tịch lên trực tuyến toàn trình tại phường",
        DIGITAL,
        "Báo cáo kết quả của Trung tâm Phục vụ hành chính công phường",
        10,
        "draft",
        kind="doi_moi",
        reason="Người dân phải đi lại trung bình ba lần cho một hồ sơ đất đai.",
        targets=(Target("Thủ tục trực tuyến toàn trình", "thủ tục", "gte", "12", start="3"),),
    ),
    Given(
        WARD,
        "Xóa 18 nhà tạm, nhà dột nát của hộ nghèo trước mùa mưa",
        COUNTRYSIDE,
        "Biên bản bàn giao nhà hoàn thành",
        6,
        "order",
        kind="dat_hang",
        reason="Ban Thường vụ đặt hàng: không để hộ nào ở nhà tạm khi vào mùa mưa lũ.",
        product_type="Biên bản bàn giao",
        issuer="UBND phường Bình Thuận",
        coordination="Sở Xây dựng; Ủy ban MTTQ tỉnh",
        targets=(Target("Nhà hoàn thành, bàn giao", "nhà", "gte", "18", start="0"),),
        steps=((3, "Khởi công 18 nhà", "Biên bản khởi công"),),
    ),
    Given(
        INDUSTRY,
        "Đưa hai cụm công nghiệp vào hoạt động, lấp đầy từ 60 % diện tích",
        ECONOMY,
        "Quyết định cho thuê đất, giấy chứng nhận đầu tư của doanh nghiệp thứ cấp",
        11,
        "signed",
        reason="Ba năm liền không có cụm công nghiệp nào xong hạ tầng; doanh nghiệp chuyển sang tỉnh bạn.",
        product_type="Quyết định",
        issuer="UBND tỉnh Tuyên Quang",
        coordination="Sở Tài chính; Sở Nông nghiệp và Môi trường; Ban Quản lý Khu kinh tế tỉnh",
        targets=(
            Target("Cụm công nghiệp hoạt động", "cụm", "eq", "2", start="0"),
            Target("Tỷ lệ lấp đầy", "%", "gte", "60", start="18"),
            Target("Doanh nghiệp thứ cấp", "doanh nghiệp", "range", "8", "10", start="2"),
        ),
        steps=(
            (4, "Xong hạ tầng kỹ thuật hai cụm", "Biên bản nghiệm thu hạ tầng"),
            (8, "Có năm doanh nghiệp khởi công", "Giấy phép xây dựng"),
        ),
    ),
    Given(
        INDUSTRY,
        "Giảm thời gian cấp giấy phép kinh doanh xăng dầu, khí xuống không quá 5 ngày",
        ECONOMY,
        "Quyết định công bố quy trình nội bộ",
        5,
        "changed",
        kind="doi_moi",
        reason="Thời gian giải quyết đang dài gấp đôi mức bình quân của vùng.",
        product_type="Quyết định",
        issuer="UBND tỉnh Tuyên Quang",
        targets=(Target("Thời gian cấp phép", "ngày", "lte", high="5", start="15"),),
    ),
)
# What secretaries of communes registered; staff entered it for them. {n} is the target drawn for each.
COMMUNES = (
    Given(
        "",
        "Bê tông hóa {n} km đường thôn, bản còn lại",
        COUNTRYSIDE,
        "Biên bản nghiệm thu công trình",
        10,
        "",
        reason="Thôn xa bị chia cắt mùa mưa, học sinh phải nghỉ học.",
        product_type="Biên bản nghiệm thu",
        targets=(Target("Đường bê tông hoàn thành", "km", "gte", "{n}", start="0"),),
    ),
    Given(
        "",
        "Giải quyết dứt điểm {n} vụ khiếu nại đất đai kéo dài",
        JUSTICE,
        "Quyết định giải quyết khiếu nại có hiệu lực",
        9,
        "",
        reason="Các vụ đã kéo dài trên ba năm, dân nhiều lần lên tỉnh.",
        product_type="Quyết định",
        targets=(Target("Vụ việc giải quyết xong", "vụ", "gte", "{n}", start="0"),),
    ),
    Given(
        "",
        "Chuyển đổi {n} ha đất kém hiệu quả sang trồng cây dược liệu có hợp đồng bao tiêu",
        ECONOMY,
        "Hợp đồng liên kết, biên bản nghiệm thu diện tích",
        11,
        "",
        reason="Thu nhập trên một héc-ta thấp nhất vùng, lao động trẻ bỏ đi.",
        product_type="Hợp đồng",
        targets=(Target("Diện tích chuyển đổi", "ha", "gte", "{n}", start="0"),),
    ),
    Given(
        "",
        "Kết nạp {n} đảng viên mới ở thôn, bản chưa đủ đảng viên tại chỗ",
        PARTY,
        "Quyết định kết nạp đảng viên",
        12,
        "",
        kind="trong_tam",
        reason="Hai thôn phải sinh hoạt ghép chi bộ.",
        product_type="Quyết định",
        targets=(Target("Đảng viên kết nạp", "đảng viên", "gte", "{n}", start="0"),),
    ),
)
COMMUNE_STAGES = ("proposed", "proposed", "appraised", "appraised", "approved", "decided", "decided")
COMMUNES_ASKED = 28


def commune_posts():
    posts = Appointment.objects.filter(committee__code__startswith="X", title__startswith="Bí thư Đảng ủy", end=None)
    return list(posts.exclude(code=WARD).order_by("code").values_list("code", flat=True)[:COMMUNES_ASKED])


def of_communes():
    for number, code in enumerate(commune_posts()):
        model = COMMUNES[number % len(COMMUNES)]
        count = str(4 + number * 7 % 23)
        target = model.targets[0]
        yield Given(
            **{
                **{name: getattr(model, name) for name in Given.__slots__},
                "post": code,
                "title": model.title.replace("{n}", count),
                "targets": (Target(target.name, target.unit, target.comparator, count, start=target.start),),
                "end": COMMUNE_STAGES[number % len(COMMUNE_STAGES)],
            }
        )


POSITIONS = (
    ("BT-PHUONG", "Bí thư Đảng ủy phường", True, "Bí thư đảng ủy xã, phường, đặc khu"),
    ("BT-XA", "Bí thư Đảng ủy xã", True, "Bí thư đảng ủy xã, phường, đặc khu"),
    ("BT-TT", "Bí thư Đảng ủy", True, "Bí thư đảng ủy trực thuộc"),
    ("GD-SO", "Giám đốc Sở", True, "Giám đốc sở, trưởng ban, ngành"),
    ("TB-TU", "Trưởng Ban", True, "Giám đốc sở, trưởng ban, ngành"),
    ("CHUYEN-VIEN", "Chuyên viên", False, ""),
)

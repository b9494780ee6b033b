"""The workbook staff fill in: the three tables of tasks under Vietnamese heads, with lists to choose from, notes on
every column, examples and a page of guidance. What it holds is read back by the same loader as every other file."""

import xlsxwriter
from django.utils import timezone

from cadre.enums import Role
from cadre.interchange.kinds import Choice, Day, Micro, Reference, References, Whole
from cadre.models import Appointment, Committee, Placement
from cadre.naming import named
from cadre.queries import in_force
from cadre.scope import reaches, within
from config.exchange.gate import ENTERED, JUDGED
from config.interchange import TABLES
from tasks.enums import Comparator, TaskKind, TaskState
from tasks.models import TaskField

ROWS = 2_000  # rows the lists to choose from are laid under
MOST_NAMES = 20_000  # lines of the directory
NOTES = {
    "code": "Mã do đơn vị tự đặt, không đổi về sau. Ví dụ: 2027-TP-01. Nhập lại cùng mã là sửa việc ấy.",
    "year": "Năm giao, bốn chữ số.",
    "kind": "Chọn trong danh sách.",
    "field": "Chọn trong danh sách, hoặc ghi lĩnh vực khác.",
    "title": "Bắt đầu bằng kết quả, có con số. Nên dưới 300 chữ cái.",
    "assigned_by_code": "Nơi giao việc. Chọn trong danh sách hoặc ghi mã ở trang Danh bạ.",
    "owner_codes": "Người nhận. Chọn trong danh sách; nhiều người thì ghi các mã, ngăn bằng dấu chấm phẩy.",
    "owner_committee_code": "Chỉ ghi khi việc giao cho cả tập thể.",
    "parent_task_code": "Mã việc của cấp trên mà việc này góp vào.",
    "due": "Ngày/tháng/năm.",
    "horizon": "Trong năm, hoặc nhiều năm (mỗi mốc đến hạn trong năm tính là một việc).",
    "product": "Văn bản chứng minh kết quả: quyết định công nhận, biên bản bàn giao…",
    "state": "Đang soạn: còn sửa tiếp trên trang. Đã trình: vào thẳng danh sách chờ thẩm định.",
    "task_code": "Mã việc ở trang Việc được giao.",
    "comparator": "từ: ít nhất; không quá: nhiều nhất; đúng bằng; trong khoảng; xong / chưa xong.",
    "baseline": "Số hiện nay, trước khi làm. Không được bằng chỉ tiêu.",
    "target_min": "Chỉ tiêu, hoặc cận dưới của khoảng.",
    "target_max": "Chỉ dùng cho “không quá” và cận trên của khoảng.",
}
GUIDE = (
    ("Việc của tệp này", "Nhập nhiều việc một lần: mỗi việc một dòng ở trang “Việc được giao”."),
    ("Chỉ tiêu và mốc", "Ghi ở hai trang sau, mỗi chỉ tiêu hay mốc một dòng, nối với việc bằng mã việc."),
    ("Cột có dấu *", "Bắt buộc. Cột khác để trống được. Không đổi tên trang và tên cột, không thêm cột."),
    ("Chọn trong danh sách", "Bấm vào ô rồi bấm mũi tên. Danh sách lấy từ trang “Danh bạ” và “Danh mục”."),
    ("Không dùng công thức", "Nếu tính bằng công thức, chép rồi dán giá trị trước khi gửi."),
    ("Gửi lên", "Trang Giao việc → Nhập từ Excel. Máy cho xem trước từng dòng, chưa lưu gì cho đến khi bấm nhập."),
    ("Có lỗi", "Máy nêu trang, dòng, cột và cách sửa. Sửa trong tệp rồi gửi lại; không dòng nào bị nhập dở."),
)


def columns_of(table):
    return [column for column in table.columns if column.name not in JUDGED[table.name]]


def tables():
    return [table for table in TABLES if table.name in JUDGED]


def head_of(column):
    return f"{column.label} *" if column.required else column.label


def directory(user):
    """(posts, committees) an organiser may name: [("code · title", person, unit)] and [("code · name", kind)]."""
    today = timezone.localdate()
    here = within(reaches(user, (Role.ORGANISER,)))
    placed = Placement.objects.filter(here, valid_from__lte=today, valid_to__gte=today).values("committee")
    units = Committee.objects.filter(pk__in=placed).order_by("sort", "id")
    posts = Appointment.objects.filter(in_force(today), committee__in=placed).order_by("committee__sort", "sort", "id")
    holders = posts.values_list("code", "title", "cadre__full_name", "committee__name")[:MOST_NAMES]
    return (
        [(label(code, title), person, unit) for code, title, person, unit in holders],
        [(label(code, name), kind) for code, name, kind in units.values_list("code", "name", "kind")[:MOST_NAMES]],
    )


def label(code, name):
    """A code with its name, as a cell of a list to choose from; `;` would make two of it."""
    return named(code, name.replace(";", ","))


def write_template(file, user, *, campaign=None):
    """The template as a workbook into a binary file, with the names this organiser may choose."""
    posts, units = directory(user)
    fields = list(TaskField.objects.filter(is_active=True).values_list("name", flat=True))
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    look = styles(book)
    for table in tables():
        write_table(book.add_worksheet(table.label[:31]), look, columns_of(table), lists(posts, units, fields))
    write_examples(book.add_worksheet("Ví dụ"), look, campaign, posts, units)
    write_guide(book.add_worksheet("Hướng dẫn"), look)
    write_directory(book.add_worksheet("Danh bạ"), look, posts, units)
    write_choices(book.add_worksheet("Danh mục"), look, fields)
    book.close()


def styles(book):
    plain = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}
    return {
        "plain": book.add_format(plain),
        "head": book.add_format({**plain, "bold": True, "border": 1, "bg_color": "#EDEBE7", "valign": "vcenter"}),
        "text": book.add_format({**plain, "num_format": "@"}),
        "date": book.add_format({**plain, "num_format": "dd/mm/yyyy"}),
        "strong": book.add_format({**plain, "bold": True}),
    }


def lists(posts, units, fields):
    """{column: what its cells may be chosen from}: a range of another sheet, or a short list."""
    found = {
        "kind": [label for _, label in TaskKind.choices],
        "horizon": ["trong năm", "nhiều năm"],
        "comparator": [label for _, label in Comparator.choices],
        "state": [TaskState(state).label for state in ENTERED],
    }
    if posts:
        found["owner_codes"] = f"='Danh bạ'!$A$2:$A${len(posts) + 1}"
    if units:
        found["owner_committee_code"] = found["assigned_by_code"] = f"='Danh bạ'!$E$2:$E${len(units) + 1}"
    if fields:
        found["field"] = f"='Danh mục'!$A$2:$A${len(fields) + 1}"
    return found


def width_of(column):
    if column.name in ("title", "product", "name"):
        return 48
    if isinstance(column.kind, Reference | References):
        return 34
    return 13 if isinstance(column.kind, Day | Whole | Micro | Choice) else 22


def write_heads(sheet, look, columns):
    for place, column in enumerate(columns):
        date = isinstance(column.kind, Day)
        sheet.set_column(place, place, width_of(column), look["date" if date else "text"])
        sheet.write_string(0, place, head_of(column), look["head"])
    sheet.freeze_panes(1, 0)


def write_table(sheet, look, columns, choices):
    write_heads(sheet, look, columns)
    for place, column in enumerate(columns):
        if column.name in NOTES:
            sheet.write_comment(0, place, NOTES[column.name], {"x_scale": 2, "author": ""})
        source = choices.get(column.name)
        if source:
            strict = isinstance(column.kind, Choice)
            sheet.data_validation(
                1,
                place,
                ROWS,
                place,
                {
                    "validate": "list",
                    "source": source,
                    "error_type": "stop" if strict else "information",
                    "error_title": "Không có trong danh sách",
                    "error_message": "Chọn một dòng trong danh sách."
                    if strict
                    else "Không có trong danh sách; kiểm tra lại trước khi gửi.",
                },
            )


def example_rows(campaign, posts, units):
    """{table: [{column: value}]}: one task of a year and one of several, with what hangs on them."""
    year = campaign.year if campaign else timezone.localdate().year + 1
    giver = label(campaign.committee.code, campaign.committee.name) if campaign else units[0][0] if units else ""
    one, two = (posts[0][0], posts[min(1, len(posts) - 1)][0]) if posts else ("", "")
    shared = {"year": year, "assigned_by_code": giver}
    return {
        "tasks": [
            {
                **shared,
                "code": f"{year}-VD-01",
                "kind": "Đột phá",
                "field": "Cải cách hành chính",
                "title": "Đưa tỷ lệ hồ sơ trực tuyến toàn trình từ 62 % lên ít nhất 90 %",
                "owner_codes": one,
                "start": f"01/01/{year}",
                "due": f"30/11/{year}",
                "horizon": "trong năm",
                "product": "Báo cáo công bố của Sở Nội vụ",
                "state": "Đang soạn",
            },
            {
                **shared,
                "code": f"{year}-VD-02",
                "kind": "Đổi mới",
                "field": "Giao thông",
                "title": "Bàn giao mặt bằng sạch 12 km đường liên xã",
                "owner_codes": two,
                "due": f"31/12/{year + 1}",
                "horizon": "nhiều năm",
                "product": "Biên bản bàn giao mặt bằng",
                "state": "Đã trình",
            },
        ],
        "indicators": [
            {
                "task_code": f"{year}-VD-01",
                "name": "Tỷ lệ hồ sơ trực tuyến toàn trình",
                "unit": "%",
                "comparator": "từ",
                "baseline": "62",
                "target_min": "90",
            },
            {
                "task_code": f"{year}-VD-01",
                "name": "Thời gian chờ trung bình",
                "unit": "phút",
                "comparator": "không quá",
                "baseline": "45",
                "target_max": "15",
            },
            {
                "task_code": f"{year}-VD-02",
                "name": "Chiều dài đã bàn giao",
                "unit": "km",
                "comparator": "từ",
                "baseline": "0",
                "target_min": "12",
            },
        ],
        "milestones": [
            {"task_code": f"{year}-VD-02", "due": f"30/06/{year}", "title": "Phê duyệt phương án bồi thường"},
            {"task_code": f"{year}-VD-02", "due": f"31/12/{year}", "title": "Bàn giao 6 km đầu"},
        ],
    }


def write_examples(sheet, look, campaign, posts, units):
    """The example rows of each table under its heads; the loader does not read this sheet."""
    sheet.write_string(0, 0, "Trang này chỉ để xem, không được nhập.", look["strong"])
    row = 2
    for table in tables():
        sheet.write_string(row, 0, table.label, look["strong"])
        columns = columns_of(table)
        for place, column in enumerate(columns):
            sheet.write_string(row + 1, place, head_of(column), look["head"])
            for number, example in enumerate(example_rows(campaign, posts, units)[table.name], row + 2):
                sheet.write_string(number, place, str(example.get(column.name, "")), look["plain"])
        row += 4 + len(example_rows(campaign, posts, units)[table.name])
    sheet.set_column(0, 20, 24)


def write_guide(sheet, look):
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    for row, (what, how) in enumerate(GUIDE):
        sheet.write_string(row, 0, what, look["strong"])
        sheet.write_string(row, 1, how, look["plain"])


def write_directory(sheet, look, posts, units):
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, 2, 34)
    sheet.set_column(4, 4, 60)
    for place, words in enumerate(("Mã · chức danh", "Họ và tên", "Đơn vị", "", "Mã · tập thể", "Loại hình")):
        sheet.write_string(0, place, words, look["head"])
    for row, values in enumerate(posts, 1):
        for place, value in enumerate(values):
            sheet.write_string(row, place, value, look["plain"])
    for row, values in enumerate(units, 1):
        for place, value in enumerate(values, 4):
            sheet.write_string(row, place, value, look["plain"])
    sheet.freeze_panes(1, 0)


def write_choices(sheet, look, fields):
    sheet.set_column(0, 0, 60)
    sheet.write_string(0, 0, "Lĩnh vực", look["head"])
    for row, name in enumerate(fields, 1):
        sheet.write_string(row, 0, name, look["plain"])

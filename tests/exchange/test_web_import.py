"""Excel in from the page: what is shown before is what is saved after, and nothing a page would not let through."""

import io
import tempfile

import pytest
import python_calamine
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cadre import ledger
from cadre.models import LedgerEntry, StoredFile
from tasks.models import BreakthroughTask, Indicator, TaskEvent, TaskImport, TaskVersion
from tests.factories import make_campaign, make_task

pytestmark = pytest.mark.django_db
TASK = {
    "Mã": "2024-BS-01",
    "Năm": "2024",
    "Loại": "Đột phá",
    "Lĩnh vực": "Giao thông",
    "Nội dung việc": "Bàn giao 12 km mặt bằng",
    "Mã nơi giao": "AH",
    "Mã người nhận": "",
    "Thời hạn": "30/11/2024",
    "Trạng thái": "Đã trình",
}
TARGET = {"Mã việc": "2024-BS-01", "Chỉ tiêu": "Chiều dài", "Đơn vị": "km", "So sánh": "từ", "Chỉ tiêu từ": "12"}


@pytest.fixture(autouse=True)
def spring(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel("2024-03-01T09:00:00+07:00", tick=True):
        yield


def book(**sheets):
    """An upload with one sheet a table: lists of {label: cell}."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"strings_to_formulas": False}) as workbook:
        for title, rows in sheets.items():
            sheet = workbook.add_worksheet(title)
            for place, name in enumerate(rows[0]):
                sheet.write_string(0, place, name)
                for number, row in enumerate(rows, 1):
                    sheet.write_string(number, place, row[name])
    return SimpleUploadedFile("việc năm 2024.xlsx", content.getvalue())


def of(land, **more):
    return TASK | {"Mã người nhận": land.secretary_post.code} | more


def hand_in(client, upload, **data):
    return client.post(reverse("import_new"), {"file": upload, **data})


def test_a_file_is_shown_then_saved_with_everything_a_page_would_leave(land, sign_in, organiser):
    campaign = make_campaign(committee=land.province, by=organiser)
    client = sign_in(organiser)

    shown = hand_in(client, book(tasks=[of(land)], indicators=[TARGET]), campaign=campaign.pk)
    assert not BreakthroughTask.objects.filter(code="2024-BS-01").exists()
    page = client.get(shown.url).content.decode()
    kept = TaskImport.objects.get()
    client.post(reverse("import_confirm", args=[kept.pk]))

    assert "2 dòng mới, 0 thay đổi, 0 không đổi" in page
    task = BreakthroughTask.objects.get(code="2024-BS-01")
    assert (task.state, task.campaign, task.created_by, task.submitted_by) == (
        "proposed",
        campaign,
        organiser,
        organiser,
    )
    assert list(task.owners.all()) == [land.secretary_post]
    assert task.indicators.get().target_min == 12
    assert TaskVersion.objects.get(task=task).content["title"] == "Bàn giao 12 km mặt bằng"
    assert TaskEvent.objects.get(task=task).verb == "import"
    assert list(LedgerEntry.objects.values_list("verb", flat=True)) == ["import", "task_import"]
    assert ledger.first_break() is None


def test_the_same_file_sent_and_confirmed_twice_is_saved_once(land, sign_in, organiser):
    client = sign_in(organiser)
    hand_in(client, book(tasks=[of(land)]))
    path = reverse("import_confirm", args=[TaskImport.objects.get().pk])

    client.post(path)
    again = client.post(path, follow=True).content.decode()

    assert "đã được nhập" in again
    assert TaskEvent.objects.count() == 1


def test_a_changed_row_shows_what_it_was_and_what_it_becomes(land, sign_in, organiser):
    make_task(
        "Bàn giao 9 km mặt bằng", code="2024-BS-01", owner=land.secretary_post, assigned_by=land.province, state="draft"
    )
    client = sign_in(organiser)

    page = client.get(hand_in(client, book(tasks=[of(land)])).url).content.decode()

    assert "0 dòng mới, 1 thay đổi" in page
    assert "Nội dung việc: Bàn giao 9 km mặt bằng thành Bàn giao 12 km mặt bằng" in page


def test_every_fault_is_told_and_nothing_can_be_confirmed(land, sign_in, organiser):
    client = sign_in(organiser)
    wrong = [of(land, **{"Thời hạn": "31/02/2024"}), of(land, **{"Mã": "2024-BS-02", "Loại": "khác"})]

    shown = hand_in(client, book(tasks=wrong))
    page = client.get(shown.url).content.decode()
    answer = client.post(reverse("import_confirm", args=[TaskImport.objects.get().pk]), follow=True)

    assert "2 chỗ phải sửa" in page
    assert "Không có ngày" in page
    assert "chưa nhập dòng nào" in answer.content.decode()
    assert not BreakthroughTask.objects.filter(code__startswith="2024-BS").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"Trạng thái": "Đã phê duyệt"}, "các bước sau làm trên trang"),
        ({"Mã nơi giao": "DH"}, "Nằm ngoài phạm vi"),
        ({"Mã tập thể nhận": "DH-DP"}, "Nằm ngoài phạm vi"),
        ({"Vượt yêu cầu": "có"}, "được ghi khi nghiệm thu"),
        ({"Ngày nghiệm thu": "01/02/2024"}, "được ghi khi nghiệm thu"),
    ],
)
def test_a_file_cannot_do_what_a_page_would_not(land, sign_in, organiser, change, words):
    client = sign_in(organiser)

    page = client.get(hand_in(client, book(tasks=[of(land, **change)])).url).content.decode()

    assert words in page


def test_a_foreign_owner_is_refused(land, sign_in, organiser):
    client = sign_in(organiser)
    row = of(land, **{"Mã người nhận": f"{land.secretary_post.code}; {land.other_post.code}"})

    page = client.get(hand_in(client, book(tasks=[row])).url).content.decode()

    assert f"“{land.other_post.code}” nằm ngoài phạm vi" in page


def test_an_approved_task_is_not_changed_by_a_file(land, sign_in, organiser):
    make_task(code="2024-BS-01", owner=land.secretary_post, assigned_by=land.province, state="approved")
    client = sign_in(organiser)

    page = client.get(hand_in(client, book(tasks=[of(land)], indicators=[TARGET])).url).content.decode()

    assert "không sửa bằng tệp được" in page
    assert Indicator.objects.count() == 0


def test_a_code_taken_elsewhere_tells_nothing_of_what_is_there(land, sign_in, organiser):
    make_task("Chim hoàng yến", code="2024-BS-01", owner=land.other_post)
    client = sign_in(organiser)

    page = client.get(hand_in(client, book(tasks=[of(land)])).url).content.decode()

    assert "Mã này đã dùng" in page
    assert "hoàng yến" not in page


def test_other_tables_are_sent_away(land, sign_in, organiser):
    client = sign_in(organiser)
    row = {"code": "X", "full_name": "Người lạ"}

    page = client.get(hand_in(client, book(tasks=[of(land)], cadres=[row])).url).content.decode()

    assert "chỉ nhận việc, chỉ tiêu và mốc" in page


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "Tệp này trống"), (b"MZ\x90\x00", "không phải tệp Excel"), (b"PK\x03\x04xx", "hỏng")]
)
def test_what_is_no_workbook_is_refused_and_not_kept(land, sign_in, organiser, content, words):
    answer = hand_in(sign_in(organiser), SimpleUploadedFile("viec.xlsx", content))

    assert words in answer.content.decode()
    assert StoredFile.objects.count() == TaskImport.objects.count() == 0


def test_what_changed_between_looking_and_saving_is_shown_again(land, sign_in, organiser):
    client = sign_in(organiser)
    hand_in(client, book(tasks=[of(land)]))
    make_task("Người khác nhập", code="2024-BS-01", owner=land.secretary_post, assigned_by=land.province, state="draft")

    answer = client.post(reverse("import_confirm", args=[TaskImport.objects.get().pk]), follow=True)

    page = answer.content.decode()
    assert "Số liệu đã đổi sau lúc xem trước" in page
    assert "0 dòng mới, 1 thay đổi" in page
    assert BreakthroughTask.objects.get(code="2024-BS-01").title == "Người khác nhập"


def test_the_template_is_read_back_and_its_examples_pass(land, sign_in, organiser):
    campaign = make_campaign(committee=land.province, by=organiser)
    client = sign_in(organiser)

    content = b"".join(client.get(reverse("import_template"), {"dot": campaign.pk}).streaming_content)

    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        sheets = python_calamine.CalamineWorkbook.from_path(file.name)
        assert sheets.sheet_names[:3] == ["Việc được giao", "Chỉ tiêu của việc", "Mốc của việc"]
        examples = sheets.get_sheet_by_name("Ví dụ").to_python()
        names = sheets.get_sheet_by_name("Danh bạ").to_python()
    assert f"{land.secretary_post.code} · {land.secretary_post.title}" in {row[0] for row in names}
    assert land.other_post.code not in str(names)
    filled = book(**filled_in(examples))
    page = client.get(hand_in(client, filled).url).content.decode()
    assert "7 dòng mới" in page


def filled_in(examples):
    """The example rows of the template as somebody would copy them to the sheets of the tables."""
    found, title, heads = {}, None, None
    for row in examples[2:]:
        cells = [str(cell) for cell in row]
        if cells[0] and not any(cells[1:]):
            title, heads = cells[0], None
            found[title] = []
        elif any(cells) and heads is None:
            heads = [cell.rstrip(" *") for cell in cells if cell]
        elif any(cells):
            found[title].append(dict(zip(heads, cells, strict=False)))
    return found

"""Files people hand in: told by content, bounded, kept under a random name, given out as attachments only."""

import io
import zipfile

import pytest
import time_machine
from django import forms
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from cadre import drafts
from cadre.files import KINDS, UploadField, file_response, keep, path_of, safe_name
from cadre.models import FormDraft, StoredFile
from cadre.papers import DocumentForm, record_document
from tests.factories import as_actor

PDF = b"%PDF-1.7\n" + b"x" * 600
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"x" * 600


def office(*parts, size=10):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.writestr(part, b"0" * size)
    return content.getvalue()


class OneFile(forms.Form):
    file = UploadField(label="Tệp", kinds=tuple(KINDS))


def read(name, content):
    form = OneFile({}, {"file": SimpleUploadedFile(name, content)})
    return form


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Quyết định 512.pdf", PDF, "pdf"),
        ("ảnh.png", PNG, "png"),
        ("ảnh.jpg", b"\xff\xd8\xff\xe0" + b"x" * 600, "jpg"),
        ("văn bản.docx", office("[Content_Types].xml", "word/document.xml"), "docx"),
        ("bảng.xlsx", office("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        ("không đuôi", PDF, "pdf"),
    ],
)
def test_a_file_is_told_by_what_it_holds(name, content, kind):
    form = read(name, content)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["file"].kind == kind


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("chạy.pdf", b"MZ\x90\x00" + b"x" * 600),
        ("trang.pdf", b"<html><script>alert(1)</script></html>"),
        ("hình.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("nén.docx", office("chạy.exe")),
        ("macro.docx", office("word/document.xml", "word/vbaProject.bin")),
        ("hỏng.docx", b"PK\x03\x04" + b"x" * 600),
        ("cũ.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600),
    ],
)
def test_anything_else_is_refused_whatever_its_name_says(name, content):
    form = read(name, content)

    assert not form.is_valid()
    assert "đuôi tệp không quyết định" in form.errors["file"][0]


def test_a_bomb_and_an_empty_file_are_refused(monkeypatch):
    monkeypatch.setattr("cadre.files.ZIP_MOST", 1_000_000)

    bomb, empty = read("bom.docx", office("word/document.xml", size=5_000_000)), read("trống.pdf", b"")

    assert not bomb.is_valid()
    assert "0 byte" in empty.errors["file"][0]


def test_too_large_a_file_says_how_large_it_may_be(settings):
    settings.UPLOAD_MEGABYTES = 1

    form = read("lớn.pdf", PDF + b"x" * 1_200_000)

    assert "nặng 2 MB, nhiều nhất được 1 MB" in form.errors["file"][0]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\Quyết định.pdf", "Quyết định.pdf"),
        ("a\x00b\u202egnp.pdf", "abgnp.pdf"),
        ("..", "tep"),
        ("", "tep"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(given, kept):
    assert safe_name(given) == kept


@pytest.mark.django_db
def test_a_kept_file_comes_back_as_an_attachment_no_browser_runs(organiser):
    form = read("Quyết định số 5.pdf", PDF)
    assert form.is_valid()

    stored = keep(form.cleaned_data["file"], user=organiser)
    response = file_response(stored)

    assert b"".join(response.streaming_content) == PDF
    response.close()
    assert stored.name not in path_of(stored)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert len(stored.sha256) == 64


@pytest.mark.django_db
def test_a_file_without_a_row_is_cleaned_away_after_a_day(organiser):
    form = read("giữ.pdf", PDF)
    assert form.is_valid()
    stored = keep(form.cleaned_data["file"], user=organiser)
    default_storage.save("ab/" + "c" * 30, SimpleUploadedFile("x", b"half"))

    call_command("clean_files")
    assert default_storage.exists("ab/" + "c" * 30)
    with time_machine.travel("2099-01-01"):
        call_command("clean_files", "--dry-run")
        assert default_storage.exists("ab/" + "c" * 30)
        call_command("clean_files")

    assert not default_storage.exists("ab/" + "c" * 30)
    assert default_storage.exists(path_of(stored))


def test_more_than_any_form_holds_is_refused_by_its_length(client):
    response = client.generic("POST", "/dang-nhap/", b"x", CONTENT_LENGTH=str(3 * 10**9))

    assert response.status_code == 413
    assert "nhiều nhất 30 MB" in response.content.decode()
    assert response.headers["Connection"] == "close"


# ---- documents and drafts -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_document_is_recorded_once_and_a_later_file_is_added(land, organiser):
    data = {"number": "512-QĐ/TU", "issued_on": "15/01/2024", "issuer": "Ban Thường vụ Tỉnh ủy"}
    first, second = DocumentForm(data), DocumentForm(data, {"file": SimpleUploadedFile("qd.pdf", PDF)})
    assert first.is_valid() and second.is_valid()

    documents = [
        record_document(form.cleaned_data, committee=land.province, actor=as_actor(organiser))
        for form in (first, second)
    ]

    assert documents[0] == documents[1]
    assert documents[1].file.name == "qd.pdf"


def test_a_document_is_given_whole_or_not_at_all():
    half, none = DocumentForm({"number": "512-QĐ/TU"}, needed=False), DocumentForm({}, needed=False)

    assert set(half.errors) == {"issued_on", "issuer"}
    assert none.is_valid() and not none.is_given


@time_machine.travel("2024-03-01T09:00:00+07:00")
def test_a_document_of_tomorrow_is_refused():
    form = DocumentForm({"number": "1", "issued_on": "02/03/2024", "issuer": "Tỉnh ủy"})

    assert "tương lai" in form.errors["issued_on"][0]


@pytest.mark.django_db
def test_a_draft_is_only_its_writers_and_keeps_what_was_typed(organiser, leader, rf):
    key = drafts.key_of("6f1f8c5e-3a52-4c4e-9d0f-1d5a6f1b2c3d")
    typed = rf.post("/", {"title": "Đẩy mạnh…", "ct-0-target_min": "mười hai", "csrfmiddlewaretoken": "x"}).POST

    kept = drafts.keep(organiser, key, "task", typed, target="campaign:1")
    foreign = drafts.keep(leader, key, "task", typed, target="campaign:1")
    moved = drafts.keep(organiser, key, "task", typed, target="campaign:2")

    assert kept.data == {"title": ["Đẩy mạnh…"], "ct-0-target_min": ["mười hai"]}
    assert foreign is None and moved is None
    assert drafts.latest(leader, "task", "campaign:1") is None
    drafts.drop(leader, key)
    assert FormDraft.objects.count() == 1
    drafts.drop(organiser, key)
    assert FormDraft.objects.count() == StoredFile.objects.count() == 0

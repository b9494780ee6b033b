"""Files people hand in: told by their content, bounded in size, kept under a random name, given out as attachments.

Nothing here decides who may read a file: the view that gives it out asks for the thing the file belongs to."""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import filetype
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils import timezone

from cadre.models import StoredFile
from cadre.text import clean

MEGABYTE = 1_000_000
HEAD = 8192  # bytes that tell a type
ZIP_MOST = 500 * MEGABYTE  # unpacked: beyond, an Office file is a bomb
ZIP_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file we take: its endings, the type it is given out as, and the part an Office file must hold."""

    words: str
    endings: tuple
    mime: str
    part: str = ""


KINDS = {
    "pdf": Kind("PDF", (".pdf",), "application/pdf"),
    "docx": Kind(
        "Word",
        (".docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "word/document.xml",
    ),
    "xlsx": Kind(
        "Excel", (".xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"
    ),
    "png": Kind("ảnh PNG", (".png",), "image/png"),
    "jpg": Kind("ảnh JPEG", (".jpg", ".jpeg"), "image/jpeg"),
}
PAPERS = ("pdf", "docx", "png", "jpg")


def most():
    return settings.UPLOAD_MEGABYTES * MEGABYTE


def kind_of(upload):
    """The key of KINDS by what the file holds; "" for anything else. An Office file is opened, not believed."""
    upload.seek(0)
    head = upload.read(HEAD)
    upload.seek(0)
    if head[:4] == b"PK\x03\x04":
        return office_kind(upload)
    found = filetype.guess_extension(head)
    return {"pdf": "pdf", "png": "png", "jpg": "jpg"}.get(found, "")


def office_kind(upload):
    try:
        with zipfile.ZipFile(upload) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            unpacked = sum(part.file_size for part in parts)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return ""
    finally:
        upload.seek(0)
    if unpacked > ZIP_MOST or len(parts) > ZIP_PARTS or any("vbaproject" in name.lower() for name in names):
        return ""
    return next((key for key, kind in KINDS.items() if kind.part and kind.part in names), "")


def safe_name(name):
    """The last part of the name as it was sent, cleaned: no folders, no control characters, at most 200 letters."""
    name = clean(PurePosixPath(str(name).replace("\\", "/")).name).replace("/", "").lstrip(".")
    return (name or "tep")[-200:]


class UploadField(forms.FileField):
    """A file of one of the kinds, told by its content; the cleaned value is the upload with `.kind` set."""

    def __init__(self, *, kinds=PAPERS, **kwargs):
        self.kinds = kinds
        endings = [ending for key in kinds for ending in KINDS[key].endings]
        # A plain input: what is stored already is shown by the page, and taken away by a step of its own.
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(endings), "data-most": str(most())}))
        kwargs.setdefault("help_text", f"{self.words()}; nhiều nhất {settings.UPLOAD_MEGABYTES} MB.")
        kwargs["error_messages"] = {
            "required": "Chọn một tệp.",
            "invalid": "Tệp chưa được gửi lên. Chọn lại tệp.",
            "missing": "Tệp chưa được gửi lên. Chọn lại tệp.",
            "empty": "Tệp này trống (0 byte). Mở lại tệp gốc, lưu, rồi chọn lại.",
            **kwargs.get("error_messages", {}),
        }
        super().__init__(**kwargs)

    def words(self):
        *first, last = [KINDS[key].words for key in self.kinds]
        return f"{', '.join(first)} hoặc {last}" if first else last

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if not upload or upload is initial:
            return upload
        if upload.size > most():
            size = -(-upload.size // MEGABYTE)
            raise ValidationError(
                f"Tệp nặng {size} MB, nhiều nhất được {settings.UPLOAD_MEGABYTES} MB. Nén hoặc tách tệp."
            )
        upload.kind = kind_of(upload)
        if upload.kind not in self.kinds:
            raise ValidationError(
                f"Nội dung tệp không phải {self.words()} (đuôi tệp không quyết định). Lưu lại đúng loại rồi chọn lại."
            )
        return upload


def keep(upload, *, user):
    """Store a checked upload → StoredFile. Call in the transaction that ties it to what it belongs to.

    Side effect: a file below MEDIA_ROOT under a random name; if the transaction fails the file is left without a row,
    and `remove_stray_files` takes it away."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    stored = StoredFile(
        name=safe_name(upload.name),
        kind=upload.kind,
        size=upload.size,
        sha256=digest.hexdigest(),
        uploaded_at=timezone.now(),
        uploaded_by=user,
    )
    default_storage.save(path_of(stored), upload)
    stored.save(force_insert=True)
    return stored


def path_of(stored):
    return f"{stored.key[:2]}/{stored.key[2:]}"


def file_response(stored):
    """The file as an attachment that no browser runs or shows in place, whatever it holds."""
    response = FileResponse(
        default_storage.open(path_of(stored)),
        as_attachment=True,
        filename=stored.name,
        content_type=KINDS[stored.kind].mime,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response

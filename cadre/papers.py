"""Văn bản: recording the document that makes a step official."""

from django import forms
from django.utils import timezone

from cadre.files import UploadField, keep
from cadre.models import Document
from cadre.text import clean


class DocumentForm(forms.Form):
    """Number, date, issuer and file of a document; `needed` = all but the file must be there, else all or nothing."""

    number = forms.CharField(label="Số, ký hiệu", max_length=100, required=False)
    issued_on = forms.DateField(label="Ngày ban hành", required=False)
    issuer = forms.CharField(label="Nơi ban hành", max_length=300, required=False)
    file = UploadField(label="Tệp văn bản", required=False)

    def __init__(self, *args, needed=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.needed = needed
        for name in ("number", "issued_on", "issuer"):
            self.fields[name].required = needed
        self.fields["number"].error_messages["required"] = "Ghi số, ký hiệu văn bản, ví dụ 512-QĐ/TU."
        self.fields["issued_on"].error_messages["required"] = "Ghi ngày ban hành, ví dụ 15/01/2026."
        self.fields["issuer"].error_messages["required"] = "Ghi nơi ban hành, ví dụ Ban Thường vụ Tỉnh ủy."

    def clean_number(self):
        return clean(self.cleaned_data["number"])

    def clean_issued_on(self):
        day = self.cleaned_data["issued_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("Ngày ban hành ở tương lai. Sửa lại ngày trên văn bản.")
        return day

    def clean_issuer(self):
        return clean(self.cleaned_data["issuer"])

    def clean(self):
        data = super().clean()
        given = [name for name in ("number", "issued_on", "issuer", "file") if data.get(name)]
        if given and not self.needed:
            for name in ("number", "issued_on", "issuer"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return data

    @property
    def is_given(self):
        return bool(self.cleaned_data.get("number"))


def record_document(data, *, committee, actor, title=""):
    """The document of a checked DocumentForm → Document; the one already recorded if number and date are the same.

    Call in the transaction of the step it makes official. A file given later is added to the one recorded."""
    found, made = Document.objects.get_or_create(
        committee=committee,
        number=data["number"],
        issued_on=data["issued_on"],
        defaults={
            "issuer": data["issuer"],
            "title": title[:500],
            "recorded_at": timezone.now(),
            "recorded_by": actor.user,
        },
    )
    if data.get("file") and (made or found.file_id is None):
        found.file = keep(data["file"], user=actor.user)
        found.save(update_fields=["file"])
    return found

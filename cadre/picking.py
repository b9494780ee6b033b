"""Choosing a post or a body out of thousands: a text field that offers what fits while one types, and that reads a
code, "CODE · words" or a name typed in full just as well without a script."""

from django import forms

from cadre.models import Committee
from cadre.naming import code_in, named, post_words
from cadre.queries import cadres_visible_to, in_force, posts_visible_to
from cadre.text import clean, fold

OFFERED = 12
WORDS_MAX = 6


def matching(rows, text):
    """Rows whose search text holds every word; accents and capitals do not matter."""
    for word in fold(text).split()[:WORDS_MAX]:
        rows = rows.filter(search__contains=word)
    return rows


class PickField(forms.CharField):
    """`rows` is a queryset in scope; the cleaned value is one of its rows, or None where the field may be empty."""

    kind = ""
    said = ""  # what it chooses, in a sentence

    def __init__(self, *args, rows=None, **kwargs):
        self.rows = rows
        kwargs.setdefault("max_length", 400)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "data-pick": self.kind}))
        super().__init__(*args, **kwargs)
        self.error_messages["required"] = f"Chọn {self.said}: gõ vài chữ của tên, rồi chọn trong danh sách hiện ra."

    def words(self, row):
        raise NotImplementedError

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else named(value.code, self.words(value))

    def clean(self, value):
        text = clean(super().clean(value))
        if not text:
            return None
        return self.rows.filter(code=code_in(text)).first() or self.by_name(text)

    def by_name(self, text):
        found = list(matching(self.rows, text)[: OFFERED + 1])
        same = [row for row in found if fold(str(row)) == fold(text)] or found
        # Part of a code is no choice: who left off the end of one would get somebody else.
        if len(same) == 1 and fold(text) not in fold(same[0].code):
            return same[0]
        if not same:
            raise forms.ValidationError(f"Không thấy {self.said} nào tên “{text[:80]}” trong phạm vi. Gõ lại tên.")
        names = "; ".join(named(row.code, self.words(row)) for row in same[:4])
        raise forms.ValidationError(f"Chưa rõ là {self.said} nào: {names}. Ghi rõ một trong số đó.")


class PostField(PickField):
    kind, said = "post", "người giữ chức danh"

    def words(self, row):
        return post_words(row.title, row.cadre.full_name, row.committee.name)


class CommitteeField(PickField):
    kind, said = "committee", "tập thể"

    def words(self, row):
        return row.name


class CadreField(PickField):
    kind, said = "cadre", "cán bộ"

    def words(self, row):
        return cadre_words(row)


def cadre_words(cadre):
    """The name, with the year of birth where it is known: two people may share a name."""
    return f"{cadre.full_name}, sinh {cadre.birth_year}" if cadre.birth_year else cadre.full_name


def posts_to_pick(user, today):
    """The posts in force an account may name."""
    return posts_visible_to(user).filter(in_force(today)).select_related("cadre", "committee")


def committees_to_pick(user, today):
    return Committee.objects.visible_to(user).placed_on(today)


SOURCES = {
    PostField.kind: (PostField, posts_to_pick),
    CommitteeField.kind: (CommitteeField, committees_to_pick),
    CadreField.kind: (CadreField, lambda user, today: cadres_visible_to(user)),
}


def offers(kind, user, text, today):
    """["CODE · words"] of what fits the text, at most OFFERED; None for a kind that does not exist."""
    if kind not in SOURCES:
        return None
    field, rows = SOURCES[kind][0](), SOURCES[kind][1](user, today)
    return [field.prepare_value(row) for row in matching(rows, text)[:OFFERED]]

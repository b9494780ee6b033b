"""Sắp xếp tổ chức as a person writes it: which units, into what, from which day; read into a Wish."""

import re
from collections import defaultdict

from django import forms

from cadre.enums import CommitteeLevel, SuccessionKind
from cadre.keeping import kept_on
from cadre.models import Committee, Placement
from cadre.picking import CommitteeField
from cadre.reorganising import MOVE, Birth, Step, Wish
from cadre.text import clean, fold
from cadre.tree import ONE_DAY
from config.catalogues.forms import CODE, CleanForm, text

KINDS = {
    SuccessionKind.MERGE: "Sáp nhập",
    SuccessionKind.SPLIT: "Chia tách",
    SuccessionKind.RENAME: "Đổi tên",
    SuccessionKind.END: "Kết thúc hoạt động",
    MOVE: "Chuyển cấp trên",
}
HINTS = {
    SuccessionKind.MERGE: "Nhiều đơn vị thành một. Các đơn vị cũ kết thúc, đơn vị trực thuộc của chúng về đơn vị mới.",
    SuccessionKind.SPLIT: "Một đơn vị thành nhiều. Đơn vị cũ kết thúc; đơn vị trực thuộc về đâu thì chọn ở bước sau.",
    SuccessionKind.RENAME: "Đơn vị cũ giữ tên cũ trong hồ sơ các năm trước; đơn vị tên mới kế thừa toàn bộ.",
    SuccessionKind.END: "Đơn vị kết thúc; đơn vị trực thuộc lên thẳng cấp trên. Có thể kèm danh sách sáp nhập.",
    MOVE: "Đơn vị giữ nguyên, chỉ đổi cấp trên trực tiếp.",
}
LINES_MOST = 1000
BOX = {"class": "form-control", "rows": 6}
PREFIX = re.compile(r"^(dang bo|dang uy|chi bo) ")


class ReorganiseForm(CleanForm):
    """`offered`: the units shown with a box each, kept by the user on the last day before."""

    units = forms.MultipleChoiceField(
        label="Đơn vị",
        required=False,
        error_messages={"invalid_choice": "Có đơn vị không còn trong danh sách vào ngày này. Chọn lại."},
    )
    whole_levels = forms.MultipleChoiceField(label="Chọn cả cấp", required=False)
    new_name = text("Tên đơn vị mới", 300, required=False)
    new_names = forms.CharField(
        label="Các đơn vị mới", required=False, widget=forms.Textarea(attrs=BOX), help_text="Mỗi dòng một tên."
    )
    lines = forms.CharField(
        label="Danh sách sáp nhập kèm theo",
        required=False,
        widget=forms.Textarea(attrs=BOX),
        help_text="Mỗi dòng một đơn vị mới: tên mới, dấu hai chấm, rồi các đơn vị cũ cách nhau bằng dấu chấm phẩy."
        " Trùng tên thì ghi kèm cấp trên trong ngoặc, hoặc ghi mã.",
    )
    into = CommitteeField(label="Nhập vào đơn vị đang có", required=False, help_text="Khi không lập đơn vị mới.")
    place = CommitteeField(label="Cấp trên mới", required=False)
    parent = CommitteeField(
        label="Cấp trên của đơn vị mới", required=False, help_text="Để trống thì như các đơn vị cũ."
    )
    new_kind = text("Loại hình của đơn vị mới", 100, required=False, help_text="Để trống thì như đơn vị cũ.")
    new_level = forms.ChoiceField(
        label="Cấp của đơn vị mới", choices=[("", "Như đơn vị cũ"), *CommitteeLevel.choices], required=False
    )
    new_code = text("Mã của đơn vị mới", 64, required=False, help_text="Để trống thì hệ thống tự đặt.")
    keeps_posts = forms.BooleanField(
        label="Người đang giữ chức tiếp tục giữ chức ấy ở đơn vị tên mới", required=False, initial=True
    )
    USED = {
        SuccessionKind.MERGE: ("new_name", "new_code", "into", "new_kind", "new_level", "parent"),
        SuccessionKind.SPLIT: ("new_names", "new_kind", "new_level", "parent"),
        SuccessionKind.RENAME: ("new_name", "new_code", "new_kind", "keeps_posts"),
        SuccessionKind.END: ("lines", "new_kind", "new_level"),
        MOVE: ("place",),
    }

    def __init__(self, *args, user, kind, date, offered, **kwargs):
        self.kind, self.date, self.user = kind, date, user
        self.offered = offered
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {"units", "whole_levels", *self.USED[kind]}:
            del self.fields[name]
        self.fields["units"].choices = [(str(each.pk), each.name) for each in offered]
        self.levels = levels_of(offered)
        self.fields["whole_levels"].choices = [(level, words) for level, words, _ in self.levels]
        for name in ("into", "place", "parent"):
            if name in self.fields:
                self.fields[name].rows = kept_on(user, date)

    def clean(self):
        data = super().clean()
        chosen, levels = set(data.get("units", ())), set(data.get("whole_levels", ()))
        olds = [each for each in self.offered if str(each.pk) in chosen or each.level in levels]
        steps = self.steps_of(olds, data) if not self.errors else ()
        if not self.errors:
            self.wish = Wish(self.date, tuple(steps))
        return data

    def steps_of(self, olds, data):
        if self.kind == SuccessionKind.END:
            return self.ends_and_lines(olds, data)
        if not olds:
            self.add_error("units", "Chọn ít nhất một đơn vị trong danh sách.")
            return ()
        if self.kind == MOVE:
            if not data.get("place"):
                self.add_error("place", "Chọn cấp trên mới: gõ vài chữ của tên, rồi chọn trong danh sách hiện ra.")
            return (Step(MOVE, tuple(olds), into=data.get("place")),)
        if self.kind == SuccessionKind.MERGE:
            return self.merge(olds, data)
        if len(olds) != 1:
            self.add_error("units", "Chọn đúng một đơn vị cho một lần chia tách hay đổi tên.")
            return ()
        if self.kind == SuccessionKind.RENAME:
            return self.rename(olds, data)
        names = [name for name in map(clean, data["new_names"].splitlines()) if name]
        if len(names) < 2:
            self.add_error("new_names", "Chia tách cần ít nhất hai đơn vị mới, mỗi dòng một tên.")
        births = tuple(self.birth(name, data) for name in names if self.is_name(name, "new_names"))
        return (Step(self.kind, tuple(olds), births=births, parent=data.get("parent")),)

    def merge(self, olds, data):
        name, into = data.get("new_name"), data.get("into")
        if bool(name) == bool(into):
            self.add_error("new_name", "Ghi tên đơn vị mới, hoặc chọn đơn vị đang có để nhập vào; chỉ một trong hai.")
        elif len(olds) < 2 and not into:
            self.add_error("units", "Sáp nhập cần ít nhất hai đơn vị cũ; một đơn vị thì dùng Đổi tên.")
        births = () if into else (self.birth(name, data),)
        return (Step(self.kind, tuple(olds), births=births, into=into, parent=data.get("parent")),)

    def rename(self, olds, data):
        if not data.get("new_name"):
            self.add_error("new_name", "Ghi tên mới của đơn vị.")
        elif fold(data["new_name"]) == fold(olds[0].name):
            self.add_error("new_name", "Tên mới giống tên cũ. Sửa lỗi gõ trong tên thì dùng trang Sửa tập thể.")
        births = (self.birth(data.get("new_name"), data),)
        return (Step(self.kind, tuple(olds), births=births, keeps_posts=data.get("keeps_posts", False)),)

    def birth(self, name, data):
        code = data.get("new_code", "")
        if code and not CODE.fullmatch(code):
            self.add_error("new_code", "Mã chỉ gồm chữ, số và các dấu . / - _, không có khoảng trắng.")
        return Birth(name or "", data.get("new_kind", ""), data.get("new_level", ""), code)

    def is_name(self, name, field):
        if len(name) > 300:
            self.add_error(field, f"Tên “{name[:60]}…” dài quá 300 ký tự. Rút gọn bớt.")
        return len(name) <= 300

    def ends_and_lines(self, olds, data):
        lines = [line for line in map(clean, data.get("lines", "").splitlines()) if line]
        if not olds and not lines:
            self.add_error("units", "Chọn ít nhất một đơn vị kết thúc, hoặc ghi danh sách sáp nhập.")
            return ()
        if len(lines) > LINES_MOST:
            self.add_error("lines", f"Nhiều nhất {LINES_MOST} dòng một lần. Chia danh sách ra.")
            return ()
        book, read = Names(self.user, self.date) if lines else None, []
        for number, line in enumerate(lines, 1):
            name, _, rest = line.rpartition(":") if line.count(":") == 1 else line.partition(":")
            parts = [part for part in map(clean, rest.split(";")) if part]
            if not clean(name) or not parts:
                self.add_error("lines", f"Dòng {number}: ghi “tên mới: đơn vị cũ 1; đơn vị cũ 2”.")
                continue
            found = [book.find(part) for part in parts]
            for part, (_, words) in zip(parts, found, strict=True):
                if words:
                    self.add_error("lines", f"Dòng {number}, “{part[:80]}”: {words}")
            if self.is_name(clean(name), "lines") and not any(words for _, words in found):
                read.append((clean(name), tuple(dict.fromkeys(committee for committee, _ in found))))
        ends = (Step(SuccessionKind.END, tuple(olds)),) if olds else ()
        return (*ends, *self.line_steps(read, data))

    def line_steps(self, read, data):
        """One old unit under a new name is a renaming, unless a part of it goes elsewhere too."""
        times = defaultdict(int)
        for _, olds in read:
            for old in olds:
                times[old.pk] += 1
        for name, olds in read:
            alone = len(olds) == 1 and times[olds[0].pk] == 1
            kind = SuccessionKind.RENAME if alone else SuccessionKind.MERGE
            yield Step(kind, olds, births=(self.birth(name, data),))


def levels_of(offered):
    """[(level, "Tất cả 7 đơn vị cấp huyện", count)] of what is offered: a whole level ends at one stroke."""
    words, counts = dict(CommitteeLevel.choices), defaultdict(int)
    for each in offered:
        counts[each.level] += 1
    return [
        (level, f"Tất cả {counts[level]} đơn vị {words[level]}", counts[level]) for level in words if counts[level] > 1
    ]


class Names:
    """The committees a user keeps on the last day before, found by code, by name, or by name and the body above."""

    def __init__(self, user, date):
        self.codes, self.names = {}, defaultdict(list)
        rows = list(kept_on(user, date - ONE_DAY))
        above = dict(Committee.objects.filter(pk__in={row.parent_on for row in rows}).values_list("pk", "name"))
        for row in rows:
            self.codes[row.code] = row
            parent = bare(above.get(row.parent_on, ""))
            for name in {fold(row.name), bare(row.name)}:
                self.names[name].append(row)
                self.names[f"{name} ({parent})"].append(row)
                self.names[f"{name} ({fold(above.get(row.parent_on, ''))})"].append(row)

    def find(self, words):
        """(committee, "") or (None, why not)."""
        if words in self.codes:
            return self.codes[words], ""
        found = {row.pk: row for row in self.names.get(fold(words), ())}
        if len(found) == 1:
            return next(iter(found.values())), ""
        if found:
            codes = ", ".join(row.code for row in list(found.values())[:4])
            return None, f"có {len(found)} đơn vị cùng tên (mã {codes}). Ghi mã, hoặc ghi kèm cấp trên trong ngoặc."
        return None, "không có trong phạm vi vào ngày trước ngày hiệu lực. Sửa lại tên, hoặc ghi mã."


def bare(name):
    """ "xa phu luu" of "Đảng bộ xã Phù Lưu": resolutions name the unit, the tree its Party body."""
    return PREFIX.sub("", fold(name))


def offered_below(user, committee, date):
    """Those directly below a unit on the last day before whose end is not written yet, and how many stand below each in
    turn; two statements."""
    last = date - ONE_DAY
    rows = kept_on(user, last).filter(parent_on=committee.pk, valid_to__isnull=True)
    rows = list(rows.order_by("level", "sort", "pk"))
    below = defaultdict(int)
    places = Placement.objects.filter(parent__in=rows, valid_from__lte=last, valid_to__gte=last)
    for parent in places.values_list("parent", flat=True):
        below[parent] += 1
    for row in rows:
        row.below = below[row.pk]
    return rows


def parents_offered(user, date):
    """Units with others below them on the last day before, from the top: what the list of boxes may be of."""
    last = date - ONE_DAY
    above = Placement.objects.filter(valid_from__lte=last, valid_to__gte=last, parent__isnull=False).values("parent")
    return list(kept_on(user, last).filter(pk__in=above).order_by("depth", "sort", "pk"))

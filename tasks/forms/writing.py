"""The form a task is written on: its words, and its rows (rows.py).

What was typed is one plain dict {field: text}, whether it comes from the page, from a draft or from a task: a page
that only shows it again (a row more, a draft continued) and a page that judges it start from the same."""

import re
from dataclasses import dataclass

from django import forms
from django.utils import timezone

from cadre.picking import CommitteeField, PostField, committees_to_pick, posts_to_pick
from cadre.templatetags.vi import ngay, nho_dau, so
from cadre.typed import DayField, WordsField
from tasks import snapshot
from tasks.enums import CampaignState, Comparator, Horizon, TaskKind
from tasks.forms.rows import (
    ROWS_MAX,
    IndicatorForm,
    MilestoneForm,
    OwnerForm,
    Rows,
    dress,
    same_milestone,
    same_name,
    same_post,
)
from tasks.models import Campaign, TaskField
from tasks.registering import Text
from tasks.sheets import paths_on, posts_to_name

KINDS = (
    (TaskKind.BREAKTHROUGH, "làm khác hẳn cách cũ, hoặc gỡ một điểm nghẽn"),
    (TaskKind.INNOVATION, "cách làm đã có nơi khác, lần đầu áp dụng ở đây"),
    (TaskKind.KEY, "nhiệm vụ chính của năm, khối lượng lớn"),
)
PAPERS = (
    "Quyết định công nhận",
    "Biên bản bàn giao",
    "Nghị quyết",
    "Chỉ thị",
    "Đề án",
    "Kế hoạch",
    "Báo cáo công bố",
    "Giấy chứng nhận",
)
ASKED = "tasks/_asked_field.html"  # may be left empty, but nobody is invited to
DIFFICULTIES = ("Rất khó", "Khó", "Trung bình")
PLAIN = tuple(name for name in snapshot.PLAIN if name != "importance")  # which nobody writes on a form
ROWS = {"ct": IndicatorForm, "moc": MilestoneForm, "cung": OwnerForm}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to correct: the id of its field ("" for the whole form), and what to do."""

    field: str
    words: str


class TaskForm(forms.Form):
    use_required_attribute = False

    title = WordsField(
        label="Tên việc",
        most=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Bắt đầu bằng kết quả, có con số. Nên gọn trong 300 ký tự.",
    )
    kind = forms.ChoiceField(
        label="Loại việc", choices=[(kind, kind.label) for kind, _ in KINDS], initial=TaskKind.BREAKTHROUGH
    )
    field = WordsField(label="Lĩnh vực", most=150)
    horizon = forms.ChoiceField(label="Thời gian", initial=Horizon.YEAR, choices=Horizon)
    start = DayField(label="Bắt đầu", required=False)
    due = DayField(label="Thời hạn")
    difficulty = WordsField(label="Độ khó", most=100, required=False)
    reason = WordsField(
        label="Vì sao khó hoặc cấp bách",
        most=5000,
        template_name=ASKED,
        lines=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nêu điểm nghẽn đang có, bằng số nếu được.",
    )
    product = WordsField(
        label="Văn bản công nhận kết quả",
        most=5000,
        template_name=ASKED,
        lines=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Văn bản có số, ngày, nơi ban hành; nhìn vào là biết việc đã xong.",
    )
    product_type = WordsField(label="Loại văn bản", most=100, required=False)
    product_issuer = WordsField(label="Nơi ban hành", most=300, required=False)
    coordination = WordsField(
        label="Nơi phối hợp",
        most=1000,
        lines=True,
        required=False,
        help_text="Nhiều nơi thì cách nhau bằng dấu chấm phẩy: Sở Nội vụ; Công an tỉnh.",
    )
    body = CommitteeField(
        label="Tìm nơi phối hợp trong danh mục", required=False, help_text="Gõ vài chữ, chọn, rồi bấm Thêm."
    )
    # of an order only
    committee = CommitteeField(label="Hoặc tập thể nhận", required=False, template_name=ASKED)
    giver = forms.ChoiceField(label="Nơi đặt hàng", required=False)
    campaign = forms.ModelChoiceField(
        label="Đợt giao việc",
        queryset=Campaign.objects.none(),
        required=False,
        empty_label="Không thuộc đợt nào",
        template_name=ASKED,
    )

    def __init__(self, *args, sheet, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheet, self.today = sheet, today
        units = committees_to_pick(user, today)
        self.fields["body"].rows = units
        if sheet.is_order:
            self.make_order(user, units)
        else:
            for name in ("committee", "giver", "campaign"):
                del self.fields[name]
        within = f"Trong năm {sheet.year}" if sheet.year else "Trong một năm"
        self.fields["horizon"].choices = [(Horizon.YEAR, within), (Horizon.TERM, "Nhiều năm")]
        self.offer_fields()
        for name, listed in (("product_type", "loai-van-ban"), ("difficulty", "do-kho")):
            self.fields[name].widget.attrs["list"] = listed
        ask = self.fields
        ask["title"].error_messages["required"] = "Ghi tên việc."
        ask["field"].error_messages["required"] = "Chọn lĩnh vực của việc."
        ask["due"].error_messages["required"] = "Ghi thời hạn: ngày phải có sản phẩm."
        for name in ("kind", "field", "horizon", "giver", "campaign"):
            if name in ask:
                ask[name].error_messages["invalid_choice"] = "Lựa chọn này không còn. Chọn lại."
        dress(self)

    def make_order(self, user, units):
        del self.fields["kind"]
        self.fields["committee"].rows = units
        givers = self.sheet.givers
        if len(givers) > 1:
            self.fields["giver"].choices = [(str(unit.pk), unit.name) for unit, _ in givers]
        else:
            del self.fields["giver"]
        if self.sheet.task is None:
            ids = [unit.pk for unit, _ in givers]
            found = Campaign.objects.visible_to(user).filter(committee__in=ids).exclude(state=CampaignState.CLOSED)
            self.fields["campaign"].queryset = found
        else:
            del self.fields["campaign"]

    def offer_fields(self):
        """The catalogue where there is one; what the task already says always stays a choice."""
        names = list(TaskField.objects.filter(is_active=True).values_list("name", flat=True))
        if not names:
            self.fields["field"].help_text = "Ví dụ: Cải cách hành chính."
            return
        kept = self.sheet.task.field if self.sheet.task else ""
        extra = [kept] if kept and kept not in names else []
        choices = [("", "Chọn lĩnh vực"), *((name, name) for name in extra + names)]
        self.fields["field"] = forms.ChoiceField(label="Lĩnh vực", choices=choices)

    def clean_coordination(self):
        parts = re.split(r"[;\n]", self.cleaned_data["coordination"])
        return "; ".join(part.strip() for part in parts if part.strip())

    def clean_giver(self):
        chosen = self.cleaned_data["giver"]
        return next((unit for unit, _ in self.sheet.givers if str(unit.pk) == chosen), None)

    def clean(self):
        data = super().clean()
        start, due = data.get("start"), data.get("due")
        if start and due and due < start:
            self.add_error("due", f"Thời hạn phải từ ngày bắt đầu ({ngay(start)}) trở đi.")
        if due and due < self.today and self.sheet.task is None:
            self.add_error("due", f"Thời hạn {ngay(due)} đã qua. Ghi một ngày từ hôm nay trở đi.")
        return data


class ChooseForm(forms.Form):
    """For whom a task is entered, by those who enter for others."""

    use_required_attribute = False

    cho = PostField(label="Người nhận việc", required=False, template_name=ASKED)
    tap_the = CommitteeField(label="Hoặc tập thể nhận việc", required=False, template_name=ASKED)
    dot = forms.ModelChoiceField(
        label="Đợt giao việc",
        queryset=Campaign.objects.none(),
        required=False,
        empty_label="Không thuộc đợt nào",
        template_name=ASKED,
        error_messages={"invalid_choice": "Đợt này không còn, hoặc nằm ngoài phạm vi. Chọn lại."},
    )

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cho"].rows = posts_to_pick(user, today)
        self.fields["tap_the"].rows = committees_to_pick(user, today)
        self.fields["dot"].queryset = Campaign.objects.visible_to(user).exclude(state=CampaignState.CLOSED)
        dress(self)

    def clean(self):
        data = super().clean()
        if not self.errors and bool(data.get("cho")) == bool(data.get("tap_the")):
            self.add_error("cho", "Chọn một người, hoặc một tập thể: gõ vài chữ của tên rồi chọn trong danh sách.")
        return data

    def about(self):
        """The sheet that was asked for."""
        data = self.cleaned_data
        kind, row = ("nguoi", data["cho"]) if data["cho"] else ("tap-the", data["tap_the"])
        return f"{kind}-{row.pk}-{data['dot'].pk if data['dot'] else 0}"


class Writing:
    """Everything typed on one sheet. `is_bound`: to be judged; otherwise only shown as it was typed."""

    def __init__(self, typed, *, sheet, user, is_bound):
        self.sheet, self.typed, self.is_bound = sheet, typed, is_bound
        today = timezone.localdate()
        self.form = TaskForm(typed if is_bound else None, initial=typed, sheet=sheet, user=user, today=today)
        self.indicators = Rows(IndicatorForm, "ct", typed, is_bound=is_bound)
        self.milestones = Rows(MilestoneForm, "moc", typed, is_bound=is_bound)
        self.owners = Rows(OwnerForm, "cung", typed, is_bound=is_bound, posts=posts_to_name(user, sheet))
        self.refused = []  # Lines of the sheet as a whole

    @property
    def kinds(self):
        chosen = self.form["kind"].value()
        return [(kind, kind.label, hint, kind == chosen) for kind, hint in KINDS]

    @property
    def papers(self):
        return PAPERS

    @property
    def difficulties(self):
        return DIFFICULTIES

    @property
    def length(self):
        return len(self.typed.get("title", ""))

    def groups(self):
        """(rows, word of one) in the order of the page."""
        return (
            (self.owners, "Người nhận" if self.sheet.is_order else "Người cùng nhận"),
            (self.indicators, "Chỉ tiêu"),
            (self.milestones, "Mốc"),
        )

    def is_valid(self):
        valid = [
            self.form.is_valid(),
            self.indicators.is_valid(same_name),
            self.milestones.is_valid(same_milestone),
            self.owners.is_valid(same_post),
        ]
        for rows, word in self.groups():
            if rows.is_too_many:
                self.refused.append(Line("", f"{word}: nhiều nhất {so(ROWS_MAX)} dòng. Gộp hoặc bỏ bớt."))
        if all(valid):
            self.check_receivers()
        return all(valid) and not self.refused and not self.form.errors

    def receivers(self):
        """(posts, committee) the task would be given to, the one it is fixed for first."""
        sheet = self.sheet
        named = [post for post in (row.row() for row in self.owners.written) if post is not None]
        fixed = [sheet.post] if sheet.post else []
        posts = tuple(dict.fromkeys([*fixed, *named]))
        committee = getattr(self.form, "cleaned_data", {}).get("committee") if sheet.is_order else sheet.committee
        return posts, committee

    def focus(self, prefix):
        """Put the cursor into the first field of a row that was just added."""
        for rows, _ in self.groups():
            for row in rows.forms:
                if row.prefix == prefix:
                    next(iter(row.fields.values())).widget.attrs["autofocus"] = True

    def picked_body(self):
        """(the committee typed into the search for those that coordinate or None, why it was not found)."""
        try:
            return self.form.fields["body"].clean(self.typed.get("body", "")), ""
        except forms.ValidationError as error:
            return None, error.messages[0]

    def campaign(self):
        """The campaign what is written here belongs to."""
        return getattr(self.form, "cleaned_data", {}).get("campaign") or self.sheet.campaign

    def giver(self):
        """Who gives what is written here."""
        data = getattr(self.form, "cleaned_data", {})
        campaign = data.get("campaign")
        return (campaign.committee if campaign else data.get("giver")) or self.sheet.giver

    def check_receivers(self):
        posts, committee = self.receivers()
        if not posts and committee is None:
            first = self.owners.forms[0]["post"].id_for_label if self.owners.forms else ""
            self.refused.append(Line(first, "Chọn người nhận, hoặc tập thể nhận."))
        if not self.sheet.is_order:
            return
        giver = self.giver()
        units = {post.committee_id: str(post) for post in posts} | ({committee.pk: committee.name} if committee else {})
        paths = paths_on(timezone.localdate(), [giver.pk, *units])
        for unit, name in units.items():
            if not paths.get(unit, "").startswith(paths.get(giver.pk, "?")):
                self.refused.append(Line("", f"{name} không ở dưới {giver.name}. Chọn nơi đặt hàng khác."))

    def text(self):
        """What was written as registering.Text; what could not be read is left empty, for advice on unfinished text."""
        data = getattr(self.form, "cleaned_data", {})
        fields = {name: data.get(name, "") for name in PLAIN} | {name: data.get(name) for name in ("start", "due")}
        if self.sheet.is_order:
            fields["kind"] = TaskKind.ORDER
        posts, committee = self.receivers()
        return Text(
            fields,
            posts,
            committee,
            tuple(row.row() for row in self.indicators.written),
            tuple(row.row() for row in self.milestones.written),
        )

    def misread(self):
        """[Line] of what is written and could not be taken as it stands; what is merely missing is not in it."""
        ids = {
            form[name].id_for_label
            for form in (self.form, *(row for rows, _ in self.groups() for row in rows.written))
            for name in form.fields
            if self.typed.get(form.add_prefix(name), "").strip()
        }
        return [line for line in self.lines() if line.field in ids]

    def lines(self):
        """[Line] of everything to correct, in the order of the page."""
        found = list(self.refused)
        if not self.is_bound:
            return found
        for name in self.form.fields:
            found += [Line(self.form[name].id_for_label, error) for error in self.form[name].errors]
        for rows, word in self.groups():
            for row in rows.written:
                for name in row.fields:
                    label = f"{word} {row.number}"
                    found += [Line(row[name].id_for_label, f"{label}: {nho_dau(error)}") for error in row[name].errors]
        return found


# ---- what was typed, from wherever it comes -----------------------------------------------------------


def blank():
    """An empty sheet: one row of each kind that most tasks need."""
    return {"ct-0-name": "", "moc-0-title": ""}


def blank_order():
    return {"cung-0-post": "", **blank()}


def typed_of_post(post):
    """What a page sent: one text for each name, in the order of the page."""
    return dict(post.items())


def typed_of_draft(draft):
    """What a draft keeps, as typed."""
    return {name: values[-1] for name, values in draft.data.items() if values}


def typed_of(task, owners):
    """A task as it would have been typed. owners: the posts of its rows."""
    typed = {name: getattr(task, name) or "" for name in PLAIN if name not in ("start", "due")}
    typed |= {name: ngay(day) if (day := getattr(task, name)) else "" for name in ("start", "due")}
    typed["revision"] = str(task.revision)
    field = OwnerForm.base_fields["post"]
    for at, post in enumerate(owners):
        typed[f"cung-{at}-post"] = field.prepare_value(post)
    if task.owner_committee:
        typed["committee"] = TaskForm.base_fields["committee"].prepare_value(task.owner_committee)
    for at, each in enumerate(task.indicators.all()):
        is_most = each.comparator == Comparator.LTE
        typed |= {
            f"ct-{at}-name": each.name,
            f"ct-{at}-comparator": each.comparator,
            f"ct-{at}-baseline": number(each.baseline),
            f"ct-{at}-target": number(each.target_max if is_most else each.target_min),
            f"ct-{at}-upper": "" if is_most else number(each.target_max),
            f"ct-{at}-unit": each.unit,
            f"ct-{at}-target_text": each.target_text,
            f"ct-{at}-weight": number(each.weight),
        }
    for at, each in enumerate(task.milestones.all()):
        typed |= {f"moc-{at}-title": each.title, f"moc-{at}-due": ngay(each.due), f"moc-{at}-proof": each.proof}
    return typed


def number(value):
    return "" if value is None else so(value)

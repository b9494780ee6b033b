"""The forms of a campaign: its text with rows that grow without a script, its opening and closing."""

from django import forms
from django.db.models import Count, Q
from django.utils import timezone

from cadre import drafts
from cadre.files import UploadField
from cadre.filters import ListFilter
from cadre.models import Appointment, Placement, Position
from cadre.picking import CommitteeField, PostField, committees_to_pick, posts_to_pick
from cadre.queries import in_force
from cadre.text import clean
from tasks.campaign_boards import STATES
from tasks.campaigns import LABELS, CampaignText
from tasks.enums import CampaignState
from tasks.models import CampaignPosition, CampaignPost
from tasks.required import below

FOCUS, POST = "trong_tam", "nguoi"  # prefixes of the rows in the page
ROWS = {FOCUS: 3, POST: 2}  # empty rows that a page begins with, and that one press adds
ROWS_MOST = 60


def whole(least, most, **kwargs):
    message = f"Ghi một số nguyên từ {least} đến {most}."
    return forms.IntegerField(
        min_value=least,
        max_value=most,
        localize=False,
        error_messages={"invalid": message, "min_value": message, "max_value": message, "required": message},
        **kwargs,
    )


def day(label, example):
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": f"Ghi ngày, ví dụ {example}.", "invalid": f"Ghi ngày có thật, ví dụ {example}."},
    )


def hidden_count():
    return forms.IntegerField(widget=forms.HiddenInput, required=False)


class CampaignForm(forms.Form):
    """A campaign as typed. `adding`: the page only asks for more rows; nothing is checked then.

    user: who types; campaign: the one that is changed (None: a new one, which also chooses committee and code)."""

    committee = CommitteeField(label="Cấp giao việc")
    name = forms.CharField(
        label="Tên đợt",
        max_length=300,
        error_messages={"required": "Ghi tên đợt.", "max_length": "Tên dài quá 300 chữ."},
    )
    code = forms.CharField(
        label="Mã đợt",
        max_length=40,
        required=False,
        help_text="Đứng đầu mã của từng việc. Để trống thì lấy mã của cấp giao việc và năm.",
        error_messages={"max_length": "Mã dài quá 40 ký tự."},
    )
    year = whole(1990, 2200, label="Năm")
    min_per_person = whole(1, 50, label="Mỗi người ít nhất mấy việc")
    max_per_person = whole(1, 99, label="Nhiều nhất mấy việc", required=False)
    opens_on = day("Đăng ký từ ngày", "02/01/2027")
    closes_on = day("Đăng ký đến hết ngày", "28/02/2027")
    start = day("Thực hiện từ ngày", "01/01/2027")
    end = day("Thực hiện đến hết ngày", "31/12/2027")
    guidance = forms.CharField(
        label="Hướng dẫn",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
    )
    file = UploadField(label="Văn bản hướng dẫn", required=False)
    drops_file = forms.BooleanField(label="Bỏ văn bản đang có", required=False)
    positions = forms.ModelMultipleChoiceField(
        label="Chức danh phải đăng ký",
        queryset=Position.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": "Một chức danh đã chọn không còn trong danh mục. Chọn lại.",
            "invalid_pk_value": "Một chức danh đã chọn không còn trong danh mục. Chọn lại.",
        },
    )

    def __init__(self, data=None, files=None, *, user, campaign=None, initial=None):
        self.user, self.campaign, self.today = user, campaign, timezone.localdate()
        self.adding = data.get("add", "") if data is not None else ""
        if self.adding in ROWS:  # typed values go back into the page as they are
            initial, data, files = self.as_typed(data), None, None
        super().__init__(data, files, initial=initial)
        if campaign:
            del self.fields["committee"], self.fields["code"]
        else:
            self.fields["committee"].rows = committees_to_pick(user, self.today)
        chosen = CampaignPosition.objects.filter(campaign=campaign).values("position")
        self.fields["positions"].queryset = Position.objects.filter(Q(is_active=True) | Q(pk__in=chosen))
        self.add_rows()

    def as_typed(self, data):
        rows = {prefix: self.count_in(data, prefix) for prefix in ROWS}
        rows[self.adding] = min(rows[self.adding] + ROWS[self.adding], ROWS_MOST)
        typed = {name: data.get(name) for name in data if name != "positions"}
        return typed | {"positions": data.getlist("positions")} | {f"{prefix}_rows": n for prefix, n in rows.items()}

    def count_in(self, data, prefix):
        text = data.get(f"{prefix}_rows", "")
        return min(int(text), ROWS_MOST) if text.isdecimal() and len(text) < 5 else ROWS[prefix]

    def add_rows(self):
        """Fields trong_tam_0_field, trong_tam_0_title, nguoi_0 …, as many as the page had."""
        self.rows = {}
        for prefix in ROWS:
            count = self.count_in(self.data, prefix) if self.is_bound else self.initial.get(f"{prefix}_rows")
            self.rows[prefix] = count or ROWS[prefix]
            self.fields[f"{prefix}_rows"] = hidden_count()
            self.initial[f"{prefix}_rows"] = self.rows[prefix]
        for n in range(self.rows[FOCUS]):
            self.fields[f"{FOCUS}_{n}_field"] = forms.CharField(
                label="Lĩnh vực", max_length=150, required=False, widget=forms.TextInput(attrs={"list": "linh-vuc"})
            )
            self.fields[f"{FOCUS}_{n}_title"] = forms.CharField(
                label="Nội dung trọng tâm",
                max_length=500,
                required=False,
                error_messages={"max_length": "Nội dung trọng tâm dài quá 500 chữ. Viết gọn lại."},
            )
        found = Q(pk__in=posts_to_pick(self.user, self.today).values("pk"))
        if self.campaign:  # who was named and has left since is not lost by saving
            found |= Q(pk__in=CampaignPost.objects.filter(campaign=self.campaign).values("appointment"))
        posts = Appointment.objects.filter(found).select_related("cadre", "committee")
        for n in range(self.rows[POST]):
            self.fields[f"{POST}_{n}"] = PostField(label=f"Người thứ {n + 1}", rows=posts, required=False)

    @property
    def focus_rows(self):
        return [(self[f"{FOCUS}_{n}_field"], self[f"{FOCUS}_{n}_title"]) for n in range(self.rows[FOCUS])]

    @property
    def post_rows(self):
        return [self[f"{POST}_{n}"] for n in range(self.rows[POST])]

    def clean_name(self):
        return clean(self.cleaned_data["name"])

    def clean_guidance(self):
        return clean(self.cleaned_data["guidance"])

    def clean_code(self):
        code = clean(self.cleaned_data["code"])
        if any(char.isspace() for char in code):
            raise forms.ValidationError("Mã viết liền, không có dấu cách.")
        return code

    def clean(self):
        data = super().clean()
        for name in ("start", "end", "opens_on", "closes_on"):
            if data.get(name) and not 1990 <= data[name].year <= 2200:
                self.add_error(name, "Năm của ngày này phải từ 1990 đến 2200.")
        self.in_order(data, "start", "end", "Ngày kết thúc phải từ ngày bắt đầu trở đi.")
        self.in_order(data, "opens_on", "closes_on", "Hạn đăng ký phải từ ngày mở trở đi.")
        self.in_order(data, "closes_on", "end", "Hạn đăng ký muộn hơn ngày kết thúc thực hiện.", blame="closes_on")
        self.in_order(data, "min_per_person", "max_per_person", "Số nhiều nhất phải từ số ít nhất trở lên.")
        year, start, end = data.get("year"), data.get("start"), data.get("end")
        if year and start and end and not start.year <= year <= end.year:
            self.add_error("year", f"Năm {year} nằm ngoài thời gian thực hiện {start:%d/%m/%Y}–{end:%d/%m/%Y}.")
        self.posts_below_committee(data)
        for n in range(self.rows[FOCUS]):
            if data.get(f"{FOCUS}_{n}_field") and not data.get(f"{FOCUS}_{n}_title", "x"):
                self.add_error(f"{FOCUS}_{n}_title", "Ghi nội dung trọng tâm của lĩnh vực này, hoặc xóa lĩnh vực.")
        return data

    def in_order(self, data, first, second, message, blame=""):
        if data.get(first) and data.get(second) and data[first] > data[second]:
            self.add_error(blame or second, message)

    def posts_below_committee(self, data):
        """Only those below the committee can be asked by it."""
        committee = self.campaign.committee if self.campaign else data.get("committee")
        named = {f"{POST}_{n}": data[f"{POST}_{n}"] for n in range(self.rows[POST]) if data.get(f"{POST}_{n}")}
        if not committee or not named:
            return
        kept = set(self.campaign.posts.values_list("pk", flat=True)) if self.campaign else set()
        inside = {row["committee"] for row in below(path_on(committee, self.today), self.today)}
        for name, post in named.items():
            if post.committee_id not in inside and post.pk not in kept:
                self.add_error(name, f"{post} không thuộc {committee}. Chọn người trong {committee}.")

    def text(self):
        """What the checked form says, as services take it."""
        data = self.cleaned_data
        pairs = [
            (clean(data[f"{FOCUS}_{n}_field"]), clean(data[f"{FOCUS}_{n}_title"])) for n in range(self.rows[FOCUS])
        ]
        posts = {data[f"{POST}_{n}"].pk: data[f"{POST}_{n}"] for n in range(self.rows[POST]) if data[f"{POST}_{n}"]}
        return CampaignText(
            fields={name: data[name] for name in LABELS},
            focuses=tuple(pair for pair in pairs if pair[1]),
            positions=tuple(data["positions"]),
            posts=tuple(posts.values()),
            file=data["file"],
            drops_file=data["drops_file"],
        )

    @property
    def lost_file(self):
        """Browsers do not give a chosen file back: the page says so instead of forgetting it in silence."""
        return bool(self.is_bound and self.errors and self.files.get("file"))


def path_on(committee, day):
    places = Placement.objects.filter(committee=committee.pk, valid_from__lte=day, valid_to__gte=day)
    return places.values_list("path", flat=True).first()


def initial_of(text):
    """The initial values that show a CampaignText."""
    shown = dict(text.fields)
    shown["positions"] = [position.pk for position in text.positions]
    shown[f"{FOCUS}_rows"] = min(len(text.focuses) + ROWS[FOCUS], ROWS_MOST)
    shown[f"{POST}_rows"] = min(len(text.posts) + ROWS[POST], ROWS_MOST)
    for n, (field, title) in enumerate(text.focuses):
        shown[f"{FOCUS}_{n}_field"], shown[f"{FOCUS}_{n}_title"] = field, title
    for n, post in enumerate(text.posts):
        shown[f"{POST}_{n}"] = post
    return shown


def initial_of_campaign(campaign):
    return initial_of(
        CampaignText(
            fields={name: getattr(campaign, name) for name in LABELS},
            focuses=tuple(campaign.focuses.values_list("field", "title")),
            positions=tuple(campaign.positions.all()),
            posts=tuple(campaign.posts.select_related("cadre", "committee")),
        )
    )


def position_choices(form, held):
    """[{pk, name, count, chosen}]: positions to tick, with the number of posts in force in the committee's reach."""
    chosen = {str(pk) for pk in form["positions"].value() or ()}
    rows = form.fields["positions"].queryset
    return [
        {"pk": row.pk, "name": row.name, "count": held.get(row.pk, 0), "chosen": str(row.pk) in chosen} for row in rows
    ]


def held_positions(path, day):
    """{position id: posts in force below the path}; one statement."""
    rows = Appointment.objects.filter(in_force(day), committee__in=below(path, day), position__isnull=False)
    return dict(rows.order_by().values("position").annotate(held=Count("pk")).values_list("position", "held"))


class MoveForm(forms.Form):
    """Opening, closing, opening again; `to` is where the page wanted to go."""

    to = forms.ChoiceField(choices=CampaignState, widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    closes_on = day("Đăng ký đến hết ngày", "28/02/2027")
    reason = forms.CharField(
        label="Lý do mở lại",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        error_messages={"required": "Ghi lý do mở lại đợt.", "max_length": "Lý do dài quá 2.000 chữ."},
    )

    def __init__(self, *args, campaign, **kwargs):
        super().__init__(*args, **kwargs)
        if campaign.state != CampaignState.CLOSED:
            del self.fields["reason"]
        if campaign.state == CampaignState.OPEN:
            del self.fields["closes_on"]

    def clean_reason(self):
        return clean(self.cleaned_data["reason"])


def form_key_of(data):
    return drafts.key_of(data.get("form_key", ""))


class BoardFilter(ListFilter):
    """The board of who has not registered."""

    q = forms.CharField(required=False, max_length=200)
    trang_thai = forms.ChoiceField(required=False, choices=[("", ""), *STATES.items()])
    don_vi = forms.IntegerField(required=False, min_value=1, max_value=2**62)

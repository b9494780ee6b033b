"""The marks of the design system: the only HTML made in Python, always through format_html."""

from django import template
from django.utils.html import format_html

register = template.Library()

LEVELS = {
    "XS": ("xs", "Xuất sắc"),
    "TOT": ("tot", "Tốt"),
    "HT": ("ht", "Hoàn thành"),
    "KHT": ("kht", "Không hoàn thành"),
    "UNDECIDED": ("none", "Cần xem xét"),
    "INCOMPLETE": ("none", "Thiếu dữ liệu"),
    "": ("none", "Chưa xếp"),
}
SHAPES = ("ok", "warn", "late", "wait", "done")


def level_word(code):
    return LEVELS[code or ""][1]


@register.simple_tag
def level_mark(code, words=""):
    """Swatch and word of a level: {% level_mark "XS" %}. `words` replaces the word, never the swatch."""
    css, word = LEVELS[code or ""]
    return format_html('<span class="lv lv-{}">{}</span>', css, words or word)


@register.simple_tag
def state_mark(shape, words):
    """A state of work, its shape and its word: {% state_mark "late" "Quá hạn 4 ngày" %}; shapes: SHAPES."""
    if shape not in SHAPES:
        raise ValueError(shape)
    return format_html('<span class="st st-{}">{}</span>', shape, words)


@register.simple_tag
def state_badge(thing):
    """The mark of anything that carries a `standing` (shape, words): a task, a milestone, a row of values()."""
    return state_mark(*(thing["standing"] if isinstance(thing, dict) else thing.standing))


@register.simple_tag
def dash(words="không có"):
    """What is not there: a dash for the eye, words for the ear."""
    return format_html('<span aria-hidden="true">–</span><span class="visually-hidden">{}</span>', words)


@register.simple_tag
def simulated(show=True):
    """The mark of generated figures, wherever they are shown."""
    return format_html('<span class="sim">{}</span>', "số liệu mô phỏng") if show else ""


@register.simple_tag(takes_context=True)
def sort_th(context, key, words, css=""):
    """Head of a sortable column: links to the list sorted by `key` (again: the other way), keeps the filters."""
    query = context["request"].GET.copy()
    now = context.get("sort", "")
    for name in ("sau", "truoc"):
        query.pop(name, None)
    query["xep"] = f"-{key}" if now == key else key
    state = {key: "ascending", f"-{key}": "descending"}.get(now)
    return format_html(
        '<th scope="col" role="columnheader" class="{}"{}><a href="?{}">{}</a></th>',
        css,
        format_html(' aria-sort="{}"', state) if state else "",
        query.urlencode(),
        words,
    )

"""The filters of a list, as its address says them and as its page offers them."""

from django import forms


class ListFilter(forms.Form):
    """A value that is no choice is left out, not refused: addresses get old."""

    @classmethod
    def read(cls, query):
        """{name: value} of what was understood."""
        form = cls(query)
        form.is_valid()
        return {name: value for name, value in form.cleaned_data.items() if value not in ("", None)}


def choices(values, chosen, every=""):
    """The options of a select, [{value, words, chosen}]; `every`: the words of the one that filters nothing."""
    rows = [{"value": "", "words": every, "chosen": chosen in ("", None)}] if every else []
    return rows + [{"value": str(value), "words": words, "chosen": value == chosen} for value, words in values]

"""Model fields of ours: exact millionths, and text kept ready for search and sort."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from cadre.text import fold, sort_key

MICRO = 1_000_000


def to_micro(value):
    """Decimal → integer millionths; ValueError if more than six decimals would be lost."""
    scaled = Decimal(value) * MICRO
    if scaled != scaled.to_integral_value():
        raise ValueError(f"more than six decimals: {value}")
    return int(scaled)


def from_micro(value):
    return Decimal(value).scaleb(-6)


class MicroField(models.Field):
    """A decimal with at most six places, kept as integer millionths (bigint).

    Sums in SQL are then integer sums, exact and equal on SQLite and PostgreSQL; Python sees a Decimal."""

    description = "decimal kept as integer millionths"
    empty_strings_allowed = False
    default_error_messages = {"invalid": "Nhập một số có nhiều nhất 6 chữ số thập phân, ví dụ 12,5."}
    limit = 9_000_000_000_000

    def get_internal_type(self):
        return "BigIntegerField"

    def to_python(self, value):
        if value is None or isinstance(value, Decimal):
            return value
        try:
            value = Decimal(str(value))
            to_micro(value)
        except (InvalidOperation, ValueError, OverflowError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return None if value is None else to_micro(value)

    def from_db_value(self, value, expression, connection):
        return None if value is None else from_micro(value)

    def value_to_string(self, obj):
        return str(self.value_from_object(obj))

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if value is not None and abs(value) > self.limit:
            raise ValidationError(f"Số quá lớn: nhiều nhất là {self.limit:,}.".replace(",", "."), code="max_value")

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": forms.DecimalField, "decimal_places": 6, **kwargs})


class MarkField(MicroField):
    """Millionths in a 4-byte integer (up to 2,000): PostgreSQL sums these as bigint, three times faster."""

    limit = 2000

    def get_internal_type(self):
        return "IntegerField"


class SearchField(models.TextField):
    """The named fields folded for search; this class is its only writer."""

    def __init__(self, *args, of=(), **kwargs):
        self.of = tuple(of)
        super().__init__(*args, **{"editable": False, "default": "", **kwargs})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, instance, add):
        value = fold(" ".join(str(getattr(instance, name) or "") for name in self.of))
        setattr(instance, self.attname, value)
        return value


class SortField(models.CharField):
    """The named field in Vietnamese dictionary order; this class is its only writer."""

    def __init__(self, *args, of="", **kwargs):
        self.of = of
        super().__init__(*args, **{"editable": False, "default": "", "max_length": 300, **kwargs})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, instance, add):
        value = sort_key(getattr(instance, self.of) or "")[: self.max_length]
        setattr(instance, self.attname, value)
        return value

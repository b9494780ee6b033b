"""Numbers in sequence, without gaps between those who take them at the same time."""

from django.db.models import F

from cadre.models import Serial


def take(name, count=1):
    """The next `count` numbers under a name, as a range. Call in a transaction: the row stays locked to its end."""
    Serial.objects.get_or_create(name=name)
    Serial.objects.filter(name=name).update(last=F("last") + count)
    last = Serial.objects.values_list("last", flat=True).get(name=name)
    return range(last - count + 1, last + 1)

"""No ring of parents, no two parents or heads at one time, and a ledger that only grows (cadre/guards.py)."""

from django.db import migrations

from cadre import guards


class Migration(migrations.Migration):
    dependencies = [("cadre", "0001_create_models")]

    operations = [migrations.RunPython(guards.install, guards.remove)]

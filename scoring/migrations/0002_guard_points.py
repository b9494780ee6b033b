"""No points above the maximum of their criterion (scoring/guards.py)."""

from django.db import migrations

from scoring import guards


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_create_models")]

    operations = [migrations.RunPython(guards.install, guards.remove)]

"""Where the demo year does not belong, it is not loaded."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cadre.models import Committee


@pytest.mark.django_db
def test_demo_is_refused_on_a_real_server(settings):
    settings.DEMO = settings.DEBUG = False

    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo", stdout=StringIO())


@pytest.mark.django_db
def test_foreign_data_is_left_alone(settings):
    settings.DEMO = True
    Committee.objects.create(code="T1", name="Đảng bộ tỉnh A", kind="Đảng bộ tỉnh", level="province")
    out = StringIO()

    call_command("load_demo", "--if-empty", stdout=out)

    assert "không nạp năm mẫu" in out.getvalue()
    assert Committee.objects.count() == 1

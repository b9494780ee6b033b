"""The yardstick of a page: bare Django without middleware that answers ready bytes (the file named by BENCH_BODY)."""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="bench")
BODY = Path(os.environ["BENCH_BODY"]).read_bytes()
urlpatterns = [path("", lambda request: HttpResponse(BODY)), path("suc-khoe/", lambda request: HttpResponse())]
application = get_wsgi_application()

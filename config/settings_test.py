"""Settings of the test run: the same house with a fast password hasher and plain static files."""

import tempfile
from pathlib import Path

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ACCOUNT_RATE_LIMITS = False
DEBUG = DEMO = False
LOGGING["loggers"] = {"django.request": {"level": "CRITICAL"}}  # noqa: F405 - hundreds of expected 403 and 404
MEDIA_ROOT = Path(tempfile.gettempdir()) / "dot-pha-thu-nghiem"

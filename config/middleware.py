"""Headers of every answer. The names follow Django 6's own CSP setting, so the built-in can replace this later."""

from django.conf import settings
from django.shortcuts import render

from cadre.files import MEGABYTE
from cadre.interchange.workbook import LARGEST_FILE

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


MOST_BODY = (
    max(settings.UPLOAD_MEGABYTES, LARGEST_FILE // MEGABYTE) + 10
) * MEGABYTE  # one form, its files and its text


def refuse_too_large(get_response):
    """A body no form of ours could be is refused by its declared length, before a byte of it is read or stored."""

    def middleware(request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MOST_BODY:
            response = render(request, "413.html", {"most": settings.UPLOAD_MEGABYTES}, status=413)
            response.headers["Connection"] = "close"
            return response
        return get_response(request)

    return middleware


def security_headers(get_response):
    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware

"""Filling in the pages of the catalogues as a person does."""

import html
import re

from django.urls import reverse

PAPER = {"number": "157-KL/TW", "issued_on": "25/05/2025", "issuer": "Bộ Chính trị"}


def body(response):
    return html.unescape(response.content.decode())


def hidden(response):
    """The hidden fields of the page's form that posts: {name: last value}, the lists as lists."""
    found = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', response.content.decode()):
        name, value = re.search(r'name="([^"]*)"', tag)[1], re.search(r'value="([^"]*)"', tag)
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(html.unescape(value[1]) if value else "")
    return found


def preview(client, **given):
    """The preview of a reorganisation: kieu, ngay, duoi and what the form of the kind takes."""
    return client.post(reverse("reorganise"), {"buoc": "xem", **given})


def confirm(client, page, **paper):
    return client.post(reverse("reorganise"), {**hidden(page), "buoc": "lam", **(PAPER | paper)})


def lists_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body(page)))

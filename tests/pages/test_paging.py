"""Pages by key: whole, in order, both ways, and deaf to addresses nobody gave out."""

import pytest

from cadre.models import Cadre
from cadre.paging import decode, encode, keyset_page
from tests.factories import make_cadre

ORDER, KINDS = [("birth_year", True), ("id", False)], [int, int]


@pytest.fixture
def people(db):
    for number in range(13):
        make_cadre(f"Người {number:02d}", birth_year=1960 + number % 4)
    return Cadre.objects.values("id", "full_name", "birth_year")


def walk(people):
    pages, token = [], {}
    while True:
        page = keyset_page(people, ORDER, KINDS, size=5, **token)
        pages.append(page)
        if not page.next:
            return pages
        token = {"after": page.next}


def test_pages_forward_give_every_row_once_in_order(people):
    pages = walk(people)

    rows = [row["id"] for page in pages for row in page.rows]
    assert rows == list(people.order_by("-birth_year", "id").values_list("id", flat=True))
    assert [(page.first, page.last) for page in pages] == [(1, 5), (6, 10), (11, 13)]


def test_pages_back_are_the_pages_forward(people):
    pages = walk(people)

    second = keyset_page(people, ORDER, KINDS, size=5, before=pages[2].previous)
    first = keyset_page(people, ORDER, KINDS, size=5, before=second.previous)

    assert (second.rows, second.first, second.last) == (pages[1].rows, 6, 10)
    assert (first.rows, first.first, first.previous) == (pages[0].rows, 1, "")
    assert first.next == pages[0].next


def test_a_row_added_before_the_page_does_not_shift_it(people):
    before = walk(people)
    first = before[0]
    make_cadre("Người mới", birth_year=1999)

    second = keyset_page(people, ORDER, KINDS, size=5, after=first.next)

    assert second.rows == before[1].rows


def test_one_statement_a_page(people, django_assert_num_queries):
    with django_assert_num_queries(1):
        keyset_page(people, ORDER, KINDS, size=5)


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "%%%",
        "bnVsbA",
        encode(1, ["1960", 3]),
        encode(1, [1960]),
        encode(-1, [1960, 3]),
        encode("1", [1960, 3]),
        encode(1, [2**70, 3]),
        encode(True, [1960, 3]),
        "é" * 40,
    ],
)
def test_an_address_nobody_gave_out_is_the_first_page(people, token):
    assert decode(token, KINDS) is None
    assert keyset_page(people, ORDER, KINDS, size=5, after=token).first == 1


def test_text_with_a_null_character_is_refused():
    assert decode(encode(1, ["a\x00b"]), [str]) is None

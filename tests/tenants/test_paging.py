"""A list in pages: nobody falls off its end."""

import pytest

from tenants.paging import Page


@pytest.mark.parametrize(
    ("asked", "total", "number", "first", "last", "previous", "following"),
    [
        (1, 0, 1, 0, 0, None, None),
        (1, 10, 1, 1, 10, None, None),
        (1, 11, 1, 1, 10, None, 2),
        (2, 11, 2, 11, 11, 1, None),
        (9, 11, 2, 11, 11, 1, None),
        (0, 11, 1, 1, 10, None, 2),
        (-3, 11, 1, 1, 10, None, 2),
        (10**30, 25, 3, 21, 25, 2, None),
    ],
)
def test_a_page_is_the_one_asked_for_or_the_nearest(
    asked: int, total: int, number: int, first: int, last: int, previous: int | None, following: int | None
) -> None:
    page = Page.of(asked, total, size=10)

    assert (page.number, page.first, page.last) == (number, first, last)
    assert (page.previous, page.next) == (previous, following)
    assert page.offset == (number - 1) * 10

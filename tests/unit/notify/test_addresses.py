"""To which addresses mail can go, and what is kept of them."""

from datetime import date
from uuid import UUID

import pytest

from services.notify.decisions.addresses import beyond_limit, day_mark, usable, without_addresses

DAY = date(2026, 4, 20)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("wang@example.org", "wang@example.org"),
        (" Wang.Min+ts@Example.ORG ", "Wang.Min+ts@example.org"),
        ("wang@例子.中国", "wang@xn--fsqu00a.xn--fiqs8s"),
        ("o'neill@a-b.example", "o'neill@a-b.example"),
    ],
)
def test_an_ordinary_address_is_used(given: str, used: str) -> None:
    assert usable(given) == used


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "wang",
        "@example.org",
        "wang@",
        "a@b.example,c@d.example",
        "a@b.example c@d.example",
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example\nRCPT TO:<c@d.example>",
        "a\x00@b.example",
        "<a@b.example>",
        "Name <a@b.example>",
        '"a b"@b.example',
        "a@b.example(comment)",
        "a@[127.0.0.1]",
        "a@b..example",
        "a@-b.example",
        "a..b@example.org",
        ".a@example.org",
        "王@example.org",
        "a@b.example@c.example",
        "a" * 65 + "@example.org",
        "a@" + "b" * 63 + "." + "c" * 63 + "." + "d" * 63 + "." + "e" * 63,
        "a@" + "x" * 10_000,
        "a\uff20b.example",
    ],
)
def test_anything_that_is_not_one_plain_address_needs_a_person(given: str | None) -> None:
    assert usable(given) is None


def test_spellings_of_one_mailbox_count_as_one_and_only_on_one_day() -> None:
    mark = day_mark("wang@example.org", DAY, b"secret")
    assert mark == day_mark("Wang+1@example.org", DAY, b"secret") == day_mark("wang+2@Example.org", DAY, b"secret")
    assert mark != day_mark("wang@example.org", date(2026, 4, 21), b"secret")
    assert mark != day_mark("wang@example.org", DAY, b"another secret")
    assert mark != day_mark("wang2@example.org", DAY, b"secret")


def test_the_first_notices_of_a_day_keep_their_place_and_the_others_are_beyond() -> None:
    marks = {UUID(int=number): b"a" for number in range(4)} | {UUID(int=9): b"b"}
    assert beyond_limit(marks, {b"a": 5, b"b": 1}, limit=2) == {UUID(int=1), UUID(int=2), UUID(int=3)}


def test_a_servers_words_are_kept_without_addresses_and_on_one_line() -> None:
    said = "550 5.1.1 <wang@example.org>:\r\n user wang.min@example.org unknown"
    assert without_addresses(said) == "550 5.1.1 <…@…>: user …@… unknown"
    assert len(without_addresses("x@" * 100_000)) <= 200

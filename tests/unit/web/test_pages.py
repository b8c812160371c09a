"""The building blocks of pages: what they say, and that nobody's text becomes markup."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError
from starlette.requests import Request

from shared.web.app import Rooms
from shared.web.pages.environment import Pages, see_other
from tests.unit.web.parcels import DEMO_STAFF, PAGE, hidden, parcels, staffed, visiting

EVIL = '<script>alert("1")</script>'
MOMENT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def rendered(folder: Path, template: str, language: str = "en", **context: Any) -> str:
    (folder / "templates").mkdir()
    macros = "tag, when, on_day, passage, table, clock, timeline, field, error_summary, problem_list, empty, pager, facts"
    (folder / "templates" / "t.html").write_text(f'{{% from "macros.html" import {macros} %}}{template}')
    pages = Pages([folder], ZoneInfo("Asia/Shanghai"), {})
    scope = {"type": "http", "headers": [(b"accept-language", language.encode())], "query_string": b"", "path": "/", "method": "GET"}
    return pages.render(Request(scope), "t.html", **context)


def test_a_state_is_a_word_and_a_sign_never_colour_alone(tmp_path: Path) -> None:
    html = rendered(
        tmp_path, "{% for tone in tones %}{{ tag('Overdue', tone) }}{% endfor %}", tones=["plain", "good", "due", "late", "stop"]
    )
    signs = [html.split('aria-hidden="true">')[n][0] for n in range(1, 6)]
    assert len(set(signs)) == 5
    assert html.count("Overdue") == 5


@pytest.mark.parametrize(
    "template",
    [
        "{{ tag(evil) }}", "{{ passage(evil, evil) }}", "{{ clock(evil, evil, evil, left=evil, steps=[evil]) }}",
        "{{ empty(evil, evil, evil) }}",
        "{{ field(evil, evil, value=evil, hint=evil, problem=evil) }}", "{{ field(evil, evil, value=evil, kind='area') }}",
        "{{ field('a', evil, kind='select', options=[(evil, evil)]) }}", "{{ field('a', evil, kind='radio', options=[(evil, evil)]) }}",
        "{{ error_summary({evil: evil}) }}", "{{ pager(evil) }}", "{{ facts([(evil, evil)]) }}",
        "{% call table(evil, [evil]) %}{{ evil }}{% endcall %}",
        "{{ timeline([{'at': at, 'title': evil, 'who': evil, 'text': evil}]) }}",
    ],
)  # fmt: skip
def test_nobodys_text_becomes_markup(tmp_path: Path, template: str) -> None:
    html = rendered(tmp_path, template, evil=EVIL, at=MOMENT)
    assert "<script" not in html
    assert "&lt;script&gt;alert(&#34;1&#34;)" in html


def test_a_question_with_a_problem_says_so_to_everybody(tmp_path: Path) -> None:
    html = rendered(tmp_path, "{{ field('to', 'Town', kind='area', hint='Where to', problem='Name a town', required=true) }}")
    assert '<label for="to">Town</label>' in html
    assert 'aria-describedby="to-hint to-problem" aria-invalid="true" required' in html
    assert '<span class="wrong" id="to-problem"><span aria-hidden="true">▲</span> Name a town</span>' in html


def test_the_summary_leads_to_each_question(tmp_path: Path) -> None:
    html = rendered(tmp_path, "{{ error_summary({'to': 'Name a town'}) }}")
    assert '<a href="#to">Name a town</a>' in html
    assert 'role="alert"' in html


def test_what_a_person_wrote_keeps_its_language(tmp_path: Path) -> None:
    assert rendered(tmp_path, "{{ passage('一\n二', 'zh') }}") == '<div class="passage" lang="zh">一\n二</div>'


def test_a_text_area_keeps_its_first_empty_line(tmp_path: Path) -> None:
    assert 'rows="6">\n\nsecond</textarea>' in rendered(
        tmp_path, "{{ field('a', 'A', value='\nsecond', kind='area', required=true) }}"
    ).replace(" required", "")


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "2026年11月23日 17:30|2026年11月23日|二"), ("en", "23 Nov 2026, 17:30|23 Nov 2026|two")]
)
def test_dates_and_texts_follow_the_language(tmp_path: Path, language: str, said: str) -> None:
    text = SimpleNamespace(zh="二", en="two")
    assert (
        rendered(tmp_path, "{{ at | datetime }}|{{ day | date }}|{{ text | say }}", language, at=MOMENT, day=date(2026, 11, 23), text=text)
        == said
    )


def test_a_name_that_was_not_passed_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UndefinedError, match="nobody"):
        rendered(tmp_path, "{{ nobody }}")


async def test_the_menu_shows_what_a_persons_role_opens(tmp_path: Path) -> None:
    async with visiting(parcels(staffed(tmp_path, DEMO_STAFF)), **PAGE) as client:
        visitor = (await client.get("/sign-in")).text
        await client.post("/sign-in", data={"csrf": hidden(visitor, "csrf"), "person": "mei"})
        courier = (await client.get("/form")).text
    assert 'href="/depot"' not in visitor
    assert '<a href="/depot">Depot</a>' in courier
    assert "<span>梅</span>" in courier


async def test_visitors_of_a_public_service_see_errors_without_a_staff_menu() -> None:
    async with visiting(parcels(rooms=Rooms(public=True)), **PAGE) as client:
        page = (await client.get("/nowhere")).text
    assert 'class="portal"' in page
    assert "Sign in" not in page


async def test_behind_a_prefix_every_address_of_a_page_stays_behind_it(tmp_path: Path) -> None:
    async with visiting(parcels(staffed(tmp_path, DEMO_STAFF)), root_path="/post", **PAGE) as client:
        page = (await client.get("/post/sign-in")).text
    addresses = [piece.split('"', maxsplit=1)[0] for name in ('href="', 'src="', 'action="') for piece in page.split(name)[1:]]
    assert [address for address in addresses if not address.startswith(("/post/", "#", "?"))] == []
    assert "/post/sign-in" in addresses


async def test_behind_a_prefix_programs_still_get_documents_and_people_come_back(tmp_path: Path) -> None:
    async with visiting(parcels(staffed(tmp_path, DEMO_STAFF)), root_path="/post", **PAGE) as client:
        problem = await client.get("/post/api/v1/me")
        away = await client.get("/post/depot")
        token = hidden((await client.get("/post/sign-in")).text, "csrf")
        back = await client.post("/post/sign-in", data={"csrf": token, "person": "mei", "next": "/depot"})
        depot = await client.get("/post/depot")
    assert (problem.status_code, problem.json()["type"]) == (401, "/post/problems/sign_in_needed")
    assert (away.headers["location"], back.headers["location"]) == ("/post/sign-in?next=/depot", "/post/depot")
    assert '<a href="/post/depot" aria-current="page">' in (depot.text)


@pytest.mark.parametrize("path", ["https://evil.example", "//evil.example", "/\\evil.example", "", "a", "/a\r\nSet-Cookie: b=c"])
def test_an_answer_to_a_post_leads_nowhere_else(path: str) -> None:
    with pytest.raises(ValueError, match="only a path of this service"):
        see_other(Request({"type": "http"}), path)

"""Two languages everywhere: chosen by the person, complete in both catalogues, dates as people write them."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from shared.web.pages.catalogues import read_words
from shared.web.pages.dates import say_date, say_moment
from shared.web.pages.languages import preferred
from tests.unit.web.parcels import PAGE, parcels, visiting

ROOT = Path(__file__).parents[3]
ROOMS = [ROOT / "shared/web", *sorted({path.parent.parent for path in ROOT.glob("services/*/*/locale/*.po")})]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def texts(folder: Path, language: str) -> dict[str, str]:
    with (folder / "locale" / f"{language}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def used_in(folder: Path) -> set[str]:
    """Message ids that templates and code say with `_(…)`; those put together at run time cannot be found."""
    methods = [("**/templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
    options = {"**/templates/**.html": {"trim_blocks": "1", "silent": "0"}}
    found = extract_from_dir(folder, method_map=methods, options_map=options, keywords={"_": None, "gettext": None, "ngettext": (1, 2)})
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def ids(room: Path) -> str:
    return str(room.relative_to(ROOT))


@pytest.mark.parametrize("room", ROOMS, ids=ids)
def test_both_catalogues_say_the_same_things_and_nothing_is_empty(room: Path) -> None:
    english, chinese = texts(room, "en"), texts(room, "zh")
    assert english.keys() == chinese.keys()
    assert [message for message, said in (english | chinese).items() if not said] == []


@pytest.mark.parametrize("room", ROOMS, ids=ids)
def test_every_message_of_a_page_is_in_the_catalogues(room: Path) -> None:
    known = texts(ROOT / "shared/web", "en").keys() | texts(room, "en").keys()
    assert used_in(room) - known == set()


@pytest.mark.parametrize("room", ROOMS, ids=ids)
def test_both_languages_fill_the_same_places(room: Path) -> None:
    def places(said: str) -> list[str]:
        return sorted(re.findall(r"%\((\w+)\)", said))

    english, chinese = texts(room, "en"), texts(room, "zh")
    assert [message for message in english if places(english[message]) != places(chinese[message])] == []


def test_a_message_missing_from_a_catalogue_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text('{{ _("Nobody translated this") }}')
    assert used_in(tmp_path) == {"Nobody translated this"}


def test_the_kit_has_english_words_for_all_its_chinese_ones_in_their_own_script() -> None:
    chinese = texts(ROOT / "shared/web", "zh").values()
    english = texts(ROOT / "shared/web", "en").values()
    assert all(re.search(r"[\u4e00-\u9fff]", said) for said in chinese)
    assert not any(re.search(r"[\u4e00-\u9fff]", said) for said in english)


def test_two_catalogues_may_not_contradict_each_other(tmp_path: Path) -> None:
    for name, said in (("a", "登录"), ("b", "签到")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "zh.po").write_text(
            f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Sign in"\nmsgstr "{said}"\n'
        )
    with pytest.raises(ValueError, match="another text"):
        read_words([tmp_path / "a", tmp_path / "b"])


def test_a_word_without_translation_is_shown_as_it_is_written() -> None:
    words = read_words([])["zh"]
    assert words.label("size", "very_large") == "very large"
    assert words.say("Nobody translated this") == "Nobody translated this"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"), ("zh", "zh"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en;q=0.5, zh-Hans;q=0.9", "zh"), ("fr, de;q=0.9", "en"), ("*", "en"),
        ("zh;q=0, en;q=0.1", "en"), ("zh;q=abc", "en"), ("zh;q=nan", "en"), ("ZH-TW", "zh"), ("," * 10_000, "en"), ("zh;level=1", "zh"),
    ],
)  # fmt: skip
def test_the_best_language_of_the_browser_is_taken(header: str, language: str) -> None:
    assert preferred(header) == language


async def test_a_chosen_language_stays() -> None:
    async with visiting(parcels(), **PAGE) as client:
        assert '<html lang="en"' in (await client.get("/form")).text
        assert '<html lang="zh"' in (await client.get("/form?lang=zh")).text
        assert '<html lang="zh"' in (await client.get("/form")).text
        assert '<html lang="zh"' in (await client.get("/form?lang=xx")).text
        assert '<html lang="en"' in (await client.get("/form?lang=en")).text


def test_dates_are_written_as_people_write_them() -> None:
    moment = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert say_moment(moment, "zh", SHANGHAI) == "2026年11月23日 17:30"
    assert say_moment(moment, "en", SHANGHAI) == "23 Nov 2026, 17:30"
    assert say_date(date(2026, 11, 3), "zh", SHANGHAI) == "2026年11月3日"
    assert say_date(date(2026, 11, 3), "en", SHANGHAI) == "3 Nov 2026"


def test_a_moment_near_midnight_belongs_to_the_day_of_the_organisation() -> None:
    assert say_date(datetime(2026, 11, 23, 16, 30, tzinfo=UTC), "zh", SHANGHAI) == "2026年11月24日"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        say_moment(datetime(2026, 11, 23, 9, 30), "zh", SHANGHAI)  # noqa: DTZ001 - the mistake itself

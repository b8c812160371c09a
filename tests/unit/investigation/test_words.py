"""Every word the desk shows exists in both languages, and no page asks for one that does not."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from services.investigation.commands import COMMANDS, CaseCommand
from services.investigation.decisions.clocks.time_limits import ClockState
from services.investigation.model import Fact, Stage
from shared.contracts.words import Channel, Identity, ReplyChannel, Severity
from shared.web.pages.catalogues import Words, read_words
from shared.web.pages.environment import KIT

DESK = Path("services/investigation/desk").resolve()
WORDS = read_words([KIT / "locale", DESK / "locale"])
FAMILIES: dict[str, Sequence[str]] = {
    "stage": list(Stage),
    "fact": list(Fact),
    "verb": [command.VERB for command in COMMANDS],
    "field": sorted({name for command in COMMANDS for name in command.model_fields} - set(CaseCommand.model_fields)),
    "severity": list(Severity),
    "channel": list(Channel),
    "identity": list(Identity),
    "reply_channel": list(ReplyChannel),
    "clock": list(ClockState),
    "serves": ["complainant", "organisation", "person"],
    "role": ["investigator", "reviewer", "supervisor"],
}


@pytest.mark.parametrize("words", WORDS.values(), ids=lambda words: words.language)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_code_has_its_words(words: Words, family: str) -> None:
    assert [value for value in FAMILIES[family] if not words.knows(f"{family}.{value}")] == []


def test_every_sentence_of_the_pages_is_said_in_chinese() -> None:
    pages = [page.read_text(encoding="utf-8") for page in (DESK / "templates").glob("*.html")]
    asked = {found for page in pages for found in re.findall(r'_\("([^"]+)"\)', page)}
    assert asked
    assert [sentence for sentence in asked if not WORDS["zh"].knows(sentence)] == []

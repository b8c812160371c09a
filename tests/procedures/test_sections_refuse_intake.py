"""What intake refuses in its part of a pack, each time with a sentence that names the remedy."""

from pathlib import Path

import pytest

from tests.procedures.breaking import read, refusal

FAULTS = [
    ("a next step that is not published", "next_steps: [sort]", "next_steps: [weigh]", "next_steps names weigh, which is not in steps"),
    ("a kind that is told nothing next", "code: sort, ", "code: sort, kinds: [complaint], ", "next_steps tells report nothing"),
    ("a step twice", "{code: search, ", "{code: sort, ", "steps gives sort twice: keep one of them"),
    ("a channel twice", "channels: [", "channels: [{code: web, text: {zh: 网, en: Net}}, ", "channels gives web twice"),
    ("a kind twice", "kinds: [complaint, report]", "kinds: [complaint, complaint]", "kinds gives complaint twice"),
    ("a choice twice", "choices: [", "choices: [{code: north, text: {zh: 北, en: N}}, ", "authority.choices gives north twice"),
    ("a required answer that nobody asks for", "required: [authority]", "required: [business]", "business is required but never asked"),
    ("a required field that no submission has", "required: [authority]", "required: [weight]", "`weight`"),
    ("a channel that does not exist", "{code: web, ", "{code: pigeon, ", "`pigeon`"),
    ("no channel at all", "channels: [{code: web, text: {zh: 网站, en: Web site}}]", "channels: []", "at least 1"),
    ("a narrative without end", "max_narrative: 2000", "max_narrative: 20001", "at most 20000"),
    ("a text in one language", "text: {zh: 网站, en: Web site}", "text: {zh: 网站}", "`en`"),
    ("a limit of nothing", "limit: {length: 2, unit: days}, basis", "limit: {length: 0, unit: days}, basis", "greater than 0"),
    ("a limit of eleven years", "limit: {length: 2, unit: days}, basis", "limit: {length: 4015, unit: days}, basis", "ten years"),
    ("a field it does not know", "max_narrative: 2000", "max_narrative: 2000\n  colour: red", "`colour`"),
    ("markup in a text", "zh: 网站, en: Web site", "zh: 网站, en: Web <b>site</b>", "markup"),
]


def test_the_sound_pack_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "intake").procedures() == ["parcels"]


@pytest.mark.parametrize(("old", "new", "said"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_intake_refuses(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in refusal(tmp_path, "intake", old, new)

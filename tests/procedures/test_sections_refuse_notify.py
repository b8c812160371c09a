"""What notify refuses in its part of a pack, each time with a sentence that names the remedy."""

from pathlib import Path

import pytest

from tests.procedures.breaking import read, refusal

WITHDRAWAL = (
    "    - {about: withdrawal, on: [withdrawn], letter: {subject: {zh: 撤回, en: Withdrawn}, body: {zh: 已撤回, en: It is withdrawn}}}\n"
)
NEXT = "      next: {text: {zh: 分拣, en: sorting}, limit: {length: 2, unit: days}}\n"
IN_ENGLISH = 'en: "Reason: {ground}"'

FAULTS = [
    ("a fact about which nobody is told", WITHDRAWAL, "", "no notice is written for complaint on withdrawn"),
    (
        "a report about which nobody is told",
        "{about: withdrawal, on",
        "{about: withdrawal, kinds: [complaint, suggestion], on",
        "no notice is written for report on withdrawn",
    ),
    ("a notice twice", "{about: progress, on", "{about: result, on", "gives result twice"),
    ("a place that is never filled in", IN_ENGLISH, 'en: "Reason: {weather}"', "the letter of refusal cannot fill in weather on refused"),
    ("a place of another letter", IN_ENGLISH, 'en: "Reason: {measures}"', "the letter of refusal cannot fill in measures on refused"),
    (
        "a place that one of its occasions lacks",
        '{zh: "{question}", en: "{question}"}',
        '{zh: "{unit}", en: "{question}"}',
        "cannot fill in unit on completion_requested",
    ),
    ("a calculation in a letter", IN_ENGLISH, 'en: "Reason: {{7*7}}"', "template code `{{`"),
    ("an attribute in a place", IN_ENGLISH, 'en: "Reason: {ground.text}"', "a brace may only stand in a place"),
    ("a brace that is not closed", IN_ENGLISH, 'en: "Reason: {ground"', "a brace may only stand in a place"),
    ("a per-cent code", IN_ENGLISH, 'en: "Reason: %n"', "template code `%n`"),
    ("markup in a subject", "subject: {zh: 不受理, en: Not accepted}", "subject: {zh: 不受理, en: <i>Not accepted</i>}", "markup"),
    ("a next step that is not given", NEXT, "", "uses next_step or due_on: add next with its text"),
    ("a due day without a limit", ", limit: {length: 2, unit: days}}\n      letter", "}\n      letter", "uses next_step or due_on"),
    ("an occasion that does not happen", "on: [progressed]", "on: [dreamt]", "`dreamt`"),
    ("a notice that is not of a known kind", "{about: progress, on", "{about: gossip, on", "`gossip`"),
    ("no task for letters", "    - {channel: letter, text: {zh: 寄信, en: Post}}\n", "", "says what a person does by phone and by letter"),
    ("a task by e-mail", "{channel: phone, text", "{channel: email, text", "`email`"),
    ("a letter in one language", "body: {zh: 已撤回, en: It is withdrawn}", "body: {zh: 已撤回}", "`en`"),
    ("an empty letter", "body: {zh: 已撤回, en: It is withdrawn}", "body: {zh: 已撤回, en: ''}", "a text is empty"),
]


def test_the_sound_pack_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "notify").procedures() == ["parcels"]


@pytest.mark.parametrize(("old", "new", "said"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_notify_refuses(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in refusal(tmp_path, "notify", old, new)

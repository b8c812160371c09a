"""A mail's bytes, read back by a parser that is not ours."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.decisions import words
from services.notify.post.mail import Mail, compose, encoded
from shared.contracts.notify import Letter

WHEN = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def mail_of(subject: str = "s", body: str = "b", recipient: str = "wang@example.org") -> Mail:
    return compose(UUID(int=7), Letter(subject=subject, body=body), WHEN, sender="complaints@redress.test", recipient=recipient)


def read(mail: Mail) -> EmailMessage:
    parsed = message_from_bytes(mail.content, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


@given(subject=TEXTS, body=TEXTS)
def test_subject_and_text_arrive_as_they_were_written(subject: str, body: str) -> None:
    letter = Letter(subject=words.line(subject), body=words.body(body))
    mail = read(mail_of(letter.subject, letter.body))
    assert mail["Subject"] == letter.subject
    assert mail.get_content().replace("\r\n", "\n") == letter.body
    assert not mail.defects


@given(subject=TEXTS)
def test_a_subject_never_makes_a_header_of_its_own(subject: str) -> None:
    usual = read(mail_of()).keys()
    assert read(mail_of(words.line(subject))).keys() == usual


def test_lines_are_short_and_end_as_the_wire_wants_them() -> None:
    content = mail_of("长" * 150, "行\n" * 500).content
    assert max(map(len, content.split(b"\r\n"))) <= 78
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_the_message_id_is_the_notices_own_and_machines_are_asked_not_to_answer() -> None:
    mail = read(mail_of())
    assert mail["Message-ID"] == "<00000000-0000-0000-0000-000000000007@redress.test>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == WHEN


def test_the_same_letter_is_the_same_mail() -> None:
    assert mail_of("重复", "正文") == mail_of("重复", "正文")


@pytest.mark.parametrize("recipient", ["a@b.example\r\nBcc: c@d.example", "a@b.example\nBcc: c", "王@example.org", "a@b\x00"])
def test_an_address_that_would_break_its_line_is_refused(recipient: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        mail_of(recipient=recipient)


@pytest.mark.parametrize("subject", ["=?utf-8?b?CkJjYzogeEBleGFtcGxlLm9yZw==?=", "=?utf-8?q?=0ABcc:_x=40example.org?="])
def test_an_encoded_word_in_a_subject_is_shown_and_not_decoded(subject: str) -> None:
    assert read(mail_of(subject))["Subject"] == subject


def test_a_plain_subject_stays_readable_on_the_wire() -> None:
    assert encoded("About your complaint TS-1") == "About your complaint TS-1"

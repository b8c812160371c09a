"""References and receipts: drawn at random, read in every spelling, kept as keyed hashes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.decisions.receipts import ALPHABET, Pepper, read_receipt, read_reference, receipt_from, reference_from

PEPPER = Pepper(b"p" * 32)
REFERENCES = st.binary(min_size=8, max_size=8).map(reference_from)


@given(REFERENCES)
def test_a_reference_is_read_as_it_was_drawn(reference: str) -> None:
    assert read_reference(reference) == reference
    assert read_reference(reference.lower().replace("-", " ").replace("0", "o").replace("1", "I")) == reference


@given(REFERENCES, st.integers(0, 12), st.sampled_from(ALPHABET))
def test_one_mistyped_sign_is_always_noticed(reference: str, place: int, sign: str) -> None:
    signs = reference.removeprefix("R-").replace("-", "")
    mistyped = signs[:place] + sign + signs[place + 1 :]
    assert (read_reference(mistyped) is None) == (mistyped != signs)


@given(REFERENCES, st.integers(0, 11))
def test_two_swapped_neighbours_are_always_noticed(reference: str, place: int) -> None:
    signs = reference.removeprefix("R-").replace("-", "")
    swapped = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
    assert (read_reference(swapped) is None) == (swapped != signs)


@given(st.binary(min_size=15, max_size=15))
def test_every_bit_of_what_was_drawn_is_in_the_receipt(drawn: bytes) -> None:
    receipt = receipt_from(drawn)
    signs = read_receipt(receipt)
    assert signs is not None
    assert sum(ALPHABET.index(sign) << (5 * place) for place, sign in enumerate(reversed(signs))) == int.from_bytes(drawn)


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    assert read_receipt(typed) is None or len(read_receipt(typed) or "") == 24
    assert read_reference(typed) is None or (read_reference(typed) or "").startswith("R-")


def test_marks_of_different_purposes_never_meet() -> None:
    assert PEPPER.mark("receipt", "A") != PEPPER.mark("row", "A")
    assert PEPPER.mark("receipt", "A", "B") != PEPPER.mark("receipt", "AB")
    assert PEPPER.mark("receipt", "A") != Pepper(b"q" * 32).mark("receipt", "A")


def test_what_was_closed_opens_for_the_same_request_only() -> None:
    closed = PEPPER.close("answer", "the receipt", b"n" * 12, "public", "key", "body")
    assert b"receipt" not in closed
    assert PEPPER.open("answer", closed, "public", "key", "body") == "the receipt"
    assert PEPPER.open("answer", closed, "public", "key", "another body") is None
    assert PEPPER.open("answer", closed[:-1], "public", "key", "body") is None


def test_a_short_pepper_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        Pepper(b"short")

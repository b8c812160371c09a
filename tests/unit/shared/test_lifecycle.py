"""The life of a parcel: the table answers, refuses, draws itself and shows its dead ends."""

from enum import StrEnum

import pytest

from shared.errors import Refused
from shared.lifecycle import Lifecycle, NotPermitted


class Stage(StrEnum):
    PACKED = "packed"
    SENT = "sent"
    DELIVERED = "delivered"
    LOST = "lost"
    ISLAND = "island"


class Fact(StrEnum):
    HANDED_OVER = "handed_over"
    SCANNED = "scanned"
    SIGNED_FOR = "signed_for"
    VANISHED = "vanished"


PARCEL = Lifecycle(
    Stage.PACKED,
    {
        (Stage.PACKED, Fact.HANDED_OVER): Stage.SENT,
        (Stage.SENT, Fact.SCANNED): Stage.SENT,
        (Stage.SENT, Fact.SIGNED_FOR): Stage.DELIVERED,
    },
)


def test_a_fact_leads_to_the_stage_in_the_table() -> None:
    assert PARCEL.after(Stage.PACKED, Fact.HANDED_OVER) is Stage.SENT


def test_a_fact_that_is_not_in_the_table_is_refused_by_name() -> None:
    with pytest.raises(NotPermitted, match="`signed_for` is not permitted in stage `packed`") as refused:
        PARCEL.after(Stage.PACKED, Fact.SIGNED_FOR)
    assert isinstance(refused.value, Refused)
    assert (refused.value.ground, refused.value.stage, refused.value.fact) == ("not_permitted", Stage.PACKED, Fact.SIGNED_FOR)


def test_a_question_is_no_refusal() -> None:
    assert PARCEL.permits(Stage.PACKED, Fact.HANDED_OVER)
    assert not PARCEL.permits(Stage.DELIVERED, Fact.HANDED_OVER)


def test_the_stages_stand_in_the_order_of_life() -> None:
    assert PARCEL.stages() == [Stage.PACKED, Stage.SENT, Stage.DELIVERED]
    assert PARCEL.facts() == [Fact.HANDED_OVER, Fact.SCANNED, Fact.SIGNED_FOR]


def test_a_sound_life_reaches_every_stage_and_can_always_end() -> None:
    assert PARCEL.ends() == [Stage.DELIVERED]
    assert PARCEL.unreachable() == []
    assert PARCEL.trapped() == []


def test_a_stage_that_nothing_leads_to_is_found() -> None:
    broken = Lifecycle(Stage.PACKED, {(Stage.PACKED, Fact.SIGNED_FOR): Stage.DELIVERED, (Stage.ISLAND, Fact.SIGNED_FOR): Stage.DELIVERED})
    assert broken.unreachable() == [Stage.ISLAND]


def test_a_circle_without_a_way_out_is_found() -> None:
    broken = Lifecycle(
        Stage.PACKED,
        {
            (Stage.PACKED, Fact.SIGNED_FOR): Stage.DELIVERED,
            (Stage.PACKED, Fact.VANISHED): Stage.LOST,
            (Stage.LOST, Fact.SCANNED): Stage.ISLAND,
            (Stage.ISLAND, Fact.VANISHED): Stage.LOST,
        },
    )
    assert broken.trapped() == [Stage.LOST, Stage.ISLAND]


def test_a_life_without_an_end_is_trapped_everywhere() -> None:
    broken = Lifecycle(Stage.SENT, {(Stage.SENT, Fact.VANISHED): Stage.LOST, (Stage.LOST, Fact.SCANNED): Stage.SENT})
    assert broken.ends() == []
    assert broken.trapped() == [Stage.SENT, Stage.LOST]


def test_the_diagram_is_the_table() -> None:
    assert PARCEL.mermaid() == (
        "stateDiagram-v2\n"
        "    [*] --> packed\n"
        "    packed --> sent: handed_over\n"
        "    sent --> sent: scanned\n"
        "    sent --> delivered: signed_for\n"
        "    delivered --> [*]\n"
    )


def test_facts_may_be_classes_of_events() -> None:
    class Lost: ...

    assert "    sent --> lost: Lost\n" in Lifecycle(Stage.SENT, {(Stage.SENT, Lost): Stage.LOST}).mermaid()

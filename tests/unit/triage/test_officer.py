"""What a triage officer may decide, and what of it needs a reason or a supervisor."""

from typing import Any

import pytest

from services.triage.commands import Acceptance, Correction
from services.triage.decisions import officer
from services.triage.decisions.judgement import kept
from shared.contracts.words import Severity, Urgency
from shared.errors import Invalid, Refused
from tests.unit.triage.complaints import Submitted, section, suggested

SAID = kept(suggested("其他", section(), Submitted(territory="town", business="food")))
UNSURE = kept(suggested("很慢", section()))


def acceptance(**chosen: Any) -> Acceptance:
    return Acceptance(**{"category": "other", "severity": Severity.MINOR, "urgency": Urgency.NORMAL, **chosen})


def test_a_choice_like_the_rules_needs_no_reason() -> None:
    assert not officer.differs(SAID, officer.chosen(acceptance(unit="station")))


@pytest.mark.parametrize("other", [{"severity": Severity.MAJOR}, {"urgency": Urgency.URGENT}, {"unit": "authority"}])
def test_a_choice_against_certain_rules_needs_a_reason(other: dict[str, Any]) -> None:
    assert officer.differs(SAID, officer.chosen(acceptance(**other)))
    with pytest.raises(Refused) as refused:
        officer.check_reason(None, needed=True)
    assert refused.value.ground == "reason_needed"


def test_where_the_rules_were_unsure_a_person_needs_no_reason() -> None:
    assert not officer.differs(UNSURE, officer.chosen(acceptance(unit="authority")))


def test_a_reason_of_the_procedure_travels_and_own_words_do_not() -> None:
    listed, own = officer.why("wrong", section()), officer.why("张三告诉我的", section())
    assert listed is not None
    assert own is not None
    assert (listed.reason.code, listed.words) == ("wrong", None)
    assert (own.reason.code, own.words) == ("own-words", "张三告诉我的")
    assert "张三" not in own.reason.model_dump_json()
    assert officer.why(None, section()) is None


def test_the_reasons_of_a_person_who_agrees_are_those_of_the_rules() -> None:
    codes = [reason.code for reason in officer.reasons(SAID, officer.chosen(acceptance(severity=Severity.MAJOR)), None)]
    assert codes == ["confirmed", "words", "in-order"]


@pytest.mark.parametrize(("look", "code"), [(officer.category, "wet"), (officer.ground, "late")])
def test_what_the_procedure_does_not_have_is_invalid(look: Any, code: str) -> None:
    with pytest.raises(Invalid) as invalid:
        look(code, section())
    assert invalid.value.problems[0].code == "not_listed"


def test_a_body_that_only_supervises_gets_no_complaint() -> None:
    with pytest.raises(Invalid):
        officer.unit("city", section(), ())
    assert officer.unit("station", section(), ()).id == "station"


def test_nobody_can_give_a_complaint_to_the_unit_it_is_about() -> None:
    with pytest.raises(Refused) as refused:
        officer.unit("station", section(), ["station"])
    assert refused.value.ground == "conflict_of_interest"


def test_after_the_second_hand_back_a_supervisor_decides() -> None:
    officer.check_hand_backs(1, section(), by_supervisor=False)
    officer.check_hand_backs(2, section(), by_supervisor=True)
    with pytest.raises(Refused) as refused:
        officer.check_hand_backs(2, section(), by_supervisor=False)
    assert "由上级决定" in refused.value.words


def test_a_unit_that_handed_back_gets_it_again_only_from_a_supervisor() -> None:
    station = officer.unit("station", section(), ())
    officer.check_not_returned(station, ["station"], by_supervisor=True)
    with pytest.raises(Refused):
        officer.check_not_returned(station, ["station"], by_supervisor=False)


def test_no_person_decides_before_a_rule_has_looked() -> None:
    with pytest.raises(Refused) as refused:
        officer.check_assessed(None)
    assert refused.value.ground == "not_assessed"


def test_a_correction_keeps_what_it_does_not_name() -> None:
    now = acceptance(severity=Severity.IMPORTANT)
    after = officer.corrected(now, Correction(urgency=Urgency.URGENT, reason="wrong"), section())
    assert (after.category.code, after.severity, after.urgency) == ("other", "important", "urgent")


def test_a_correction_that_changes_nothing_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        officer.corrected(acceptance(), Correction(severity=Severity.MINOR, reason="wrong"), section())
    assert refused.value.ground == "nothing_changes"

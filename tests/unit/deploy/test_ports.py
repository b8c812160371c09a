"""Which ports an installation takes."""

import pytest

from deploy.installation.places import Places
from deploy.installation.servers.ports import OUR_RANGE, answers, free_port, free_ports, hold, is_free
from deploy.installation.ways import chosen_ports


def test_a_port_that_somebody_listens_on_is_not_chosen() -> None:
    taken = free_port()
    with hold(taken):
        assert not is_free(taken)
        assert answers(taken)
        assert free_port([taken]) != taken


def test_the_preferred_port_is_chosen_when_it_is_free() -> None:
    preferred = free_port()
    assert free_port([preferred]) == preferred


def test_several_ports_differ_and_are_never_handed_to_outgoing_connections() -> None:
    ports = free_ports(6)
    assert len(set(ports)) == 6
    assert set(ports) <= set(OUR_RANGE)


NAMES = ("intake", "triage", "smtp", "amqp")


def chosen(places: Places, *, ours: bool = False) -> dict[str, int]:
    return chosen_ports.choose(places, NAMES, lambda _: ours)


def test_ports_stay_the_same_from_start_to_start(tmp_path_places: Places) -> None:
    assert chosen(tmp_path_places) == chosen(tmp_path_places)


def test_a_remembered_port_that_somebody_else_took_meanwhile_is_given_up(tmp_path_places: Places) -> None:
    before = chosen(tmp_path_places)
    with hold(before["smtp"]):
        after = chosen(tmp_path_places)
    assert after["smtp"] != before["smtp"]
    assert after["amqp"] == before["amqp"]


def test_a_port_that_the_installation_itself_listens_on_is_kept(tmp_path_places: Places) -> None:
    before = chosen(tmp_path_places)
    with hold(before["amqp"]):
        assert chosen(tmp_path_places, ours=True) == before


def test_a_port_named_in_the_environment_comes_first(tmp_path_places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_PORT", "28181")
    assert chosen(tmp_path_places)["triage"] == 28181

"""Whatever was published once stays readable; whatever changes is written down."""

import json
from typing import Any

import jsonschema
import pytest

from shared.contracts.catalogue import HEARS, REGISTRY, SERVICES
from shared.contracts.publish import PUBLISHED, documents, schema
from shared.contracts.registry import Contract, PublicFact
from tests.contracts.compatibility import breaks

CONTRACTS = list(REGISTRY)


def named(contract: Contract) -> str:
    return contract.name


def stored(kind: str, contract: Contract) -> Any:
    return json.loads((PUBLISHED / kind / f"{contract.name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("contract", CONTRACTS, ids=named)
def test_no_published_event_changes_incompatibly(contract: Contract) -> None:
    assert breaks(stored("schemas", contract), schema(contract)) == []


@pytest.mark.parametrize("contract", CONTRACTS, ids=named)
def test_the_stored_example_is_still_read_and_fits_its_schema(contract: Contract) -> None:
    example = stored("examples", contract)
    read = contract.model.model_validate(example)
    assert json.loads(read.model_dump_json()) == example
    jsonschema.validate(example, stored("schemas", contract))


def test_the_stored_documents_are_what_the_registry_says_today() -> None:
    for path, content in documents().items():
        if not path.startswith("examples/"):
            assert (PUBLISHED / path).read_text(encoding="utf-8") == content, f"{path}: run python -m shared.contracts.publish"


def test_nothing_once_published_has_lost_its_model() -> None:
    assert {file.stem for file in (PUBLISHED / "schemas").glob("*.json")} == {contract.name for contract in CONTRACTS}


@pytest.mark.parametrize("contract", [one for one in CONTRACTS if issubclass(one.model, PublicFact)], ids=named)
def test_a_public_fact_carries_no_text_and_no_person(contract: Contract) -> None:
    forbidden = {"complaint_id", "content", "contact", "complainant", "narrative", "name", "email", "phone", "owner", "decision", "letter"}
    assert forbidden.isdisjoint(contract.model.model_fields)


def test_every_internal_event_is_heard_by_somebody() -> None:
    heard = {source for sources in HEARS.values() for source in sources}
    assert heard == set(SERVICES)


CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a field is gone": ({"properties": {"a": {"type": "string"}}}, {"properties": {}}),
    "a field is another type": ({"properties": {"a": {"type": "string"}}}, {"properties": {"a": {"type": "integer"}}}),
    "a field is required now": ({"properties": {}}, {"properties": {"a": {"type": "string"}}, "required": ["a"]}),
    "a word is no longer said": ({"properties": {"a": {"enum": ["x", "y"]}}}, {"properties": {"a": {"enum": ["x"]}}}),
    "an inner field is gone": (
        {"properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"properties": {"b": {"type": "string"}}}}},
        {"properties": {"a": {"$ref": "#/$defs/A"}}, "$defs": {"A": {"properties": {}}}},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_canary_an_incompatible_change_is_seen(change: str) -> None:
    old, new = CHANGES[change]
    assert breaks(old, new) != []


def test_canary_an_added_optional_field_breaks_nobody() -> None:
    assert breaks({"properties": {"a": {"type": "string"}}}, {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}}) == []

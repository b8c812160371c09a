"""Writes down what is promised to others: a JSON Schema and an example of every event, and the AsyncAPI 3 document.

`python -m shared.contracts.publish` refreshes `shared/contracts/published/`; a test refuses what would break a reader.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.contracts.catalogue import HEARS, REGISTRY, SERVICES
from shared.contracts.examples import example
from shared.contracts.registry import EVENTS_EXCHANGE, PUBLIC_EXCHANGE, Contract

PUBLISHED = Path(__file__).parent / "published"


def schema(contract: Contract) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the event's data."""
    described = contract.model.model_json_schema(mode="serialization")
    described["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    described["$id"] = f"urn:redress:schema:{contract.name}"
    return described


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3 document of all events, internal and public, made from the registry."""
    contracts = list(REGISTRY)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Redress events", "version": "1", "description": "What the four services say, and what other systems may hear."},
        "defaultContentType": "application/cloudevents+json",
        "channels": {contract.name: _channel(contract) for contract in contracts},
        "operations": {name: operation for contract in contracts for name, operation in _operations(contract)},
        "components": {"messages": {contract.name: _message(contract) for contract in contracts}},
    }


def _channel(contract: Contract) -> dict[str, Any]:
    return {
        "address": contract.name,
        "messages": {"event": {"$ref": f"#/components/messages/{_pointer(contract.name)}"}},
        "bindings": {"amqp": {"is": "routingKey", "exchange": {"name": contract.exchange, "type": "topic", "durable": True}}},
    }


def _operations(contract: Contract) -> list[tuple[str, dict[str, Any]]]:
    channel = {"$ref": f"#/channels/{_pointer(contract.name)}"}
    said = (f"{contract.source} says {contract.name}", {"action": "send", "channel": channel, "summary": contract.summary})
    if contract.exchange == PUBLIC_EXCHANGE:
        return [said]
    hearers = [service for service in SERVICES if contract.source in HEARS[service]]
    return [said, *((f"{hearer} hears {contract.name}", {"action": "receive", "channel": channel}) for hearer in hearers)]


def _message(contract: Contract) -> dict[str, Any]:
    return {
        "name": contract.type,
        "title": contract.summary,
        "contentType": "application/cloudevents+json",
        "headers": {"type": "object", "properties": {f"cloudEvents_{name}": {"type": "string"} for name in _ATTRIBUTES}},
        "payload": {
            "type": "object",
            "required": [*_ATTRIBUTES, "data"],
            "properties": {**_ATTRIBUTES, "type": {"const": contract.type}, "data": {"$ref": f"schemas/{contract.name}.json"}},
        },
        "examples": [{"payload": {"type": contract.type, "data": example(contract.model)}}],
    }


_ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    "specversion": {"type": "string"},
    "id": {"type": "string", "format": "uuid"},
    "source": {"type": "string"},
    "type": {"type": "string"},
    "subject": {"type": "string"},
    "time": {"type": "string", "format": "date-time"},
    "partitionkey": {"type": "string"},
    "sequence": {"type": "string"},
}


def _pointer(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def documents() -> dict[str, str]:
    """Every published file by its path below `published/`, as text."""
    files: dict[str, Any] = {"asyncapi.json": asyncapi()}
    for contract in REGISTRY:
        files[f"schemas/{contract.name}.json"] = schema(contract)
        files[f"examples/{contract.name}.json"] = example(contract.model)
    return {path: json.dumps(content, indent=2, ensure_ascii=False) + "\n" for path, content in files.items()}


def main() -> None:
    """Write all documents; examples that exist stay as they are, for they are the memory of what was once published."""
    for path, content in documents().items():
        file = PUBLISHED / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not (path.startswith("examples/") and file.exists()):
            file.write_text(content, encoding="utf-8")
    sys.stdout.write(f"{len(list(REGISTRY))} events of {EVENTS_EXCHANGE} and {PUBLIC_EXCHANGE} written to {PUBLISHED.name}/\n")


if __name__ == "__main__":
    main()

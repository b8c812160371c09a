"""The envelope of a message: CloudEvents 1.0 in structured mode, mirrored as short string headers.

The body wins over the headers. On input the binary mode with the prefixes `cloudEvents_`, `cloudEvents:` and `ce-` is
understood as well, because other producers and hops may use it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from shared.errors import Unreadable

CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8"
SOURCE_PREFIX = "urn:redress:"
LARGEST_BODY = 1_000_000
LONGEST_HEADER = 255
LARGEST_SEQUENCE = 2**63 - 1
# what a database column and a header can hold: no control characters
_LINE = r"^[^\x00-\x1f\x7f]*$"
_BINARY_PREFIXES = ("cloudEvents_", "cloudEvents:", "ce-")
_MIRRORED = (
    "specversion",
    "id",
    "source",
    "type",
    "subject",
    "time",
    "partitionkey",
    "sequence",
    "correlationid",
    "causationid",
    "traceparent",
)


class Envelope(BaseModel):
    """One message as it travels. `sequence` counts the messages of one source about one subject, without a gap."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: str = Field("1.0", pattern="^1\\.0$")
    id: UUID
    source: str = Field(max_length=200, pattern=_LINE)
    type: str = Field(max_length=200, pattern=_LINE)
    subject: str = Field(max_length=200, pattern=_LINE)
    time: datetime
    partitionkey: str = Field(max_length=200, pattern=_LINE)
    sequence: int | None = Field(None, ge=1, le=LARGEST_SEQUENCE)
    correlationid: str | None = Field(None, max_length=200, pattern=_LINE)
    causationid: str | None = Field(None, max_length=200, pattern=_LINE)
    traceparent: str | None = Field(None, max_length=200, pattern=_LINE)
    data: dict[str, Any]

    @property
    def service(self) -> str:
        """The service that says this, e.g. `intake`."""
        return self.source.removeprefix(SOURCE_PREFIX)


@dataclass(frozen=True)
class Outgoing:
    """A message before it is numbered: everything of the envelope but its sequence."""

    id: UUID
    service: str
    type: str
    subject: str
    time: datetime
    causation: str | None
    traceparent: str | None
    data_json: str

    def attributes(self, sequence: int | None) -> dict[str, str]:
        """The CloudEvents attributes as strings, absent ones left out."""
        values = {
            "specversion": "1.0",
            "id": str(self.id),
            "source": SOURCE_PREFIX + self.service,
            "type": self.type,
            "subject": self.subject,
            "time": self.time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "partitionkey": self.subject,
            "sequence": None if sequence is None else f"{sequence:020d}",
            "correlationid": self.subject,
            "causationid": self.causation,
            "traceparent": self.traceparent,
        }
        return {name: value for name, value in values.items() if value is not None}

    def encode(self, sequence: int | None) -> tuple[str, dict[str, str]]:
        """The body, byte for byte as it will leave, and its headers."""
        attributes = self.attributes(sequence)
        body = f'{json.dumps(attributes)[:-1]}, "data": {self.data_json}}}'
        return body, headers_of(attributes)


def headers_of(attributes: Mapping[str, str]) -> dict[str, str]:
    """The mirrored headers, each a string under 256 bytes (longer ones become binary in AMQP 1.0)."""
    headers = {
        f"cloudEvents_{name}": attributes[name] for name in _MIRRORED if name in attributes and len(attributes[name]) <= LONGEST_HEADER
    }
    if "traceparent" in attributes:
        headers["traceparent"] = attributes["traceparent"]
    return headers


def decode(body: bytes, headers: Mapping[str, Any], content_type: str | None) -> Envelope:
    """The envelope of a delivered message. Unreadable, with the reason, when it is none."""
    if len(body) > LARGEST_BODY:
        raise Unreadable(f"the message has {len(body)} bytes, more than {LARGEST_BODY}")
    try:
        content = from_json(body, allow_inf_nan=False)
    except ValueError as problem:
        raise Unreadable(f"the message is not JSON: {problem}") from None
    if not isinstance(content, dict):
        raise Unreadable("the message is not a JSON object")
    if b"\\u0000" in body and _holds_nul(content):
        raise Unreadable("the message holds the sign U+0000, which no database column takes")
    if "specversion" not in content:
        content = {**_binary_attributes(headers), "data": content}
    return _validated(content, content_type)


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    inner = [*value.keys(), *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_holds_nul(one) for one in inner)


def _binary_attributes(headers: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for name, value in headers.items():
        for prefix in _BINARY_PREFIXES:
            if name.startswith(prefix):
                found[name.removeprefix(prefix)] = value
    return found


def _validated(content: dict[str, Any], content_type: str | None) -> Envelope:
    try:
        return Envelope.model_validate(content)
    except ValidationError as problem:
        places = ", ".join(".".join(map(str, error["loc"])) for error in problem.errors(include_input=False))
        raise Unreadable(f"the message ({content_type or 'no content type'}) is not a CloudEvent of ours: see {places}") from None

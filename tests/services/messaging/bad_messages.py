"""Messages as none of our services would send them: list D of the bad inputs, each with the reason that its dead letter must give."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import aio_pika
from aio_pika.abc import AbstractConnection

from shared.contracts.intake import Supplemented
from shared.contracts.public import ComplaintReceived
from shared.messaging.envelope import SOURCE_PREFIX
from shared.messaging.transaction import random_id
from tests.servers import Vhost
from tests.services.messaging.house import supplemented

Change = Callable[[dict[str, Any]], None]
KIND = "org.redress." + Supplemented.NAME


def event(case: UUID | None = None, **changed: Any) -> dict[str, Any]:
    """A sound message of intake about a case of its own, with attributes changed; None takes one away."""
    case = case or random_id()
    sound = {
        "specversion": "1.0", "id": str(random_id()), "source": SOURCE_PREFIX + "intake", "type": KIND, "subject": str(case),
        "time": "2026-03-02T09:00:00Z", "partitionkey": str(case), "sequence": f"{1:020d}",
        "data": json.loads(supplemented(case, random_id()).model_dump_json()),
    }  # fmt: skip
    return {name: value for name, value in {**sound, **changed}.items() if value is not None}


def encoded(**changed: Any) -> bytes:
    return json.dumps(event(**changed)).encode()


def with_data(**changed: Any) -> bytes:
    """A message whose envelope is sound and whose content is not."""
    message = event()
    message["data"] = {name: value for name, value in {**message["data"], **changed}.items() if value is not None}
    return json.dumps(message).encode()


# name: body, what the reason says, properties
BAD: dict[str, tuple[bytes, str, dict[str, Any]]] = {
    "empty": (b"", "is not JSON", {}),
    "not JSON": (b"hello", "is not JSON", {}),
    "cut off": (encoded()[:-20], "is not JSON", {}),
    "something after the end": (encoded() + b"}", "is not JSON", {}),
    "null": (b"null", "is not a JSON object", {}),
    "a list": (b"[1, 2]", "is not a JSON object", {}),
    "100,000 deep": (b'{"a":' * 100_000, "is not JSON", {}),
    "not a number": (encoded().replace(b'"2026-03-02T09:00:00Z"', b"NaN", 1), "is not JSON", {}),
    "not UTF-8": (encoded().replace(b"intake", b"int\xffke"), "is not JSON", {}),
    "UTF-16": (json.dumps(event()).encode("utf-16"), "is not JSON", {"content_encoding": "utf-16"}),
    "half a character": (encoded(type="\ud800"), "is not JSON", {}),
    "gzip": (gzip.compress(encoded(), mtime=0), "is not JSON", {"content_encoding": "gzip"}),
    "5 MB": (encoded(padding="x" * 5_000_000), "bytes, more than 1000000", {}),
    "an object of somebody else": (b'{"hello": "world"}', "is not a CloudEvent of ours", {"content_type": "application/json"}),
    "another specification": (encoded(specversion="0.3"), "see specversion", {}),
    "no event id": (encoded(id=None), "see id", {}),
    "an event id that is none": (encoded(id="1 or 1=1"), "see id", {}),
    "no place in the order": (encoded(sequence=None), "without a sequence number", {}),
    "place 0": (encoded(sequence="0"), "see sequence", {}),
    "place -1": (encoded(sequence="-1"), "see sequence", {}),
    "place 2^63": (encoded(sequence=str(2**63)), "see sequence", {}),
    "a time that is none": (encoded(time="yesterday"), "see time", {}),
    "NUL in the subject": (encoded(subject="\0"), "U+0000", {}),
    "a line end in the subject": (encoded(subject="a\r\nb"), "see subject", {}),
    "a subject of 10 kB": (encoded(subject="x" * 10_000), "see subject", {}),
    "NUL in the content": (with_data(at="\0"), "U+0000", {}),
    "a field is missing": (with_data(message_id=None), "does not fit its contract: see message_id", {}),
    "a field of another type": (with_data(message=[1]), "does not fit its contract: see message", {}),
    "content that is no object": (encoded(data="x"), "see data", {}),
    "content of another complaint": (with_data(complaint_id=str(random_id())), "its content of another complaint", {}),
    "an unknown type": (encoded(type="org.redress.case.eaten.v1"), "nobody says 'org.redress.case.eaten.v1'", {}),
    "a newer version": (encoded(type=KIND.replace("v1", "v2")), "nobody says 'org.redress.case.supplemented.v2'", {}),
    "an older version": (encoded(type=KIND.replace("v1", "v0")), "nobody says 'org.redress.case.supplemented.v0'", {}),
    "a type of 10 kB": (encoded(type="x" * 10_000), "see type", {}),
    "a public fact": (encoded(type="org.redress." + ComplaintReceived.NAME), "nobody says", {}),
    "another service's name": (encoded(source=SOURCE_PREFIX + "triage"), "is said by intake, not by 'triage'", {}),
    "nobody's name": (encoded(source="urn:mallory"), "is said by intake, not by 'urn:mallory'", {}),
    "nobody's name, and early": (encoded(source="urn:mallory", sequence="9"), "is said by intake", {}),
    "an unknown type, and early": (encoded(type="org.redress.case.eaten.v1", sequence="9"), "nobody says", {}),
    "wrong content, and early": (json.dumps({**event(sequence="9"), "data": {}}).encode(), "does not fit its contract", {}),
    "unreadable, with headers that no column takes": (
        b"x",
        "is not JSON",
        {"headers": {"a": "\0", "b": "\\u0000", "d": {"e": ["\0"]}, "x-attempt": 2**40, "x-error": "\0"}},
    ),
    "unreadable, of a type that no column takes": (b"y", "is not JSON", {"type": "\0"}),
}  # fmt: skip

# what is odd, and yet a message of ours: properties and attributes on which nothing may depend
HARMLESS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "content type text/plain": ({}, {"content_type": "text/plain"}),
    "content type of 200 signs": ({}, {"content_type": "x" * 200}),
    "no content type": ({}, {"content_type": ""}),
    "content encoding said to be gzip": ({}, {"content_encoding": "gzip"}),
    "a field that only a newer version has": ({"newer": {"field": 1}}, {}),
    "a time far in the future": ({"time": "9999-12-31T23:59:59Z"}, {"timestamp": datetime(9999, 12, 31, tzinfo=UTC)}),
    "a time without a zone": ({"time": "2026-03-02T09:00:00"}, {}),
    "a trace that is none": ({"traceparent": "00-zz-zz-01"}, {}),
    "somewhere to answer to": ({}, {"reply_to": "intake.case-events", "correlation_id": "x"}),
    "headers with line ends": ({}, {"headers": {"a": "b\r\nc: d", "cloudEvents_id": "1\r\n2", "x-error": "{{7*7}}"}}),
    "headers that contradict the body": ({}, {"headers": {"cloudEvents_type": "org.redress.case.eaten.v1", "cloudEvents_subject": "x"}}),
    "a counter of attempts that is none": ({}, {"headers": {"x-attempt": "many"}}),
    "another message id": ({}, {"message_id": "../../etc/passwd"}),
    "no message id": ({}, {"message_id": None}),
    "another program's name": ({}, {"app_id": "mallory", "type": "mallory"}),
    "a high priority": ({}, {"priority": 255}),
}

# properties that the client library cannot read; only the management interface sends such
UNREADABLE_TIME = {"timestamp": 2**62}


class Stranger:
    """Somebody with the administrator's account and a client of their own."""

    def __init__(self, vhost: Vhost, connection: AbstractConnection, channel: aio_pika.abc.AbstractChannel) -> None:
        self._vhost = vhost
        self._connection = connection
        self._channel = channel

    @classmethod
    async def at(cls, vhost: Vhost) -> "Stranger":
        connection = await aio_pika.connect(vhost.amqp_url)
        return cls(vhost, connection, await connection.channel())

    async def send(self, queue: str, body: bytes, **properties: Any) -> None:
        """Put a message straight into a queue."""
        await self._channel.default_exchange.publish(aio_pika.Message(body, **properties), queue)

    def send_by_hand(self, queue: str, body: bytes, **properties: Any) -> None:
        """The same through the management interface, which checks less."""
        message = {"properties": properties, "routing_key": queue, "payload": body.decode(), "payload_encoding": "string"}
        self._vhost.server.call("POST", f"exchanges/{self._vhost.name}/amq.default/publish", message)

    async def count(self, queue: str) -> int:
        """Messages that could be delivered now."""
        return (await (await self._connection.channel()).declare_queue(queue, passive=True)).declaration_result.message_count or 0

    async def take_and_die(self, queue: str) -> None:
        """Be handed the first message and hang up without an answer, as a process does that is killed over it."""
        dying = await aio_pika.connect(self._vhost.amqp_url)
        await (await (await dying.channel()).get_queue(queue, ensure=False)).get(fail=False)
        await dying.close()

    async def leave(self) -> None:
        await self._connection.close()

"""Requests under a condition: versions (ETag, If-Match), idempotency keys, and cursors that continue a list."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Header, Request
from pydantic import TypeAdapter
from pydantic_core import to_json
from starlette.responses import Response

from shared.errors import Problem
from shared.web.problems.rejected import Rejected

_KEY = re.compile(r"[\x21\x23-\x7e]{1,255}\Z")
_QUOTED_KEY = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"\Z')
_LONGEST_CURSOR = 1000
_LARGEST = 2**63 - 1


def etag(version: object) -> str:
    """The strong entity tag of a version, as the header ETag carries it."""
    return f'"{version}"'


def check_version(request: Request, version: object) -> None:
    """Refuse a change that was not made from this version: 428 without If-Match, 412 where it names another one."""
    named = request.headers.get("if-match")
    if named is None:
        raise Rejected(428, "version_missing")
    if etag(version) not in (tag.strip() for tag in named[:1000].split(",")):
        raise Rejected(412, "version_changed")


async def idempotency_key(  # async, or FastAPI would hand it to a thread with every request
    request: Request,
    _documented: Annotated[
        str | None, Header(alias="Idempotency-Key", description="New for each request, the same when it is repeated")
    ] = None,
) -> str:
    """Dependency: the one Idempotency-Key, quoted or bare, 1 to 255 printable ASCII characters; 400 otherwise."""
    sent = request.headers.getlist("idempotency-key")
    key = _unquoted(sent[0].strip()) if len(sent) == 1 else None
    if key is None:
        raise Rejected(400, "key_missing")
    return key


def write_cursor(**values: object) -> str:
    """Where a list goes on: the values of its sort columns after the last row shown."""
    return urlsafe_b64encode(to_json(values)).rstrip(b"=").decode()


def read_cursor(cursor: str | None, **kinds: Any) -> dict[str, Any] | None:
    """The values of a cursor, each of the kind named (`due=datetime, id=UUID`); None for the first page, 400 for anything else."""
    if not cursor:
        return None
    try:
        values = json.loads(urlsafe_b64decode(cursor[:_LONGEST_CURSOR] + "=" * (-len(cursor) % 4)))
        return {name: _plain(_adapter(kind).validate_python(values[name])) for name, kind in kinds.items()}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Rejected(400, "cursor_unreadable", errors=[Problem("/query/cursor", "cursor_unreadable", "")]) from None


def listed(request: Request, items: Sequence[object], next_cursor: str | None) -> Response:
    """One page of a list as JSON, `{"items", "next_cursor"}`, with `Link: rel="next"` where there is more."""
    response = Response(to_json({"items": items, "next_cursor": next_cursor}), media_type="application/json")
    if next_cursor is not None:
        query = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
        response.headers["Link"] = f'<?{urlencode([*query, ("cursor", next_cursor)])}>; rel="next"'
    return response


def _unquoted(sent: str) -> str | None:
    quoted = _QUOTED_KEY.match(sent)
    if quoted:
        return re.sub(r'\\(["\\])', r"\1", quoted[1])
    return sent if _KEY.match(sent) else None


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _plain(value: Any) -> Any:
    """What a database can compare: no NUL in a text, no number beyond 64 bits."""
    if isinstance(value, str) and "\0" in value:
        raise ValueError("NUL")
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise ValueError("beyond 64 bits")
    return value

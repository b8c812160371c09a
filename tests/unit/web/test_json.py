"""JSON bodies from people who mean it badly: each is refused with its place named, and nothing ends in a 500."""

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.body import _DECODER, _depth
from tests.unit.web.parcels import parcels, visiting

APP = parcels()
JSON = {"content-type": "application/json"}


async def post(raw: bytes, **headers: str) -> tuple[int, dict[str, Any]]:
    async with visiting(APP) as client:
        answer = await client.post("/api/v1/parcels", content=raw, headers={**JSON, **headers})
    document: dict[str, Any] = answer.json()
    return answer.status_code, document


async def test_a_good_body_is_read() -> None:
    body = {"to": "南京 😀", "weight": 3, "size": "large", "sent_at": "2026-11-23T17:30:00Z", "boxes": [{"label": "a", "tags": ["x"]}]}
    status, parcel = await post(json.dumps(body, ensure_ascii=True).encode())
    assert (status, parcel["to"], parcel["size"], parcel["sent_at"]) == (200, "南京 😀", "large", "2026-11-23T17:30:00Z")


@pytest.mark.parametrize(
    "raw",
    [
        b"", b" ", b"{", b'{"to": "a"} x', b'{"to": "a"}{"to": "b"}', b"{'to': 'a'}", b'{"to": "a",}', b'{"to": NaN}', b'{"height": NaN}',
        b'{"height": Infinity}', b'{"height": -Infinity}', b'\xef\xbb\xbf{"to": "a"}', '{"to": "a"}'.encode("utf-16"),
        '{"to": "a"}'.encode("utf-16-le"), '{"to": "a"}'.encode("utf-32"), b'{"to": "\xff\xfe"}', b'{"to": "\xed\xa0\x80"}',
        b'{"to": "a\nb"}',
        b'{"to": "\x00"}', b'{"to": "\\x"}', b'{"to": "\\ud8"}', b'{"weight": 01}', b'{"weight": +1}', b'{"weight": 0x10}', b"// c\n{}",
        b"[" * 100_000, b'{"a":' * 40_000, b"[" * 33 + b"]" * 33, b'{"boxes": ' + b"[" * 32 + b"]" * 32 + b"}",
        b'{"to": "' + b"a" * 100, b"tru", b"\x1b[31m",
    ],
)  # fmt: skip
async def test_what_is_no_json_is_refused(raw: bytes) -> None:
    status, document = await post(raw)
    assert (status, document["code"]) == (400, "malformed_json")


@pytest.mark.parametrize(
    ("raw", "pointer", "code"),
    [
        (b"null", "/", "model_type"),
        (b"[]", "/", "model_type"),
        (b'"text"', "/", "model_type"),
        (b"true", "/", "model_type"),
        (b"7", "/", "model_type"),
        (b"{}", "/to", "missing"),
        (b'{"to": null}', "/to", "string_type"),
        (b'{"to": 1}', "/to", "string_type"),
        (b'{"to": ""}', "/to", "string_too_short"),
        (b'{"to": "a", "from": "b"}', "/from", "extra_forbidden"),
        (b'{"to": "a", "boxes": [{"label": "x", "colour": 1}]}', "/boxes/0/colour", "extra_forbidden"),
        (b'{"to": "a", "to": "b"}', "/to", "duplicate_key"),
        (b'{"to": "a", "boxes": [{"label": "x", "label": "x"}]}', "/boxes/0/label", "duplicate_key"),
        (b'{"to": "a", "t\\u006f": "b"}', "/to", "duplicate_key"),
        (b'{"to": "a\\u0000b"}', "/to", "nul_character"),
        (b'{"to": "a", "boxes": [{"label": "\\u0000"}]}', "/boxes/0/label", "nul_character"),
        (b'{"to": "a", "\\u0000": 1}', "/", "nul_character"),
        (b'{"to": "\\ud800"}', "/to", "lone_surrogate"),
        (b'{"to": "\\udc00\\ud800"}', "/to", "lone_surrogate"),
        (b'{"to": "a", "weight": true}', "/weight", "int_type"),
        (b'{"to": "a", "weight": "1"}', "/weight", "int_type"),
        (b'{"to": "a", "weight": 1.0}', "/weight", "int_type"),
        (b'{"to": "a", "weight": 9223372036854775808}', "/weight", "int_too_large"),
        (b'{"to": "a", "weight": -9223372036854775809}', "/weight", "int_too_large"),
        (b'{"to": "a", "weight": ' + b"9" * 5000 + b"}", "/weight", "int_too_large"),
        (b'{"to": "a", "height": 1e400}', "/height", "int_too_large"),
        (b'{"to": "a", "fragile": 1}', "/fragile", "bool_type"),
        (b'{"to": "a", "fragile": "yes"}', "/fragile", "bool_type"),
        (b'{"to": "a", "size": "huge"}', "/size", "enum"),
        (b'{"to": "a", "sent_at": "2026-11-23T24:00:00Z"}', "/sent_at", "datetime_parsing"),
        (b'{"to": "a", "sent_at": "0000-01-01T00:00:00Z"}', "/sent_at", "datetime_parsing"),
        (b'{"to": "a", "sent_at": "2026-11-23T23:59:60Z"}', "/sent_at", "datetime_parsing"),
        (b'{"to": "a", "sent_at": "2026-02-30T00:00:00Z"}', "/sent_at", "datetime_parsing"),
        (b'{"to": "a", "boxes": [' + b",".join([b'{"label": "x"}'] * 1001) + b"]}", "/boxes", "too_many"),
        (b'{"to": "a", ' + b",".join(b'"f%d": 1' % n for n in range(10_000)) + b"}", "/", "too_many"),
    ],
)  # fmt: skip
async def test_what_breaks_the_model_is_refused_at_its_place(raw: bytes, pointer: str, code: str) -> None:
    status, document = await post(raw)
    assert (status, document["code"]) == (422, "invalid")
    assert {"pointer": pointer, "code": code} in [{"pointer": e["pointer"], "code": e["code"]} for e in document["errors"]]


async def test_text_that_only_looks_dangerous_is_kept_as_it_is() -> None:
    texts = (
        "a\\u0000 b",
        "[[[[{{{{" * 40,
        "NaN",
        "e\u0301 \u200b\u202e \uff21",
        "<script>",
        "'; DROP TABLE",
        '"to": 1, "to": 2',
        "\r\n\x1b[31m",
    )
    for text in texts:
        status, parcel = await post(json.dumps({"to": text}).encode())
        assert (status, parcel["to"]) == (200, text)


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"}, {"content-type": ""}, {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "application/json; charset=gbk"}, {"content-type": "application/json; charset=utf-16"},
        {"content-type": "application/jsonx"}, {"content-type": "multipart/form-data; boundary=x"}, {"content-encoding": "gzip"},
        {"content-encoding": "br"}, {"content-type": "application/json, text/plain"},
    ],
)  # fmt: skip
async def test_another_media_type_is_refused(headers: dict[str, str]) -> None:
    raw = b'{"to": "a"}'
    status, document = await post(gzip.compress(raw) if "content-encoding" in headers else raw, **headers)
    assert (status, document["code"]) == (415, "media_type")


async def test_the_charset_of_the_media_type_may_be_named() -> None:
    assert (await post(b'{"to": "a"}', **{"content-type": 'application/json; charset="UTF-8"'}))[0] == 200


async def test_at_most_a_hundred_problems_are_listed() -> None:
    boxes = json.dumps({"to": "a", "boxes": [{"label": 1}] * 900}).encode()
    assert len((await post(boxes))[1]["errors"]) == 100


@given(
    st.recursive(st.none() | st.booleans() | st.text('[]{}"\\,'), lambda inner: st.lists(inner) | st.dictionaries(st.text('[{"\\'), inner))
)
def test_depth_counts_lists_and_objects_but_nothing_inside_texts(value: Any) -> None:
    def depth(found: Any) -> int:
        inner = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
        return max((depth(each) for each in inner), default=0) + (1 if isinstance(found, dict | list) else 0)

    assert _depth(json.dumps(value).encode()) == depth(value)


@given(
    st.dictionaries(
        st.text(max_size=5), st.integers(-(2**63) + 1, 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text()
    )
)
def test_every_other_json_is_read_as_it_was_written(value: dict[str, Any]) -> None:
    assert _DECODER.decode(json.dumps(value)) == value

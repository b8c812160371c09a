"""Files from a multipart form, streamed to temporary files within limits; nothing outlives the request."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from shared.web.pages.forms import Fields, fields_of
from shared.web.problems.rejected import Rejected
from shared.web.wire.limits import allow_body

_MOST_FILES = 20
_MOST_FIELDS = 50
_LONGEST_FIELD = 64_000  # bytes
_LONGEST_NAME = 200  # characters


@dataclass(frozen=True)
class ReceivedFile:
    """One file: its bytes open at the beginning, the last part of the name it was sent under, its declared type, its size in bytes."""

    file: BinaryIO
    filename: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Upload:
    """What a multipart form held: each name once, as a text or as a file."""

    form: Fields
    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, ReceivedFile] = field(default_factory=dict)


@asynccontextmanager
async def received(request: Request, *, limit: int, files: int = _MOST_FILES) -> AsyncIterator[Upload]:
    """Read a multipart form of at most `limit` bytes; its temporary files exist inside the `async with` only.

    413 beyond the limit, 415 for another media type, 400 for a form that is cut off, misses names, repeats one,
    or has more than `files` files or 50 fields. A client that leaves half-way leaves nothing behind.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "multipart/form-data":
        raise Rejected(415, "malformed_upload")
    allow_body(request, limit)
    form = await _parsed(request, files)
    try:
        yield _upload(form)
    finally:
        await form.close()


class _WholeParser(MultiPartParser):
    """Starlette's parser, which by itself takes a form without its closing boundary for complete."""

    def __init__(self, request: Request, *, files: int) -> None:
        stream = self._to_the_end(request.stream())
        super().__init__(request.headers, stream, max_files=files, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD)
        self._ended = False

    def on_end(self) -> None:
        self._ended = True

    async def _to_the_end(self, stream: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        """Raised in here, while the parser still reads, an error makes it close its files."""
        async for chunk in stream:
            yield chunk
        if not self._ended:
            raise MultiPartException("no closing boundary")


async def _parsed(request: Request, files: int) -> FormData:
    try:
        return await _WholeParser(request, files=files).parse()
    except (MultiPartException, ValueError):
        raise Rejected(400, "malformed_upload", headers={"Connection": "close"}) from None


def _upload(form: FormData) -> Upload:
    names = [name for name, _ in form.multi_items()]
    if len(set(names)) < len(names):
        raise Rejected(400, "malformed_upload")
    fields = fields_of(form)
    texts = {name: fields.one(name) for name, value in form.multi_items() if isinstance(value, str)}
    files = {name: _file(value) for name, value in form.multi_items() if isinstance(value, UploadFile)}
    return Upload(fields, texts, files)


def _file(upload: UploadFile) -> ReceivedFile:
    return ReceivedFile(upload.file, _last_part(upload.filename or ""), upload.content_type or "", upload.size or 0)


def _last_part(name: str) -> str:
    """A name to show, never a path to open: without folders of any system and without control characters."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    shown = "".join(letter for letter in last if letter.isprintable())[:_LONGEST_NAME]
    return shown if shown.strip(". ") else "?"

"""The service's side of the reading process."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import cast

from services.intake.imports.reading.found import Head, Row, Unreadable, said_in

ROOT = Path(__file__).parents[3]
_ENVIRONMENT = {"PYTHONUTF8": "1", "OPENPYXL_LXML": "False"}  # only the parser that refuses entities
_LONGEST_LINE = 8_000_000  # bytes


@asynccontextmanager
async def reading(raw: bytes, format_name: str, most_rows: int) -> AsyncGenerator[AsyncGenerator[Head | Row, None], None]:
    """What the file holds, read in another process; going through it raises Unreadable where it cannot be read."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-B", "-m", "services.intake.imports.reading", format_name, str(most_rows),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        limit=_LONGEST_LINE, cwd=ROOT, env=_ENVIRONMENT,
    )  # fmt: skip
    feeding = asyncio.create_task(_feed(process, raw))
    try:
        yield _said(process)
    finally:
        feeding.cancel()
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        with suppress(asyncio.CancelledError):
            await feeding


async def _feed(process: asyncio.subprocess.Process, raw: bytes) -> None:
    pipe = cast("asyncio.StreamWriter", process.stdin)
    with suppress(ConnectionError):
        pipe.write(raw)
        await pipe.drain()
        pipe.close()


async def _said(process: asyncio.subprocess.Process) -> AsyncGenerator[Head | Row, None]:
    async for line in cast("asyncio.StreamReader", process.stdout):
        said = said_in(line)
        if isinstance(said, Unreadable):
            raise said
        yield said
    if await process.wait() != 0:  # it ran into one of its limits
        raise Unreadable("too_large_unpacked")

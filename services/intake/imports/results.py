"""How an import ended, in words: what to correct row by row, and the file that contains only what failed."""

import asyncio
from collections.abc import Sequence
from typing import Any

from services.intake.imports import failed_rows
from services.intake.imports.child import reading
from services.intake.imports.reading.found import Head, Row, Unreadable
from services.intake.imports.vault import Vault
from services.intake.model import Flaw
from services.intake.settings import IntakeSettings
from services.intake.store import imports
from services.intake.store.tables import Import, ImportRow
from shared.process.parts import Parts
from shared.web.pages.catalogues import Words

MOST_ROWS = 1_000


def problems(found: Import, failed: Sequence[ImportRow], vault: Vault, words: Words) -> list[dict[str, Any]]:
    """What to correct; the problem of the whole file first."""
    listed = []
    if found.problem:
        code, _, row = found.problem.partition(" ")
        listed.append(
            {"row": int(row) if row else None, "column": None, "value": "", "code": code, "what_to_do": sentence(Flaw("", code), words)}
        )
    for one in failed:
        for flaw, value in vault.open_flaws(one.flaws or b"", one.number):
            what = sentence(flaw, words)
            listed.append({"row": one.number, "column": flaw.place or None, "value": value, "code": flaw.code, "what_to_do": what})
    return listed


def sentence(flaw: Flaw, words: Words) -> str:
    """What to do about it."""
    for message in (f"row.{flaw.code}", f"field.{flaw.code}"):
        if words.knows(message):
            return words.say(message, **flaw.values)
    return words.say("field.invalid")


async def failed_file(parts: Parts[IntakeSettings, Any], found: Import, words: Words) -> tuple[bytes, str]:
    """The file of failed rows and its media type; it is read again from the kept file, which holds what the branch wrote."""
    async with parts.transactions.read() as session:
        failed = await imports.failed_rows(session, found.import_id)
        closed = await imports.file_of(session, found.import_id)
    vault = Vault.opened(found.key, parts.keys, found.import_id)
    reasons = {row.number: _reason(vault.open_flaws(row.flaws or b"", row.number), words) for row in failed}
    head, rows = Head([], 0), []
    try:
        async with reading(vault.open(closed, "file"), found.format, parts.settings.import_rows) as table:
            async for said in table:
                if isinstance(said, Head):
                    head = said
                elif said.number in reasons:
                    rows.append(said)
    except Unreadable:
        rows = rows or [Row(number) for number in reasons]
    content = await asyncio.to_thread(failed_rows.written, found.format, head, rows, reasons)
    return content, failed_rows.MEDIA_TYPES[found.format]


def _reason(flaws: Sequence[tuple[Flaw, str]], words: Words) -> str:
    parted = "；" if words.language == "zh" else "; "
    return parted.join(f"{flaw.place} {sentence(flaw, words)}".strip() for flaw, _ in flaws)

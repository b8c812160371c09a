"""Real complaints as branch offices would hand them in: places become territories, sources become procedures.

The data lie beside the clone and never in it; see `folder`. Names and addresses in them were taken out before: a complainant
is called here by a number, and gets an address under a domain that does not exist.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.faults.branches import Delivery
from tests.faults.files import FORMATS, Row
from tests.servers.system import ROOT

ROWS_PER_FILE = 1000
# The codes of the pack's places by the letter of a city; the number of a district chooses among its towns.
PLACES = {
    "A": ("dongling", "dongling-xincheng", "dongling-laojie", "dongling-gangqu"),
    "B": ("qingxi", "qingxi-chengguan", "qingxi-shiqiao", "qingxi-liushu"),
    "C": ("baihe", "baihe-chengguan", "baihe-hekou"),
}
CHANNELS = {"web": "web", "web-forum": "web", "online": "web", "mobile": "chat", "phone": "phone", "petition": "letter"}
Complaint = dict[str, Any]


@dataclass(frozen=True)
class Office:
    """A branch office: what it hands in, in which format."""

    name: str
    format: str
    file: str
    source: str
    procedure: str
    part: int = 0
    parts: int = 1


OFFICES = (
    Office("Harbour", "CSV UTF-8", "demo/demo_public.jsonl.gz", "nyc311", "service-complaints"),
    Office("Riverside", "JSONL", "demo/demo_public.jsonl.gz", "cfpb", "customer"),
    Office("岗山", "XLSX", "demo/demo_public.jsonl.gz", "join.gov.tw", "service-complaints"),
    Office("白河", "JSONL", "demo/demo_zh_internal.jsonl.gz", "tipdm", "market-regulation-12315"),
    Office("青溪", "CSV GB18030", "zh_gov_stream.jsonl.gz", "tipdm", "market-regulation-12315", 0, 2),
    Office("东岭", "XLSX", "zh_gov_stream.jsonl.gz", "tipdm", "market-regulation-12315", 1, 2),
)


def folder() -> Path:
    """Where the data lie: in `shared/data` beside the clone."""
    return ROOT.parent / "shared" / "data"


def missing() -> str | None:
    """The reason why there is nothing to hand in here, None when all of it is there."""
    lacking = sorted({office.file for office in OFFICES if not (folder() / office.file).exists()})
    return f"real complaints are not beside this clone ({folder()}): {', '.join(lacking)}" if lacking else None


def deliveries(into: Path, most: int | None = None) -> list[Delivery]:
    """Write the files of all offices, evenly thinned to about `most` rows in all; what each of them hands in."""
    rows = {office: list(_rows(office)) for office in OFFICES}
    every = max(1, sum(map(len, rows.values())) // most) if most else 1
    return [_written(office, rows[office][::every], into) for office in OFFICES]


def _written(office: Office, rows: list[Row], into: Path) -> Delivery:
    ending, write = FORMATS[office.format]
    files = []
    for first in range(0, len(rows), ROWS_PER_FILE):
        path = into / f"{office.name}-{first // ROWS_PER_FILE + 1}.{ending}"
        write(path, rows[first : first + ROWS_PER_FILE])
        files.append(path)
    return Delivery(office.name, tuple(files), len(rows))


def _rows(office: Office) -> Iterator[Row]:
    complaints = [one for one in _read(office.file) if one["source"].startswith(office.source)]
    years = _years_to_now(complaints)
    for one in complaints[office.part :: office.parts]:
        yield _row(one, office, years if office.source == "tipdm" else 0)


def _read(name: str) -> list[Complaint]:
    with gzip.open(folder() / name, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _years_to_now(complaints: list[Complaint]) -> int:
    """By how many years these dates can be moved and still lie in the past: what happened years ago is refused by rule."""
    newest: str = max(one["created_at"][:10] for one in complaints if one["created_at"])
    today = datetime.now(UTC).date().isoformat()
    return int(today[:4]) - int(newest[:4]) - (newest[5:] >= today[5:])


def _row(one: Complaint, office: Office, years: int) -> Row:
    day = one["created_at"][:10] if one["created_at"] else ""
    moved = f"{int(day[:4]) + years}{day[4:]}".replace("-02-29", "-02-28") if day else ""
    place = one["place"] or {}
    return {
        "branch_ref": f"{one['id']}/{office.name}",
        "procedure": office.procedure,
        "title": one["title"] or "",
        "narrative": one["text"],
        "language": "en" if one["lang"] == "en" else "zh",
        "channel": CHANNELS.get(one["channel"], "phone"),
        "occurred.from": moved,
        "occurred.place": " ".join(str(part) for part in place.values() if isinstance(part, str))[:200],
        "territory": _territory(place) if office.source == "tipdm" else "",
        **_person(one, office),
    }


def _territory(place: dict[str, Any]) -> str:
    """`A3区` in `A市` is the third town of the first county, in turn; cities beyond the third share the three counties."""
    if not place.get("city"):
        return ""
    counties = list(PLACES.values())
    county = counties[(ord(place["city"][0]) - ord("A")) % len(counties)]
    number = "".join(sign for sign in place.get("district") or "" if sign.isdigit())
    return county[1 + int(number) % (len(county) - 1)] if number else county[0]


def _person(one: Complaint, office: Office) -> Row:
    """Petitioners sign without an address; who rang is rung back; all others are written to."""
    if office.source == "join.gov.tw":
        return {"identity": "anonymous", "contact.channel": "portal"}
    number = one["id"].rpartition("-")[2]
    named = {"identity": "named", "complainant.name": f"No {number}"}
    if one["channel"] == "phone":
        return {**named, "contact.channel": "phone", "contact.value": f"555-{number}"}
    place = office.format.replace(" ", "-").lower()
    return {**named, "contact.channel": "email", "contact.value": f"{one['id']}.{place}@mail.example"}

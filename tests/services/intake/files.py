"""Files as branch offices send them."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

COLUMNS = ("procedure", "narrative", "title", "channel", "complainant.name", "contact.channel", "contact.value", "branch_ref")


def row(number: int, **changes: str) -> dict[str, str]:
    """A good row; every number gives another complaint."""
    good = {
        "procedure": "customer",
        "narrative": f"柜台态度冷漠，等了 {number} 分钟无人理睬。",
        "title": "服务态度",
        "channel": "counter",
        "complainant.name": f"王{number}",
        "contact.channel": "phone",
        "contact.value": f"1390000{number:04}",
        "branch_ref": f"N-{number}",
    }
    return good | changes


def delimited(rows: Sequence[dict[str, str]], *, delimiter: str = ",", encoding: str = "utf-8", columns: Sequence[str] = COLUMNS) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, delimiter=delimiter, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def workbook(rows: Sequence[dict[str, Any]], columns: Sequence[str] = COLUMNS) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(columns))
    for one in rows:
        sheet.append([one.get(column) for column in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lines(records: Sequence[object]) -> bytes:
    return "".join((one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)) + "\n" for one in records).encode()

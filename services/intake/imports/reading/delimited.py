"""CSV with commas, semicolons or tabs."""

import csv
import io

from services.intake.imports.reading.encoding import decoded
from services.intake.imports.reading.found import MOST_SIGNS_IN_A_ROW, Head, Row, Table, Unreadable, checked_head, checked_row

_DELIMITERS = ",;\t"


def rows(raw: bytes) -> Table:
    """The table of a CSV file. A quote that is never closed ends it: the rows before it are good, the rest is one problem."""
    text, encoding = decoded(raw)
    csv.field_size_limit(MOST_SIGNS_IN_A_ROW)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = checked_head(next(reader, []))
    except csv.Error:
        raise Unreadable("unclosed_quote", 1) from None
    yield Head(columns, expected=max(0, text.count("\n")), encoding=encoding, delimiter=delimiter)
    number = 1
    try:
        for cells in reader:
            number += 1
            row = checked_row(number, cells, len(columns))
            if row is not None:
                yield row
    except csv.Error:
        yield Row(number + 1, problem="unclosed_quote")


def _delimiter(text: str) -> str:
    """The one that stands most often in the first line; names of columns hold none of them."""
    first = text[:20_000].partition("\n")[0]
    return max(_DELIMITERS, key=first.count)

"""What investigation remembers: each case, its history that is only ever added to, and the lists of the desk."""

from services.investigation.store.cases import insert_case, locked_case, read_case, save, set_next
from services.investigation.store.lists import Cursor, Filters, case_list
from services.investigation.store.tables import CaseRow, HistoryRow, metadata

__all__ = [
    "CaseRow",
    "Cursor",
    "Filters",
    "HistoryRow",
    "case_list",
    "insert_case",
    "locked_case",
    "metadata",
    "read_case",
    "save",
    "set_next",
]

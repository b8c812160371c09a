"""Dated editions of an organisation's procedures, read from packs: what is in force on which day, and what is wrong with a pack."""

from shared.procedures.broken import BrokenPack, Fault, broken_rule
from shared.procedures.conditions import Condition, FactKind, about, holds
from shared.procedures.editions import Edition, Editions
from shared.procedures.loader import load
from shared.procedures.types import Clause, Code, Limit, PackText, Unit

__all__ = [
    "BrokenPack",
    "Clause",
    "Code",
    "Condition",
    "Edition",
    "Editions",
    "FactKind",
    "Fault",
    "Limit",
    "PackText",
    "Unit",
    "about",
    "broken_rule",
    "holds",
    "load",
]

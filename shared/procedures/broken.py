"""What a broken pack says: for each fault the file, the line, what is wrong and the remedy, in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from shared.contracts.words import Text


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one file; `line` counts from 1, 0 means the file or folder as a whole."""

    file: str
    line: int
    wrong: Text
    remedy: Text

    def __str__(self) -> str:
        place_en, place_zh = (f", line {self.line}", f"第 {self.line} 行") if self.line else ("", "")
        return f"{self.file}{place_en}: {self.wrong.en} {self.remedy.en}\n  {self.file}{place_zh}：{self.wrong.zh}{self.remedy.zh}"


class BrokenPack(Exception):
    """This pack is not activated: its text says every fault found, one after the other."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def broken_rule(code: str, *, zh: str, en: str) -> PydanticCustomError:
    """The error a section's own validator raises, so that the fault reads as a sentence in both languages."""
    return PydanticCustomError(code, "{en}", {"zh": zh, "en": en})

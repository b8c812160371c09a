"""The lifecycle diagrams in the READMEs are the tables in the code."""

import importlib
import re

import pytest

from shared.lifecycle import Lifecycle
from tests.architecture.source import ROOT, SERVICES


def drawn(readme: str) -> list[str]:
    return re.findall(r"```mermaid\n(.*?)```", readme, re.DOTALL)


@pytest.mark.parametrize("service", SERVICES)
def test_the_diagram_is_generated_from_the_table(service: str) -> None:
    module = importlib.import_module(f"services.{service}.lifecycle")
    tables = [value for value in vars(module).values() if isinstance(value, Lifecycle)]
    readme = (ROOT / "services" / service / "README.md").read_text(encoding="utf-8")
    pictures = [picture.strip() for picture in drawn(readme)]
    assert tables, "the service has no lifecycle"
    for table in tables:
        assert table.mermaid().strip() in pictures

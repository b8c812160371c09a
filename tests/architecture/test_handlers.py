"""A reaction reads like a procedure: it catches nothing, commits nothing, logs nothing."""

import ast
from pathlib import Path

from tests.architecture.source import ROOT, SERVICES, python_files


def disturbances(source: str) -> list[str]:
    """What in this source does not belong into a reaction."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Try):
            found.append(f"line {node.lineno}: try")
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}:
            found.append(f"line {node.lineno}: {node.attr}")
        if isinstance(node, (ast.Import, ast.ImportFrom)) and {"structlog", "logging", "random", "secrets", "time"} & imported(node):
            found.append(f"line {node.lineno}: logs, clocks and chance come from outside")
    return found


def imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    return {alias.name for alias in node.names} | ({node.module or ""} if isinstance(node, ast.ImportFrom) else set())


def handler_files(service: str) -> list[Path]:
    room = ROOT / "services" / service / "handlers"
    return list(python_files(str(room.relative_to(ROOT)))) if room.is_dir() else [room.with_suffix(".py")]


def test_no_reaction_catches_commits_or_logs() -> None:
    found = {str(path): disturbances(path.read_text(encoding="utf-8")) for service in SERVICES for path in handler_files(service)}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_canary_a_reaction_that_commits_is_seen() -> None:
    assert disturbances("async def received(tx, event):\n    try:\n        await tx.session.commit()\n    except KeyError: pass\n") == [
        "line 2: try",
        "line 3: commit",
    ]


def test_no_broad_except_outside_the_plumbing() -> None:
    assert [str(path) for path in python_files("services") if broad(path.read_text(encoding="utf-8"))] == []


def broad(source: str) -> bool:
    handlers = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ExceptHandler)]
    return any(
        node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}) for node in handlers
    )


def test_canary_a_broad_except_is_seen() -> None:
    assert broad("try:\n    f()\nexcept Exception:\n    pass\n")
    assert not broad("try:\n    f()\nexcept KeyError:\n    pass\n")

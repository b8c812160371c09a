"""The source tree as the architecture tests see it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ("intake", "triage", "investigation", "notify")
ROOMS = {
    "__init__", "__main__", "app", "settings", "api", "desk", "handlers", "store", "decisions", "lifecycle", "procedure", "model",
    "commands", "migrations", "README",
}  # fmt: skip


@dataclass(frozen=True)
class Function:
    """One function: where it stands and how many lines it has, its docstring and decorators not counted."""

    place: str
    lines: int


def python_files(*folders: str, root: Path = ROOT) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in (root / folder).rglob("*.py") if "__pycache__" not in path.parts)


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file, inner ones as part of the outer."""
    for node in _outermost(ast.parse(path.read_text(encoding="utf-8"))):
        body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
        yield Function(f"{path.name}:{node.name}", (node.body[-1].end_lineno or 0) - body[0].lineno + 1)


def _outermost(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _outermost(node)

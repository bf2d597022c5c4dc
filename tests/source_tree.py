"""The product's own source, read without running it: its files, its modules, and who imports whom."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: Path

    @property
    def place(self) -> str:
        """Where it stands, as a reader looks for it."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        """Its dotted name; a package's is that of its folder."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse("\n".join(self.lines))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, FUNCTIONS))


def sources(*folders: str) -> list[Source]:
    """The Python files in these folders, or these files, of the repository."""
    found: list[Path] = []
    for folder in folders:
        place = ROOT / folder
        found += sorted(place.rglob("*.py")) if place.is_dir() else [place]
    return [Source(path) for path in found]


def imports_of(source: Source, modules: set[str]) -> set[str]:
    """The modules out of `modules` that a file imports, wherever in the file. Type-checking imports count too."""
    named = {name for node in ast.walk(source.tree) for name in _imported(node, modules)}
    return named & modules


def _imported(node: ast.AST, modules: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            # `from petition.services import signing` imports the module signing and nothing of services itself.
            inner = f"{node.module}.{alias.name}"
            yield inner if inner in modules else node.module

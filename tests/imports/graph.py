"""The imports of a source tree, wherever in a module they stand: within functions and for types
too."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

Graph = Mapping[str, set[str]]
"""By module, those of the tree that it imports."""


def graph_of(root: Path, packages: Iterable[str]) -> Graph:
    files = {
        module_of(file.relative_to(root)): file
        for package in packages
        for file in (root / package).rglob("*.py")
    }
    return {
        module: set(_imported(ast.parse(file.read_text("utf-8")), files.keys())) - {module}
        for module, file in files.items()
    }


def module_of(file: Path) -> str:
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(tree: ast.Module, known: Iterable[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                # A name is a module of a package, or something in a module.
                names = (f"{node.module}.{alias.name}", str(node.module))
                yield from [name for name in names if name in known][:1]

"""Every regular expression of our packages, and how it is asked."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("crawler", "pipelines", "schedules")
_ANCHORED = ("match", "fullmatch")
_ASKED = (*_ANCHORED, "search", "sub", "subn", "split", "findall", "finditer")


@dataclass(frozen=True, slots=True)
class Used:
    """`modes`: of `match`, `fullmatch` and `search`, which is any way to begin anywhere."""

    place: str
    pattern: re.Pattern[Any]
    modes: frozenset[str]


@cache
def sources() -> dict[str, ast.Module]:
    """Modules of our packages that use regular expressions."""
    return {
        name: tree
        for name, tree in modules().items()
        if any(_imports_re(node) for node in ast.walk(tree))
    }


@cache
def modules() -> dict[str, ast.Module]:
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts): ast.parse(file.read_text())
        for file in files
    }


def used_patterns() -> Iterator[Used]:
    asked = {name: _modes(tree) for name, tree in modules().items()}
    for name, tree in sources().items():
        module = importlib.import_module(name)
        for constant, pattern in _constants(module, tree):
            asking = [asked[name]] if constant.startswith("_") else asked.values()
            modes = set().union(*(one.get(constant, set()) for one in asking))
            yield Used(f"{name}.{constant}", pattern, frozenset(modes))
        for call in _inline(tree):
            pattern = re.compile(ast.literal_eval(call.args[0]), _flags(call))
            assert isinstance(call.func, ast.Attribute)
            mode = call.func.attr if call.func.attr in _ANCHORED else "search"
            yield Used(f"{name}:{call.lineno}", pattern, frozenset({mode}))


def unseen_patterns() -> list[str]:
    """Places where a pattern is put together that `used_patterns` cannot see."""
    unseen = []
    for name, tree in sources().items():
        at_top = {id(call) for node in tree.body for call in _compiled(node, into_functions=False)}
        everywhere = [call for node in tree.body for call in _compiled(node, into_functions=True)]
        unseen += [f"{name}:{call.lineno}" for call in everywhere if id(call) not in at_top]
        unseen += [
            f"{name}:{call.lineno}" for call in _inline(tree) if not _is_literal(call.args[0])
        ]
        unseen += [
            f"{name}:{node.lineno}" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
            if node.module == "re"
        ]  # fmt: skip
    return unseen


def _imports_re(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(alias.name == "re" for alias in node.names)
    return isinstance(node, ast.ImportFrom) and node.module == "re"


def _constants(module: ModuleType, tree: ast.Module) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Patterns among a module's own names, also in what holds several."""
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for name, value in vars(module).items():
        if name not in imported:
            for pattern in _patterns_in(value, module.__name__):
                yield name, pattern


def _patterns_in(value: object, module: str) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for one in (*value, *value.values()):
            yield from _patterns_in(one, module)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _patterns_in(one, module)
    elif isinstance(value, type) and value.__module__ == module:
        for one in list(vars(value).values()):
            if isinstance(one, re.Pattern | dict | list | tuple):
                yield from _patterns_in(one, module)


def _modes(tree: ast.Module) -> dict[str, set[str]]:
    """By name, how it is asked; `search` too where it is handed on, to whom nobody can say."""
    modes: dict[str, set[str]] = {}
    asked: set[int] = set()
    for node in ast.walk(tree):  # an attribute comes before the name that it is of
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            asked.add(id(node.value))
            if node.attr in _ASKED:
                mode = node.attr if node.attr in _ANCHORED else "search"
                modes.setdefault(node.value.id, set()).add(mode)
        elif isinstance(node, ast.Name) and id(node) not in asked and _is_name(node, node.id):
            modes.setdefault(node.id, set()).add("search")
    return modes


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def _inline(tree: ast.Module) -> list[ast.Call]:
    return [call for call in ast.walk(tree) if isinstance(call, ast.Call) and _is_re(call, _ASKED)]


def _compiled(node: ast.AST, *, into_functions: bool) -> Iterator[ast.Attribute]:
    """Where `re.compile` is named, called or handed on."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and not into_functions:
        return
    if isinstance(node, ast.Attribute) and node.attr == "compile" and _is_name(node.value, "re"):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _compiled(child, into_functions=into_functions)


def _is_re(call: ast.Call, names: tuple[str, ...]) -> bool:
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr in names
        and _is_name(function.value, "re")
    )


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)


def _flags(call: ast.Call) -> int:
    named = [ast.unparse(node) for node in [*call.args[1:], *[k.value for k in call.keywords]]]
    flags = [getattr(re, name.removeprefix("re.")) for name in named if name.startswith("re.")]
    return sum(map(int, flags))

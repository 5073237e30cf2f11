"""Where the program writes and reads the keys of `crawler.runtime.stats_names`, by its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

MODULE = "stats_names"
WRITES = frozenset({"inc_value", "set_value", "max_value", "min_value"})
READS = frozenset({"get_value", "number", "text", "under"})
_LOOKS_UP = READS | {"get", "count"}


@dataclass(slots=True)
class Uses:
    written: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Key:
    """A constant of the module: `text` is a key, or the prefix of keyed ones."""

    name: str
    type: str
    text: str
    is_prefix: bool


def keys(module: ast.Module) -> dict[str, Key]:
    """By constant, or function that makes keyed ones."""
    found: dict[str, Key] = {}
    for node in module.body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Name(id="Keyed"), args=[ast.Constant(value=text), made]),
            ):
                found[name] = Key(name, ast.unparse(made), str(text), is_prefix=True)
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Name(id=kind), args=[ast.Constant(value=text)]),
            ) if kind != "TypeVar":
                found[name] = Key(name, kind, str(text), is_prefix=False)
            case ast.FunctionDef(name=name, body=[*_, ast.Return(value=ast.Call(args=args))]):
                text = ast.unparse(args[0]).removeprefix("f'").split("{")[0]
                found[name] = Key(name, ast.unparse(args[1]), text, is_prefix=True)
    return found


def literals(tree: ast.Module, known: dict[str, Key]) -> list[int]:
    """Lines on which a key is spelt: what a method of the stats is given as a literal, and any
    text that is a known key."""
    passed_over = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    given = {
        id(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and _name(node) in WRITES | {"get_value"}
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            passed_over |= {id(part) for part in node.values}
    lines = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant | ast.JoinedStr) or id(node) in passed_over:
            continue
        text = _beginning(node)
        if text is not None and (id(node) in given or _is_key(text, node, known)):
            lines.append(node.lineno)
    return lines


def _is_key(text: str, node: ast.expr, known: dict[str, Key]) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(text.startswith(key.text) for key in known.values() if key.is_prefix)
    return any(text == key.text for key in known.values())


def _beginning(node: ast.Constant | ast.JoinedStr) -> str | None:
    """A text, or what an f-string begins with."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    first = node.values[0] if node.values else None
    return str(first.value) if isinstance(first, ast.Constant) else ""


def note_uses(tree: ast.Module, uses: Uses) -> None:
    """A key that is handed to a method of the stats, or asked of `Observed`, is written or read.
    One that stands elsewhere, as in a table, is what the file does with keys in variables."""
    handled: set[int] = set()
    writes = reads = False
    for node in ast.walk(tree):
        for name, argument in _arguments(node):
            inner = list(_constants(argument))
            handled |= {id(one) for one in inner}
            into = uses.written if name in WRITES else uses.read
            into |= {one.attr for one in inner}
            writes |= name in WRITES and not inner
            reads |= name in READS and not inner
    for one in _constants(tree):
        if id(one) not in handled:
            if writes:
                uses.written.add(one.attr)
            if reads:
                uses.read.add(one.attr)


def _arguments(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The method, and what it is given as the key."""
    match node:
        case ast.Call(func=ast.Name(id="map"), args=[ast.Attribute(attr=name), keys]):
            yield name, keys
        case ast.Call(args=[key, *_]) if (name := _name(node)) in WRITES | _LOOKS_UP:
            yield name, key
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()]):
            yield "get", key
        case ast.Attribute(value=ast.Attribute() as key, attr="prefix"):
            yield "get", key


def _constants(node: ast.AST) -> Iterator[ast.Attribute]:
    for one in ast.walk(node):
        if (
            isinstance(one, ast.Attribute)
            and isinstance(one.value, ast.Name)
            and one.value.id == MODULE
        ):
            yield one


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""

"""Lists of article fields in the source, wherever they stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from crawler.article_fields import FIELDS

MIN_NAMES = 4
"""Fields named together that make a list of fields."""
_WORD = re.compile(r"\w+")


def lists(tree: ast.Module) -> Iterator[str]:
    """The constants, functions and classes at the top of a module that name fields together."""
    for top in tree.body:
        documentation = {id(one.value) for one in ast.walk(top) if isinstance(one, ast.Expr)}
        for node in ast.walk(top):
            if id(node) not in documentation and len(_named(node)) >= MIN_NAMES:
                yield _name(top)
                break


def _named(node: ast.AST) -> set[str]:
    match node:
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
            return _fields(elements)
        case ast.Dict(keys=keys):
            return _fields([key for key in keys if key is not None])
        case ast.ClassDef(body=body):
            names = [one.target for one in body if isinstance(one, ast.AnnAssign)]
            return {one.id for one in names if isinstance(one, ast.Name)} & FIELDS.keys()
        case ast.Call(keywords=keywords):
            return {one.arg for one in keywords if one.arg is not None} & FIELDS.keys()
        case ast.Constant(value=str(text)):
            return set(_WORD.findall(text)) & FIELDS.keys()
    return set()


def _fields(elements: list[ast.expr]) -> set[str]:
    texts = (one.value for one in elements if isinstance(one, ast.Constant))
    return {text for text in texts if isinstance(text, str)} & FIELDS.keys()


def _name(top: ast.stmt) -> str:
    match top:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name
    return f"line {top.lineno}"

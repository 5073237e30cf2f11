"""Strongly connected parts of a graph, after Tarjan, with a stack of its own."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

Vertex = TypeVar("Vertex", bound=Hashable)


def strongly_connected(followers: Mapping[Vertex, Iterable[Vertex]]) -> list[list[Vertex]]:
    parts: list[list[Vertex]] = []
    number: dict[Vertex, int] = {}
    lowest: dict[Vertex, int] = {}
    held: dict[Vertex, None] = {}
    for root in followers:
        if root in number:
            continue
        walk: list[tuple[Vertex, Iterator[Vertex]]] = []
        _enter(root, number, lowest, held, walk, followers)
        while walk:
            vertex, rest = walk[-1]
            further = next(
                (one for one in rest if _is_new(one, vertex, number, lowest, held)), None
            )
            if further is not None:
                _enter(further, number, lowest, held, walk, followers)
                continue
            walk.pop()
            if walk:
                above = walk[-1][0]
                lowest[above] = min(lowest[above], lowest[vertex])
            if lowest[vertex] == number[vertex]:
                parts.append(_part(vertex, held))
    return parts


def _enter(
    vertex: Vertex,
    number: dict[Vertex, int],
    lowest: dict[Vertex, int],
    held: dict[Vertex, None],
    walk: list[tuple[Vertex, Iterator[Vertex]]],
    followers: Mapping[Vertex, Iterable[Vertex]],
) -> None:
    number[vertex] = lowest[vertex] = len(number)
    held[vertex] = None
    walk.append((vertex, iter(followers[vertex])))


def _is_new(
    one: Vertex,
    vertex: Vertex,
    number: dict[Vertex, int],
    lowest: dict[Vertex, int],
    held: dict[Vertex, None],
) -> bool:
    if one not in number:
        return True
    if one in held:
        lowest[vertex] = min(lowest[vertex], number[one])
    return False


def _part(vertex: Vertex, held: dict[Vertex, None]) -> list[Vertex]:
    part: list[Vertex] = []
    while not part or part[-1] != vertex:
        part.append(held.popitem()[0])
    return part

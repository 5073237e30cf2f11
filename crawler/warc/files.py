"""The files that an operator names, and what each of them is."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from crawler.runtime.paths import ROOT

_ANY_DEPTH = "**"
_STARS = re.compile(r"\*+")
_BEGIN = 64
_GZIP = 31


def matching(pattern: str) -> list[Path]:
    """Files of a glob, relative to the project, `**` for folders of any depth, links to folders
    too; each file once, by their names, which in our own archive begin with their times."""
    path = ROOT / Path(pattern).expanduser()
    anchor, *parts = path.parts
    found = [Path(anchor)]
    for part in parts:
        found = list(_folders(found)) if part == _ANY_DEPTH else _named(found, part)
    if parts[-1:] == [_ANY_DEPTH]:
        found = _named(found, "*")
    files = _each_once(one for one in found if one.is_file())
    return sorted(files, key=lambda one: (one.name, str(one)))


def _named(folders: list[Path], part: str) -> list[Path]:
    name = _STARS.sub("*", part)
    return [one for folder in folders for one in folder.glob(name)]


def _folders(begin: list[Path]) -> Iterator[Path]:
    """These and all below them, each once: a link may lead back to a folder above it."""
    met: set[Path] = set()
    waiting = begin[::-1]
    while waiting:
        folder = waiting.pop()
        real = folder.resolve()
        if real in met:
            continue
        met.add(real)
        yield folder
        waiting += _folders_in(folder)


def _folders_in(folder: Path) -> list[Path]:
    try:
        return [one for one in folder.iterdir() if one.is_dir()]
    except OSError:
        return []  # no folder, or one that is not ours to read


def _each_once(files: Iterable[Path]) -> Iterable[Path]:
    """By its own name rather than by a link's."""
    by_file: dict[Path, Path] = {}
    for one in files:
        real = one.resolve()
        known = by_file.setdefault(real, one)
        if known.name != real.name and one.name == real.name:
            by_file[real] = one
    return by_file.values()


def fault_of_file(path: Path) -> str | None:
    """Why a file cannot be read as WARC; None where it can, as far as its beginning tells."""
    try:
        with path.open("rb") as file:
            begin = file.read(4096)
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if not begin:
        return "is empty"
    head = _unpacked(begin)
    if head.startswith(b"WARC/"):
        return None
    if head.startswith(b"filedesc://"):
        return "is an ARC file; make a WARC of it with `warcio recompress`"
    if begin.startswith(b"\x28\xb5\x2f\xfd"):
        return "is packed with Zstandard; unpack it with `zstd -d`"
    return "is no WARC file"


def _unpacked(begin: bytes) -> bytes:
    if not begin.startswith(b"\x1f\x8b"):
        return begin[:_BEGIN]
    try:
        return zlib.decompressobj(_GZIP).decompress(begin, _BEGIN)
    except zlib.error:
        return b""

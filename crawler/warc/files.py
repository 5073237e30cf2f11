"""The files that an operator names, and what each of them is."""

from __future__ import annotations

import zlib
from pathlib import Path

from crawler.runtime.paths import ROOT

_BEGIN = 64
_GZIP = 31


def matching(pattern: str) -> list[Path]:
    """Files of a glob, relative to the project, `**` for folders of any depth; by their names,
    which in our own archive begin with their times."""
    path = ROOT / Path(pattern).expanduser()
    found = Path(path.anchor).glob(str(path.relative_to(path.anchor)))
    return sorted((one for one in found if one.is_file()), key=lambda one: (one.name, str(one)))


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

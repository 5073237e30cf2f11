from __future__ import annotations

import gzip
import random

import pytest

from crawler.warc.coding import MAX_BYTES, NotUnpacked, unpacked

_GZIP = ((b"Content-Encoding", b"gzip"),)
_PAGE = "".join(f"<p>Line {number} of a page, Ankara’da.</p>" for number in range(2000)).encode()
_PACKED = gzip.compress(_PAGE, mtime=0)


@pytest.mark.parametrize(
    ("payload", "page"),
    [
        (_PACKED, _PAGE),
        (_PACKED + _PACKED, _PAGE + _PAGE),
        (_PACKED + b"\r\n", _PAGE),
        (_PACKED + bytes(10), _PAGE),
        (_PACKED[:-4], _PAGE),
        (b"", b""),
    ],
    ids=["whole", "two members", "a line end behind it", "zeros behind it", "no length", "empty"],
)
def test_a_gzip_gives_all_its_members(payload: bytes, page: bytes) -> None:
    assert unpacked(payload, _GZIP) == page


@pytest.mark.parametrize("kept", [0.01, 0.3, 0.5, 0.99])
def test_a_gzip_that_was_cut_off_gives_what_it_has(kept: float) -> None:
    text = random.Random(1).randbytes(50_000).hex().encode()
    packed = gzip.compress(text)

    found = unpacked(packed[: int(len(packed) * kept)], _GZIP)

    assert text.startswith(found)
    assert kept - 0.01 <= len(found) / len(text) <= kept + 0.01


@pytest.mark.parametrize("place", [3, 200, -6, -2], ids=["flags", "data", "checksum", "length"])
def test_a_damaged_gzip_is_refused(place: int) -> None:
    damaged = bytearray(_PACKED)
    damaged[place] ^= 0xFF

    with pytest.raises(NotUnpacked, match="gzip that cannot be undone"):
        unpacked(bytes(damaged), _GZIP)


def test_a_page_that_is_too_large_is_refused() -> None:
    with pytest.raises(NotUnpacked, match="over 16777216 bytes"):
        unpacked(gzip.compress(bytes(MAX_BYTES + 1)), _GZIP)

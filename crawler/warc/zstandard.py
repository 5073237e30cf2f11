"""Zstandard, which Python has itself since 3.14, and a package of the same form brings before."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["zstd"]

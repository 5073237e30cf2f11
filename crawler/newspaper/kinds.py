"""What an article can be."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    ARTICLE = "article"
    COLUMN = "column"
    GALLERY = "gallery"
    VIDEO = "video"

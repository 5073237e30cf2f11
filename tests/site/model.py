"""The newspaper as its newsroom knows it. Pages are rendered from this and never read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

BlockKind = Literal[
    "p", "h2", "h3", "list", "quote",
    "figure", "script", "tweet", "iframe", "related", "cookie",
]  # fmt: skip
TEXT_KINDS = frozenset({"p", "h2", "h3", "list", "quote"})


@dataclass(frozen=True)
class Block:
    """One part of a body. `text` is the published text, with its NBSP and soft hyphens."""

    kind: BlockKind
    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Byline:
    text: str
    authors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True)
class Photo:
    """A picture of a gallery with the lines below it."""

    picture: Picture
    credit_line: str


DateForm = Literal["new", "old", "gallery", "none"]
BodyLayout = Literal["paragraphs", "breaks", "badly-nested", "wrapped"]
JsonForm = Literal["plain", "graph", "list", "semicolon", "raw-newline", "trailing-comma"]
AltForm = Literal["double-escaped", "single-quoted", "plain"]


@dataclass(frozen=True)
class Style:
    """How a page prints its story, where the newspaper's templates differ."""

    date: DateForm = "new"
    layout: BodyLayout = "paragraphs"
    json: JsonForm = "plain"
    alt: AltForm = "double-escaped"
    body_in_json: bool = False
    headline_escaped_twice: bool = False
    repeated_keywords: bool = False
    bare: bool = False
    """Without the boxes that pages of 2021 did not have."""
    revision: int = 1
    """Changes ids and related boxes of the page but nothing a reader sees."""


@dataclass(frozen=True)
class Story:
    path: str
    section: str
    headline: str
    blocks: tuple[Block, ...]
    published: datetime
    description: str | None = None
    modified: datetime | None = None
    kind: Literal["article", "column", "gallery", "video"] = "article"
    byline: Byline | None = None
    city: str | None = None
    picture: Picture | None = None
    photos: tuple[Photo, ...] = ()
    keywords: tuple[str, ...] = ()
    also_in: tuple[str, ...] = ()
    """Further sections whose lists show it."""
    listed: bool = True
    """Whether its own section's list shows it; the archive is found by search only."""
    feeds: tuple[str, ...] = ()
    """Feeds that carry it although no section page does."""
    duplicate_of: str | None = None
    """Path of the earlier story whose text it repeats."""
    hard: str | None = None
    style: Style = field(default_factory=Style)

    @property
    def slug(self) -> str:
        parts = self.path.strip("/").split("/")
        return parts[-2] if parts[-1] in {"news", "images"} else parts[-1]


@dataclass(frozen=True)
class Section:
    slug: str
    name: str
    children: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Card:
    """A place in a list: the article, and the link as the list prints it."""

    story: Story
    link: str


@dataclass(frozen=True, eq=False)
class Edition:
    """Everything the site answers on one night."""

    night: int
    menu: tuple[Section, ...]
    stories: Mapping[str, Story]
    lists: Mapping[str, tuple[Card, ...]]
    redirects: Mapping[str, str]
    gone: Mapping[str, int]
    vanished_sections: frozenset[str]
    printed_at: datetime

    @property
    def sections(self) -> dict[str, tuple[Section, Section | None]]:
        """By slug, with the parent of the section's first place in the menu."""
        found: dict[str, tuple[Section, Section | None]] = {}
        for top in self.menu:
            found.setdefault(top.slug, (top, None))
            for child in top.children:
                found.setdefault(child.slug, (child, top))
        return found

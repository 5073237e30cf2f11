"""Where an article of a section lives."""

from __future__ import annotations

from tests.site.menu import ARTICLE_PREFIX, NEW_SUBSECTION, menu_of

DESK_OF = {
    slug: top.slug
    for top in reversed(menu_of(1))
    for slug in (top.slug, *(child.slug for child in top.children))
} | {"gallery": "lifestyle", "ds-tv": "turkey", NEW_SUBSECTION.slug: "sports"}


def article_path(section: str, slug: str) -> str:
    prefix = ARTICLE_PREFIX[DESK_OF[section]]
    if section in ARTICLE_PREFIX:
        return f"/{prefix}/{slug}/news"
    return f"/{prefix}/{section}/{slug}"


def gallery_path(slug: str) -> str:
    return f"/gallery/{slug}/images"


def photo_url(number: int, day: str, size: str = "800x531") -> str:
    stamp = 1_600_000_000 + number * 37
    return (
        f"https://idsb.tmgrup.com.tr/ly/uploads/images/{day}/thumbs/{size}/{number}.jpg?v={stamp}"
    )

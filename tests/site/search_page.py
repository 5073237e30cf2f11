"""The search: lists of ten, and arrows that jump five pages."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from tests.site.model import Card, Story
from tests.site.page_frame import page
from tests.site.press import Press
from tests.site.section_page import cards_html, relaunched

LIMITS = {"by_ten": 10, "by_twenty": 20, "by_fifty": 50, "by_hundred": 100}
JUMP = 5
PARAMETERS = ("query", "qsection", "qsubsection", "qsort", "qlimit")


def search_page(press: Press, query: Mapping[str, list[str]]) -> str:
    asked = {name: query[name][0] for name in PARAMETERS if query.get(name)}
    hits = search_hits(press, asked)
    limit = LIMITS.get(asked.get("qlimit", ""), 10)
    last = max(1, -(-len(hits) // limit))
    current = min(last, _page_number(query))
    shown = hits[(current - 1) * limit : current * limit]
    cards = cards_html(press, (Card(story, story.path) for story in shown))
    content = (
        f'<main><div class="search_results"><p>{len(hits)} results</p><ul class="items_list">'
        f"{cards}</ul></div>{_pager(press, asked, current, last)}</main>"
    )
    html = page(
        press, "/search", title="Search | Daily Sabah", head="", content=content, section=""
    )
    return relaunched(press, html)


def search_hits(press: Press, asked: Mapping[str, str]) -> list[Story]:
    section = asked.get("qsubsection") or asked.get("qsection")
    wanted = _with_children(press, section) if section else None
    words = asked.get("query", "").lower()
    hits = [
        story
        for story in press.edition.stories.values()
        if (wanted is None or wanted & {story.section, *story.also_in})
        and (not words or words in story.headline.lower() or words in story.keywords)
    ]
    oldest_first = asked.get("qsort") == "oldest"
    return sorted(hits, key=lambda s: (s.published, s.path), reverse=not oldest_first)


def _with_children(press: Press, slug: str) -> set[str]:
    slug = "turkey" if slug == "turkiye" else slug
    children = next((s.children for s in press.edition.menu if s.slug == slug), ())
    return {slug, *(child.slug for child in children)}


def _page_number(query: Mapping[str, list[str]]) -> int:
    text = query.get("pgno", ["1"])[0]
    return max(1, int(text)) if text.isdigit() else 1


def _pager(press: Press, asked: Mapping[str, str], current: int, last: int) -> str:
    def link(number: int, label: str, name: str) -> str:
        parameters = urlencode({**asked, "pgno": number}).replace("&", "&amp;")
        return f'<a class="{name}" href="{press.url("/search")}?{parameters}">{label}</a>'

    numbers = range(max(1, current - 2), min(last, current + 2) + 1)
    parts = [
        link(n, str(n), "page_number active" if n == current else "page_number") for n in numbers
    ]
    if current > 1:
        parts.insert(0, link(max(1, current - JUMP), "&laquo;", "page_arrow prev"))
    if current < last:
        parts.append(link(min(last, current + JUMP), "&raquo;", "page_arrow next"))
    return f'<div class="pagination">{"".join(parts)}</div>'

"""From a path to its answer: every page of the site in one edition."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from tests.site.article_page import amp_page, article_page
from tests.site.feeds import FEED_INDEX, feed_index, feed_xml, is_feed
from tests.site.home_page import home_page
from tests.site.mistakes import mistaken
from tests.site.page_frame import static_page
from tests.site.press import Press
from tests.site.responses import PLAIN, XML, Answer, html_answer, redirect_answer
from tests.site.search_page import search_page
from tests.site.section_page import section_page
from tests.site.wild_page import wild_page

STATIC_PAGES = {
    "/jobs": "Jobs",
    "/about": "About us",
    "/privacy": "Privacy",
    "/contact": "Contact us",
}
KNOWN_MISSING = frozenset({"/sitemap.xml", "/sitemap/news.xml", "/favicon.ico"})
ROBOTS = "User-agent: *\nAllow: /\nDisallow: /search\n"
CLOSED_ROBOTS = "User-agent: *\nDisallow: /\n"


def answer(press: Press, target: str) -> Answer:
    parts = urlsplit(target)
    path = parts.path.rstrip("/") or "/"
    return _special(press, path, parts.query) or _article(press, path) or _missing(press, path)


def _special(press: Press, path: str, query: str) -> Answer | None:
    edition = press.edition
    if path == "/":
        return html_answer(home_page(press), validated=True)
    if path == "/robots.txt":
        closed = "robots-closed" in press.faults
        return Answer(200, (CLOSED_ROBOTS if closed else ROBOTS).encode(), PLAIN)
    if path == "/search":
        return html_answer(search_page(press, parse_qs(query)))
    if path == FEED_INDEX:
        return html_answer(feed_index(press), validated=True)
    if path == "/rssFeed/rss.xml":
        return redirect_answer(f"{press.root}/rssfeed/rss.xml")
    if is_feed(path):
        return Answer(200, feed_xml(press, path).encode(), XML, validated=True)
    found = edition.sections.get(path.removeprefix("/"))
    if found:
        return html_answer(section_page(press, found[0]), validated=True)
    if path in STATIC_PAGES:
        return html_answer(static_page(press, path, STATIC_PAGES[path]))
    return None


def _article(press: Press, path: str) -> Answer | None:
    edition = press.edition
    if path in edition.redirects:
        return redirect_answer(press.root + edition.redirects[path])
    if path in edition.gone:
        return html_answer(_missing_page(press), edition.gone[path])
    story = edition.stories.get(path)
    if story:
        printed = wild_page if "relaunch-wild" in press.variants else article_page
        return mistaken(press, path, html_answer(printed(press, story)))
    if path.endswith("/amp"):
        original = path.removesuffix("/amp")
        story = edition.stories.get(original) or edition.stories.get(f"{original}/news")
        if story:
            return html_answer(amp_page(press, story))
        if original in edition.redirects or original in edition.gone:
            return _article(press, original)
    return None


def _missing(press: Press, path: str) -> Answer:
    expected = path in KNOWN_MISSING or _is_nested_landing(press, path)
    html = _missing_page(press).encode()
    return Answer(404, html, unexpected=not expected)


def _is_nested_landing(press: Press, path: str) -> bool:
    """`/business/defense`: a landing url the site does not have, nor a subsection it lost."""
    parts = path.strip("/").split("/")
    if len(parts) == 1:
        return parts[0] in press.edition.vanished_sections
    return len(parts) == 2 and parts[1] in press.edition.sections


def _missing_page(press: Press) -> str:
    return static_page(press, "/404", "404 - This page could not be found")

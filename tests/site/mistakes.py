"""Mistakes of the whole site that a visitor would notice within the hour: variants of the press."""

from __future__ import annotations

from functools import lru_cache

from tests.site.model import Edition
from tests.site.press import Press
from tests.site.responses import Answer, html_answer, redirect_answer

STATUSES = {"temporary-redirects": 302, "permanent-redirects": 301}
MISTAKES = frozenset({"wrong-canonical", "refreshes", "consent", *STATUSES})
"""Names of variants."""


def mistaken(press: Press, path: str, honest: Answer) -> Answer:
    """What is answered in place of an article's page."""
    chosen = press.variants & MISTAKES
    if not chosen or honest.status != 200:
        return honest
    if "consent" in chosen:
        return html_answer(_consent_page())
    named = press.url(named_by_all(press.edition))
    if named == press.url(path):
        return honest
    for variant, status in STATUSES.items():
        if variant in chosen:
            return redirect_answer(named, status)
    if "refreshes" in chosen:
        return html_answer(_refresh_page(named))
    own = f'<link rel="canonical" href="{press.url(path)}">'
    html = honest.body.decode().replace(own, f'<link rel="canonical" href="{named}">')
    return html_answer(html)


@lru_cache(maxsize=16)
def named_by_all(edition: Edition) -> str:
    """The article that a template's mistake names on every page: the newest one."""
    listed = [story for story in edition.stories.values() if story.listed and not story.hard]
    return max(listed, key=lambda story: story.published).path


def _consent_page() -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Before you go on'
        "</title></head>\n<body><h2>We value your privacy</h2><p>We and our partners keep "
        "information on your device.</p><form><button>Agree</button></form></body>\n</html>\n"
    )


def _refresh_page(url: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Moved</title>'
        f'<meta http-equiv="refresh" content="0; url={url}"></head>\n'
        "<body><p>This page has moved.</p></body>\n</html>\n"
    )

"""What a visit says of the site: lines of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from protego import Protego
from scrapy.settings import BaseSettings

from crawler import urls
from crawler.items import Absence, Alias, Article, Failure, Source
from crawler.newspaper.active import PROFILE
from crawler.parsing.lists.listing import SectionPage
from crawler.parsing.matched_selectors import fields_of, matching
from crawler.urls import Site
from pipelines.doctor.clocks import compare
from pipelines.doctor.finding import Line, Mark, fatal, fault, good
from pipelines.doctor.visit import ReadArticle, Visited

_OF_THE_MARKUP = (
    "headline", "byline", "dateline", "date_published", "body", "image_url", "keywords",
)  # fmt: skip
"""Fields that the site's own markup has (docs/first-live-day.md)."""
_NEEDED = ("headline", "body", "date_published")
_MEND = "scrapy capture --outline {url}; then mend crawler/newspaper/selectors.py"


def lines(visited: Visited, settings: BaseSettings) -> Iterator[Line]:
    site = Site(settings["SITE_URL"])
    if not visited.is_whole:
        yield fatal("site", "the visit was stopped before its end", "run it again")
        return
    yield from _answers(visited, site)
    yield from _robots(visited, site, settings)
    if visited.home is None or visited.home.response is None:
        return
    yield _menu(visited, site)
    yield _section(visited, site)
    yield _feed(visited, site)
    yield from _articles(visited, site)


def _answers(visited: Visited, site: Site) -> Iterator[Line]:
    home = visited.home
    if home is None or (home.trouble is not None and home.cause != "robots"):
        trouble = home.trouble if home is not None else "was not asked"
        hint = "try it by hand: curl -I; is SITE_URL right, is the network there?"
        yield fatal("site", f"{site.root}: {trouble}", hint)
    elif visited.our_time is not None:
        yield compare("site clock", site.root, visited.site_time, visited.our_time)
    elif home.response is not None:
        yield good("site clock", f"{site.root} tells no time")


def _robots(visited: Visited, site: Site, settings: BaseSettings) -> Iterator[Line]:
    if visited.robots_closed is not None:
        closed_by = visited.robots_closed
        yield fatal(
            "site" if closed_by.check == "unreachable" else "robots.txt",
            f"robots.txt of {site.root} {closed_by.reason}",
            "no crawl goes on without it (RFC 9309); is SITE_URL right? open it by hand",
        )
        return
    if visited.robots is None:
        if visited.home is not None and visited.home.response is not None:
            yield good("robots.txt", "ROBOTSTXT_OBEY is off: it was not asked for")
        return
    rules = Protego.parse(visited.robots.text)
    agent = str(settings["ROBOTSTXT_USER_AGENT"])
    closed = {
        spider: path
        for spider, path in _asked_for(visited).items()
        if not rules.can_fetch(site.url(path), agent)
    }
    pace = rules.crawl_delay(agent)
    said = f"; Crawl-delay {pace:g} s" if pace else ""
    for spider in ("sections", "articles", "feeds"):
        if spider in closed:
            found = f"it disallows {closed[spider]}, which the spider {spider} asks for"
            mark = Mark.FATAL if spider == "sections" else Mark.FAULT
            yield Line("robots.txt", mark, found, "ask the publisher; leave that spider out")
    allowed = [spider for spider in _asked_for(visited) if spider not in closed]
    if allowed:
        search = "; search is disallowed, and refuses to start" if "search" in closed else ""
        yield good("robots.txt", f"allows {', '.join(allowed)}{search}{said}")


def _asked_for(visited: Visited) -> dict[str, str]:
    """Spider -> a path that it asks for."""
    article = visited.articles[0].path if visited.articles else "/any/any/any"
    paths = {"sections": "/", "articles": article, "feeds": PROFILE.paths.feeds}
    return paths | ({"search": PROFILE.paths.search.path} if PROFILE.paths.search else {})


def _menu(visited: Visited, site: Site) -> Line:
    if not visited.menu:
        hint = _MEND.format(url=site.url("/"))
        return fatal("menu", "no menu was found on the home page", hint)
    assert visited.home_document is not None
    tops = sum(entry.parent is None for entry in visited.menu)
    selector = matching("menu", visited.home_document)
    return good("menu", f"{len(visited.menu)} sections, {tops} of them at the top, by {selector}")


def _section(visited: Visited, site: Site) -> Line:
    if visited.section is None:
        return fault("list", "no section was asked for, since there is no menu", "see menu")
    if visited.section.trouble is not None:
        return fault("list", visited.section.trouble, "open it by hand")
    assert visited.section_document is not None
    page = SectionPage(visited.section_document)
    cards, path = page.cards(), visited.section.path
    hint = _MEND.format(url=site.url(path))
    if not cards:
        return fatal("list", f"{path} shows no article", hint)
    said = f"{path}: {len(cards)} articles, {sum(one.day is not None for one in cards)} dated"
    if not page.recognised:
        return fault("list", f"{said}; found by their shape, not by the site's markup", hint)
    return good("list", f"{said}, by {matching('section_list', visited.section_document)}")


def _feed(visited: Visited, site: Site) -> Line:
    index, feed = visited.feed_index, visited.feed
    hint = "open it by hand; without feeds the spider sections still finds all articles"
    if index is None or index.trouble is not None:
        return fault("feed", index.trouble or "" if index else "not asked for", hint)
    if feed is None:
        return fault("feed", f"{index.path} links no feed", hint)
    if feed.trouble is not None:
        return fault("feed", feed.trouble, hint)
    if not visited.feed_items:
        return fault("feed", f"{feed.path} has no article", hint)
    return good("feed", f"{feed.path}: {visited.feed_items} articles; {len(visited.feeds)} feeds")


def _articles(visited: Visited, site: Site) -> Iterator[Line]:
    read = [_article(one, site) for one in visited.articles]
    if any("body" in (one.fields or {}) for one in read):
        yield from read
        yield from _one_target(visited.articles)
        return
    for line in read:
        yield replace(line, mark=Mark.FATAL)
    if not read:
        yield fatal("article", "no list shows an article to look at", "see menu, list and feed")


def _one_target(articles: list[ReadArticle]) -> Iterator[Line]:
    """A redirect is usual; that of several articles to one is a mistake of the site's."""
    answered = [one.answered for one in articles if one.answered]
    for target in {path for path in answered if answered.count(path) > 1}:
        found = f"{answered.count(target)} articles lead to {target}"
        yield fault("redirects", found, "open them by hand; crawls then keep what is stored")


def _article(one: ReadArticle, site: Site) -> Line:
    url = site.url(one.path)
    check = str(urls.kind(one.path))
    if one.page.trouble is not None:
        return fault(check, one.page.trouble, "open it by hand")
    if not isinstance(one.found, Article) or one.document is None:
        return fault(check, f"{one.path}: {_no_article(one)}", f"scrapy capture --outline {url}")
    fields = fields_of(one.found, one.document)
    elsewhere = [
        name for name in _OF_THE_MARKUP if name in fields and fields[name]["source"] != Source.SITE
    ]
    missing = [name for name in _NEEDED if name not in fields]
    found = f"{one.path}: {_shown(fields)}"
    if one.answered != one.path:
        found += f"; redirected to {one.answered}"
    if missing:
        found += f"; missing: {', '.join(missing)}"
    if missing or elsewhere:
        return Line(check, Mark.FAULT, found, _MEND.format(url=url), fields)
    if one.found.canonical is not None:
        found += f"; its canonical link leads to {one.found.canonical}"
        return Line(
            check, Mark.FAULT, found, "open both by hand: is it a template's mistake?", fields
        )
    return Line(check, Mark.GOOD, found, fields=fields)


def _shown(fields: dict[str, dict[str, str]]) -> str:
    """Where the fields of the markup are from: `h1.title (headline), json-ld (body, byline)`."""
    places: dict[str, list[str]] = {}
    for name in _OF_THE_MARKUP:
        if name in fields:
            of = fields[name]
            places.setdefault(of.get("selector") or of["source"], []).append(name)
    return ", ".join(f"{place} ({', '.join(names)})" for place, names in places.items())


def _no_article(one: ReadArticle) -> str:
    match one.found:
        case Alias(target=target):
            return f"it sends its reader on to {target}"
        case Absence(reason=reason):
            return reason
        case Failure(cause=cause, detail=detail):
            return f"{cause}: {detail}"
    return "it could not be read"

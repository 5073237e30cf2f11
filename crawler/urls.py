"""What a url of this site means: which path it is, what kind of page, which section.

Pure functions of strings. The usual forms: `/world/asia-pacific/<slug>`, `/world/<slug>/news`,
`/travel/2018/03/24/<slug>`, each with an AMP twin and with noise behind it. The newspaper's profile
says which of them mean what.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from string import ascii_letters, digits
from urllib.parse import quote, urlsplit

from crawler.items import Kind
from crawler.newspaper.active import PROFILE

REAL_HOSTS = PROFILE.hosts
SECTION_TWINS = PROFILE.paths.twins

_UNRESERVED = frozenset(ascii_letters + digits + "-._~")
_SAFE = "!$&'()*+,;=:@/-._~%"
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|css|js|xml|json|pdf|mp4|ico|txt|aspx?|php)$", re.IGNORECASE
)
_ORIGIN = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*")
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_-]+)+")
"""The usual link's: nothing in it is encoded, doubled, relative, or behind the path."""
_NOT_ENCODED = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
_DAY_IN_PATH = re.compile(r"/(\d{4})/(\d{1,2})/(\d{1,2})(?=/|$)")
_PATHS = PROFILE.paths
_OTHER_NAMES = {**_PATHS.moved, **{new: old for old, new in _PATHS.moved.items()}}
_NOT_ARTICLES = _PATHS.no_articles | frozenset(
    {"search", "rss", "rssfeed", "uploads", "jobs", "privacy", "about-us"}
    | {"contact", "contact-us", "sitemap", "tag", "tags", "author", "authors", "ajax", "api"}
    | {"consent", "cookie", "cookies", "privacy-policy", "gdpr", "login", "log-in", "signin"}
    | {"sign-in", "signup", "register", "auth", "oauth", "sso", "account", "accounts", "user"}
    | {"users", "subscribe", "subscription", "maintenance", "unavailable", "offline", "error"}
    | {"errors", "404", "403", "500", "503", "not-found", "captcha", "challenge", "cdn-cgi"}
)


class Site:
    """The site as `SITE_URL` names it, and which links lead into it."""

    def __init__(self, root: str) -> None:
        parts = urlsplit(root)
        self.root = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        self._prefix = parts.path.rstrip("/")
        self._scheme = parts.scheme
        self._netloc = _netloc(parts.scheme, parts.netloc)
        self._host = (parts.hostname or "").lower()
        self._names = tuple({one.removeprefix("www.") for one in (self._host, *REAL_HOSTS)})

    def path_of(self, link: str, base: str = "/") -> str | None:
        """Canonical path of a link on this site; None for another site's or for no page at all.

        `base` is the path of the page that carries the link, for relative ones. The real hosts
        and both schemes count as this site (CONTRACT, `SITE_URL`).
        """
        inner = self.inner_url(link, base)
        return canonical(inner) if inner is not None else None

    def inner_url(self, link: str, base: str = "/") -> str | None:
        """Path and query of a link on this site, not canonicalised; None for any other link."""
        if link.startswith(self.root) and _PLAIN_PATH.fullmatch(link, len(self.root)):
            return link[len(self.root) :]
        try:
            parts = urlsplit(link.strip())
            host_is_ours = self._is_ours(parts.scheme, parts.netloc)
        except ValueError:
            return None
        if parts.scheme not in ("", "http", "https"):
            return None
        path = parts.path
        if parts.netloc:
            if not host_is_ours:
                return None
            if self._prefix and parts.hostname == self._host:
                path = path.removeprefix(self._prefix)
        elif parts.scheme or not (path or parts.query):
            return None
        elif not path:
            path = urlsplit(base).path
        elif not path.startswith("/"):
            path = base.rsplit("/", 1)[0] + "/" + path
        return (path or "/") + (f"?{parts.query}" if parts.query else "")

    def is_named_in(self, link: str) -> bool:
        """Whether a link with a host may lead here, by its text alone: a tenth of the time that it
        takes to look at it in earnest."""
        small = link.lower()
        return any(name in small for name in self._names)

    def url(self, path: str) -> str:
        return self.root + path

    def owns(self, url: str) -> bool:
        """Whether a request to `url` goes to the very origin that `SITE_URL` names (RFC 6454): its
        scheme too, or a redirect could have a page asked for in plain text."""
        try:
            parts = urlsplit(url)
            origin = parts.scheme, _netloc(parts.scheme, parts.netloc)
        except ValueError:
            return False
        if parts.username is not None:
            return False  # Scrapy takes it for a part of the host
        return origin == (self._scheme, self._netloc)

    def _is_ours(self, scheme: str, netloc: str) -> bool:
        if not netloc:
            return True
        parts = urlsplit(f"//{netloc}")
        if _netloc(scheme or "http", netloc) == self._netloc:
            return True
        if parts.port not in (None, 80, 443):
            return False
        hostname = (parts.hostname or "").lower()
        ours_standard = ":" not in self._netloc.rpartition("]")[2]
        bare = self._host.removeprefix("www.")
        return hostname in REAL_HOSTS or (ours_standard and hostname.removeprefix("www.") == bare)


def is_live(root: str) -> bool:
    """Whether a `SITE_URL` names the newspaper itself, and no copy of it."""
    return (urlsplit(root).hostname or "").lower() in REAL_HOSTS


def _netloc(scheme: str, netloc: str) -> str:
    """Host and port, lower case, without the port that the scheme implies and without a user."""
    parts = urlsplit(f"//{netloc}")
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    default = {"http": 80, "https": 443}.get(scheme)
    return host if parts.port in (None, default) else f"{host}:{parts.port}"


@lru_cache(maxsize=1024)  # the same few links stand on every page of a night
def canonical(url: str) -> str:
    """The path that identifies a page: no query, fragment, `/amp`, trailing or double slash.

    Takes a url or a path; total and idempotent. Percent-encoding is brought to the one form of
    RFC 3986, 6.2.2.
    """
    path = url.strip()
    if origin := _ORIGIN.match(path):
        path = path[origin.end() :]
    if _PLAIN_PATH.fullmatch(path) and path[-4:].lower() != "/amp":
        return path
    path = _normal_encoding(re.split(r"[?#]", path, maxsplit=1)[0])
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    while len(segments) > 1 and segments[-1].lower() == "amp":
        segments.pop()
    return "/" + "/".join(segments)


def _normal_encoding(path: str) -> str:
    path = _NOT_ENCODED.sub("%25", path)
    path = _ENCODED.sub(_decoded_if_unreserved, path)
    return quote(path, safe=_SAFE, errors="replace")


def _decoded_if_unreserved(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def kind(path: str) -> Kind:
    """By the beginning of the path, as the newspaper's profile has it."""
    segments = _segments(path)
    kinds = _PATHS.kinds
    return kinds.get(segments[0]) or kinds.get("/".join(segments[:2])) or Kind.ARTICLE


def home_section(path: str) -> str:
    """Slug of an article's home section; of a pair of twins, the one that stands for both."""
    segments = _segments(path)
    top = segments[0]
    slug = _PATHS.sections.get(top) or _PATHS.sections.get(f"*/{''.join(segments[1:2])}")
    if slug is None and (dated := _DAY_IN_PATH.search(path)):
        slug = _segments(path[: dated.start()])[-1]
    elif slug is None and len(segments) >= 3 and not _ends_in_form(path, segments):
        slug = segments[1]
    elif slug is None:
        slug = top
    return SECTION_TWINS.get(slug, slug)


def _ends_in_form(path: str, segments: list[str]) -> bool:
    return _PATHS.forms.get(segments[-1]) is kind(path)


def twins_of(slug: str) -> list[str]:
    """A section's slug and the other one of its pair, if it has one."""
    others = [two for one, two in SECTION_TWINS.items() if one == slug]
    others += [one for one, two in SECTION_TWINS.items() if two == slug]
    return [slug, *others]


def twin_path(path: str) -> str | None:
    """The same article's path under the other name of its section, where the newspaper has renamed
    the section and answers both."""
    top, _, rest = path.lstrip("/").partition("/")
    other = _OTHER_NAMES.get(top)
    return f"/{other}/{rest}" if other and rest else None


def day_in_path(path: str) -> date | None:
    """The day that urls carry, or carried once; a day of the site, in its zone."""
    match = _DAY_IN_PATH.search(path)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def may_be_article(path: str) -> bool:
    """Whether an article can stand at this path; landings, searches, feeds and files can't."""
    segments = _segments(path)
    if len(segments) < 2 or segments[0].lower() in _NOT_ARTICLES:
        return False
    return _FILE.search(segments[-1]) is None


def may_be_moved_to(path: str, article: str) -> bool:
    """Whether an article's page may have moved to a path of this site, or be named by it: not a
    folder on the way to it, which is its section's, but `/world/<slug>` of `/world/<slug>/news`."""
    folder = article.startswith(f"{path}/")
    is_other_form = folder and article[len(path) + 1 :] in _PATHS.forms
    return may_be_article(path) and (is_other_form or not folder)


def landing_slug(path: str) -> str | None:
    """The section slug of a landing page's path, or None: landings are one segment (SITE facts)."""
    segments = _segments(path)
    if len(segments) != 1 or segments[0].lower() in _NOT_ARTICLES or _FILE.search(segments[0]):
        return None
    return segments[0] or None


def _segments(path: str) -> list[str]:
    return path.strip("/").split("/")


def section_of(listing: str) -> str:
    """The slug of a listing's section: `/world` and `/rss/world` are of `world`."""
    return listing.split("?", maxsplit=1)[0].rstrip("/").rsplit("/", 1)[-1] or "/"

"""News pages that nobody of this project wrote, with their true bodies, from beside the repository.

Pages and bodies are those of the article-extraction-benchmark (MIT). They are not in the
repository; where they are not at hand, the document keeps the figures that it has.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from crawler.runtime import paths
from tests.site.press import REAL_ROOT

FOLDER = paths.ROOT.parent / "shared" / "realpages"
OUR_URL = f"{REAL_ROOT}/world/europe/an-article-after-a-relaunch"
_CANONICAL = re.compile(r"<link\b[^>]*\brel\s*=\s*[\"']?canonical\b[^>]*>", re.IGNORECASE)
_OG_URL = re.compile(r"<meta\b[^>]*\bog:url\b[^>]*>", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:href|content)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_TITLE = re.compile(r"(<title[^>]*>)([^<]*)", re.IGNORECASE)
_SEPARATORS = (" | ", " - ", " — ", " – ", " » ")
_MAX_NAME_LENGTH = 45
"""Characters of a newspaper's name behind a headline in a title."""
_MIN_HEADLINE_LENGTH = 15
_MIN_ADDRESS_LENGTH = 14
"""Below it an address is a host alone, or a path that other words may hold."""


@dataclass(frozen=True)
class RealPage:
    html: bytes
    url: str
    body: str
    """The true one."""


def real_pages(folder: Path = FOLDER) -> Iterator[RealPage]:
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for name, known in truth.items():
        html = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        yield RealPage(html, known.get("url") or "", known["articleBody"])


def are_at_hand(folder: Path = FOLDER) -> bool:
    return (folder / "ground-truth.json").is_file()


def as_ours(page: RealPage) -> bytes:
    """A page as if it were the site's own on the day after a relaunch: address, host and the
    newspaper's name in the title are the site's, and nothing else is touched."""
    # Latin-1 has a character for every byte, so that each byte comes back as it was.
    html = page.html.decode("latin-1")
    addresses = _own_addresses(html, page.url)
    long = {form for address in addresses if urlsplit(address).path.strip("/")
            for form in (address, address.partition("#")[0].partition("?")[0])}  # fmt: skip
    for address in sorted(long, key=len, reverse=True):
        if len(address) >= _MIN_ADDRESS_LENGTH:
            html = html.replace(address, OUR_URL)
            html = html.replace(address.replace("/", r"\/"), OUR_URL.replace("/", r"\/"))
    html = _TITLE.sub(_with_our_name, html, count=1)
    html = _CANONICAL.sub(f'<link rel="canonical" href="{OUR_URL}">', html)
    return _on_our_host(html, addresses).encode("latin-1")


def _own_addresses(html: str, url: str) -> list[str]:
    addresses = [url] if url else []
    for tag in (_CANONICAL, _OG_URL):
        found = tag.search(html)
        if found and (address := _ADDRESS.search(found[0])):
            addresses.append(address[1])
    return addresses


def _on_our_host(html: str, addresses: list[str]) -> str:
    host = urlsplit(addresses[0]).hostname if addresses else None
    if not host:
        return html
    bare = re.escape(host.removeprefix("www."))
    ours = urlsplit(REAL_ROOT).hostname
    return re.sub(rf"(//|\\/\\/)(?:www\.)?{bare}(?=[/\"'\\?#])", rf"\g<1>{ours}", html)


def _with_our_name(title: re.Match[str]) -> str:
    for separator in _SEPARATORS:
        headline, _, name = title[2].rpartition(separator.encode().decode("latin-1"))
        if len(headline) >= _MIN_HEADLINE_LENGTH and len(name.strip()) <= _MAX_NAME_LENGTH:
            return f"{title[1]}{headline} | Daily Sabah"
    return title[0]

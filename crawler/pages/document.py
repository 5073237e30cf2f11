"""A response's bytes as a parsed page: one charset decision, one parse."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from crawler.processors import clean_text
from crawler.urls import Site

TURKISH = "windows-1254"
_NOT_THEIRS = ("utf", "ascii", "cp1252")
"""Declared out of habit for bytes that are not UTF-8; windows-1254 contains the latter two."""
_UNCLOSING = re.compile(r"<!--.*?(?:-->|$)|<(script|style)\b.*?(?:</\1\s*>|$)", re.DOTALL)
_NUL = re.compile(r"&#(?:0+|[xX]0+);|\x00")


class Document:
    """A page of the site. `path` is where it was found, for its relative links."""

    def __init__(self, body: bytes, path: str, site: Site, content_type: str | None = None) -> None:
        text, self.charset = decode(body, content_type)
        self.replaced = text.count("\ufffd")
        """Characters that the bytes did not give in any declared charset."""
        if "\x00" in text or "&#0" in text or "&#x0" in text or "&#X0" in text:
            text = _NUL.sub("", text)
        self.html = text
        self.tree = LexborHTMLParser(text)
        self.path = path
        self.site = site

    def first(self, selector: str) -> LexborNode | None:
        return self.tree.css_first(selector)

    def all(self, selector: str) -> list[LexborNode]:
        return self.tree.css(selector)

    def absolute(self, link: str | None) -> str | None:
        """A link of this page as an absolute url of whatever site, or None."""
        if not link:
            return None
        link = link.strip()
        if link.startswith("//"):
            return f"https:{link}"
        if re.match(r"https?://", link):
            return link
        inner = self.site.inner_url(link, self.path)
        return self.site.url(inner) if inner else None

    def is_whole(self) -> bool:
        """Whether a page that opens its document also closes it."""
        if "<html" not in self.html[:4000].lower() or self._ends_as_usual():
            return True
        markup = _UNCLOSING.sub("", self.html.lower())
        return "</html" in markup or "</body" in markup

    def _ends_as_usual(self) -> bool:
        """The common case without a walk through the page: its last words are `</html>`, and no
        script or comment is open."""
        if self.html[-200:].rstrip()[-7:].lower() != "</html>":
            return False
        return self.html.rfind("<script") <= self.html.rfind("</script") and self.html.rfind(
            "<!--"
        ) <= self.html.rfind("-->")


def decode(body: bytes, content_type: str | None) -> tuple[str, str]:
    """Text of a page and the charset used.

    Bytes that are valid UTF-8 are UTF-8, whatever header and page say: no other charset looks like
    it by chance; a page with more whole UTF-8 characters than broken ones is one too. Else the
    declared charset, header first; else the site's older one.
    """
    try:
        return body.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    text = body.decode("utf-8-sig", errors="replace")
    foreign = sum(1 for character in text if character > "\x7f")
    if text.count("\ufffd") * 2 < foreign:
        return text, "utf-8"
    declared = [
        http_content_type_encoding(content_type),
        html_body_declared_encoding(body[:4096]),
    ]
    for charset in declared:
        if charset and not charset.startswith(_NOT_THEIRS):
            try:
                return body.decode(_turkish(charset), errors="replace"), charset
            except (LookupError, UnicodeError):
                continue
    return body.decode(TURKISH, errors="replace"), TURKISH


def _turkish(charset: str) -> str:
    """ISO 8859-9 is windows-1254 to browsers, and to the site."""
    return TURKISH if charset in ("iso8859-9", "latin5", "iso-8859-9") else charset


def text_of(node: LexborNode | None) -> str | None:
    return clean_text(node.text()) if node is not None else None


def attribute(node: LexborNode | None, name: str) -> str | None:
    return node.attributes.get(name) if node is not None else None

"""What a page says of its article for machines: JSON-LD and meta tags."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from crawler.pages.document import Document, attribute
from crawler.urls import canonical, may_be_article

Raw = dict[str, object]

_ARTICLE_TYPES = re.compile(r"(?:.*Article|BlogPosting|LiveBlogPosting|ImageGallery|MediaGallery)")
_VIDEO_TYPES = re.compile(r"VideoObject")
_BETWEEN_VALUES = re.compile(r"(?:[\s;,\ufeff]|<!--|-->|//|/\*|\*/|<!\[CDATA\[|\]\]>)*")
_STRING_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])', re.DOTALL)
_WRONG_ESCAPE = re.compile(r"\\(?:([\"\\/bfnrtu])|(.))", re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)

_META = {
    "headline": ("og:title", "twitter:title"),
    "description": ("og:description", "description", "twitter:description"),
    "date_published": (
        "article:published_time",
        "datepublished",
        "pubdate",
        "publish-date",
        "date",
    ),
    "date_modified": ("article:modified_time", "og:updated_time", "datemodified", "lastmod"),
    "byline": ("author", "article:author", "twitter:creator"),
    "keywords": ("news_keywords", "keywords"),
    "image_url": ("og:image", "og:image:url", "og:image:secure_url", "twitter:image"),
    "image_caption": ("og:image:alt", "twitter:image:alt"),
}


def json_ld(document: Document) -> Raw:
    """Raw values of the page's news article in JSON-LD; {} where none can be read."""
    nodes = list(_article_nodes(document))
    if not nodes:
        return {}
    own = next((node for node in nodes if document.path in _paths(node)), None)
    if own is not None:
        return _raw_of(own, document)
    others = {path for node in nodes for path in _paths(node) if may_be_article(path)}
    if len(others) < 2:
        return _raw_of(nodes[0], document)
    unnamed = [node for node in nodes if not others.intersection(_paths(node))]
    return _raw_of(unnamed[0], document) if unnamed else {}


def has_article(document: Document) -> bool:
    return next(_article_nodes(document), None) is not None


def meta(document: Document) -> Raw:
    """Raw values of `og:`, `article:` and plain meta tags, and of `<title>`."""
    values: dict[str, list[str]] = {}
    for tag in document.tagged("meta"):
        attributes = tag.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name and (content := attributes.get("content")):
            values.setdefault(name.lower().strip(), []).append(content)
    raw: Raw = {}
    for field, names in _META.items():
        for name in names:
            if name in values:
                raw[field] = values[name][0]
                break
    if "article:tag" in values and "keywords" not in raw:
        raw["keywords"] = values["article:tag"]
    if str(raw.get("byline", "")).startswith(("http", "@")):
        del raw["byline"]
    if "headline" not in raw:
        raw["headline"] = document.title
    raw["image_url"] = document.absolute(str(raw["image_url"])) if "image_url" in raw else None
    raw["image_credit"] = raw.get("image_caption")
    return {name: value for name, value in raw.items() if value}


def loads(text: str) -> Any:
    """JSON as sites write it: raw newlines in strings, a trailing `;` or comma, comment wrappers
    (extruct#84, #109), several values in a row (then their list). Raises ValueError for anything
    worse."""
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    try:
        return _values(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    except ValueError:
        return _values(_STRING_OR_COMMA.sub(_repaired, text))


def _repaired(match: re.Match[str]) -> str:
    """No comma before a closing bracket, no escape that JSON does not know."""
    if match[0] == ",":
        return ""
    return _WRONG_ESCAPE.sub(lambda escape: escape[0] if escape[1] else escape[2], match[0])


def _values(text: str) -> Any:
    values: list[Any] = []
    index = _next_value(text, 0)
    while index < len(text) or not values:
        value, index = _DECODER.raw_decode(text, index)
        values.append(value)
        index = _next_value(text, index)
    return values[0] if len(values) == 1 else values


def _next_value(text: str, index: int) -> int:
    """Where the next value begins, behind wrappers; the end where only a comment follows."""
    match = _BETWEEN_VALUES.match(text, index)
    index = match.end() if match else index
    return index if text[index : index + 1] in ("{", "[") or index == 0 else len(text)


def _article_nodes(document: Document) -> Iterator[dict[str, Any]]:
    videos: list[dict[str, Any]] = []
    for script in document.tagged("script"):
        if "ld+json" not in (attribute(script, "type") or "").lower():
            continue
        try:
            tree = loads(script.text() or "")
        except (ValueError, RecursionError):
            continue
        for node in _objects(tree):
            types = node.get("@type")
            types = types if isinstance(types, list) else [types]
            names = [name for name in types if isinstance(name, str)]
            if any(_ARTICLE_TYPES.fullmatch(name) for name in names):
                yield node
            elif any(_VIDEO_TYPES.fullmatch(name) for name in names):
                videos.append(node)
    yield from videos


def _objects(tree: Any) -> Iterator[dict[str, Any]]:
    """Objects at the top, in arrays, in `@graph`, as `mainEntity`; not those of related lists."""
    stack = [tree]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            stack.extend(value[key] for key in ("mainEntity", "@graph") if key in value)


def _paths(node: dict[str, Any]) -> set[str]:
    """Paths of the pages that a node says it stands for."""
    page = _first(node.get("mainEntityOfPage"))
    page_id = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    urls = (node.get("url"), page_id, node.get("@id"))
    return {canonical(url.replace("\\/", "/")) for url in urls if isinstance(url, str)}


def _raw_of(node: dict[str, Any], document: Document) -> Raw:
    image = _first(node.get("image")) or _first(node.get("thumbnailUrl"))
    picture = image if isinstance(image, dict) else {"url": image}
    caption = picture.get("caption") or picture.get("description")
    place = _first(node.get("contentLocation")) or _first(node.get("locationCreated"))
    raw: Raw = {
        "headline": node.get("headline") or node.get("name"),
        "description": node.get("description"),
        "body": node.get("articleBody") or node.get("text"),
        "date_published": node.get("datePublished") or node.get("uploadDate"),
        "date_modified": node.get("dateModified"),
        "byline": _byline(node.get("author") or node.get("creator")),
        "dateline": node.get("dateline") or _name(place),
        "keywords": _strings(node.get("keywords")),
        "image_url": document.absolute(_string(picture.get("url") or picture.get("contentUrl"))),
        "image_caption": caption,
        "image_credit": picture.get("creditText") or caption,
    }
    return {name: value for name, value in raw.items() if value}


def _byline(author: Any) -> str | None:
    authors = author if isinstance(author, list) else [author]
    names = [name for one in authors for name in _names(one) if not name.startswith("http")]
    return ", ".join(names) or None


def _names(author: Any) -> list[str]:
    name = author.get("name") if isinstance(author, dict) else author
    return [one for one in (name if isinstance(name, list) else [name]) if isinstance(one, str)]


def _name(value: Any) -> str | None:
    return _string(value.get("name")) if isinstance(value, dict) else _string(value)


def _string(value: Any) -> str | None:
    value = _first(value)
    return value if isinstance(value, str) else None


def _first(value: Any) -> Any:
    return next(iter(value), None) if isinstance(value, list) else value


def _strings(value: Any) -> str | list[str] | None:
    if isinstance(value, list):
        return [text for one in value if (text := _name(one))]
    return value if isinstance(value, str) else None


def og_type(document: Document) -> str | None:
    return attribute(document.first('meta[property="og:type" i]'), "content")

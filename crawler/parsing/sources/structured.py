"""What a page says of its article for machines: JSON-LD and meta tags."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crawler.parsing.clean.text import clean_byline
from crawler.parsing.dom.document import Document, attribute
from crawler.parsing.sources.json_ld import Graph, Node
from crawler.urls import canonical, may_be_article

Raw = dict[str, object]

_ARTICLE_TYPES = re.compile(r"(?:.*Article|BlogPosting|LiveBlogPosting|ImageGallery|MediaGallery)")
_VIDEO_TYPES = re.compile(r"VideoObject")
_BETWEEN_VALUES = re.compile(r"(?:[\s;,\ufeff]|<!--|-->|//|/\*|\*/|<!\[CDATA\[|\]\]>)*")
# A string that nothing closes runs to the end: to look for its end from each quote is O(n²).
_STRING_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"?|,(?=\s*[}\]])', re.DOTALL)
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
}
_META_PICTURES = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image")
_META_BYLINES = ("author", "article:author", "twitter:creator")
_META_KEYWORDS = ("news_keywords", "keywords")
_META_CAPTIONS = ("og:image:alt", "twitter:image:alt")
_PICTURES = frozenset(_META_PICTURES) | {"twitter:image:src"}
_PICTURE_TAGS = _PICTURES.union(_META_CAPTIONS)


def json_ld(document: Document) -> Raw:
    """Raw values of the page's news article in JSON-LD; {} where none can be read. A field with
    several values has a list of them."""
    graph, nodes = _article_nodes(document)
    if not nodes:
        return {}
    own = [node for node in nodes if document.path in _paths(node, graph)]
    if own:
        return _merged([_raw_of(node, graph, document) for node in own])
    others = {path for node in nodes for path in _paths(node, graph) if may_be_article(path)}
    if len(others) < 2:
        return _raw_of(nodes[0], graph, document)
    unnamed = [node for node in nodes if not others.intersection(_paths(node, graph))]
    return _raw_of(unnamed[0], graph, document) if unnamed else {}


def has_article(document: Document) -> bool:
    return bool(_article_nodes(document)[1])


def meta(document: Document) -> Raw:
    """Raw values of `og:`, `article:` and plain meta tags, and of `<title>`. A field with several
    values has a list of them."""
    values: dict[str, list[str]] = {}
    pictures: list[dict[str, str]] = []
    for _, attributes in document.metas:
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name and (content := attributes.get("content")):
            name = name.lower().strip()
            if name in values:
                values[name].append(content)
            else:
                values[name] = [content]
            if name in _PICTURE_TAGS:
                _gather_picture(pictures, name, content, document)
    raw: Raw = {field: one_or_all(_values_of(names, values)) for field, names in _META.items()}
    bylines = [values[name] for name in _META_BYLINES if name in values]
    raw["byline"] = one_or_all([", ".join(filter(clean_byline, names)) for names in bylines])
    keywords = next((values[name] for name in _META_KEYWORDS if name in values), [])
    raw["keywords"] = ", ".join(keywords) or values.get("article:tag")
    raw["headline"] = raw["headline"] or document.title
    raw["image_url"] = one_or_all(map(document.absolute, _values_of(_META_PICTURES, values)))
    captions = _values_of(_META_CAPTIONS, values)
    raw["image_caption"] = raw["image_credit"] = captions[0] if captions else None
    raw["pictures"] = pictures if len(pictures) > 1 else None
    return {name: value for name, value in raw.items() if value}


def _values_of(names: Iterable[str], values: Mapping[str, list[str]]) -> list[str]:
    found: list[str] = []
    for name in names:
        if name in values:
            found += values[name]
    return found


def _gather_picture(
    pictures: list[dict[str, str]], name: str, content: str, document: Document
) -> None:
    """A picture's tag, or its text, which stands behind the tag that it belongs to."""
    if name in _PICTURES:
        if url := document.absolute(content):
            pictures.append({"image_url": url})
    elif name in _META_CAPTIONS and pictures:
        pictures[-1]["image_caption"] = pictures[-1]["image_credit"] = content


def one_or_all(values: Iterable[Any]) -> Any:
    """The only value, or a list of several, each once; None without one."""
    if not isinstance(values, list):
        values = list(values)
    if len(values) < 2:
        return (values[0] or None) if values else None
    found = list(dict.fromkeys(value for value in values if value))
    return found if len(found) > 1 else next(iter(found), None)


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


def _article_nodes(document: Document) -> tuple[Graph, list[Node]]:
    """The page's articles, else its films; and all that is said of them."""
    texts = list(_scripts(document))
    trees = list(_trees(texts))
    # One `@id` refers to nothing else on the page: no index is needed.
    graph = Graph(trees if sum(text.count("@id") for text in texts) > 1 else [])
    articles: list[Node] = []
    videos: list[Node] = []
    for node in _objects(trees):
        names = graph.texts(node.get("@type"))
        if any(map(_ARTICLE_TYPES.fullmatch, names)):
            articles.append(node)
        elif any(map(_VIDEO_TYPES.fullmatch, names)):
            videos.append(node)
    return graph, [*map(graph.whole, articles), *map(graph.whole, videos)]


def _scripts(document: Document) -> Iterator[str]:
    for script in document.tagged("script"):
        if "ld+json" in (attribute(script, "type") or "").lower():
            yield script.text() or ""


def _trees(texts: Iterable[str]) -> Iterator[Any]:
    for text in texts:
        try:
            yield loads(text)
        except (ValueError, RecursionError):
            continue


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


def _paths(node: Node, graph: Graph) -> set[str]:
    """Paths of the pages that a node says it stands for."""
    pages = graph.flat(node.get("mainEntityOfPage"))
    named = [page.get(key) for page in pages if isinstance(page, dict) for key in ("@id", "url")]
    urls = (node.get("url"), node.get("@id"), *named, *pages)
    return {canonical(url.replace("\\/", "/")) for url in graph.texts(*urls)}


def _raw_of(node: Node, graph: Graph, document: Document) -> Raw:
    def texts(*names: str) -> Any:
        values = [node[name] for name in names if name in node]
        if not values:
            return None
        if len(values) == 1 and isinstance(values[0], str):
            return values[0] or None
        return one_or_all(graph.texts(*values))

    pictures = _pictures(node, graph, document)
    keywords = node.get("keywords")
    raw: Raw = {
        "headline": texts("headline", "name"),
        "description": texts("description"),
        "body": max(graph.texts(node.get("articleBody"), node.get("text")), key=len, default=None),
        "date_published": texts("datePublished", "uploadDate"),
        "date_modified": texts("dateModified"),
        "byline": one_or_all(
            [_byline(node[name], graph) for name in ("author", "creator") if name in node]
        ),
        "dateline": one_or_all(_places(node, graph)),
        "keywords": keywords if isinstance(keywords, str) else _named(keywords, graph),
        **(pictures[0] if pictures else {}),
        "image_url": one_or_all(picture["image_url"] for picture in pictures),
        "pictures": pictures if len(pictures) > 1 else None,
    }
    return {name: value for name, value in raw.items() if value}


def _merged(raws: list[Raw]) -> Raw:
    """What several objects say of one article: the first one's values, then the next one's."""
    merged = dict(raws[0])
    for raw in raws[1:]:
        for field, value in raw.items():
            if field == "body":
                merged[field] = max(str(merged.get(field, "")), str(value), key=len)
            elif field in ("keywords", "pictures", "image_caption", "image_credit"):
                merged.setdefault(field, value)
            else:
                merged[field] = one_or_all([*_listed(merged.get(field)), *_listed(value)])
    return merged


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _pictures(node: Node, graph: Graph, document: Document) -> list[dict[str, Any]]:
    pictures = []
    for image in graph.flat([node.get("image"), node.get("thumbnailUrl")]):
        picture = image if isinstance(image, dict) else {"url": image}
        urls = graph.texts(picture.get("url"), picture.get("contentUrl"))
        caption = _text(graph, picture.get("caption"), picture.get("description"))
        texts = {
            "image_caption": caption,
            "image_credit": _text(graph, picture.get("creditText")) or caption,
        }
        pictures += [{"image_url": url, **texts} for url in map(document.absolute, urls) if url]
    return pictures


def _text(graph: Graph, *values: Any) -> str | None:
    return next(filter(None, graph.texts(*values)), None)


def _byline(author: Any, graph: Graph) -> str:
    """All who are named, each once; an account or a page is nobody's name."""
    return ", ".join(dict.fromkeys(filter(clean_byline, _named(author, graph))))


def _named(value: Any, graph: Graph) -> list[str]:
    """Texts, and the names of objects; a role's is that of who has it."""
    names: list[str] = []
    for one in graph.flat(value):
        if isinstance(one, str):
            names.append(one)
        elif isinstance(one, dict):
            holders = [
                holder for key in ("author", "creator") for holder in graph.nodes(one.get(key))
            ]
            for holder in holders or [one]:
                names += graph.texts(holder.get("name")) or _full_name(holder, graph)
    return names


def _full_name(person: Node, graph: Graph) -> list[str]:
    parts = graph.texts(person.get("givenName"), person.get("familyName"))
    return [" ".join(parts)] if parts else []


def _places(node: Node, graph: Graph) -> Iterator[str]:
    yield from graph.texts(node.get("dateline"))
    for key in ("contentLocation", "locationCreated"):
        if key in node:
            yield from _named(node[key], graph)


def og_type(document: Document) -> str | None:
    return attribute(document.first('meta[property="og:type" i]'), "content")

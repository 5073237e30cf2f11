"""JSON-LD and meta tags of an article page."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from tests.site.clock import ISTANBUL
from tests.site.markup import attribute, twice_escaped
from tests.site.model import Story
from tests.site.press import Press


def article_head(press: Press, story: Story, stated_body: str | None) -> str:
    """`stated_body`: what JSON-LD says the body is."""
    parts = [f'<link rel="amphtml" href="{press.url(story.path)}/amp">']
    if "no-meta" not in press.variants:
        parts.append(_meta(press, story))
    if "no-json-ld" not in press.variants:
        parts.append(_json_ld(press, story, stated_body))
    return "\n".join(parts)


def _meta(press: Press, story: Story) -> str:
    headline = (
        twice_escaped(story.headline)
        if story.style.headline_escaped_twice
        else attribute(story.headline)
    )
    tags = [
        _property("og:type", "article"),
        f'<meta property="og:title" content="{headline}">',
        _property("og:url", press.url(story.path)),
        _property("og:site_name", "Daily Sabah"),
        _property("article:section", story.section),
    ]
    if story.description:
        tags.append(_property("og:description", story.description))
        tags.append(f'<meta name="description" content="{attribute(story.description)}">')
    if story.picture:
        tags.append(_property("og:image", story.picture.url))
    if story.byline:
        tags.append(f'<meta name="author" content="{attribute(story.byline.text)}">')
    if story.style.date != "none":
        tags.append(_property("article:published_time", _moment(press, story.published)))
        if story.modified:
            tags.append(_property("article:modified_time", _moment(press, story.modified)))
    tags.extend(_property("article:tag", keyword) for keyword in story.keywords)
    if story.keywords:
        keywords = attribute(", ".join(story.keywords))
        tags.append(f'<meta name="news_keywords" content="{keywords}">')
    return "\n".join(tags)


def _property(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{attribute(content)}">'


def _moment(press: Press, moment: datetime) -> str:
    if "dates-gone" in press.faults:
        return "some time ago"
    return moment.astimezone(ISTANBUL).isoformat()


def _article(press: Press, story: Story, stated_body: str | None) -> dict[str, Any]:
    news: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": press.url(story.path)},
        "headline": story.headline,
        "articleSection": story.section,
        "inLanguage": "en",
        "publisher": {"@type": "Organization", "name": "Daily Sabah"},
    }
    if story.style.date != "none":
        news["datePublished"] = _moment(press, story.published)
        news["dateModified"] = _moment(press, story.modified or story.published)
    if story.description:
        news["description"] = story.description
    if story.byline:
        kind = "Person" if story.kind == "column" else "Organization"
        news["author"] = {"@type": kind, "name": story.byline.text}
    if story.picture:
        news["image"] = {"@type": "ImageObject", "url": story.picture.url, "width": 800}
    if story.keywords:
        news["keywords"] = list(story.keywords)
    if stated_body is not None:
        news["articleBody"] = stated_body
    return news


def _json_ld(press: Press, story: Story, stated_body: str | None) -> str:
    news = _article(press, story, stated_body)
    form = story.style.json
    if form == "graph":
        site = {"@type": "WebSite", "name": "Daily Sabah", "url": press.url("/")}
        graph = {"@context": "https://schema.org", "@graph": [site, news]}
        source = json.dumps(graph, ensure_ascii=False)
    elif form == "list":
        source = json.dumps([None, news], ensure_ascii=False)
    else:
        source = json.dumps(news, ensure_ascii=False, indent=1)
    if form == "semicolon":
        source += ";"
    elif form == "trailing-comma":
        source = source.removesuffix("\n}") + ",\n}"
    elif form == "raw-newline":
        source = source.replace(story.headline, story.headline.replace(" ", "\n", 1), 1)
    source = source.replace("</", "<\\/")
    return f'<script type="application/ld+json">\n{source}\n</script>'

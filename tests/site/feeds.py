"""The feeds and their index, in the form of the newspaper's own."""

from __future__ import annotations

from dataclasses import dataclass

from tests.site.clock import feed_style
from tests.site.markup import attribute
from tests.site.model import Edition, Story
from tests.site.page_frame import page
from tests.site.press import Press
from tests.site.wording import clean

FEED_INDEX = "/rss"
MAIN_FEED = "/rssfeed/rss.xml"
LENGTH = 44
WORLD = ("mid-east", "europe", "americas", "asia-pacific", "africa", "syrian-crisis")
TURKISH_MONTHS = (
    "Oca", "Şub", "Mar", "Nis", "May", "Haz", "Tem", "Ağu", "Eyl", "Eki", "Kas", "Ara",
)  # fmt: skip
RAGGED_FEED = "/rss/business"
"""Carries an unescaped `&`, an item without a link and a date with a Turkish month."""


@dataclass(frozen=True)
class Feed:
    title: str
    sections: tuple[str, ...] = ()
    """Menu sections it draws from; none means all."""
    old_items: int = 0


FEEDS = {
    MAIN_FEED: Feed("DAILYSABAH"),
    "/rss/home-page": Feed("Home Page"),
    "/rss/politics": Feed("Politics", ("politics",)),
    "/rss/turkiye": Feed("Türkiye", ("turkey",)),
    "/rss/world": Feed("World", ("world",)),
    RAGGED_FEED: Feed("Business", ("business",)),
    "/rssfeed/business": Feed("Business", ("business",), old_items=6),
    **{f"/rss/world/{slug}": Feed(slug.replace("-", " ").title(), (slug,)) for slug in WORLD},
}


def is_feed(path: str) -> bool:
    return path in FEEDS


def feed_index(press: Press) -> str:
    links = "".join(
        f'<li><a href="{press.url(path)}">{feed.title}</a></li>' for path, feed in FEEDS.items()
    )
    return page(
        press,
        FEED_INDEX,
        title="RSS | Daily Sabah",
        head="",
        content=f'<main><h1 class="page_title">RSS</h1><ul class="rss_list">{links}</ul></main>',
        section="",
    )


def stories_of(edition: Edition, path: str) -> list[Story]:
    """What the feed carries, newest first, after the stories that no section page lists."""
    feed = FEEDS[path]
    wanted = _with_children(edition, feed.sections)
    fitting = [story for story in edition.stories.values() if _fits(story, path, wanted)]
    fitting.sort(key=lambda s: (path in s.feeds, s.published, s.path), reverse=True)
    old = fitting[-feed.old_items :] if feed.old_items else []
    return list(dict.fromkeys([*fitting[:LENGTH], *old]))


def _with_children(edition: Edition, slugs: tuple[str, ...]) -> set[str]:
    wanted = set(slugs)
    for section in edition.menu:
        if section.slug in slugs:
            wanted |= {child.slug for child in section.children}
    return wanted


def _fits(story: Story, path: str, wanted: set[str]) -> bool:
    if path in story.feeds:
        return True
    written = story.listed and story.kind in {"article", "column"}
    return written and (not wanted or story.section in wanted)


def feed_xml(press: Press, path: str) -> str:
    items = "".join(_item(press, story) for story in stories_of(press.edition, path))
    if path == RAGGED_FEED:
        items += _ragged_items(press)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss  xmlns:content="http://purl.org/rss/1.0/modules/content/"
      xmlns:atom="http://www.w3.org/2005/Atom"
      xmlns:media="http://search.yahoo.com/mrss/"
      version="2.0" >
<channel>
        <atom:link href="{press.url(path)}" rel="self" type="application/rss+xml"/>
    <title>{FEEDS[path].title}</title>
    <link>{press.url("")}</link>
    <description>Daily Sabah</description>
    <language>en-US</language>
    <lastBuildDate>{feed_style(press.edition.printed_at)}</lastBuildDate>
    <generator>DAILYSABAH Software Team</generator>
    <docs>https://www.rssboard.org/rss-specification</docs>
    <copyright>Copyright © 2003-2026 TURKUVAZ HABERLEŞME VE YAYINCILIK A.Ş</copyright>
        {items}</channel></rss>
"""


def summary(story: Story) -> str:
    words = clean(story.blocks[0].text) if story.blocks else story.headline
    return words if len(words) <= 180 else f"{words[:180]}..."


def _item(press: Press, story: Story, date: str | None = None) -> str:
    link = press.url(story.path)
    enclosure = ""
    if story.picture:
        url = attribute(story.picture.url)
        enclosure = (
            f'<enclosure url="{url}" length="50000" type="image/jpeg" />\n'
            f'        <media:content url="{url}" type="image/jpeg" />'
        )
    return f"""<item>
                <title><![CDATA[{story.headline}]]></title>
                <link>{link}</link>
                <description><![CDATA[{summary(story)}]]></description>
                <guid isPermaLink="true">{link}</guid>
                {enclosure}
                <pubDate>{date or feed_style(story.published)}</pubDate>
            </item>"""


def late_item(edition: Edition) -> Story:
    """The ragged feed's last item, whose date has a Turkish month."""
    return edition.lists["finance"][-1].story


def _ragged_items(press: Press) -> str:
    story = late_item(press.edition)
    month = TURKISH_MONTHS[story.published.month - 1]
    date = f"{story.published.day:02d} {month} {story.published.year}"
    return (
        "<item><title>Markets & harbors: what the week brings</title><link></link>"
        "<description>No link & no guid</description><pubDate>2016/6/29 15:07:41</pubDate></item>"
        + _item(press, story, date=date)
    )

"""The plain stories: as many as the sections' lists need, and an archive behind them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from tests.site.clock import press_time
from tests.site.menu import ARTICLE_PREFIX, menu_of
from tests.site.model import Block, Byline, Photo, Picture, Story, Style
from tests.site.paths import DESK_OF, article_path, gallery_path, photo_url
from tests.site.prose import Writer, slugified

LIST_LENGTH = 9
OWN_OF_TOP_SECTION = 3
RECENT_MINUTES = 40 * 24 * 60
DAILY_SABAH = ("Daily Sabah",)
BYLINES = (
    Byline("DAILY SABAH", DAILY_SABAH),
    Byline("ASSOCIATED PRESS", agencies=("AP",)),
    Byline("REUTERS", agencies=("Reuters",)),
    Byline("AGENCE FRANCE-PRESSE - AFP", agencies=("AFP",)),
    Byline("ANADOLU AGENCY", agencies=("AA",)),
    Byline("DAILY SABAH WITH AGENCIES", DAILY_SABAH, ("Agencies",)),
    Byline("DAILY SABAH WITH AFP", DAILY_SABAH, ("AFP",)),
)
CREDITS = ("AP Photo", "AFP Photo", "AA Photo", "Reuters Photo", "DHA Photo", "IHA Photo")
ARCHIVE = {
    "world": 8, "mid-east": 16, "europe": 20, "asia-pacific": 20, "politics": 6, "economy": 24,
}  # fmt: skip


class Desk:
    """Hands out plain stories whose headlines and slugs are unique in the paper."""

    def __init__(self, today: date) -> None:
        self.closing = press_time(today, 1)
        self._slugs: set[str] = set()

    def story(self, section: str, index: int, published: datetime | None = None) -> Story:
        rng = random.Random(f"{section}/{index}")
        headline = self._headline(section, rng)
        slug = slugified(headline)
        body = random.Random(slug)
        writer = Writer(section, DESK_OF[section], body)
        when = published or self._recent(rng, index)
        paragraphs = writer.paragraphs(body.randint(6, 14))
        return Story(
            path=article_path(section, slug),
            section=section,
            headline=headline,
            blocks=_with_subheadings(paragraphs, writer),
            published=when,
            description=paragraphs[0].split(". ")[0].strip(" .") + ".",
            byline=_byline(section, writer),
            city=writer.place().upper() if body.random() < 0.7 else None,
            picture=plain_picture(writer, when),
            keywords=writer.keywords(),
            kind="column" if section == "columns" else "article",
            style=Style(body_in_json=body.random() < 0.1),
        )

    def _headline(self, section: str, rng: random.Random) -> str:
        while True:
            headline = Writer(section, DESK_OF[section], rng).headline()
            slug = slugified(headline)
            if slug not in self._slugs:
                self._slugs.add(slug)
                return headline

    def _recent(self, rng: random.Random, index: int) -> datetime:
        """The higher the index the older, within the forty days before closing time."""
        step = RECENT_MINUTES // (LIST_LENGTH + 1)
        return self.closing - timedelta(minutes=index * step + rng.randrange(5, step))

    def gallery(self, index: int, published: datetime | None = None) -> Story:
        story = self.story("feature", 500 + index)
        when = published or self._recent(random.Random(f"gallery/{index}"), index)
        return gallery_of(story, when)

    def video(self, index: int) -> Story:
        story = self.story("ds-tv", index)
        topic = ("news", "sports", "life")[index % 3]
        return replace(
            story,
            path=f"/ds-tv/{topic}/{slugified(story.headline)}",
            kind="video",
            blocks=(story.blocks[0], Block("iframe", "https://www.youtube.com/embed/x0x0x0x0x0x")),
            city=None,
        )


def gallery_of(story: Story, published: datetime) -> Story:
    writer = Writer("feature", "lifestyle", random.Random(f"photos/{story.slug}"))
    photos = tuple(_photo(writer, published) for _ in range(writer.rng.randint(4, 8)))
    return replace(
        story,
        path=gallery_path(story.slug),
        section="gallery",
        kind="gallery",
        published=published,
        blocks=story.blocks[:1],
        byline=Byline("Anadolu Agency", agencies=("AA",)),
        city=None,
        picture=photos[0].picture,
        photos=photos,
        style=Style(date="gallery"),
    )


def _photo(writer: Writer, when: datetime) -> Photo:
    picture = plain_picture(writer, when)
    line = f"({picture.credit})" if writer.rng.random() < 0.5 else f"{picture.credit}"
    return Photo(picture, line)


def plain_picture(writer: Writer, when: datetime) -> Picture:
    number = writer.rng.randint(100_000, 460_000)
    return Picture(
        photo_url(number, when.strftime("%Y/%m/%d")),
        f"{writer.caption()}, {when.strftime('%b')}. {when.day}, {when.year}.",
        writer.rng.choice(CREDITS),
    )


def _byline(section: str, writer: Writer) -> Byline:
    if section in {"columns", "op-ed", "reviews", "portrait"} or writer.rng.random() < 0.2:
        person = writer.person()
        return Byline(person, (person,))
    return writer.rng.choice(BYLINES)


def _with_subheadings(paragraphs: list[str], writer: Writer) -> tuple[Block, ...]:
    blocks = [Block("p", text) for text in paragraphs]
    if len(blocks) > 8 and writer.rng.random() < 0.4:
        blocks.insert(4, Block("h2", writer.subheading()))
    if writer.rng.random() < 0.25:
        blocks.insert(2, Block("related", writer.subheading()))
    return tuple(blocks)


def plain_stories(desk: Desk, taken: Counter[str]) -> Iterator[Story]:
    """`taken`: how many places of each section's list other stories fill already."""
    sections = {
        child.slug: LIST_LENGTH for top in menu_of(1) for child in top.children
    } | dict.fromkeys(ARTICLE_PREFIX, OWN_OF_TOP_SECTION)
    for section, length in sections.items():
        for index in range(max(3, length - taken[section])):
            yield desk.story(section, index)
    for index in range(max(3, LIST_LENGTH - taken["gallery"])):
        yield desk.gallery(index)
    for index in range(6):
        yield desk.video(index)


def archive_stories(desk: Desk) -> Iterator[Story]:
    oldest_listed = desk.closing - timedelta(minutes=RECENT_MINUTES)
    for section, count in ARCHIVE.items():
        for index in range(count):
            when = oldest_listed - timedelta(days=index, hours=index % 7, minutes=11 * index % 60)
            yield replace(desk.story(section, 1000 + index, when), listed=False)
